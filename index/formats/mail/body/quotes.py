"""Earlier messages within a text: forwarded ones, and those that a reply repeats.

A forwarded message begins with a heading and its own sender and date. What a reply repeats is
marked as quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from index.formats.mail.message import Block

_LABELS = {
    "from": "from|von|de|da|van|från|fra|od|lähettäjä",
    "date": "sent|date|gesendet|datum|envoyé|enviado(?: el| em)?|inviato|data|fecha|verzonden|"
    "skickat|sendt|dato",
    "to": "to|an|à|a|para|aan|till|til",
    "subject": "subject|betreff|objet|asunto|oggetto|onderwerp|ämne|emne|assunto",
    "other": "cc|bcc|kopie|reply-to|importance|priority|attachments?|anlagen?|organization|resent",
}
_LABEL = re.compile(
    rf"\W{{0,3}}(?:{'|'.join(f'(?P<{name}>{words})' for name, words in _LABELS.items())})"
    r"[*_]{0,2}\s?:[*_]{0,2}(?:\s*\|)?\s*(?P<value>.*)",
    re.IGNORECASE,
)
_FORWARD = (
    r"forwarded message|forwarded by\b.*|weitergeleitete nachricht|message transféré|"
    r"mensaje reenviado|messaggio inoltrato|doorgestuurd bericht|vidarebefordrat meddelande"
)
_FORWARD_LINE = re.compile(
    rf"[-_=>\s]*(?:begin )?(?:{_FORWARD})[-_=\s]*|begin forwarded message:?|"
    r"anfang der weitergeleiteten nachricht:?|début du message (?:réexpédié|transféré) ?:?|"
    r"inizio messaggio inoltrato:?|inicio del mensaje reenviado:?",
    re.IGNORECASE,
)
_ORIGINAL_LINE = re.compile(
    r"[-_=\s]{2,}(?:original message|original appointment|ursprüngliche nachricht|"
    r"ursprünglicher termin|message d'origine|mensaje original|messaggio originale|"
    r"oorspronkelijk bericht|originalmeddelande|mensagem original|reply message)[-_=\s]{2,}",
    re.IGNORECASE,
)
_ATTRIBUTION = re.compile(
    r"(?:on|am|le|el|il|op|den|em|w dniu)\b.{4,250}?"
    r"\b(?:wrote|writes|schrieb\b.{0,120}|a écrit|escribió|ha scritto|schreef\b.{0,120}|"
    r"skrev\b.{0,120}|escreveu|napisał\(?a?\)?)\s?:",
    re.IGNORECASE | re.DOTALL,
)
_SHORT_ATTRIBUTION = re.compile(r"[^.?!\n]{2,100}\b(?:wrote|writes|schrieb|a écrit)\s?:")
_STATES_SENDER = re.compile(r"@|\d{1,2}[:.h]\d\d")
_FORWARD_SUBJECT = re.compile(
    r"(?:\[[^\]]*\]\s*)?(?:fwd?|wg|tr|rv|enc|i|doorst|vs|vb)\s*(?:\[\d+\])?\s*:", re.IGNORECASE
)
_MAX_FIELDS = 20
_ATTRIBUTION_LINES = 3
_MAX_ANNOUNCEMENT = 120  # characters of "-----Original Message-----"
_MAX_CONTINUATION = 4  # lines of a long list of recipients
_ANNOUNCEMENT_STARTS = frozenset("-_=> \tabdfimvwABDFIMVW")
_WRAPPED_SUBJECT = 55  # characters: what a program may have wrapped
_UNMARKED = ("heading", "note")


def is_label_line(line: str) -> bool:
    """Is it a header field of an earlier message, such as "Sent: Monday"?"""
    return _label(line.strip()) is not None


def is_forward_subject(subject: str) -> bool:
    return _FORWARD_SUBJECT.match(subject.strip()) is not None


def begins_forward(text: str) -> bool:
    """Does a text begin with the line that announces a forwarded message?"""
    first = text.strip("\u200b \n\t").partition("\n")[0]
    return len(first) <= _MAX_ANNOUNCEMENT and _FORWARD_LINE.fullmatch(first) is not None


def _announces(line: str) -> bool:
    """Does it say that an earlier message follows?"""
    if len(line) > _MAX_ANNOUNCEMENT or line[:1] not in _ANNOUNCEMENT_STARTS:
        return False
    return bool(_FORWARD_LINE.fullmatch(line) or _ORIGINAL_LINE.fullmatch(line))


def _label(line: str) -> tuple[str, str] | None:
    """Which field a line states, and its value."""
    if ":" not in line[:30]:
        return None
    match = _LABEL.fullmatch(line)
    if match is None or match.lastgroup is None:
        return None
    name = next(name for name in _LABELS if match[name])
    return name, match["value"].strip(" *_")


class _Line(NamedTuple):
    text: str
    """The whole block where none of its lines can belong to an earlier message's header."""
    block: int
    """The number of its block."""
    like: Block
    label: tuple[str, str] | None
    """The header field that it states, and its value."""


