"""Progress lines, as written to a file and to a terminal."""

from __future__ import annotations

import io

import pytest

from index.commands import progress
from index.commands.progress import IngestProgressLine, note
from index.ingest.pipeline import IngestProgress
from index.library import IngestResult


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def redirect(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, seconds: float = 0.0) -> None:
    """Makes `stream` standard error, with a progress line every so many seconds."""
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setattr(progress, "_LINE_SECONDS", seconds)
    monkeypatch.setattr(progress, "_REDRAW_SECONDS", seconds)


both = pytest.mark.parametrize("stream_type", [io.StringIO, Terminal])


@both
def test_items_are_counted_with_rate_and_time_to_go(
    stream_type: type[io.StringIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = stream_type()
    redirect(monkeypatch, stream)
    assert list(progress.progress("abcd", 10, "questions", done=6)) == list("abcd")
    assert "7 of 10 questions, " in stream.getvalue()
    assert "10 of 10 questions, " in stream.getvalue()
    assert " questions/s, 00:00 to go" in stream.getvalue()
    assert ("\r" in stream.getvalue()) == stream.isatty()


def test_a_file_gets_whole_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    redirect(monkeypatch, stream)
    list(progress.progress(range(3), 3, "questions"))
    lines = stream.getvalue().splitlines()
    assert [line.partition(",")[0] for line in lines if " of " in line] == [
        f"{number} of 3 questions" for number in (1, 2, 3)
    ]


def test_short_work_prints_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    redirect(monkeypatch, stream, seconds=5.0)
    list(progress.progress(range(3), 3, "questions"))
    assert stream.getvalue() == ""


@both
def test_an_ingest_shows_files_sentences_rate_share_and_refusals(
    stream_type: type[io.StringIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = stream_type()
    redirect(monkeypatch, stream)
    refused = IngestResult("b.txt", "refused", "the file is empty.")
    with IngestProgressLine() as line:
        line.show(IngestProgress("a.txt", 1, 2, sentences=1_234, fraction=0.25, seconds=10.0))
        line.show(IngestProgress("b.txt", 2, 2, 1_234, 1.0, 20.0, refused))
    assert "file 1 of 2, 1,234 sentences, 123/s, 25%, 00:00 to go" in stream.getvalue()
    assert "not read b.txt: the file is empty.\n" in stream.getvalue()


def test_notes_are_limited(capsys: pytest.CaptureFixture[str]) -> None:
    note((f"note {number}" for number in range(1_012)), most=2)
    assert capsys.readouterr().err == "note 0\nnote 1\n… and 1,010 more of this kind\n"
