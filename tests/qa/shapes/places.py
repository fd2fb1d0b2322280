"""Documents, spans and candidates for the tests of shapes."""

from __future__ import annotations

from index.spans import Document, Hit, Marker, Passage, Span
from qa.types import Answer, AnswerCandidate, Occurrence


def document(
    text: str, *, id: int = 1, title: str = "", source: str = "a.txt", date: str = ""
) -> Document:
    """Lines that begin with "# " are headings and those that begin with "| " are rows."""
    markers, lines, offset = [], [], 0
    for line in text.split("\n"):
        kind = "heading" if line.startswith("# ") else "row" if line.startswith("| ") else None
        line = line[2:] if kind else line
        if kind == "heading":
            markers.append(Marker("heading", offset, offset + len(line), line))
        elif kind == "row":
            markers.append(Marker("row", offset, offset + len(line), ""))
        lines.append(line)
        offset += len(line) + 1
    return Document(id, source, title, "\n".join(lines), tuple(markers), date=date)


def span(document: Document, words: str) -> Span:
    """The first place where the words stand."""
    start = document.text.index(words)
    return Span(document, start, start + len(words))


def whole(document: Document) -> Passage:
    """The whole document as one passage."""
    everything = Span(document, 0, len(document.text))
    return Passage(everything, 1.0, 1, 1, (Hit(everything, 1.0),))


def candidate(
    document: Document, words: str, confidence: float = 0.5, sentence: str = ""
) -> AnswerCandidate:
    """A candidate that stands where the words stand first; its sentence is the line, or given."""
    place = span(document, words)
    text = document.text
    line = Span(
        document,
        text.rfind("\n", 0, place.start) + 1,
        next((n for n in range(place.end, len(text)) if text[n] == "\n"), len(text)),
    )
    within = span(document, sentence) if sentence else line
    return AnswerCandidate((Occurrence(place, within, whole(document)),), confidence, {})


def answer(
    question: str, *candidates: AnswerCandidate, passages: tuple[Passage, ...] = ()
) -> Answer:
    """An answer before it is given a shape."""
    return Answer(
        question=question,
        candidates=candidates,
        passages=passages or tuple(each.occurrences[0].passage for each in candidates),
        threshold=0.5,
        documents=1,
        milliseconds=0.0,
        reader="",
    )
