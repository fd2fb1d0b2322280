"""The walls round the parsers: what breaks a limit is refused alone, and the next file is read as if nothing had been."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.errors import PinciteError
from index.ingest import sandbox, worker, worker_main
from index.ingest.readers import read_document
from index.ingest.sandbox import Sandbox, render_pages, workers
from index.ingest.worker import InputFile, ResourceLimits
from index.spans import Document, Span
from tests.index.formats.test_pdf import pixels
from tests.support import make_files
from tests.support.paths import ROOT


def put(folder: Path, files: dict[str, bytes]) -> list[InputFile]:
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return [InputFile(name, folder / name) for name in files]


def outcomes(files: list[InputFile], limits: ResourceLimits, count: int = 1) -> list[str]:
    found = []
    with Sandbox(limits, count) as sandbox:
        for _, items in sandbox.read(files):
            try:
                found.append(
                    ", ".join(
                        item.text if isinstance(item, Document) else item.reason for item in items
                    )
                )
            except PinciteError as error:
                found.append(f"! {error}")
    return found


@pytest.mark.skipif(os.name != "posix", reason="the kernel's limits are POSIX")
@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (ResourceLimits(cpu=1), "! it took more than 1 seconds of processor time to read."),
        (ResourceLimits(wall=0.7), "! it took more than 1 seconds to read."),
        (
            ResourceLimits(file=1_000),
            "! 2,400,000 bytes are more than the 1,000 a file may have; split it.",
        ),
    ],
)
def test_a_file_that_breaks_a_limit_is_refused_alone(
    tmp_path: Path, limits: ResourceLimits, reason: str
) -> None:
    heavy = b"<p>Some words are here.</p>" * 100_000
    files = put(tmp_path, {"a.txt": b"One.", "heavy.html": heavy[:2_400_000], "b.txt": b"Two."})
    first, broken, last = outcomes(files, limits)
    assert (first, last) == ("One.", "Two.")
    assert reason in broken


@pytest.mark.skipif(os.name != "posix", reason="the kernel's limits are POSIX")
def test_a_file_that_needs_too_much_memory_is_refused_alone(tmp_path: Path) -> None:
    """Two million lists take 112 MB at least."""
    files = put(
        tmp_path,
        {"a.txt": b"One.", "heavy.json": b"[" + b"[]," * 2_000_000 + b"[]]", "b.txt": b"Two."},
    )
    first, broken, last = outcomes(files, ResourceLimits(memory=130_000_000))
    assert (first, last) == ("One.", "Two.")
    assert broken == "! it needs more memory than a file may take."


def test_files_come_in_their_order_with_their_documents(tmp_path: Path) -> None:
    several = make_files.zipped({"x.txt": "In x.", "y.txt": "In y.", "z.txt": b"\0"})
    files = put(
        tmp_path,
        {
            **{f"{i}.txt": b"Text %d." % i for i in range(9)},
            "a.zip": several,
            "bad.pdf": b"x",
            "last.txt": b"Last.",
        },
    )
    found = outcomes(files, ResourceLimits(), 2)
    assert found[:10] == [
        *(f"Text {i}." for i in range(9)),
        f"In x., In y., {found[9].rpartition(', ')[2]}",
    ]
    assert found[10].startswith("! this is no PDF")
    assert found[11] == "Last."


def test_stopping_early_leaves_no_process_behind(tmp_path: Path) -> None:
    files = put(
        tmp_path,
        {"a.zip": make_files.zipped({f"{i}.txt": f"Text {i}." for i in range(50)}), "b.txt": b"B."},
    )
    with Sandbox(ResourceLimits(), 2) as sandbox:
        _, items = next(sandbox.read(files))
        assert isinstance(next(items), Document)
    assert sandbox._idle == []


def test_what_comes_through_the_wall_is_what_was_read(tmp_path: Path) -> None:
    for suffix, (make, _) in make_files.ROUND_TRIPS.items():
        data = make("The river Ilm drives 11 mills 🦉 today." if suffix != ".pdf" else "The river.")
        (file,) = put(tmp_path, {f"a{suffix}": data})
        with Sandbox(ResourceLimits(), 1) as sandbox:
            ((_, items),) = ((file, list(items)) for file, items in sandbox.read([file]))
        here = read_document(f"a{suffix}", data)
        (there,) = (item for item in items if isinstance(item, Document))
        names = ("source", "title", "text", "markers", "warnings", "author", "date", "losses")
        assert [getattr(there, name) for name in names] == [getattr(here, name) for name in names]


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices of POSIX")
def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    files = [
        InputFile("pipe", tmp_path / "pipe.txt"),
        InputFile("zero", Path("/dev/zero")),
        InputFile("dir", tmp_path),
        InputFile("gone", tmp_path / "gone.txt"),
    ]
    assert outcomes(files, ResourceLimits()) == [
        *["! this is no regular file but a folder, device or pipe."] * 3,
        "! cannot be read (No such file or directory).",
    ]


@pytest.mark.parametrize(
    "deed",
    [
        "open({0!r}, 'w')",
        "__import__('os').remove({0!r})",
        "__import__('socket').create_connection(('127.0.0.1', 9))",
        "__import__('os').system('true')",
    ],
)
def test_a_parser_cannot_write_nor_call_nor_run(deed: str, tmp_path: Path) -> None:
    target = tmp_path / "there.txt"
    target.write_text("there")
    confined = "from index.ingest import worker_main; worker_main._confine({'memory': 1e9})"
    code = f"{confined}\ntry:\n    {deed.format(str(target))}\nexcept PermissionError: print('refused')"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout == "refused\n", done.stderr
    assert target.read_text() == "there"


def test_a_child_gets_no_environment_to_tell_of(
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


def test_frames_end_where_they_say() -> None:
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


def test_pages_are_drawn_behind_the_wall(tmp_path: Path) -> None:
    pages = [
        make_files.lines(text) for text in ("Nothing here.", "The mill burned down.", "It stands.")
    ]
    (file,) = put(tmp_path, {"a.pdf": make_files.pdf(pages)})
    document = read_document("a.pdf", file.path.read_bytes())
    start = document.text.index("burned")
    found = render_pages(file.path, Span(document, start, document.text.index("stands")), 200)
    assert [(picture.page, len(picture.boxes), picture.png[:4]) for picture in found] == [
        (1, 1, b"\x89PNG"),
        (2, 1, b"\x89PNG"),
    ]
    for picture in found:
        ((left, bottom, right, top),) = picture.boxes
        assert picture.marked == pytest.approx(
            (left / 612, 1 - top / 792, right / 612, 1 - bottom / 792), abs=0.006
        )
    file.path.write_bytes(make_files.pdf([make_files.lines("Another.")] * 3))
    with pytest.raises(PinciteError, match="it is not the file that was added"):
        render_pages(file.path, Span(document, start, start + 6))


def test_one_page_is_drawn_with_the_answer_marked_more_strongly(tmp_path: Path) -> None:
    data = make_files.pdf(
        [
            make_files.lines(text)
            for text in ("Nothing here.", "The mill burned down.", "It stands.")
        ]
    )
    document = read_document("a.pdf", data)
    start = document.text.index("The mill")
    sentence, answer = (
        Span(document, start, document.text.index("stands")),
        Span(document, start + 4, start + 8),
    )
    plain, marked = (render_pages(data, sentence, 612, pen=pen, page=1) for pen in (None, answer))
    assert [picture.page for picture in (*plain, *marked)] == [1, 1]
    colours = [
        {bytes(row[i : i + 3]) for row in pixels(picture.png)[2] for i in range(0, 612 * 3, 3)}
        for (picture,) in (plain, marked)
    ]
    pen = bytes(
        part * other // 255 for part, other in zip((255, 236, 130), (255, 205, 75), strict=True)
    )
    assert [bytes((255, 236, 130)) in colours[0], pen in colours[0], pen in colours[1]] == [
        True,
        False,
        True,
    ]
    assert render_pages(data, sentence, 612, page=0) == []


def test_a_child_stays_warm_under_a_large_parent(tmp_path: Path) -> None:
    """A new process of Linux begins with its parent's peak of memory; that is no reason to retire it."""
    held = np.ones(80_000_000)  # 640 MB
    files = put(tmp_path, {"a.txt": b"One.", "b.txt": b"Two."})
    child = worker.Worker(ResourceLimits())
    assert [
        item.text for file in files for item in child.read(file) if isinstance(item, Document)
    ] == ["One.", "Two."]
    assert child.alive
    child.close()
    del held


def test_a_child_that_retires_between_two_pages_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Retiring(worker.Worker):
        def picture(
            self, file: Path | bytes, job: dict[str, object]
        ) -> tuple[dict[str, Any], bytes]:
            drawn = super().render(file, job)
            self.close()
            return drawn

    monkeypatch.setattr(sandbox, "Worker", Retiring)
    (file,) = put(
        tmp_path,
        {
            "a.pdf": make_files.pdf(
                [make_files.lines("The mill burned down."), make_files.lines("It stands.")]
            )
        },
    )
    document = read_document("a.pdf", file.path.read_bytes())
    found = render_pages(file.path, Span(document, 0, len(document.text)), 200)
    assert [picture.page for picture in found] == [0, 1]


def test_as_many_workers_as_there_are_files_and_cores() -> None:
    assert workers(0) == workers(1) == 1
    assert workers(9) == min(2, os.cpu_count() or 1)
