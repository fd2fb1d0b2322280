"""Citations out, verification in: what a third party needs to find the quoted words again, and the check that they are there."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from index.spans import Span
from qa.types import Answer, AnswerCandidate, Occurrence

if TYPE_CHECKING:
    from index.library import Library


@dataclass(frozen=True, slots=True)
class Citation:
    """Where the words of an answer stand. Ranges are half open and count code points of the text whose SHA-256 (UTF-8) is `hash`."""

    number: int
    """Counts from 1."""
    title: str
    source: str
    hash: str
    page: str | None
    section: str | None
    start: int
    end: int
    quote: str
    """The characters from start to end: the answer's words."""
    sentence_start: int
    sentence_end: int
    sentence: str
    author: str = ""
    date: str = ""
    """As the document states them; "" where it does not."""

    @property
    def place(self) -> str:
        """Page, section and characters, in words for people."""
        parts = (
            f"page {self.page}" if self.page else "",
            self.section or "",
            f"characters {self.start:,}–{self.end:,} of {self.source}",
        )
        return ", ".join(part for part in parts if part)


def cite(answer: Answer) -> tuple[Citation, ...]:
    """One citation for every place of the answer given, best first; none when the bot abstained."""
    if answer.abstained:
        return ()
    return tuple(
        _citation(number, place) for number, place in enumerate(answer.candidates[0].occurrences, 1)
    )


def _citation(number: int, place: Occurrence) -> Citation:
    span, sentence, document = place.span, place.sentence, place.span.document
    return Citation(
        number=number,
        title=document.title,
        source=document.source,
        hash=document.hash,
        page=span.page,
        section=span.section,
        start=span.start,
        end=span.end,
        quote=span.text,
        sentence_start=sentence.start,
        sentence_end=sentence.end,
        sentence=sentence.text,
        author=document.author,
        date=document.date,
    )


# one citation, for other programs and for people


def to_text(citation: Citation) -> str:
    """For a letter or a note: the words, the title, the place."""
    return f"“{citation.quote}” — {citation.title}, {citation.place}"


def to_markdown(citation: Citation) -> str:
    """The sentence as a block quotation with the answer's words in bold, and the place below it."""
    before, after = _around(citation)
    words = (
        f"**{_plain_markdown(citation.quote)}**"
        if before or after
        else _plain_markdown(citation.quote)
    )
    quoted = f"{_plain_markdown(before)}{words}{_plain_markdown(after)}"
    return (
        f"> {quoted}\n>\n> — *{_plain_markdown(citation.title)}*, {_plain_markdown(citation.place)}"
    )


def to_bibtex(citation: Citation) -> str:
    """An entry that BibTeX and its kin read; its key names text and place, so that the same citation always has the same."""
    fields = {
        "title": f"{{{_plain_latex(citation.title)}}}",
        "author": _plain_latex(citation.author),
        "date": _plain_latex(citation.date),
        "pages": _plain_latex(citation.page or ""),
        "howpublished": _plain_latex(citation.source),
        "note": f"Characters {citation.start}--{citation.end} of the text whose SHA-256 is {citation.hash}",
        "annote": _plain_latex(citation.quote),
    }
    listed = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{citation.hash[:12]}-{citation.start}-{citation.end},\n{listed}}}"


def to_annotation(citation: Citation, question: str) -> dict[str, object]:
    """A W3C Web Annotation (JSON-LD): the words with those round them, and their range, in a text that is named by its hash (RFC 6920).

    The range counts code points of that text. The words round them are those of the sentence.
    """
    before, after = _around(citation)
    context = {name: words for name, words in (("prefix", before), ("suffix", after)) if words}
    digest = base64.urlsafe_b64encode(bytes.fromhex(citation.hash)).decode().rstrip("=")
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "Annotation",
        "motivation": "highlighting",
        "body": {
            "type": "TextualBody",
            "value": question,
            "format": "text/plain",
            "purpose": "questioning",
        },
        "target": {
            "source": {
                "id": f"ni:///sha-256;{digest}",
                "type": "Text",
                "format": "text/plain",
                "label": [citation.title, citation.source],
            },
            "selector": [
                {"type": "TextQuoteSelector", "exact": citation.quote, **context},
                {"type": "TextPositionSelector", "start": citation.start, "end": citation.end},
            ],
        },
    }


