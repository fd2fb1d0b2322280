"""An actor that has some parts of a version open, and answers for them as PartReader does."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np

from index.collection.files import versions
from index.collection.files.codebook import load_centroids
from index.collection.files.folder import CollectionFolder
from index.collection.part_reader import PartReader
from index.collection.statistics import CollectionStatistics, PassageStatistics
from index.encoders.base import NoEncoder
from index.errors import PinciteError
from index.library import Library
from index.search.spelling import splits
from index.storage.passages import PassageRow
from index.storage.query_variants import STOP_WORDS
from pincite.cluster.nodes.local_parts import local_part
from pincite.cluster.serving.excerpts import excerpt
from pincite.cluster.serving.records import PLAIN_ANSWERS, from_record, to_record
from pincite.cluster.serving.served import ServedActor

METHODS = frozenset(
    {
        *("nearest", "shared_sentences", "candidates", "scores", "matching", "statistics"),
        *("contained", "near", "stem", "passages_of", "passage_positions", "sentence_positions"),
        *("texts", "columns", "passages", "document_ids", "names", "count", "has_document"),
        *("contents", "list_documents", "document", "source_file", "mentions"),
    }
)
"""Of PartReader, that may be called from another machine."""

MAX_ROWS = 10
"""Hits whose passages are sent with them."""

Call = tuple[int, str, Any]
"""Number of a part, method, record of the arguments."""


class PartGroup(ServedActor):
    """Thread-safe. Errors are returned, not raised, for Ray would write them to its logs."""

    def __init__(self, collection: str, version: int, numbers: Sequence[int]) -> None:
        """`numbers` are those of the parts in the version. Raises PinciteError if one is bad."""
        folder = CollectionFolder(Path(collection))
        chosen = versions.read(folder, version)
        self.version = chosen.sha256
        centroids = load_centroids(folder, chosen.codebook) if chosen.codebook else None
        encoder = NoEncoder(chosen.settings.encoder)
        hidden = set(chosen.hidden)
        self._parts = dict[int, tuple[Library, PassageStatistics]]()
        for number in numbers:
            part = chosen.parts[number]
            path = local_part(folder, part)
            library = Library.open(path, encoder=encoder, sealed=True, centroids=centroids)
            library.refresh_index()
            with library.index.reading() as index:
                left_out = [
                    id for id, source, _ in index.names() if (part.sha256, source) in hidden
                ]
                self._parts[number] = library, PassageStatistics(index.store, left_out)
        super().__init__()

    def answer(self, version: str, calls: Sequence[Call]) -> tuple[str, Any]:
        """("answers", one for each call), or ("error", what to tell people)."""
        with self.counted():
            try:
                if version != self.version:
                    return "error", "Another version of the collection is asked than is open."
                return "answers", [self._answer(*call) for call in calls]
            except PinciteError as error:
                return "error", str(error)
            except Exception as error:  # its message may have words of the question
                return "error", f"A part could not be read ({type(error).__name__})."

    def _answer(self, number: int, method: str, arguments: Any) -> Any:  # noqa: ANN401  # records
        if method not in METHODS:
            raise PinciteError(f"There is no call {method!r}.")
        library, statistics = self._parts[number]
        with ExitStack() as stack:
            reader = PartReader(stack.enter_context(library.index.reading()), statistics)
            given = from_record(arguments)
            call = _WITH_MORE.get(method, getattr(PartReader, method))
            result = call(reader, *given)
            if method in PLAIN_ANSWERS:
                return result
            return to_record(result.read_bytes() if isinstance(result, Path) else result)


# what is asked next is answered too, which saves a call


def _nearest(reader: PartReader, *arguments: Any) -> dict[str, Any]:  # noqa: ANN401  # passed on
    hits = reader.nearest(*arguments)
    ids = [id for id, _ in hits]
    owners = reader.passages_of(ids)
    return {
        "hits": hits,
        "owners": owners,
        "sentence_positions": reader.sentence_positions(ids),
        "passage_positions": reader.passage_positions(sorted(set(owners))),
    }


def _statistics(
    reader: PartReader, phrases: Sequence[str], words: Sequence[str] = ()
) -> CollectionStatistics:
    """Of those `words` that are in no passage also the pairs of words that they may be."""
    found = reader.statistics(phrases)
    apart = [
        pair
        for word in words
        if not found.frequencies.get(word) and word not in STOP_WORDS
        for pair in splits(word)
    ]
    return reader.statistics([*phrases, *apart]) if apart else found


def _scores(reader: PartReader, *arguments: Any) -> dict[str, Any]:  # noqa: ANN401  # passed on
    """With the passages if they are few: as many are shown then, without others."""
    hits = reader.scores(*arguments)
    ids = [id for id, _ in hits]
    rows = [_row(row) for _, row in reader.passages(ids)] if len(ids) <= MAX_ROWS else []
    return {"hits": hits, "passage_positions": reader.passage_positions(ids), "rows": rows}


def _passages(reader: PartReader, ids: Sequence[int], known: Collection[int]) -> dict[str, Any]:
    """The rows; and of the documents that are not known whole, text around the passages."""
    found = reader.passages(ids)
    documents = {document.id: document for document, _ in found if document.id not in known}
    return {
        "rows": [_row(row) for _, row in found],
        "documents": [
            to_record(excerpt(document, [row for of, row in found if of is document]))
            for document in documents.values()
        ],
    }


def _row(row: PassageRow) -> tuple[Any, ...]:
    """Its fields, with the vectors as they are stored."""
    vectors = row.vectors.astype(np.float16)
    return row.id, row.document, row.start, row.end, row.sentences, vectors


_WITH_MORE: dict[str, Callable[..., Any]] = {
    "statistics": _statistics,
    "nearest": _nearest,
    "scores": _scores,
    "passages": _passages,
}
