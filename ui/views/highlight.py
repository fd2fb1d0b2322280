"""Document text as HTML: escaped, marked at exact offsets, invisible characters made visible."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from markupsafe import Markup, escape

from index.spans import Span
from qa.questions.language import language

_LANGUAGES = {
    **{"English": "en", "German": "de", "French": "fr", "Spanish": "es", "Italian": "it"},
    **{"Portuguese": "pt", "Dutch": "nl", "Polish": "pl", "Swedish": "sv", "Greek": "el"},
    **{"Hebrew": "he", "Arabic": "ar", "Hindi": "hi", "Korean": "ko", "Japanese": "ja"},
    "Chinese": "zh",
}
"""Names of `qa.questions.language` that are one language → its code."""

_TOLD_FROM = 2_000
"""Characters at the beginning of a text from which its language is told."""

_JOINER = r"(?<=[^\x00-\x7f\s])[\u200c\u200d](?=[^\x00-\x7f\s])"
_INVISIBLE = re.compile(
    rf"(?P<joiner>{_JOINER})"
    r"|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e]"
    r"|[\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]"
    r"|[\U000e0000-\U000e007f]"
)


def visible(text: str) -> Markup:
    """`text` escaped; control, zero-width and direction characters become a sign with their name.

    Joiners between two characters beyond ASCII stay as they are: emoji, Persian and the scripts of
    India are written with them.

    >>> visible("a<b")
    Markup('a&lt;b')
    """
    parts: list[Markup] = []
    done = 0
    for match in _INVISIBLE.finditer(text):
        if match["joiner"] is None:
            parts += escape(text[done : match.start()]), _sign(match[0])
            done = match.end()
    return Markup("").join([*parts, escape(text[done:])])


def lang(text: str) -> Markup:
    """The attribute with the language of a text from a document; "" if it cannot be told.

    >>> lang("The tower is of stone"), lang("12 kg")
    (Markup(' lang="en"'), Markup(''))
    """
    code = _LANGUAGES.get(language(text[:_TOLD_FROM]))
    return Markup(' lang="{}"').format(code) if code else Markup()


def in_english(question: str) -> bool:
    """False if the question is told to be in another language."""
    return language(question) in ("", "English")


def _sign(character: str) -> Markup:
    code = ord(character)
    name = unicodedata.name(character, "CONTROL CHARACTER")
    if code < 0x20:
        symbol = chr(0x2400 + code)
    elif code == 0x7F:
        symbol = "\u2421"
    else:
        symbol = f"U+{code:04X}"
    return Markup('<span class="sign" title="U+{:04X} {}">{}</span>').format(code, name, symbol)


def marked(start: int, end: int, sentence: Span, answer: Span | None = None) -> Markup:
    """Characters `[start, end)` of the document, with the sentence and the answer in it marked.

    The marks begin and end exactly where the spans do, even inside a grapheme: a citation is shown
    as it is, never corrected.
    """
    text = sentence.document.text
    sentence_range = _clip(sentence.start, sentence.end, start, end)
    if sentence_range is None:
        return visible(text[start:end])
    first, last = sentence_range
    answer_range = _clip(answer.start, answer.end, first, last) if answer else None
    inside = visible(text[first:last])
    if answer_range is not None:
        a, b = answer_range
        strong = Markup('<strong class="span">{}</strong>').format(visible(text[a:b]))
        inside = visible(text[first:a]) + strong + visible(text[b:last])
    mark = Markup('<mark class="sentence">{}</mark>').format(inside)
    return visible(text[start:first]) + mark + visible(text[last:end])


def _clip(start: int, end: int, low: int, high: int) -> tuple[int, int] | None:
    start, end = max(start, low), min(end, high)
    return (start, end) if start < end else None


def quotation(sentence: Span, answer: Span | None) -> Markup:
    """The sentence alone, with the answer marked in it."""
    return marked(sentence.start, sentence.end, sentence, answer)


def with_marks(span: Span, parts: Sequence[Span]) -> Markup:
    """The words of a span with the parts in it marked."""
    mark = Markup("<mark>{}</mark>")
    inside = sorted(filter(span.contains, parts), key=lambda each: each.start)
    return Markup().join(
        mark.format(visible(text)) if part else visible(text) for text, part in span.pieces(inside)
    )
