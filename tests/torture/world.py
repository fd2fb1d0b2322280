"""A small library whose every state is known: generated documents and a dict as the model."""

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
from index.search.vectors import cache, index_view
from index.spans import Document, Marker, Passage

Model = dict[str, str]
"""Source to text: exactly what the library must hold."""

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
    """27 axes: the count of each letter, and 1; so every process computes the same vectors."""

    fingerprint = Fingerprint("letters", "0" * 64, 27)

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.ones((len(texts), 27), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            counts = Counter(text.casefold())
            row[:26] = [counts[letter] for letter in "abcdefghijklmnopqrstuvwxyz"]
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


@dataclass(frozen=True, slots=True)
class Step:
    """One operation on a library. `version` determines the text."""

    verb: str
    source: str = ""
    version: int = 0


def text_of(source: str, version: int) -> str:
    """Sentences that no other source and version has, with characters of one to four bytes."""
    rng = random.Random(f"{source} {version}")
    said = [
        f"The {rng.choice(_WORDS)} of {source[0]} counts {version} and {rng.randrange(10**6)}."
        for _ in range(rng.randint(1, 6))
    ]
    return (
        f"Heading {version}\n\n{' '.join(said[:3])} Ü€\U0001f426 is stored.\n\n{' '.join(said[3:])}"
    )


def document_of(source: str, version: int) -> Document:
    return Document(
        id=0,
        source=source,
        title=f"Title {version}",
        text=text_of(source, version),
        markers=(Marker("heading", 0, 9, f"Heading {version}"),),
        author=f"Author {version}",
        tags=("stored",),
        losses={"tables flattened": version % 7},
    )


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
    """Runs a step; removing what is not there is no error."""
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
    """Searches; returns what is wrong with the quotations, empty if each is in its document."""
    return miscited(library.search(question, 4))


def miscited(passages: Sequence[Passage]) -> str:
    """What is wrong with the quotations, empty if each is in its document."""
    for passage in passages:
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
    """Every change makes an index rebuild due, so that caches are written and removed often."""
    before = index_view.MIN_CHANGED
    index_view.MIN_CHANGED = 0
    try:
        yield
    finally:
        index_view.MIN_CHANGED = before


def held(library: Library) -> Model:
    return {entry.source: library.document(entry.id).text for entry in library.list_documents()}


def wrong(path: Path, allowed: Sequence[Model], *, ask: bool = True) -> str:
    """What is wrong with a library that must be in one of the allowed states; empty if nothing."""
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
    """Deletes what the steps left beside the library, except its journal files."""
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
    """What is wrong with backups and caches; unfinished ones (.tmp) do not count."""
    for copy in path.parent.glob(f"{path.name}-*.backup"):
        if found := check_library(copy):
            return f"torn: the backup {copy.name}: {found[0]}"
    stale = [each for each in cache.cache_files(path) if not cache.hash_matches(each)]
    return f"torn: the cache {stale[0].name}" if stale else ""


@contextmanager
def folder() -> Iterator[Path]:
    """A folder in memory if possible: after a kill the kernel still has all that was written."""
    place = Path("/dev/shm")
    made = Path(tempfile.mkdtemp(prefix="pincite-torture-", dir=place if place.is_dir() else None))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
