"""kill -9 at the failpoints of a collection: the current version is whole, and work goes on."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import faiss

from index.collection.collection_library import open_collection
from index.collection.files.check import check_collection
from index.collection.files.folder import CollectionFolder
from index.collection.writing import codebook
from index.collection.writing.compaction import compact
from index.collection.writing.prune import prune
from index.collection.writing.writer import CollectionWriter
from index.errors import PinciteError
from index.spans import Document
from index.storage import failpoints
from tests.support.sealed_collections import file_of, put
from tests.torture.kills import Tell, child, dies_at
from tests.torture.tally import Tally
from tests.torture.world import LetterEncoder, Model, document_of, folder

Step = Callable[[CollectionWriter], object]


def _add(**versions: int) -> tuple[Step, Callable[[Model], Model]]:
    """Adds those of the documents that were not read yet, as `ingest.add` does, and publishes."""
    documents = [document_of(f"{name}.txt", version) for name, version in versions.items()]

    def step(writer: CollectionWriter) -> None:
        new = [each for each in documents if not writer.ledger.is_read(*_key(each))]
        if new:
            put(writer, new, LetterEncoder())
        codebook.refresh_codebook(writer)
        writer.publish()

    return step, lambda model: {**model, **{each.source: each.text for each in documents}}


def _remove(name: str) -> tuple[Step, Callable[[Model], Model]]:
    def step(writer: CollectionWriter) -> None:
        if writer.ledger.has_document(name):
            writer.remove([name])
        writer.publish()

    return step, lambda model: {source: text for source, text in model.items() if source != name}


def _compact(writer: CollectionWriter) -> None:
    for _ in compact(writer, part_sentences=40):
        pass


def _key(document: Document) -> tuple[str, str, str]:
    file = file_of(document)
    return file.source, file.sha256, file.options


def _same(model: Model) -> Model:
    return model


STEPS: tuple[tuple[Step, Callable[[Model], Model]], ...] = (
    _add(a=1, b=1),
    _add(c=2, d=2),
    _remove("b.txt"),
    _add(a=3, e=1),
    (_compact, _same),
    (prune, _same),
    _add(b=4),
)
"""Each with what it makes of the documents that a reader sees. They reach every failpoint."""


def kills(
    tally: Tally, seed: int, count: int, points: tuple[str, ...] = failpoints.COLLECTION_POINTS
) -> None:
    """Kills `count` times at each failpoint, at a random one of the times it is reached."""
    faiss.omp_set_num_threads(1)  # no threads, so that it can be forked
    reached = _counts()
    for point in points:
        for turn in range(count):
            if not reached[point]:
                tally.note(f"crash: the point {point!r} was never reached")
                continue
            rng = random.Random(f"{seed} {point} {turn}")
            with folder() as place:
                path = place / "my.collection"
                tally.note(_lived(path, point, rng.randint(1, reached[point])))
            tally.done += 1


def _counts() -> Counter[str]:
    """How often the steps reach each failpoint."""
    reached: Counter[str] = Counter()
    failpoints.hook = lambda name: reached.update([name])
    try:
        with folder() as place:
            _act(place / "my.collection", 0, "", 0, lambda: None)
    finally:
        failpoints.hook = None
    return reached


def _act(path: Path, first: int, point: str, turn: int, tell: Tell) -> None:
    """Runs the steps from `first` on; dies at the `turn`-th time at `point`."""
    if point:
        failpoints.hook = dies_at(point, turn)
    setattr(codebook, "MAX_FLAT_VECTORS", 5)  # noqa: B010  # so that there is a codebook
    for step, _ in STEPS[first:]:
        with CollectionWriter(path, create=True) as writer:
            step(writer)
        tell()


def _lived(path: Path, point: str, turn: int) -> str:
    """Dies, looks at what a reader sees, goes on, and looks again."""
    done = child(partial(_act, path, 0, point, turn))
    if done == len(STEPS):
        return f"crash: nothing died at {point!r}"
    models = [Model()]
    for _, after in STEPS:
        models.append(after(models[-1]))
    try:
        if (seen := _seen(path)) not in models[done : done + 2]:
            return f"lost: after {point!r} {turn} a reader sees {sorted(seen)}"
        if torn := [line for line in check_collection(path) if "no version names" not in line]:
            return f"torn: after {point!r} {turn} {torn[0]}"
        if child(partial(_act, path, done, "", 0)) != len(STEPS) - done:
            return f"crash: after {point!r} {turn} the work did not go on"
        if _seen(path) != models[-1]:
            return f"lost: after {point!r} {turn} and the rest {sorted(_seen(path))}"
        with CollectionWriter(path) as writer:
            prune(writer)
        if torn := check_collection(path, deep=True):
            return f"torn: after {point!r} {turn} and the rest {torn[0]}"
    except PinciteError as error:
        return f"torn: after {point!r} {turn} {error}"
    return ""


def _seen(path: Path) -> Model:
    """Source -> text of what a reader sees; nothing before the first version."""
    if not CollectionFolder(path).current.exists():
        return {}
    with open_collection(path, encoder=LetterEncoder()) as library:
        if library.count():
            library.search("The owl counts", 3)
        return {each.source: each.text for each in library.documents()}
