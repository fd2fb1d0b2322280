"""How many stored sentences begin and end as sentences do, over a folder of documents.

Measured is what a library would store: the text of each document as its reader extracts it, split
into sentences; those without any letter or digit, such as ruled lines, are not counted, nor are
files of data (`DATA_SUFFIXES`), which have no sentences.

A sentence begins rightly if its first character, after opening quotation marks and brackets, is a
capital letter, a letter of a script without capitals, a digit (after the sign of a currency too) or
§, or if it begins with a list mark: a bullet, a dash, or a letter or small Roman number with a stop
or bracket, such as "(a)" and "iv.".

A sentence of at least 40 characters has an end mark if it ends with `.`, `!`, `?` or `…`; in the
wider sense also with `:`, `;` (or the Greek sign that some fonts of PDF have for it), "; and" or
"; or", as the items of an enumeration do. Quotation marks, brackets and reference marks after it
are left out of account. Headings, table rows and entries of a table of contents rightly have none.
So each share is told twice: of all sentences, and of those that no marker names as one of these.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eval.bench import treebank
from eval.bench.corpus import SAMPLE, Options
from eval.bench.result import markdown_table
from index import chunking
from index.commands.progress import progress
from index.errors import PinciteError
from index.ingest.discover import find_files
from index.ingest.readers import RejectedFile, read_documents
from index.spans import Document

MIN_CHARS = 40
"""Shorter sentences need no end mark: many are titles and names."""

QUICK_DOCUMENTS = 5

DATA_SUFFIXES = (".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".xlsx", ".xls", ".ods")

MARKED = ("heading", "row", "contents")
"""Kinds of blocks that have no end mark by their nature."""

_OPENERS = "\"'“‘«‹„‚([{¿¡"
_BEGINNING = re.compile(r"[^\W\d_]|\d|[$€£¥]\s?\d|§")
_WORD = re.compile(r"[^\W_]")
_LIST_MARK = re.compile(r"[•▪●◦‣■·*+–—-]|o\s|\(?(?:[a-z]|[ivx]{1,5})[.)]")
_MARKS_AFTER_END = re.compile(r"(?:[\"'”’»›)\]}*†‡⁰¹²³⁴-⁹\s]|\[\d[\d,–-]*\])+\Z")
_END = re.compile(r"[.!?…。！？]\Z")
_WIDER_END = re.compile(r"(?:[.!?…。！？:;\u037e]|[;,\u037e] (?:and|or|and/or|und|oder))\Z")


def measure(options: Options) -> dict[str, Any]:
    """Counts over the files and folders named, or the documents of the bundled sample.

    Treebanks among them (`eval.bench.treebank`) are scored instead. Files that cannot be read are
    counted. Raises PinciteError if no document can be read.
    """
    treebanks = [path for path in options.data if path.name.endswith(treebank.SUFFIXES)]
    paths = [path for path in options.data if path not in treebanks]
    if not options.data:
        paths = [SAMPLE.parent / "documents"]
    return {
        "counts": _count(paths, options) if paths else {},
        "treebanks": [{"called": path.name, **asdict(treebank.score(path))} for path in treebanks],
    }


def _count(paths: Sequence[Path], options: Options) -> dict[str, int]:
    files = find_files(paths)
    files = [file for file in files if file.path.suffix.lower() not in DATA_SUFFIXES]
    files = files[: options.questions(len(files), QUICK_DOCUMENTS)]
    total: Counter[str] = Counter()
    for file in progress(files, len(files), "files"):
        try:
            results = list(read_documents(file.source, file.path.read_bytes()))
        except (OSError, PinciteError):
            total["files not read"] += 1
            continue
        for result in results:
            if isinstance(result, RejectedFile):
                total["files not read"] += 1
            else:
                total += counts(result)
                total["documents"] += 1
    if not total["documents"]:
        raise PinciteError(f"None of {len(files)} files can be read. Name documents or folders.")
    return dict(total)


def counts(document: Document) -> Counter[str]:
    """The sentences of a document by what is measured; "text: …" are those outside `MARKED`."""
    total: Counter[str] = Counter()
    starts = {marker.start: marker.kind for marker in document.markers if marker.kind in MARKED}
    for start, end in chunking.sentences(document.text, document.markers):
        if not _WORD.search(document.text, start, end):
            continue
        kind = starts.get(start)
        for name in _properties(document.text[start:end]):
            total[name] += 1
            if kind is None:
                total[f"text: {name}"] += 1
        if kind is not None:
            total[kind] += 1
    return total


def _properties(sentence: str) -> Iterator[str]:
    yield "sentences"
    if begins_rightly(sentence):
        yield "begin rightly"
    if len(sentence) >= MIN_CHARS:
        yield "long"
        bare = _MARKS_AFTER_END.sub("", sentence)
        if not _END.search(bare):
            yield "no end mark"
        if not _WIDER_END.search(bare):
            yield "no end mark in the wider sense"


def begins_rightly(sentence: str) -> bool:
    """Whether it begins with a capital letter, a digit or a list mark, after opening quotes.

    >>> begins_rightly("“The tenant pays.”"), begins_rightly("pays the rent.")
    (True, False)
    """
    if _LIST_MARK.match(sentence):
        return True
    first = _BEGINNING.match(sentence.lstrip(_OPENERS))
    return first is not None and not first[0].islower()


def table(figures: Mapping[str, Any]) -> str:
    tables = [_shares(Counter(figures["counts"]))] if figures["counts"] else []
    if figures["treebanks"]:
        tables.append(_scores(figures["treebanks"]))
    return "\n\n".join(tables)


def _scores(treebanks: Sequence[Mapping[str, Any]]) -> str:
    rows = []
    for each in treebanks:
        score = treebank.Score(each["gold"], each["predicted"], each["right"])
        shares = (f"{100 * share:.1f} %" for share in (score.precision, score.recall, score.f1))
        rows.append((each["called"], f"{score.gold:,}", *shares))
    return markdown_table(("treebank", "sentences", "precision", "recall", "F1"), rows)


def _shares(number: Counter[str]) -> str:
    beginning = "begin with a capital, digit, quote or list mark"
    wider = "no end mark in the wider sense"
    length = (f"{number[name]:,}" for name in ("long", "text: long"))
    rows = [
        ("sentences", f"{number['sentences']:,}", f"{number['text: sentences']:,}"),
        _row(number, beginning, "begin rightly", "sentences"),
        (f"of {MIN_CHARS} characters or more", *length),
        _row(number, "these without `.` `!` `?` `…`", "no end mark", "long"),
        _row(number, "these without `:` `;` `; and` either", wider, "long"),
    ]
    head = ("what", "all", "without headings, rows, contents")
    return (
        f"{number['documents']} documents, {number['files not read']} files not read;"
        f" {number['heading']:,} headings, {number['row']:,} table rows,"
        f" {number['contents']:,} contents entries:\n\n{markdown_table(head, rows)}"
    )


def _row(number: Counter[str], label: str, name: str, of: str) -> tuple[str, str, str]:
    return (
        label,
        _share(number[name], number[of]),
        _share(number[f"text: {name}"], number[f"text: {of}"]),
    )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"
