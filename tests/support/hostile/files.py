"""Files that try to hurt a reader, and files that are merely odd, written into a folder by `make`.

python -m tests.support.hostile.files FOLDER [LIBRARY] writes them, or adds a folder to a library.
"""

from __future__ import annotations

import json
import os
import sys
import time
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.encoders.base import Fingerprint, Vectors
from index.ingest.file_type import true_suffix
from index.ingest.readers import SUFFIXES
from tests.support.hostile import archives, mails, markup, ole, pdfs, texts
from tests.support.paths import ROOT


def make(folder: Path) -> int:
    """Writes them all, each under a name of its own; returns how many are to be read."""
    count = 0
    for group in (
        archives.packages,
        archives.archives,
        pdfs.pdfs,
        texts.pages,
        texts.texts,
        texts.records,
        texts.tables,
        texts.mails,
        texts.markdowns,
        mails.mails,
        mails.records,
        markup.marked_up,
        markup.sheets,
        markup.slides,
        markup.misnamed,
        markup.encodings,
        ole.compounds,
        ole.workbooks,
        ole.rich_texts,
    ):
        for name, data in group():
            if (folder / name).exists():
                raise ValueError(f"two files are named {name}")
            (folder / name).write_bytes(data)
            count += true_suffix(name) in ("", *SUFFIXES)
    return count + _places(folder)


def _places(folder: Path) -> int:
    """Odd names, links, and things that are not files. Returns how many files must be found."""
    (folder / "sparse.txt").touch()
    os.truncate(folder / "sparse.txt", 2_000_000_000)
    (folder / ("long" * 50 + ".txt")).write_text("A long name has words, too.")
    (folder / "new\nline\t\u202e.txt").write_text("An odd name has words, too.")
    (folder / "folder.pdf").mkdir()
    (folder / "folder.pdf" / "in.txt").write_text("Within a folder of an odd name.")
    found = 4
    if sys.platform == "linux":
        Path(os.fsdecode(os.fsencode(folder) + b"/not-utf8-\xff.txt")).write_text(
            "Bytes of no encoding in a name."
        )
        found += 1
    if os.name == "posix":
        os.mkfifo(folder / "pipe.txt")
        (folder / "passwd.txt").symlink_to("/etc/passwd")
        (folder / "zero.txt").symlink_to("/dev/zero")
        (folder / "up").symlink_to(folder.parent)
        (folder / "loop").symlink_to(folder / "loop")
        (folder / "dangling.txt").symlink_to(folder / "nowhere")
    return found


def read_all(folder: Path, path: Path) -> dict[str, object]:
    """Adds a folder to a new library; returns outcomes, times, and the memory of this process.

    The search index is not built: it grows with any library.
    """
    import resource

    from index.ingest import soffice, worker
    from index.ingest.peak_memory import peak_bytes
    from index.ingest.pipeline import InputFile, find_files, ingest
    from index.library import Library
    from index.maintenance.check import check_library
    from tests.conftest import WordEncoder

    class Encoder(WordEncoder):
        """As many dimensions as the real one; each text has one axis, given by its CRC."""

        fingerprint = Fingerprint("reckoned", "0" * 64, 384)

        def encode(self, texts: Sequence[str]) -> Vectors:
            vectors = np.zeros((len(texts), 384), np.float32)
            vectors[range(len(texts)), [zlib.crc32(text.encode()) % 384 for text in texts]] = 1
            return vectors

    soffice.find_soffice = lambda: _hanging_soffice(path.parent)  # type: ignore[assignment]
    worker.MOST_CONVERTING = 2.0
    outcomes: list[tuple[str, str, str]] = []
    with Library.open(path, create=True, encoder=Encoder()) as library:
        # long enough for NLTK to be loaded, which learns abbreviations from it
        list(ingest(library, [InputFile("base.md", ROOT / "docs" / "benchmarks.md")]))
        files, base = find_files([folder]), peak_bytes() or 0
        longest, last, reading = 0.0, time.monotonic(), 0
        for step in ingest(library, files):
            if step.result is not None:
                longest, last, reading = (
                    max(longest, time.monotonic() - last),
                    time.monotonic(),
                    peak_bytes() or 0,
                )
                source = step.result.source.removeprefix(f"{folder}/")
                outcomes.append((source, step.result.status, step.result.message))
            if step.file == step.files and step.file_fraction == 1:
                break  # before the search index is built: its vectors are not of these texts
    result = {
        "files": len(files),
        "outcomes": outcomes,
        "longest": longest,
        "base": base,
        "peak": reading,
        "problems": check_library(path),
    }
    return {
        **result,
        "children": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        * (1 if sys.platform == "darwin" else 1024),
    }


def _hanging_soffice(folder: Path) -> str:
    """A program in the place of LibreOffice that hangs, fails, or writes nonsense."""
    path = folder / "soffice"
    path.write_text(
        f"#!{sys.executable}\n"
        "import sys, time, zlib\nfrom pathlib import Path\n"
        "to, place, file = sys.argv[-4], Path(sys.argv[-2]), Path(sys.argv[-1])\n"
        "mode = zlib.crc32(file.read_bytes()) % 8\n"
        "place.mkdir()\n"
        "if mode == 0:\n    time.sleep(600)\n"
        "if mode < 4:\n    sys.exit(77)\n"
        "(place / f'file.{to}').write_bytes(bytes(1000 * mode))\n"
    )
    path.chmod(0o755)
    return str(path)


if __name__ == "__main__":
    where = Path(sys.argv[1])
    if len(sys.argv) > 2:
        sys.stdout.write(json.dumps(read_all(where, Path(sys.argv[2]))))
    else:
        sys.stdout.write(f"{make(where)}\n")
