"""Questions to a collection on a cluster: each is answered from one version, the newest."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from pathlib import Path

from index.collection.files import versions
from index.collection.files.folder import CollectionFolder
from index.encoders.registry import encoder_for
from index.errors import PinciteError
from index.library import Library
from index.storage.filters import NO_FILTER, Filter
from pincite.cluster.serving import deployment as deployments
from pincite.cluster.serving.calls import HedgedCalls
from pincite.cluster.serving.cluster_library import ClusterLibrary
from pincite.cluster.serving.deployment import Deployment
from pincite.cluster.serving.errors import UnavailableError
from pincite.cluster.serving.remote_model import RemoteModel
from pincite.cluster.serving.remote_version import RemoteVersion
from pincite.cluster.serving.watch import Watch
from qa.decision.calibrations import load_calibration
from qa.pipeline import BUNDLED_READER, QAPipeline, open_reader
from qa.readers.reader import Reader, SpanReader
from qa.types import Answer

PARTS_HEDGE, READERS_HEDGE = 0.5, 1.0
"""Seconds after which another copy is asked too. A group of parts takes milliseconds, a reader half
a second a question, with others' before it."""

_LOOKS_EVERY = 0.5
"""Seconds for which the record of the cluster is not read again."""


class Serving:
    """The deployment that answers for a collection, followed as it changes. Thread-safe."""

    def __init__(self, collection: Path) -> None:
        """Raises PinciteError if the collection does not run on the cluster."""
        self._collection = collection
        self._lock = threading.Lock()
        self._watch = Watch()
        self._looked = 0.0
        self._open(deployments.require(collection))

    def current(self) -> tuple[ClusterLibrary, SpanReader]:
        """The library and the reader of the newest version, as of half a second ago."""
        if time.monotonic() - self._looked > _LOOKS_EVERY and self._lock.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._lock.release()
        return self._opened

    def newest(self) -> tuple[ClusterLibrary, SpanReader]:
        """As `current`, now: it waits while another thread opens a version."""
        with self._lock:
            self._look()
        return self._opened

    def _look(self) -> None:
        deployment = deployments.require(self._collection)
        if deployment != self._deployment:
            self._open(deployment)
        self._looked = time.monotonic()

    def _open(self, deployment: Deployment) -> None:
        folder = CollectionFolder(Path(deployment.collection))
        version = versions.read(folder, deployment.version)
        groups = [[deployments.actor(name) for name in names] for names in deployment.group_names()]
        readers = [deployments.actor(name) for name in deployment.reader_names()]

        def is_replaced() -> bool:
            return deployments.read(self._collection) != deployment

        parts = HedgedCalls(groups, "Part of the documents", PARTS_HEDGE, self._watch, is_replaced)
        model = RemoteModel(
            HedgedCalls([readers], "The reader", READERS_HEDGE, self._watch, is_replaced)
        )
        remote = RemoteVersion(parts, deployment.groups, version.sha256)
        encoder = encoder_for(version.settings.encoder)
        library = ClusterLibrary(self._collection, version, encoder, remote)
        self._opened = library, SpanReader(model)
        self._deployment, self._looked = deployment, time.monotonic()


class ClusterPipeline(QAPipeline):
    """A QAPipeline whose library and reader are those of the version that answers now."""

    def __init__(self, serving: Serving, risk: float | None = None) -> None:
        self._serving = serving
        library, reader = serving.current()
        super().__init__(library, reader, load_calibration(BUNDLED_READER), risk=risk)

    @property
    def library(self) -> ClusterLibrary:
        return self._serving.current()[0]

    def for_library(self, library: Library, reader: Reader | None = None) -> QAPipeline:
        """The same for this collection; another library is read in this process."""
        if isinstance(library, ClusterLibrary):
            return self
        return super().for_library(library, reader or open_reader(BUNDLED_READER))

    def ask(
        self, question: str, filters: Filter = NO_FILTER, *, everywhere: bool = False
    ) -> Answer:
        """As QAPipeline. A question that meets the end of its version is asked of the next one.

        Raises UnavailableError, too.
        """
        while True:
            library, reader = self._serving.current()
            pipeline = super().for_library(library, reader)
            try:
                return pipeline.ask(question, filters, everywhere=everywhere)
            except UnavailableError:
                if self._serving.newest()[0] is library:
                    raise


def open_cluster_pipeline(
    path: Path | Sequence[Path],
    encoder: Path | None = None,
    reader: Path | None = None,
    risk: float | None = None,
) -> ClusterPipeline:
    """In place of `open_pipeline`, in a process that is connected to the cluster.

    Raises PinciteError as `Serving` does, and for what only a process can do that opens the files.
    """
    paths = [path] if isinstance(path, Path) else path
    if len(paths) != 1 or encoder is not None or reader is not None:
        raise PinciteError(
            "A cluster answers from one collection, with the bundled models. Name it alone, and "
            "omit --encoder and --reader."
        )
    return ClusterPipeline(Serving(paths[0]), risk)
