"""The sandbox of the parsers: a file that breaks a limit is refused, and the next one is read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from index.errors import PinciteError
from index.ingest import worker, worker_main
from index.ingest.readers import read_document
from index.ingest.sandbox import Sandbox, worker_count
from index.ingest.worker import InputFile, ResourceLimits
from index.spans import Document
from tests.support import make_files
from tests.support.paths import ROOT


def write_files(folder: Path, files: dict[str, bytes]) -> list[InputFile]:
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return [InputFile(name, folder / name) for name in files]


def read_all(files: list[InputFile], limits: ResourceLimits, workers: int = 1) -> list[str]:
    """Of each file its texts or refusals, joined by commas; or "! " and the error."""
    outcomes = []
    with Sandbox(limits, workers) as sandbox:
        for _, results in sandbox.read(files):
            try:
                texts = [
                    result.text if isinstance(result, Document) else result.reason
                    for result in results
                ]
                outcomes.append(", ".join(texts))
            except PinciteError as error:
                outcomes.append(f"! {error}")
    return outcomes


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="the kernel's limits are POSIX")
@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (ResourceLimits(cpu=1), "! it took more than 1 seconds of processor time to read."),
        (ResourceLimits(wall=2), "! it took more than 2 seconds to read."),
        (
            ResourceLimits(file=1_000),
            "! it has 16,000,000 bytes; a file may have at most 1,000. Split it.",
        ),
    ],
)
def test_only_the_file_that_breaks_a_limit_is_refused(
    tmp_path: Path, limits: ResourceLimits, reason: str
) -> None:
    heavy = b"<p>Some <b>words</b> are here.</p>" * 500_000
    files = write_files(
        tmp_path, {"a.txt": b"One.", "heavy.html": heavy[:16_000_000], "b.txt": b"Two."}
    )
    first, refused, last = read_all(files, limits)
    assert (first, last) == ("One.", "Two.")
    assert reason in refused


@pytest.mark.skipif(os.name != "posix", reason="the kernel's limits are POSIX")
def test_only_the_file_that_needs_too_much_memory_is_refused(tmp_path: Path) -> None:
    """Two million lists take 112 MB at least."""
    files = write_files(
        tmp_path,
        {"a.txt": b"One.", "heavy.json": b"[" + b"[]," * 2_000_000 + b"[]]", "b.txt": b"Two."},
    )
    first, refused, last = read_all(files, ResourceLimits(memory=130_000_000))
    assert (first, last) == ("One.", "Two.")
    assert refused == "! it needs more memory than a file may take."


def test_files_are_yielded_in_order_with_their_documents(tmp_path: Path) -> None:
    several = make_files.zipped({"x.txt": "In x.", "y.txt": "In y.", "z.txt": b"\0"})
    files = write_files(
        tmp_path,
        {
            **{f"{i}.txt": b"Text %d." % i for i in range(9)},
            "a.zip": several,
            "bad.pdf": b"x",
            "last.txt": b"Last.",
        },
    )
    outcomes = read_all(files, ResourceLimits(), 2)
    assert outcomes[:9] == [f"Text {i}." for i in range(9)]
    assert outcomes[9].startswith("In x., In y., this is not text")
    assert outcomes[10].startswith("! this is not a PDF")
    assert outcomes[11:] == ["Last."]


def test_stopping_early_leaves_no_process_behind(tmp_path: Path) -> None:
    files = write_files(
        tmp_path,
        {"a.zip": make_files.zipped({f"{i}.txt": f"Text {i}." for i in range(50)}), "b.txt": b"B."},
    )
    with Sandbox(ResourceLimits(), 2) as sandbox:
        _, items = next(sandbox.read(files))
        assert isinstance(next(items), Document)
    assert sandbox._idle == []


@pytest.mark.slow
def test_the_child_process_returns_the_same_document(tmp_path: Path) -> None:
    for suffix, (make, _) in make_files.ROUND_TRIPS.items():
        data = make("The river Ilm drives 11 mills 🦉 today." if suffix != ".pdf" else "The river.")
        (file,) = write_files(tmp_path, {f"a{suffix}": data})
        with Sandbox(ResourceLimits(), 1) as sandbox:
            ((_, results),) = sandbox.read([file])
            (document,) = results
        expected = read_document(f"a{suffix}", data)
        assert isinstance(document, Document)
        assert asdict(document) == asdict(expected)


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices of POSIX")
def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    files = [
        InputFile("pipe", tmp_path / "pipe.txt"),
        InputFile("zero", Path("/dev/zero")),
        InputFile("dir", tmp_path),
        InputFile("gone", tmp_path / "gone.txt"),
    ]
    assert read_all(files, ResourceLimits()) == [
        *["! this is not a regular file but a folder, device or pipe."] * 3,
        "! cannot be read (No such file or directory).",
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "open({0!r}, 'w')",
        "__import__('os').remove({0!r})",
        "__import__('socket').create_connection(('127.0.0.1', 9))",
        "__import__('os').system('true')",
    ],
)
def test_a_parser_cannot_write_files_use_the_network_or_start_programs(
    statement: str, tmp_path: Path
) -> None:
    target = tmp_path / "existing.txt"
    target.write_text("content")
    confined = "from index.ingest import worker_main; worker_main._confine({'memory': 1e9})"
    attempt = statement.format(str(target))
    code = f"{confined}\ntry:\n    {attempt}\nexcept PermissionError: print('refused')"
    process = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert process.stdout == "refused\n", process.stderr
    assert target.read_text() == "content"


def test_a_child_does_not_inherit_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_SECRET", "x")
    child = worker.Worker(ResourceLimits())
    try:
        environ = Path(f"/proc/{child._process.pid}/environ")
        if not environ.exists():
            pytest.skip("no /proc")
        assert b"A_SECRET" not in environ.read_bytes()
    finally:
        child.close()


def test_frames_and_documents_survive_the_pipe() -> None:
    import io

    stream = io.BytesIO()
    worker_main.send(stream, b"one", b"", b"two")
    stream.seek(0)
    assert [worker_main.receive(stream) for _ in range(3)] == [b"one", b"", b"two"]
    for data in (b"", b"\0\0", (10).to_bytes(8, "big") + b"short", (1 << 60).to_bytes(8, "big")):
        with pytest.raises(EOFError):
            worker_main.receive(io.BytesIO(data))
    document = read_document("a.md", b"# A\n\nWords.")
    head, text = worker_main.serialize(document)
    assert worker_main.deserialize(json.loads(head), text).markers == document.markers


@pytest.mark.slow
def test_a_large_parent_does_not_make_a_child_retire(tmp_path: Path) -> None:
    """On Linux a new process starts with the peak memory of its parent."""
    large_array = np.ones(80_000_000)  # 640 MB
    files = write_files(tmp_path, {"a.txt": b"One.", "b.txt": b"Two."})
    child = worker.Worker(ResourceLimits())
    results = [result for file in files for result in child.read(file)]
    assert [result.text for result in results if isinstance(result, Document)] == ["One.", "Two."]
    assert child.alive
    child.close()
    del large_array


def test_there_are_at_most_two_workers() -> None:
    assert worker_count(0) == worker_count(1) == 1
    assert worker_count(9) == min(2, os.cpu_count() or 1)
