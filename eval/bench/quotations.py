"""How many altered quotations a check of a draft names, and how many faithful ones it doubts.

Passages of 6 to 60 words are taken at random from the documents of a library and changed by program
(`eval.bench.quotation_changes`); two of them are joined; or they are taken from another library.
Figures are stated in sentences from which two fifths of the other words are left out.
Each kind of change is a draft of its own. A faithful quotation is right if it is found verbatim at
a place that has its words; an altered one if it is not. A change that gives words which stand in
the library as well is none, and is left out; a search of this module's own says which do.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from eval.bench.corpus import Options
from eval.bench.quotation_changes import ALTERED, FAITHFUL
from eval.bench.result import markdown_table
from index.commands.progress import progress
from index.errors import PinciteError
from index.spans import Document
from index.storage.document_reader import DocumentReader, open_documents
from qa.drafts.check import check
from qa.drafts.types import Finding

LENGTHS = (6, 60)
"""Words of a quotation."""

JOINED = {"two passages of one document joined": 1, "two passages of two documents joined": 2}
FOREIGN = "words of another library"
FACTS = {"a figure, not quoted": True, "a figure changed, not quoted": False}
ATTRIBUTED = {"the document is named rightly": True, "another document is named": False}

_LEFT_OUT = 0.4
_TRIES = 10_000  # random places of the documents

_WANTED: Mapping[str, tuple[str, ...]] = {
    **{name: ("altered",) for name in ALTERED},
    "eight words left out": ("stitched",),
    **{name: ("stitched",) for name in JOINED},
    FOREIGN: ("not found",),
    "a figure changed, not quoted": ("altered",),
    "another document is named": ("other source",),
}
"""The verdict that names a change best."""


def measure(options: Options) -> dict[str, Any]:
    """The counts of each library. Raises PinciteError unless DATA are libraries."""
    if not options.data:
        raise PinciteError("Name the libraries whose documents are quoted, NAME.pincite each.")
    number = options.questions(200, 20)
    names = [path.stem for path in options.data]
    return {
        name: _of_library(path, options.data[i - 1], number)
        for i, (name, path) in enumerate(zip(names, options.data, strict=True))
    }


def _of_library(path: Path, other: Path, number: int) -> dict[str, Any]:
    rng = random.Random(path.stem)
    with open_documents(path) as library, open_documents(other) as foreign:
        documents, others = list(library.documents()), list(foreign.documents())
        words = [_plain(document.text) for document in documents]
        drafts = dict(_drafts(documents, others, number, rng))
        counts = {}
        for name, texts in progress(drafts.items(), len(drafts), "kinds"):
            is_faithful = name in FAITHFUL or ATTRIBUTED.get(name, False)
            if not is_faithful and name not in ATTRIBUTED:
                texts = [each for each in texts if not _stands(each[1], words)]
            counts[name] = _count(library, name, texts, is_faithful)
        for name, is_faithful in FACTS.items():
            tried = (_stated(documents, is_faithful, rng) for _ in range(200 * number))
            stated = list(islice((each for each in tried if each), number))
            counts[name] = _count_facts(library, name, stated)
    return {"documents": len(documents), "kinds": counts}


def _drafts(
    documents: Sequence[Document], others: Sequence[Document], number: int, rng: random.Random
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Each kind with sentences of a draft, and the quotations in them."""
    for name, change in (*ALTERED.items(), *FAITHFUL.items()):
        made = (change(_passage(documents, rng), rng) for _ in range(30 * number))
        quoted = [text for text in made if text][:number]
        yield name, [(f"The record has “{text}” in it.", text) for text in quoted]
    for name, count in JOINED.items():
        yield name, [_joined(documents, count, rng) for _ in range(number)]
    foreign = [_passage(others, rng) for _ in range(number)]
    yield FOREIGN, [(f"The record has “{text}” in it.", text) for text in foreign]
    for name, is_right in ATTRIBUTED.items():
        yield name, [_attributed(documents, is_right, rng) for _ in range(number)]


def _passage(documents: Sequence[Document], rng: random.Random) -> str:
    """Words of a document, without marks of quotation, which would end the draft's."""
    for _ in range(_TRIES):
        text = rng.choice(documents).text
        count = rng.randint(*LENGTHS)
        start = text.find(" ", rng.randrange(max(len(text) - 12 * count, 1)))
        match = re.match(rf"\s*(\S+(?:\s+\S+){{{count - 1}}})", text[start:])
        words = match[1] if match and start >= 0 else ""
        has_marks = re.search(r"[\"“”„«»\[\]*…]|\.\s?\.|\n\s*\n", words)
        if not has_marks and len(re.findall(r"[^\W\d_]{2,}", words)) > count // 2:
            return words
    raise PinciteError("The documents have no passages to quote. Name a library of texts.")