@dataclass(frozen=True, slots=True)
class _Header:
    """Header fields of an earlier message, which end before line `end`."""

    subject: str
    fields: list[str]
    end: int


def mark_earlier(blocks: Sequence[Block], *, is_forward: bool, is_reply: bool) -> Iterator[Block]:
    """The blocks, with earlier messages marked as quoted or under a heading of their own.

    `is_forward` says if the mail was sent to pass an earlier one on, `is_reply` if it answers one.
    """
    may_begin = list(map(_may_begin, blocks))
    if not any(may_begin):
        yield from (block for block in blocks if block.text.strip())
        return
    lines = [
        _Line(text, number, block, _label(text.strip()))
        for number, block in enumerate(blocks)
        for text in (block.text.split("\n") if may_begin[number] else (block.text,))
    ]
    marking = _Marking(lines, is_forward, is_reply)
    for block in marking.run():
        if block.text.strip():
            yield block


def _may_begin(block: Block) -> bool:
    """May one of the lines of a block begin an earlier message?"""
    if block.kind in _UNMARKED:
        return False
    return any(
        _announces(line) or (":" in line and (line.rstrip()[-1] == ":" or _label(line.strip())))
        for line in block.text.split("\n")
    )


@dataclass(slots=True)
class _Marking:
    lines: list[_Line]
    is_forward: bool
    is_reply: bool
    is_quote: bool = False
    """Is all that follows repeated by a reply?"""
    unquotes: bool = False
    """Are the lines that are marked as quoted those of a forwarded message?"""
    announced: bool = False
    """Did the line before say that a message follows?"""
    _paragraph: list[_Line] = field(default_factory=list)

    def run(self) -> Iterator[Block]:
        place = 0
        ends = [at for at, line in enumerate(self.lines) if line.text.rstrip().endswith(":")]
        attributions = {at - before for at in ends for before in range(_ATTRIBUTION_LINES)}
        while place < len(self.lines):
            line = self.lines[place]
            end = place + 1
            if line.like.kind in _UNMARKED:
                yield from self._end_paragraph()
                yield self._block([line])
            elif line.label and (header := _header_at(self.lines, place, self.announced)):
                yield from self._end_paragraph()
                yield from self._header(header, line)
                end = header.end
            elif _announces(line.text):
                yield from self._end_paragraph()
                yield self._announce(line)
            elif place in attributions and (length := _attribution_length(self.lines, place)):
                yield from self._end_paragraph()
                end = place + length
                yield self._attribution(self.lines[place:end], self.lines[end : end + 1])
            else:
                yield from self._add(line)
            place = end
        yield from self._end_paragraph()

    def _add(self, line: _Line) -> Iterator[Block]:
        """Adds a line to the paragraph; yields the one before it if that ends."""
        if self._paragraph and self._paragraph[-1].block != line.block:
            yield from self._end_paragraph()
        if line.text.strip():
            self.announced = False
            if not line.like.quoted:
                self.unquotes = False
        self._paragraph.append(line)

    def _end_paragraph(self) -> Iterator[Block]:
        if self._paragraph:
            yield self._block(self._paragraph)
            self._paragraph = []

    def _block(self, lines: Sequence[_Line]) -> Block:
        like = lines[0].like
        quoted = self.is_quote or (like.quoted and not self.unquotes)
        return Block("\n".join([line.text for line in lines]), like.kind, quoted)

    def _announce(self, line: _Line) -> Block:
        self.announced = True
        if _FORWARD_LINE.fullmatch(line.text) and (self.is_forward or not line.like.quoted):
            self.is_forward, self.is_quote, self.unquotes = True, False, True
        elif not self.is_forward:
            self.is_quote = True
        return self._block([line])

    def _header(self, header: _Header, line: _Line) -> Iterator[Block]:
        if self.is_forward:
            self.unquotes = self.unquotes or line.like.quoted
        elif self.is_reply and not line.like.quoted:
            self.is_quote = True
        self.announced = False
        like = self._block([line])
        yield like._replace(text=header.subject, kind="heading")
        yield from (like._replace(text=each, kind="row") for each in header.fields)

    def _attribution(self, lines: Sequence[_Line], following: Sequence[_Line]) -> Block:
        is_marked = any(line.like.quoted for line in following)
        if not (is_marked or lines[0].like.quoted or self.is_forward):
            self.is_quote = True
        block = self._block(lines)
        return block._replace(quoted=block.quoted or not self.unquotes)