def _around(citation: Citation) -> tuple[str, str]:
    """What stands in the sentence before and after the quoted words."""
    first, last = citation.start - citation.sentence_start, citation.end - citation.sentence_start
    return citation.sentence[: max(first, 0)], citation.sentence[max(last, 0) :]


def _plain_markdown(words: str) -> str:
    """On one line, and what Markdown or HTML might take for its own escaped."""
    line = re.sub(r"([\\`*_\[\]<>~|&$])", r"\\\1", re.sub(r"\s+", " ", words))
    return re.sub(r"^(\d*)([#+\-=:]|[.)](?=\s))", r"\1\\\2", line)


_LATEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    sign: f"\\{sign}" for sign in "{}&%$#_"
}


def _plain_latex(words: str) -> str:
    return "".join(_LATEX.get(character, character) for character in " ".join(words.split()))


# a whole answer


def to_json(answer: Answer) -> dict[str, object]:
    """The shape of `python -m qa --json` and `POST /api/ask`, described in README ("The answer as JSON")."""
    return {
        "question": answer.question,
        "answer": answer.span.text if answer.span else None,
        "answer_type": answer.answer_type,
        "confidence": answer.confidence,
        "threshold": answer.threshold,
        "citations": [asdict(citation) for citation in cite(answer)],
        "candidates": [_reading(reading) for reading in answer.candidates],
        "passages": [
            _passage(passage.span, passage.dense_rank, passage.lexical_rank)
            for passage in answer.passages
        ],
        "documents": answer.documents,
        "reader": answer.reader,
        "milliseconds": round(answer.milliseconds, 1),
    }


def _reading(reading: AnswerCandidate) -> dict[str, object]:
    places = [
        asdict(_citation(number, place)) for number, place in enumerate(reading.occurrences, 1)
    ]
    return {
        "text": reading.span.text,
        "confidence": reading.confidence,
        "features": dict(reading.features),
        "occurrences": places,
    }


def _passage(span: Span, dense_rank: int | None, lexical_rank: int | None) -> dict[str, object]:
    place = {
        "title": span.document.title,
        "source": span.document.source,
        "page": span.page,
        "section": span.section,
    }
    return {
        **place,
        "start": span.start,
        "end": span.end,
        "text": span.text,
        "dense_rank": dense_rank,
        "lexical_rank": lexical_rank,
    }


def verify(library: Library, citation: Mapping[str, object]) -> str | None:
    """Do the quoted words stand where the citation says, in this library? None when they do, else what is wrong, in a line.

    Needs the citation's hash, start, end and quote; a sentence with its range is checked too. Where the text is known under another
    name, that is as good: the hash names the text.
    """
    if missing := [key for key in ("hash", "start", "end", "quote") if key not in citation]:
        return f"the citation has no {', '.join(missing)}"
    document = library.document_by_hash(str(citation["hash"]))
    if document is None:
        return f"no document in the library has the text {str(citation['hash'])[:12]}… ({citation.get('source', 'no source named')})"
    text = document.text
    return _misquoted(text, citation, "start", "end", "quote") or _misquoted(
        text, citation, "sentence_start", "sentence_end", "sentence"
    )


def _misquoted(
    text: str, citation: Mapping[str, object], start_key: str, end_key: str, words_key: str
) -> str | None:
    start, end, words = (citation.get(key) for key in (start_key, end_key, words_key))
    if words is None and words_key == "sentence":
        return None
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
        return f"{start_key} {start!r} and {end_key} {end!r} are no range of a text of {len(text)} characters"
    return (
        None
        if text[start:end] == words
        else f"characters {start} to {end} read {text[start:end][:80]!r}, not {str(words)[:80]!r}"
    )
