"""Brings a library of an earlier format up to date by reading its documents again.

A new library is built beside the old one, which can be searched meanwhile. It replaces the old one
at the end, in the same file, in one transaction. An upgrade that was interrupted goes on where it
stopped. A document whose file is gone, or can no longer be read, keeps its stored text.
"""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from index.encoders.base import Encoder
from index.errors import PinciteError
from index.ingest.readers import RejectedFile
from index.ingest.sandbox import Sandbox, worker_count
from index.ingest.worker import InputFile, ReadResult, ResourceLimits
from index.library import Library
from index.maintenance.replace import copy_aside, lock, remove_database, reserve_ids, write_back
from index.storage import library_meta, metadata
from index.storage.connection import Store
from index.storage.documents import DocumentInfo
from index.storage.failpoints import failpoint


@dataclass(frozen=True, slots=True)
class UpgradeStep:
    """One document is done."""

    source: str
    done: int
    total: int
    reason: str = ""
    """Why its file was not read again, so that its stored text remains; "" if it was."""


def upgrade(path: Path, encoder: Encoder | Path | None = None) -> Generator[UpgradeStep]:
    """Upgrades the library at `path`; does nothing if its format is the current one.

    At the end the library as it was is copied to NAME-before-upgrade-1. Raises PinciteError, and
    leaves the library as it was, if it is damaged, in use at the end, or was changed meanwhile.
    """
    with Library.open(path, encoder=encoder) as old:
        if old.is_current:
            return
        generation = old.generation
        target = path.with_name(f"{path.name}-upgrading-{generation}")
        _remove_outdated(path, target)
        with closing(Store(path)) as old_store, closing(Store(target, create=True)) as new_store:
            if new_store.generation == 0:
                with new_store.writing():
                    reserve_ids(old_store, new_store)
                    for source, edits in metadata.load_all(old_store).items():
                        metadata.save(new_store, source, edits)
        with Library.open(
            target, create=True, encoder=old.encoder, max_passage_chars=old.max_passage_chars
        ) as new:
            yield from _Upgrade(old, new).run()
    _replace(path, target, generation)


def _remove_outdated(path: Path, target: Path) -> None:
    """Removes what interrupted upgrades of other generations left."""
    for left in path.parent.glob(f"{path.name}-upgrading-*"):
        if not left.name.startswith(target.name):
            left.unlink(missing_ok=True)


def _replace(path: Path, target: Path, generation: int) -> None:
    with closing(Store(path)) as old, closing(Store(target)) as new:
        lock(old)
        if old.generation != generation:
            raise PinciteError(f"{path} was changed during the upgrade. Run it again.")
        with new.writing():  # which adds 1
            new.set_meta("generation", str(max(generation, new.generation)))
            library_meta.set_calibration(new, library_meta.calibration(old))
            library_meta.set_settings(new, library_meta.settings(old))
        copy_aside(old, "before-upgrade")
        failpoint("upgrade built")
        write_back(new, old)
        failpoint("upgrade written back")
    remove_database(target)


class _Upgrade:
    """Reads the documents of the old library again and adds them to the new one."""

    def __init__(self, old: Library, new: Library) -> None:
        self._old, self._new = old, new

    def run(self) -> Iterator[UpgradeStep]:
        infos = self._old.list_documents()
        finished = set(self._new.sources())
        remaining = [info for info in infos if info.source not in finished]
        done = len(infos) - len(remaining)
        scanned = [info for info in remaining if "pages read by OCR" in info.losses]
        others = [info for info in remaining if info not in scanned]
        for part, ocr in ((others, False), (scanned, True)):
            for source, reason in self._read_again(part, ocr):
                failpoint("upgrade document added")
                done += 1
                yield UpgradeStep(source, done, len(infos), reason)

    def _read_again(self, infos: list[DocumentInfo], ocr: bool) -> Iterator[tuple[str, str]]:
        """Yields each source, and why its file was not read again, or ""."""
        try:
            limits = ResourceLimits.with_ocr() if ocr and infos else ResourceLimits()
        except PinciteError as error:
            yield from (self._keep(info, str(error)) for info in infos)
            return
        by_file: dict[str, list[DocumentInfo]] = {}
        for info in infos:
            by_file.setdefault(info.source.partition("!/")[0], []).append(info)
        with (
            tempfile.TemporaryDirectory() as folder,
            Sandbox(limits, worker_count(len(by_file))) as sandbox,
        ):
            files = (
                InputFile(source, self._find_file(group[0], Path(folder) / str(number)))
                for number, (source, group) in enumerate(by_file.items())
            )
            for file, results in sandbox.read(files):
                is_stored = file.path.is_relative_to(folder)
                yield from self._add(by_file[file.source], file, results, is_stored)
                if is_stored:
                    file.path.unlink(missing_ok=True)

    def _find_file(self, info: DocumentInfo, stored: Path) -> Path:
        """The file of a document, which may not exist; its stored bytes are written to `stored`."""
        archive, is_member, _ = info.source.partition("!/")
        if is_member:
            return Path(archive) if Path(archive).is_absolute() else stored
        try:
            located = self._old.source_file(info.id)
        except PinciteError:
            return stored
        if isinstance(located, Path):
            return located
        stored.write_bytes(located)
        return stored

    def _add(
        self,
        infos: list[DocumentInfo],
        file: InputFile,
        results: Iterator[ReadResult],
        is_stored: bool,
    ) -> Iterator[tuple[str, str]]:
        """Adds what a file contains now, as far as the old library has it.

        `is_stored`: the library stores the file too.
        """
        missing = {info.source: info for info in infos}
        reasons: dict[str, str] = {}
        try:
            for result in results:
                info = missing.get(result.source)
                if info is None:
                    continue
                if isinstance(result, RejectedFile):
                    reasons[result.source] = result.reason
                    continue
                tags = tuple(sorted({*result.tags, *info.tags}))
                document = replace(result, tags=tags, added=info.added)
                self._new.add(document, file.path if is_stored else None)
                del missing[result.source]
                yield result.source, ""
        except PinciteError as error:
            reason = str(error) if file.path.exists() else "its file was not found"
            reasons.update(dict.fromkeys(missing, reason))
        for source, info in missing.items():
            yield self._keep(info, reasons.get(source, "the archive no longer contains it"))

    def _keep(self, info: DocumentInfo, reason: str) -> tuple[str, str]:
        """Takes over the stored text of a document, and its stored file."""
        snapshot = self._old.snapshot(info.source)
        warning = f"its text is as an earlier version of Pincite extracted it: {reason}"
        warnings = (*(each for each in snapshot.document.warnings if each != warning), warning)
        document = snapshot.edits.restored(snapshot.document)
        document = replace(document, id=0, warnings=warnings)
        with tempfile.TemporaryDirectory() as folder:
            source_file = None
            if snapshot.source_file is not None:
                source_file = Path(folder) / "file"
                source_file.write_bytes(snapshot.source_file)
            self._new.add(document, source_file)
        return info.source, reason
