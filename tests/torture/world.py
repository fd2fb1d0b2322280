"""A small world whose every state is known: documents made of numbers, an encoder of letters, a plain dict as the model."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.encoders.base import Fingerprint, Vectors
from index.errors import PinciteError
from index.library import Library
from index.maintenance import backup, export
from index.maintenance.check import check_library
from index.spans import Document, Marker
from index.vectors import cache, index_view

Model = dict[str, str]
"""Source to text: what the library must hold, no more and no less."""

SOURCES = ("a.txt", "b.txt", "c.txt", "d.txt")
_WORDS = (
    "ant",
    "bee",
    "crow",
    "dove",
    "eel",
    "finch",
    "goat",
    "hare",
    "ibis",
    "kite",
    "lynx",
    "mole",
    "newt",
    "owl",
    "quail",
    "toad",
)


class LetterEncoder:
    """27 axes: how often each letter stands in the text, and a 1 for every text; so every process makes the same vectors."""

    fingerprint = Fingerprint("letters", "0" * 64, 27)

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.ones((len(texts), 27), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            counts = Counter(text.casefold())
            row[:26] = [counts[letter] for letter in "abcdefghijklmnopqrstuvwxyz"]
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done to a library. `version` makes the text."""

    verb: str
    source: str = ""
    version: int = 0


def text_of(source: str, version: int) -> str:
    """Some sentences that no other source and version has; with characters of one to four bytes."""
    rng = random.Random(f"{source} {version}")
    said = [
        f"The {rng.choice(_WORDS)} of {source[0]} counts {version} and {rng.randrange(10**6)}."
        for _ in range(rng.randint(1, 6))
    ]
    return (
        f"Heading {version}\n\n{' '.join(said[:3])} Ü€\U0001f426 is kept.\n\n{' '.join(said[3:])}"
    )


def document_of(source: str, version: int) -> Document:
    told = {
        "author": f"Author {version}",
        "tags": ("kept",),
        "ledger": {"tables flattened": version % 7},
    }
    return Document(
        0,
        source,
        f"Title {version}",
        text_of(source, version),
        (Marker("heading", 0, 9, f"Heading {version}"),),
        **told,
    )  # type: ignore[arg-type]


def steps(
    rng: random.Random,
    count: int,
    verbs: str = "add add add remove refresh ask backup export import miss",
) -> list[Step]:
    chosen = verbs.split()
    return [
        Step(rng.choice(chosen), rng.choice(SOURCES), rng.randrange(10**6)) for _ in range(count)
    ]


def after(model: Model, step: Step) -> Model:
    """What the library holds after a step."""
    if step.verb in ("add", "import"):
        return {**model, step.source: text_of(step.source, step.version)}
    return {
        source: text
        for source, text in model.items()
        if step.verb != "remove" or source != step.source
    }


def do(library: Library, step: Step) -> None:
    """Takes a step; that nothing is there to be removed is no error."""
    _DEEDS[step.verb](library, step)


def _add(library: Library, step: Step) -> None:
    original = library.path.with_name("original")
    original.write_bytes(f"the file of {step.version}".encode() * 9)
    library.add(document_of(step.source, step.version), original if step.version % 2 else None)


def _remove(library: Library, step: Step) -> None:
    if library.has_source(step.source):
        library.remove(step.source)


def _ask(library: Library, _: Step) -> None:
    found = asked(library)
    if found:
        raise AssertionError(found)


def _miss(library: Library, _: Step) -> None:
    with suppress(PinciteError):
        library.remove("never there")


def _beside(library: Library, step: Step, ending: str) -> Path:
    return library.path.with_name(f"{library.path.name}-{step.version}{ending}")


def _import(library: Library, step: Step) -> None:
    folder = _beside(library, step, ".other")
    folder.mkdir()
    with Library.open(folder / "other.pincite", create=True, encoder=LetterEncoder()) as other:
        other.add(document_of(step.source, step.version))
    export.export_documents(folder / "other.pincite", folder / "other.jsonl")
    for _ in export.import_documents(library, folder / "other.jsonl"):
        pass


_DEEDS: dict[str, Callable[[Library, Step], object]] = {
    "add": _add,
    "remove": _remove,
    "refresh": lambda library, _: library.refresh_index(),
    "ask": _ask,
    "backup": lambda library, step: backup.backup(library.path, _beside(library, step, ".backup")),
    "export": lambda library, step: export.export_documents(
        library.path, _beside(library, step, ".jsonl")
    ),
    "import": _import,
    "miss": _miss,
}


def asked(library: Library, question: str = "Which bird counts the owl?") -> str:
    """Asks; says what is wrong with what would be cited: each quotation must stand in the text of a document that there is."""
    for passage in library.search(question, 4):
        document = passage.span.document
        version = int(document.title.removeprefix("Title "))
        whole = text_of(document.source, version)
        if document.text != whole or any(
            hit.span.text != whole[hit.span.start : hit.span.end] for hit in passage.sentences
        ):
            return f"a wrong citation of {document.source} {version}"
    return ""


@contextmanager
def eager() -> Iterator[None]:
    """Every change makes a new base due, as in a large library every so many do, so that caches are written and removed all the time."""
    before = index_view._FEW
    index_view._FEW = 0
    try:
        yield
    finally:
        index_view._FEW = before


def held(library: Library) -> Model:
    return {entry.source: library.document(entry.id).text for entry in library.list_documents()}


def wrong(path: Path, allowed: Sequence[Model], *, ask: bool = True) -> str:
    """What is wrong with a library that must be in one of the allowed states; empty where nothing is."""
    with Library.open(path, create=True, encoder=LetterEncoder()) as library:
        found = held(library)
        if found not in allowed:
            missing = sorted(set(allowed[0]) - set(found))
            return (
                f"lost: {missing}" if missing else f"torn: {sorted(found)} of {sorted(allowed[0])}"
            )
        if cited := asked(library) if ask else "":
            return cited
    damage = check_library(path)
    return f"torn: {damage[0]}" if damage else ""


def tidy(path: Path) -> None:
    """Takes away what the steps leave beside the library, all but itself and its journal."""
    for other in path.parent.iterdir():
        if other.is_dir():
            shutil.rmtree(other)
        elif other != path and other.name not in (
            f"{path.name}-journal",
            f"{path.name}-wal",
            f"{path.name}-shm",
        ):
            other.unlink()


def litter(path: Path) -> str:
    """Is a copy that has its name whole? (A copy without is a .tmp, and no harm.)"""
    for copy in path.parent.glob(f"{path.name}-*.backup"):
        if found := check_library(copy):
            return f"torn: the backup {copy.name}: {found[0]}"
    stale = [each for each in cache.cache_files(path) if not cache.hash_matches(each)]
    return f"torn: the cache {stale[0].name}" if stale else ""


@contextmanager
def folder() -> Iterator[Path]:
    """In memory where there is a place for that: a killed process leaves nothing unwritten that its kernel has."""
    place = Path("/dev/shm")
    made = Path(tempfile.mkdtemp(prefix="pincite-torture-", dir=place if place.is_dir() else None))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