def _header_at(lines: Sequence[_Line], place: int, announced: bool) -> _Header | None:
    """The header fields that begin at a line, if they are those of a message."""
    found: list[tuple[str, str]] = []
    end = place
    while end < min(len(lines), place + _MAX_FIELDS):
        label = lines[end].label
        if label is None:
            length = _continuation(lines, end, found[-1][0]) if found else 0
            if not length:
                break
            name, value = found.pop()
            more = (line.text.strip() for line in lines[end : end + length])
            found.append((name, " ".join((value, *more))))
            end += length
            continue
        name, value = label
        if name != "subject":
            value = " ".join(lines[end].text.replace("|", " ", 1).replace("*", "").split())
        found.append((name, value))
        end += 1
    names = {name for name, _ in found}
    fields = [value for name, value in found if name != "subject" and not value.endswith(":")]
    if not _is_message(names, fields, announced):
        return None
    subject = next((value for name, value in found if name == "subject"), "")
    return _Header(subject, fields, end)


def _is_message(names: set[str], fields: Sequence[str], announced: bool) -> bool:
    """Are these the fields of a message, and not those of a journey ("From: Rome", "To: Pisa")?"""
    if "from" not in names or not names & {"date", "subject"}:
        return False
    return announced or (
        len(names) > 2 and ("subject" in names or any("@" in field for field in fields))
    )


def _continuation(lines: Sequence[_Line], place: int, name: str) -> int:
    """How many lines from here go on with the header field before: up to the next one.

    A long subject may be the last field, and go on in the last line of a paragraph.
    """
    before = lines[place - 1]
    for length in range(1, _MAX_CONTINUATION + 1):
        if place + length >= len(lines) or lines[place + length].block != before.block:
            is_subject = name == "subject" and len(before.text) >= _WRAPPED_SUBJECT
            return int(is_subject and length == 1 and lines[place].block == before.block)
        if lines[place + length].label is not None:
            return length
    return 0


def _attribution_length(lines: Sequence[_Line], place: int) -> int:
    """How many lines from here say who wrote what follows; 0 if they do not."""
    block = lines[place].block
    text = ""
    for length in range(1, _ATTRIBUTION_LINES + 1):
        if place + length > len(lines) or lines[place + length - 1].block != block:
            return 0
        text = f"{text} {lines[place + length - 1].text}".strip()
        following = lines[place + length : place + length + 1]
        is_marked = any(line.like.quoted and not lines[place].like.quoted for line in following)
        if _ATTRIBUTION.fullmatch(text) and (
            is_marked or lines[place].like.quoted or _STATES_SENDER.search(text)
        ):
            return length
        if is_marked and _SHORT_ATTRIBUTION.fullmatch(text):
            return length
    return 0
