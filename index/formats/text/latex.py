"""LaTeX: the words, headings, list items, footnotes and tables; formulas as they are written."""

from __future__ import annotations

import re
import unicodedata

from index.formats.charset import decode_text
from index.formats.extract import ExtractedText
from index.formats.office.characters import join_levels
from index.formats.tables import add_table
from index.formats.text.latex_lists import Lists

_HEADINGS = frozenset(
    ("part", "chapter", "section", "subsection", "subsubsection", "paragraph", "subparagraph")
)
_DROPPED = (  # with their argument
    "label vspace hspace pagestyle thispagestyle bibliographystyle bibliography usepackage"
    " documentclass input include setlength addtolength setcounter addtocounter index color"
    " textcolor fontsize selectlanguage addcontentsline phantom hypersetup"
)
_CITED = (
    "footnote cite citep citet citealp citeauthor citeyear ref eqref pageref autoref cref Cref"
    " nameref includegraphics href hypertarget"
)
_WITH_ARGUMENT = frozenset((*_HEADINGS, *_DROPPED.split(), *_CITED.split()))
_TABLES = ("tabular", "tabular*", "tabularx", "longtable", "tabulary")
_LISTS = ("enumerate", "itemize", "description")
_RAW = ("equation", "equation*", "align", "align*", "displaymath", "verbatim", "lstlisting")
_SYMBOLS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł",
    "aa": "å", "AA": "Å", "i": "i", "j": "j", "S": "§", "P": "¶", "dots": "…", "ldots": "…",
    "textellipsis": "…", "copyright": "©", "pounds": "£", "texteuro": "€", "euro": "€",
    "textdegree": "°", "degree": "°", "textendash": "–", "textemdash": "—", "textbackslash": "\\",
    "textasciitilde": "~", "LaTeX": "LaTeX", "TeX": "TeX", "quad": " ", "qquad": " ",
    "textregistered": "®", "texttrademark": "™", "slash": "/", "newline": "\n", "par": "\n\n",
    "maketitle": "\n\n", "tableofcontents": "\n\n", "hline": "", "toprule": "", "midrule": "",
    "bottomrule": "",
}  # fmt: skip
_ACCENTS = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304",
    ".": "\u0307", "c": "\u0327", "v": "\u030c", "u": "\u0306", "H": "\u030b", "r": "\u030a",
    "k": "\u0328",
}  # fmt: skip
_MAX_DEPTH = 20
_MAX_ARGUMENT = 100_000

_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*\n?[ \t]*")
_TOKEN = re.compile(
    r"\\(?P<name>[a-zA-Z]+)\*?[ \t]*\n?|\\(?P<sign>.)|(?P<other>[{}~$]|---?|``|''|\n[ \t]*\n\s*)",
    re.DOTALL,
)
_ACCENTED = re.compile(r"\s*(?:\{\s*\\?([a-zA-Z])\s*\}|\\([ij])\b\s*|([a-zA-Z]))")
_OPTIONAL = re.compile(r"\s*\[[^\]\n]{0,300}\]")
_TWO_DROPPED = frozenset(
    ("setlength", "addtolength", "setcounter", "addtocounter", "fontsize", "addcontentsline")
)
_DEFINITIONS = ("def", "edef", "gdef", "newcommand", "renewcommand", "providecommand")
_DEFINED = re.compile(r"\s*\{?\s*\\[a-zA-Z@]+\s*\}?(?:\[[^\]\n]{0,300}\]){0,2}(?:#\d){0,9}")
_SCRIPTS = {"textsuperscript": 1, "textsubscript": -1}
_RULE = re.compile(r"\\hline\b|\\cline\{[^}]{0,20}\}|\\(?:top|mid|bottom)rule")
_ROW_END = re.compile(r"\\\\(?:\[[^\]]{0,20}\])?|\\tabularnewline")
_PLAIN = {"~": "\u00a0", "--": "–", "---": "—", "``": "“", "''": "”"}


