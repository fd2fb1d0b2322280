"""Characters of office text: odd spaces, symbol fonts, raised and lowered text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

_PLAIN = {
    **dict.fromkeys((0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " "),
    **dict.fromkeys((0xAD, 0x200B, 0x2060, 0xFEFF), ""),
    0x2011: "-",
    0x0B: "\n",
    0x0D: "\n",
}

_SYMBOL_LOW = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_"  # 0x20
    "‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"  # 0x60
)
_SYMBOL_HIGH = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪"
_SYMBOL = {
    **dict(enumerate(_SYMBOL_LOW, 0x20)),
    **dict(enumerate(_SYMBOL_HIGH, 0xA0)),
    **dict(enumerate("〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭", 0xF1)),
}
_WINGDINGS = {
    **dict(enumerate("⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿", 0x80)),
    **dict(enumerate("←→↑↓↖↗↙↘", 0xDF)),
    **dict(zip(map(ord, " CDEFGHJKLNlmnoqrtuvwx"), " 👍👎☜☞☝☟☺😐☹☠●❍■□❑❒⬧◆❖⬥⌧", strict=True)),
    **{0x22: "✂", 0x28: "☎", 0x2A: "✉", 0x36: "⌛", 0x9F: "•", 0xA7: "▪", 0xA8: "☐", 0xAB: "★"},
    **{0xD8: "➢", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑"},
}
_FONTS = {
    "symbol": _SYMBOL,
    "wingdings": _WINGDINGS,
    "wingdings 2": {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "☐"},
    "wingdings 3": {0x66: "←", 0x67: "→", 0x68: "↑", 0x69: "↓", 0x7D: "▶"},
    "webdings": {0x61: "✓", 0x63: "☐", 0x67: "■", 0x6E: "●", 0x72: "✗"},
}
"""Code points of symbol fonts to Unicode, as far as they have an equivalent in use."""

_PRIVATE = range(0xF000, 0xF100)  # where Word puts the 256 characters of a symbol font

_PRIVATE_CHARACTER = re.compile(r"[\uf000-\uf0ff]")
_ORDINAL_ENDINGS = frozenset(("st", "nd", "rd", "th", "er", "re", "e", "ème", "o", "os"))
_UNITS = frozenset(("sec", "min", "mol", "rad", "foot", "feet", "inch", "inches", "yard", "yards"))
_NUMERIC = re.compile(r"[-+−–]?\d[\d,;.\s–-]*")
_LAST_WORD = re.compile(r"[^\W\d_]+\Z")
_CONTEXT = 60  # characters before raised text that say what it is
_SMALL = {"1": "¹", "2": "²", "3": "³"}


def clean(text: str) -> str:
    """The text with plain spaces and hyphens, and without marks that are not printed."""
    return text if text.isascii() and "\r" not in text else text.translate(_PLAIN)


def symbols(text: str, font: str) -> tuple[str, int]:
    """The Unicode text of characters in a symbol font, and how many have no equivalent.

    Those are left out. Characters of other fonts are unchanged.

    >>> symbols("\\uf0b1", "Symbol")
    ('±', 0)
    """
    table = _FONTS.get(font.casefold())
    if table is None and (text.isascii() or not _PRIVATE_CHARACTER.search(text)):
        return text, 0
    if table is None:
        table = _SYMBOL
        codes = [ord(each) - 0xF000 if ord(each) in _PRIVATE else each for each in text]
    else:
        own = (*range(0x100), *_PRIVATE)
        codes = [ord(each) & 0xFF if ord(each) in own else each for each in text]
    known = [each if isinstance(each, str) else table.get(each, "") for each in codes]
    return "".join(known), known.count("")


def join_levels(pieces: Sequence[tuple[str, int]]) -> str:
    """The text of a paragraph from its pieces, each with its level: 1 raised, -1 lowered, else 0.

    Raised digits are kept apart from the number or word before them.

    >>> join_levels([("450", 0), ("2", 1), (" people in 60 m", 0), ("2", 1), (" halls", 0)])
    '450^2 people in 60 m² halls'
    """
    if not any(level for _, level in pieces):
        return "".join(text for text, _ in pieces)
    runs = [
        ("".join(text for text, _ in group), level)
        for level, group in groupby(pieces, key=lambda piece: piece[1])
    ]
    if all(level or not text.strip() for text, level in runs):
        return "".join(text for text, _ in runs)
    joined = ""
    for place, (text, level) in enumerate(runs):
        following = runs[place + 1][0][:1] if place + 1 < len(runs) else ""
        if level > 0:
            text = _raised(joined[-_CONTEXT:], text, following)
        elif level < 0 and joined[-1:].isdigit() and text[:1].isdigit():
            text = f"_{text}"
        joined += text
    return joined


def _raised(before: str, text: str, following: str) -> str:
    inner = text.strip()
    last = before[-1:]
    if not any(each.isalnum() for each in inner) or inner[:1] in "[(":
        return text
    if not last or last.isspace():
        is_mark = not before.strip() and inner.isdigit() and following.isalnum()
        return f"{text} " if is_mark else text
    if inner.isalpha():
        is_ending = len(inner) > 1 or (inner.casefold() in _ORDINAL_ENDINGS and last.isdigit())
        return text if is_ending else text.replace(inner, f"^{inner}")
    if not _NUMERIC.fullmatch(inner):
        return text.replace(inner, f"^{inner}" if inner.isalnum() else f"^({inner})")
    word = _LAST_WORD.search(before)
    if last.isdigit() or last in ")]°%" or not inner[0].isdigit():
        return text.replace(inner, f"^{inner}")
    if word and (len(word[0]) <= 2 or word[0].casefold() in _UNITS):
        return text.replace(inner, _SMALL.get(inner, f"^{inner}"))
    return text.replace(inner, f"[{inner}]")
