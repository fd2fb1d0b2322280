"""Small collections: parts of a few documents, without files and child processes."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from index.collection.collection_library import open_collection
from index.collection.files.versions import Part
from index.collection.writing.ledger import FileResult
from index.collection.writing.writer import CollectionWriter
from index.encoders.base import Encoder
from index.library import Library
from index.spans import Document

Found = list[tuple[str, int, int, float, int | None, int | None, tuple[float, ...]]]


def put(writer: CollectionWriter, documents: Sequence[Document], encoder: Encoder) -> Part:
    """Seals a part with these documents, each of a file of its own; no version is published."""
    path = writer.new_file()
    with Library.open(path, create=True, encoder=encoder) as library:
        for document in documents:
            library.add(document)
    part = writer.seal(path)
    writer.store(part, [file_of(document) for document in documents])
    return part


def file_of(document: Document) -> FileResult:
    """The file that a document was read from: its bytes are those of the text."""
    digest = sha256(document.text.encode()).hexdigest()
    return FileResult(document.source, digest, "", (document.source,))


def publish(path: Path, parts: Sequence[Sequence[Document]], encoder: Encoder) -> None:
    """Adds parts to a collection and publishes one version with them."""
    with CollectionWriter(path, create=True) as writer:
        for documents in parts:
            put(writer, documents, encoder)
        writer.publish()


def split(library: Library, path: Path, parts: int, sources: Sequence[str] | None = None) -> None:
    """Publishes a version with documents of a library in so many parts; nothing is encoded.

    The documents of these sources, which must not be in the collection yet; None: all.
    """
    chosen = library.sources() if sources is None else sources
    with CollectionWriter(path, create=True) as writer:
        for number in range(parts):
            made, of_part = writer.new_file(), chosen[number::parts]
            with Library.open(made, create=True, encoder=library.encoder) as part:
                for source in of_part:
                    part.restore(library.snapshot(source))
            files = [FileResult(each, "0" * 64, "", (each,)) for each in of_part]
            writer.store(writer.seal(made), files)
        writer.publish()


def texts(path: Path, encoder: Encoder) -> dict[str, str]:
    """Source -> text of the documents of the current version."""
    with open_collection(path, encoder=encoder) as library:
        return {each.source: each.text for each in library.documents()}


def found(library: Library, question: str) -> list[Found]:
    """What all three methods of search find, to the last bit, without ids."""
    return [
        [
            (
                passage.span.document.source,
                passage.span.start,
                passage.span.end,
                passage.score,
                passage.dense_rank,
                passage.lexical_rank,
                tuple(hit.score for hit in passage.sentences),
            )
            for passage in library.search(question, 20, method)
        ]
        for method in ("hybrid", "dense", "lexical")
    ]