def read_tex(data: bytes) -> ExtractedText:
    text, warnings = decode_text(data)
    extract = ExtractedText()
    extract.warnings += warnings
    source = _COMMENT.sub(r"\1", text.replace("\r\n", "\n").replace("\r", "\n"))
    start = source.find("\\begin{document}")
    fields = [_field(source, name) for name in ("title", "author", "date")]
    extract.title, extract.author, extract.date = fields
    extract.add(extract.title, heading=True)
    body = source[start + 16 :] if start >= 0 else source
    _Reader(extract).read(body.partition("\\end{document}")[0], 0)
    return extract


def _field(source: str, name: str) -> str:
    match = re.search(rf"\\{name}\s*(?:\[[^\]]{{0,300}}\])?\s*\{{", source)
    if not match:
        return ""
    words, _ = _argument(source, match.end() - 1)
    return " ".join(_inline(words, ExtractedText(), 1).replace("\u00a0", " ").split())


def _inline(source: str, extract: ExtractedText, depth: int) -> str:
    """The text of an argument; losses go to `extract`."""
    inner = ExtractedText(losses=extract.losses)
    if depth < _MAX_DEPTH:
        _Reader(inner).read(source, depth)
    return inner.text.replace("\n\n", " ")


def _argument(source: str, at: int) -> tuple[str, int]:
    """The argument that begins at a brace, perhaps after spaces, and the offset after it."""
    while at < len(source) and source[at].isspace():
        at += 1
    if at >= len(source) or source[at] != "{":
        return "", at
    depth = 0
    for match in re.compile(r"\\.|[{}]", re.DOTALL).finditer(source, at, at + _MAX_ARGUMENT):
        depth += {"{": 1, "}": -1}.get(match.group(), 0)
        if depth == 0:
            return source[at + 1 : match.start()], match.end()
    return source[at + 1 : at + _MAX_ARGUMENT], min(len(source), at + _MAX_ARGUMENT)


