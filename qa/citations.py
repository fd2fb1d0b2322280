"""Citations in several formats, and their verification."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from index.spans import Passage, Span, day_of
from qa.types import Answer, AnswerCandidate, Occurrence

if TYPE_CHECKING:
    from index.library import Library


@dataclass(frozen=True, slots=True)
class Citation:
    """Where the words of an answer stand.

    Ranges are half open and count code points of the text whose SHA-256 (UTF-8) is `hash`.
    """

    number: int
    """Counts from 1."""
    title: str
    source: str
    hash: str
    page: str | None
    """Label of the page on which the words begin; None if the document has no pages."""
    last_page: str | None
    """Label of the page on which they end."""
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
    """As the document states them; "" if it does not."""

    @property
    def pages(self) -> str:
        """Such as "page 3" or "pages 3–4"; "" if the document has no pages."""
        if not self.page:
            return ""
        return (
            f"page {self.page}" if self.page == self.last_page else f"pages {self.page_range('–')}"
        )

    def page_range(self, dash: str) -> str:
        """The labels of the first and the last page; "" if the document has no pages."""
        return dash.join(filter(None, dict.fromkeys((self.page, self.last_page))))

    @property
    def place(self) -> str:
        """Pages, section and characters, in words for people."""
        parts = (
            self.pages,
            self.section or "",
            f"characters {self.start:,}–{self.end:,} of {self.source}",
        )
        return ", ".join(part for part in parts if part)


def cite(answer: Answer) -> tuple[Citation, ...]:
    """One citation for everything that is quoted: each place of the answer or the possible answer,
    each item of a list. None if nothing was found."""
    return citations_of(answer.quoted)


def citations_of(places: Iterable[Occurrence], first: int = 1) -> tuple[Citation, ...]:
    """One citation for each place, numbered from `first`."""
    return tuple(citation_of(place, number) for number, place in enumerate(places, first))


def citation_of(place: Occurrence, number: int = 1) -> Citation:
    """The citation of one occurrence."""
    return cite_span(place.span, place.sentence, number)


def cite_span(span: Span, sentence: Span, number: int = 1) -> Citation:
    """The citation of words and of their sentence, in one document."""
    document = span.document
    return Citation(
        number=number,
        title=document.title,
        source=document.source,
        hash=document.hash,
        page=span.page,
        last_page=span.last_page,
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


# formats of one citation


def plain(words: str) -> str:
    """On one line, with plain spaces and without characters that are not seen.

    >>> plain("£\u00a0500  a\\nmonth, obser\u00advatory")
    '£ 500 a month, observatory'
    """
    return one_line(words).strip()


def one_line(words: str) -> str:
    """Like `plain`, but with the spaces at the ends."""
    return re.sub(r"\s+", " ", re.sub("[\u00ad\u200b\u2060\ufeff]", "", words))


def to_text(citation: Citation, place: str = "") -> str:
    """One line of plain text: the words, the title, the place; `place` in another language."""
    where = plain(place if place else citation.place)
    return f"“{plain(citation.quote)}” — {plain(citation.title)}, {where}"


def to_markdown(citation: Citation, place: str = "") -> str:
    """A block quotation of the sentence with the answer's words in bold; the place as `to_text`."""
    before, after = _around(citation)
    words = plain_markdown(citation.quote)
    words = f"**{words}**" if before or after else words
    quoted = f"{plain_markdown(before)}{words}{plain_markdown(after)}"
    where = plain_markdown(place if place else citation.place)
    return f"> {quoted}\n>\n> — *{plain_markdown(citation.title)}*, {where}"


def to_bibtex(citation: Citation) -> str:
    """A BibTeX entry. Its key names text and range: the same citation always has the same key."""
    fields = {
        "title": f"{{{_plain_latex(citation.title)}}}",
        "author": _plain_latex(citation.author),
        "date": _plain_latex(day_of(citation.date)),
        "pages": _plain_latex(citation.page_range("--")),
        "howpublished": _plain_latex(citation.source),
        "note": f"Characters {citation.start}--{citation.end} "
        f"of the text whose SHA-256 is {citation.hash}",
        "annote": _plain_latex(citation.quote),
    }
    listed = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{citation.hash[:12]}-{citation.start}-{citation.end},\n{listed}}}"


