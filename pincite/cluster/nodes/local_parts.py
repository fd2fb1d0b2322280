"""Copies of parts on the disk of a machine, for SQLite must not read over a network."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from index.collection.files.folder import CollectionFolder, file_sha256
from index.collection.files.versions import Part
from index.errors import PinciteError

PARTS_VARIABLE = "PINCITE_CLUSTER_PARTS"
"""Environment variable with the folder, which the node gives to the processes that Ray starts."""


def local_part(folder: CollectionFolder, part: Part) -> Path:
    """The path of the copy of a part, made if there is none; its bytes have the part's hash.

    Raises PinciteError if the part is missing or damaged, or if the disk is full.
    """
    target = Path(os.environ[PARTS_VARIABLE]) / f"{part.sha256}.pincite"
    if not target.exists():
        source = folder.require_part(part.sha256)
        partial = target.with_name(f"{target.name}.{os.getpid()}")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            _copy(source, partial)
            if file_sha256(partial) != part.sha256:
                raise folder.damaged(f"{source.name} does not match its hash")
            partial.replace(target)
        except OSError as error:
            raise PinciteError(f"{target} cannot be written ({error.strerror}).") from error
        finally:
            partial.unlink(missing_ok=True)
    return target


def _copy(source: Path, target: Path) -> None:
    """A second name for the file if it is on the same disk: a part never changes."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
