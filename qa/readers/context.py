"""What a reader sees before a passage and cannot quote: title, file name and section.

A question may name the document it is about ("the Usio agreement"); the passage mostly does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.search.named_documents import NamedDocument, file_stem
from index.spans import Passage, Span

_MAX_NAME_CHARS = 90
_MAX_SECTION_CHARS = 60
_MIN_WORD = 3  # letters of a word of a file name; shorter ones are mostly codes
_WORD = re.compile(r"[^\W_]+")


def contexts(named: Sequence[NamedDocument], passages: Sequence[Passage]) -> list[str]:
    """A context for each passage if the question names documents; else none.

    Only then: a reader that was trained without contexts chooses less well among the words of one
    passage when it sees them (5 wrong spans instead of 1 on the sample set).
    """
    return [context(passage.span) for passage in passages] if named else []


def context(span: Span) -> str:
    """The words of the title, those of the file name that it lacks, and the section.

    On every third of the questions about 50 contracts the best candidate is right in 61 % with it,
    in 51 % with the title alone, and 38 % instead of 17 % are answered rightly.
    """
    document = span.document
    words = _WORD.findall(document.title)
    known = {word.casefold() for word in words}
    words += [word for word in _file_words(document.source) if word.casefold() not in known]
    name = " ".join(words)[:_MAX_NAME_CHARS].strip()
    section = (span.section or "")[:_MAX_SECTION_CHARS].strip()
    return "".join(f"{part}. " for part in (name, section) if part)


def _file_words(source: str) -> list[str]:
    words = _WORD.findall(file_stem(source))
    return [word for word in words if word.isalpha() and len(word) >= _MIN_WORD]
