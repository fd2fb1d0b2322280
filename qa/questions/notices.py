"""Questions that quotations cannot answer: for a summary, an opinion, in another language."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qa.questions.language import language

_THESE = r"(?:this|these|my|our|your|all(?: the)?)"
_TEXTS = r"(?:documents?|texts?|files?|papers?|books?|reports?|library|collection|pdfs?)"
_SUMMARY = re.compile(
    r"^\W*(?:please |can you |could you |would you |now )*(?:summari[sz]e|sum up|tl;?dr)\b|"
    r"\b(?:give|write|make|provide|show|need|want|like|get)\b.{0,30}\b(?:summary|overview|synopsis)\b|"
    r"^\W*(?:a |an |short |brief )*(?:summary|overview|synopsis) of\b|"
    rf"\bwhat (?:is|are) (?:{_THESE} {_TEXTS}|the (?:documents?|files?)) (?:all )?about\b|"
    r"\bwhat (?:is|are) the (?:main|key|most important|central) "
    r"(?:points?|ideas?|messages?|takeaways?|themes?|topics?|findings?) "
    rf"(?:of|in) (?:the|{_THESE}) {_TEXTS}\b",
    re.I,
)
_OPINION = re.compile(
    r"\bdo you (?:personally )?(?:think|believe|feel|reckon|like|prefer|agree)\b|"
    r"\b(?:what|how) would you (?:say|think|suggest|advise|choose|decide)\b|"
    r"\bwould you (?:say|rather|agree|recommend|advise)\b|"
    r"\b(?:what(?:['’]s| is| are)|tell me|give me) your (?:own |personal |honest )?"
    r"(?:opinion|view|views|thoughts?|take|advice|recommendation|impression|favou?rite)\b|"
    r"\bin your (?:own |personal |honest )?(?:opinion|view)\b|\byour opinion\b",
    re.I,
)


def notice(question: str, passages: Iterable[str]) -> str:
    """Why no answer can be expected, in one sentence; "" for other questions.

    `passages` are the texts that were read: their language is that of the documents. Their words
    with capitals do not count: a table of names has no language ("Una" Berg, "Il" Penseroso).
    """
    if _SUMMARY.search(question):
        return (
            "This asks for a summary; answers here are exact quotations, so ask for single facts."
        )
    if _OPINION.search(question):
        return "This asks for an opinion; answers here are only what the documents say themselves."
    asked = language(question)
    words = " ".join(passages).split() if asked else []
    read = language(" ".join(word for word in words if not word[0].isupper()))
    if not read or asked == read:
        return ""
    return f"The question seems to be in {asked}, but the documents are in {read}: ask in {read}."