def to_annotation(citation: Citation, question: str) -> dict[str, object]:
    """A W3C Web Annotation (JSON-LD) of a text that is named by its hash (RFC 6920).

    It selects the words by a quotation, with the rest of the sentence as prefix and suffix, and by
    their range in code points.
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
    """The parts of the sentence before and after the quoted words."""
    first, last = citation.start - citation.sentence_start, citation.end - citation.sentence_start
    return citation.sentence[: max(first, 0)], citation.sentence[max(last, 0) :]


def plain_markdown(words: str) -> str:
    """On one line, with the characters escaped that Markdown or HTML would interpret."""
    line = re.sub(r"([\\`*_\[\]<>~|&$])", r"\\\1", one_line(words))
    return re.sub(r"^(\d*)([#+\-=:]|[.)](?=\s))", r"\1\\\2", line)


_LATEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    sign: f"\\{sign}" for sign in "{}&%$#_"
}


def _plain_latex(words: str) -> str:
    return "".join(_LATEX.get(character, character) for character in plain(words))


def to_json(answer: Answer) -> dict[str, object]:
    """The JSON of `pincite ask --json` and `POST /api/ask`, described in docs/api.md."""
    possible = answer.candidates[0].span.text if answer.outcome == "possible" else None
    return {
        "question": answer.question,
        "outcome": answer.outcome,
        "answer": answer.span.text if answer.span else None,
        "possible_answer": possible,
        "items": [item.span.text for item in answer.items],
        "answer_type": answer.answer_type,
        "confidence": answer.confidence,
        "threshold": answer.threshold,
        "calibration": answer.calibration,
        "citations": [asdict(citation) for citation in cite(answer)],
        "conflicting": [_candidate_to_json(candidate) for candidate in answer.conflicting],
        "candidates": [_candidate_to_json(candidate) for candidate in answer.candidates],
        "passages": [passage_to_json(passage) for passage in answer.passages],
        "named": [{"title": each.title, "source": each.source} for each in answer.named],
        "corrections": dict(answer.corrections),
        "notice": answer.notice,
        "written": answer.written,
        "follow_up": answer.follow_up,
        "documents": answer.documents,
        "reader": answer.reader,
        "milliseconds": round(answer.milliseconds, 1),
    }


def _candidate_to_json(candidate: AnswerCandidate) -> dict[str, object]:
    return {
        "text": candidate.span.text,
        "confidence": candidate.confidence,
        "features": dict(candidate.features),
        "occurrences": [asdict(citation) for citation in citations_of(candidate.occurrences)],
    }


def passage_to_json(passage: Passage) -> dict[str, object]:
    """The JSON of a passage, in `pincite ask --json`, `pincite search --json` and the REST API."""
    span = passage.span
    return {
        "title": span.document.title,
        "source": span.document.source,
        "page": span.page,
        "section": span.section,
        "start": span.start,
        "end": span.end,
        "text": span.text,
        "dense_rank": passage.dense_rank,
        "lexical_rank": passage.lexical_rank,
    }


def verify(library: Library, citation: Mapping[str, object]) -> str | None:
    """None if the quoted words stand where the citation says, else one line on what is wrong.

    Needs the citation's hash, start, end and quote; a sentence with its range is checked too. The
    document is found by its hash, so it may have another name in this library.
    """
    if missing := [key for key in ("hash", "start", "end", "quote") if key not in citation]:
        return f"the citation has no {', '.join(missing)}"
    document = library.document_by_hash(str(citation["hash"]))
    if document is None:
        source = citation.get("source", "no source named")
        return f"no document in the library has the text {str(citation['hash'])[:12]}… ({source})"
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
        return (
            f"{start_key} {start!r} and {end_key} {end!r} are not a range "
            f"of a text of {len(text)} characters"
        )
    if text[start:end] == words:
        return None
    return f"characters {start} to {end} read {text[start:end][:80]!r}, not {str(words)[:80]!r}"