class _Reader:
    """Goes through the source once and gathers a paragraph at a time."""

    def __init__(self, extract: ExtractedText) -> None:
        self._extract = extract
        self._parts: list[str] = []
        self._depth = 0
        self._lists = Lists()

    def read(self, source: str, depth: int) -> None:
        self._depth = depth
        at = 0
        while match := _TOKEN.search(source, at):
            self._parts.append(source[at : match.start()])
            at = match.end()
            if match["name"]:
                at = self._command(match["name"], source, at)
            elif match["sign"]:
                at = self._sign(match["sign"], source, at)
            elif match["other"].startswith("\n"):
                self._flush()
            else:
                self._parts.append(_PLAIN.get(match["other"], ""))
        self._parts.append(source[at:])
        self._flush()

    def _flush(self) -> None:
        lines = "".join(self._parts).replace("\u00a0", " ").splitlines()
        self._extract.add("\n".join(" ".join(line.split()) for line in lines).strip())
        self._parts = []

    def _sign(self, sign: str, source: str, at: int) -> int:
        if sign in _ACCENTS:
            return self._accent(sign, source, at)
        if sign == "\\":
            self._parts.append("\n")
        elif sign in "%&$#_{}":
            self._parts.append(sign)
        elif sign in " ,;:!/\n@-()[]":
            self._parts.append(" " if sign in " ,;:\n" else "")
        return at

    def _accent(self, sign: str, source: str, at: int) -> int:
        match = _ACCENTED.match(source, at)
        if not match:
            return at
        letter = match[1] or match[2] or match[3]
        self._parts.append(unicodedata.normalize("NFC", letter + _ACCENTS[sign]))
        return match.end()

    def _command(self, name: str, source: str, at: int) -> int:
        if name in _SYMBOLS:
            self._parts.append(_SYMBOLS[name])
            return at + 2 if source.startswith("{}", at) else at
        if name in _ACCENTS:
            return self._accent(name, source, at)
        if name in _DEFINITIONS:
            return self._definition(source, at)
        if name in _SCRIPTS:
            return self._script(_SCRIPTS[name], source, at)
        optional = _OPTIONAL.match(source, at)
        label = optional.group().strip()[1:-1] if optional else ""
        return self._with_options(name, label, source, optional.end() if optional else at)

    def _with_options(self, name: str, label: str, source: str, at: int) -> int:
        """A command whose optional argument, `label`, has been read."""
        if name in ("multicolumn", "multirow"):
            return _argument(source, _argument(source, at)[1])[1]
        if name in ("begin", "end"):
            return self._environment(name, source, at)
        if name == "item":
            self._flush()
            words = _inline(label or self._lists.number(), self._extract, self._depth + 1)
            self._parts.append(f"{words} " if words else "")
            return at
        if name not in _WITH_ARGUMENT:
            return at  # its braces are taken off, their content is read
        argument, following = _argument(source, at)
        if name in _TWO_DROPPED:
            value, following = _argument(source, following)
            if name == "setcounter" and argument.startswith("enum"):
                self._lists.set_last(value)
        self._with_argument(name, argument)
        return following

    def _definition(self, source: str, at: int) -> int:
        defined = _DEFINED.match(source, at)
        if not defined:
            return at
        body, following = _argument(source, defined.end())
        if "\\labelenum" in defined.group():
            self._lists.set_label(body)
        return following

    def _script(self, level: int, source: str, at: int) -> int:
        """Raised or lowered text, kept apart from the number before it."""
        argument, following = _argument(source, at)
        words = _inline(argument, self._extract, self._depth + 1)
        before, after = "".join(self._parts[-3:]), source[following : following + 1]
        joined = join_levels([(before, 0), (words, level), (after, 0)])
        self._parts.append(joined[len(before) : len(joined) - len(after)])
        return following

    def _with_argument(self, name: str, argument: str) -> None:
        if name in _HEADINGS:
            self._flush()
            heading = " ".join(_inline(argument, self._extract, self._depth + 1).split())
            self._extract.title = self._extract.title or heading
            self._extract.add(heading, heading=True)
        elif name == "footnote":
            self._parts.append(f" ({_inline(argument, self._extract, self._depth + 1)})")
        elif name.startswith("cite"):
            self._parts.append(f"[{argument}]")
        elif name.endswith("ref") and name != "href":
            self._extract.losses["reference numbers skipped"] += 1
        elif name == "includegraphics":
            self._extract.losses["pictures skipped"] += 1

    def _environment(self, command: str, source: str, at: int) -> int:
        name, at = _argument(source, at)
        self._flush()
        if command == "end":
            if name in _LISTS:
                self._lists.end()
            return at
        if name not in (*_TABLES, *_RAW):
            optional = _OPTIONAL.match(source, at)
            if name in _LISTS:
                self._lists.begin(name, optional.group() if optional else "")
            return optional.end() if optional else at
        end = source.find(f"\\end{{{name}}}", at)
        end = len(source) if end < 0 else end
        if name in _RAW:
            self._extract.add(source[at:end].strip())
            return end
        for _ in range(2 if name in ("tabular*", "tabularx", "tabulary") else 1):
            optional = _OPTIONAL.match(source, at)
            _, at = _argument(source, optional.end() if optional else at)
        add_table(self._extract, self._rows(source[at:end]))
        return end

    def _rows(self, body: str) -> list[list[str]]:
        rows = (_RULE.sub("", row) for row in _ROW_END.split(body))
        return [
            [text for cell in re.split(r"(?<!\\)&", row) for text in self._cell(cell)]
            for row in rows
            if row.strip()
        ]

    def _cell(self, source: str) -> list[str]:
        """The text of a cell, once for each column that it spans."""
        span = re.match(r"\s*\\multicolumn\s*\{\s*(\d{1,2})\s*\}", source)
        words = " ".join(_inline(source, self._extract, self._depth + 1).split())
        return [words] * (int(span[1]) if span else 1)
