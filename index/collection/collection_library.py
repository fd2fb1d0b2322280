"""Opens a version of a collection as a library that can be read, searched and asked."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from index.collection.files.codebook import load_centroids
from index.collection.files.folder import CollectionFolder
from index.collection.files.in_use import use
from index.collection.files.versions import Version
from index.collection.joined import JoinedLibrary
from index.encoders.base import Encoder, NoEncoder
from index.encoders.registry import encoder_for
from index.encoders.sentence_transformers import SentenceTransformersEncoder
from index.errors import PinciteError, command
from index.library import Library


class CollectionLibrary(JoinedLibrary):
    """One version of a collection, which it goes on reading after another one is published.

    The version counts as in use until it is closed.
    """

    def __init__(
        self, path: Path, version: Version, parts: Sequence[Library], in_use: BinaryIO
    ) -> None:
        """For `open_collection`. `parts` are those of the version, in its order."""
        numbers = {part.sha256: number for number, part in enumerate(version.parts)}
        hidden = [(numbers[sha256], source) for sha256, source in version.hidden]
        super().__init__(parts, path, hidden=hidden, owns_parts=True)
        self.version = version
        self._in_use = in_use

    def close(self) -> None:
        super().close()
        self._in_use.close()

    @property
    def _unchangeable(self) -> str:
        return (
            f"{self.path} cannot be changed here: it is a collection. "
            f"Add documents with: {command('collection', 'add', self.path, 'FILES...')}"
        )


def open_collection(
    path: Path,
    version: int | None = None,
    *,
    encoder: Encoder | Path | None = None,
    can_search: bool = True,
) -> CollectionLibrary:
    """Opens a version of the collection at `path`; None: the current one.

    `encoder` as in `Library.open`; not `can_search`: without one, for its documents alone. Raises
    PinciteError if there is no such version, if a file of it is missing or of the wrong size, or if
    it was made by another encoder. `check_collection` reads the files whole.
    """
    folder = CollectionFolder(path)
    folder.require()
    chosen, in_use = use(folder, version)
    with ExitStack() as stack:
        stack.callback(in_use.close)
        if not chosen.parts:
            raise PinciteError(f"All documents of {path} were removed. Add some first.")
        if not can_search:
            encoder = NoEncoder(chosen.settings.encoder)
        elif isinstance(encoder, Path):
            encoder = SentenceTransformersEncoder(encoder)
        elif encoder is None:
            encoder = encoder_for(chosen.settings.encoder)
        centroids = load_centroids(folder, chosen.codebook) if chosen.codebook else None
        parts = []
        for part in chosen.parts:
            file = folder.require_part(part.sha256)
            if file.stat().st_size != part.bytes:
                raise folder.damaged(f"{file.name} has not the size that its version says")
            library = Library.open(file, encoder=encoder, sealed=True, centroids=centroids)
            parts.append(stack.enter_context(library))
        opened = CollectionLibrary(path, chosen, parts, in_use)
        stack.pop_all()
    return opened