def _joined(documents: Sequence[Document], count: int, rng: random.Random) -> tuple[str, str]:
    first = rng.choice(documents)
    second = first if count == 1 else rng.choice([each for each in documents if each != first])
    parts = [_passage([each], rng).split() for each in (first, second)]
    text = " ".join((*parts[0][:30], *parts[1][-30:]))
    return f"The record has “{text}” in it.", text


def _attributed(
    documents: Sequence[Document], is_right: bool, rng: random.Random
) -> tuple[str, str]:
    document = rng.choice(documents)
    text = _passage([document], rng)
    others = [each for each in documents if each.title != document.title]
    named = document if is_right else rng.choice(others)
    return f"In {named.title} we read “{text}”, no more.", text


def _count(
    library: DocumentReader, name: str, texts: Sequence[tuple[str, str]], is_faithful: bool
) -> dict[str, int]:
    draft = Document(0, name, name, "\n\n".join(sentence for sentence, _ in texts))
    began = time.perf_counter()
    result = check(library, draft)
    findings = [each for each in result.findings if each.claim.kind == "quotation"]
    if len(findings) != len(texts):
        raise PinciteError(f"{len(findings)} of {len(texts)} quotations were found: {name}.")
    verdicts = [finding.verdict for finding in findings]
    return {
        "quotations": len(findings),
        "named": sum(verdict != "verbatim" for verdict in verdicts),
        "as wanted": sum(verdict in _WANTED.get(name, ("verbatim",)) for verdict in verdicts),
        "wrong place": sum(map(_is_misplaced, findings)) if is_faithful else 0,
        "milliseconds": round(1000 * (time.perf_counter() - began)),
    }


def _stated(documents: Sequence[Document], is_faithful: bool, rng: random.Random) -> list[str]:
    """A sentence about a figure with two fifths of its other words left out: words before the
    figure, the figure with the two words behind it, words after. [] where a random place of the
    documents has none."""
    text = rng.choice(documents).text
    at = rng.randrange(max(len(text) - 600, 1))
    sentence = re.search(r"[.!?]\s+([A-Z][^.!?\n]{60,300}[.!?])\s", text[at : at + 600])
    match = (
        re.search(r" (?!(?:1[5-9]|20)\d\d )(\d{1,4}) ([a-z]{3,} [a-z]{3,})", sentence[1])
        if sentence
        else None
    )
    if sentence and match:
        value = match[1] if is_faithful else str(int(match[1]) + rng.choice((1, 2, 5, 10)))
        parts = sentence[1][: match.start()], sentence[1][match.end() :]
        kept = [
            " ".join(word for word in part.split() if rng.random() > _LEFT_OUT) for part in parts
        ]
        return [kept[0], f"{value} {match[2]}", kept[1]]
    return []


def _count_facts(
    library: DocumentReader, name: str, stated: Sequence[Sequence[str]]
) -> dict[str, int]:
    text, places = "", list[int]()
    for before, figure, after in stated:
        text += f"So {before} "
        places.append(len(text))
        text += f"{figure} {after}\n\n"
    result = check(library, Document(0, name, name, text))
    found = {each.claim.span.start: each.verdict for each in result.findings}
    verdicts = [found[place] for place in places if place in found]
    return {
        "quotations": len(verdicts),
        "named": sum(verdict != "verbatim" for verdict in verdicts),
        "as wanted": sum(verdict in _WANTED.get(name, ("verbatim",)) for verdict in verdicts),
        "wrong place": 0,
        "milliseconds": round(result.milliseconds),
    }


def _is_misplaced(finding: Finding) -> bool:
    """Whether a verbatim finding's place has other words than the draft; an ellipsis cannot say."""
    quoted = finding.claim.span.text
    if finding.verdict != "verbatim" or "…" in quoted or "[" in quoted or "-\n" in quoted:
        return False
    return _plain(quoted) != _plain(finding.places[0].text)


def _plain(text: str) -> str:
    """Its letters and digits in lower case: what this benchmark takes for the same words."""
    return "".join(each for each in text.casefold() if each.isalnum())


def _stands(text: str, words: Sequence[str]) -> bool:
    plain = _plain(text)
    return any(plain in each for each in words)


def table(figures: Mapping[str, Any]) -> str:
    """A row for each kind: how many, and of how many the change was named, and named best."""
    kinds = list(next(iter(figures.values()))["kinds"])
    rows = []
    for kind in kinds:
        counts = [each["kinds"][kind] for each in figures.values()]
        total, named, wanted = (
            sum(count[key] for count in counts) for key in ("quotations", "named", "as wanted")
        )
        faithful = kind in FAITHFUL or {**ATTRIBUTED, **FACTS}.get(kind, False)
        share = f"{named / total:.1%}" if total else "–"
        best = "–" if faithful or not total else f"{wanted / total:.1%}"
        rows.append([kind, "faithful" if faithful else "altered", f"{total:,}", share, best])
    return markdown_table(["change", "how", "quotations", "named", "by the best name"], rows)
