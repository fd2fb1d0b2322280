"""The result of a check as JSON and Markdown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from index.spans import Span
from qa.citations import Citation, cite_span, plain_markdown
from qa.drafts.sources import SENTENCE_END, told_apart
from qa.drafts.types import VERDICTS, Difference, DraftCheck, Finding, Verdict

LABELS: dict[Verdict, str] = {
    "verbatim": "verbatim",
    "altered": "altered",
    "stitched": "stitched",
    "other source": "from another source than named",
    "not found": "not found",
}
"""Verdicts as people read them."""

WORDS = (
    "Check of {draft}",
    "{number} checked: {counts}",
    "Nothing to check: no quotation, figure, date or reference was found in the draft",
    "“{draft}” for “{source}”",
    "added: “{draft}”",
    "left out: “{source}”",
)
"""What else a report says."""

Say = Callable[[str], str]
"""The words in another language: those of `LABELS`, `WORDS`, kinds of claims, and notes."""

Place = Callable[[Citation], str]
"""The place of a citation, in words."""

_MAX_SENTENCE = 600  # characters about the words


def citations(finding: Finding) -> list[Citation]:
    """One for each place, numbered from 1."""
    return [
        cite_span(place, sentence_around(place), number)
        for number, place in enumerate(finding.places, 1)
    ]


def sentence_around(span: Span) -> Span:
    """The sentences in which a span begins and ends, as far as the paragraph goes."""
    text = span.document.text
    first, last = max(span.start - _MAX_SENTENCE, 0), min(span.end + _MAX_SENTENCE, len(text))
    before = [match.end() for match in SENTENCE_END.finditer(text, first, span.start)]
    behind = SENTENCE_END.search(text, max(span.end - 1, span.start), last)
    start = before[-1] if before else (first if first == 0 else span.start)
    end = behind.end() if behind else (last if last == len(text) else span.end)
    return Span(span.document, start, max(start + len(text[start:end].rstrip()), span.end))


def to_json(check: DraftCheck) -> dict[str, object]:
    """The JSON of `pincite check-quotes --json` and `POST /api/check`, described in docs/api.md."""
    return {
        "fine": check.is_fine,
        "counts": {verdict: check.counts[verdict] for verdict in VERDICTS},
        "findings": [_finding_to_json(finding) for finding in check.findings],
        "documents": check.documents,
        "milliseconds": round(check.milliseconds, 1),
    }


def _finding_to_json(finding: Finding) -> dict[str, object]:
    span = finding.claim.span
    return {
        "kind": finding.claim.kind,
        "verdict": finding.verdict,
        "text": span.text,
        "start": span.start,
        "end": span.end,
        "note": finding.note,
        "citations": [asdict(citation) for citation in citations(finding)],
        "differences": [_difference_to_json(each) for each in finding.differences],
    }


def _difference_to_json(difference: Difference) -> dict[str, object]:
    draft, source = difference.draft, difference.source
    return {
        "change": difference.change,
        "draft": draft.text if draft else "",
        "draft_start": draft.start if draft else None,
        "draft_end": draft.end if draft else None,
        "source": source.text if source else "",
        "source_start": source.start if source else None,
        "source_end": source.end if source else None,
    }


def summary(check: DraftCheck, say: Say = str) -> str:
    """In one line, such as "12 checked: 1 not found, 2 altered, 9 verbatim"."""
    if not check.findings:
        return say(WORDS[2])
    counts = ", ".join(
        f"{check.counts[each]} {say(LABELS[each])}" for each in VERDICTS if check.counts[each]
    )
    return say(WORDS[1]).format(number=len(check.findings), counts=counts)


def change_text(difference: Difference, say: Say = str) -> str:
    """A difference in words: “25” for “28”."""
    draft = _line(difference.draft.text) if difference.draft else ""
    source = _line(difference.source.text) if difference.source else ""
    words = WORDS[4] if not source else WORDS[3] if draft else WORDS[5]
    return say(words).format(draft=draft, source=source)


def _place(citation: Citation) -> str:
    return citation.place


def to_markdown(check: DraftCheck, say: Say = str, place: Place = _place) -> str:
    """A report: the sum, and each finding with its places, the gravest first."""
    title = say(WORDS[0]).format(draft=plain_markdown(check.draft.title))
    lines = [f"# {title}", "", f"{summary(check, say)}."]
    for verdict in VERDICTS:
        findings = [each for each in check.findings if each.verdict == verdict]
        if findings:
            label = say(LABELS[verdict])
            lines += ["", f"## {label[0].upper()}{label[1:]}", ""]
        for finding in findings:
            lines += _markdown_lines(finding, check, say, place)
    return "\n".join(lines) + "\n"


def title_of(citation: Citation, check: DraftCheck) -> str:
    """The title of its document, with the file name where several have the same title."""
    return told_apart(citation.title, citation.source, check.shared_titles)


def _markdown_lines(finding: Finding, check: DraftCheck, say: Say, place: Place) -> list[str]:
    lines = [f"- {say(finding.claim.kind)}: “{plain_markdown(finding.claim.span.text)}”"]
    notes = [change_text(each, say) for each in finding.differences]
    notes += [say(finding.note)] if finding.note else []
    lines += [f"  - {plain_markdown(note)}" for note in notes]
    lines += [
        f"  - *{plain_markdown(title_of(each, check))}*, {plain_markdown(place(each))}"
        for each in citations(finding)[:3]
    ]
    return lines


def _line(text: str) -> str:
    return " ".join(text.split())
