"""Through the doors as a user walks: real processes, the real encoder, real files."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.commands.console import EXIT_BROKEN_PIPE
from tests.conftest import damage
from tests.support import make_files
from tests.support.commands import SampleRun, run_module
from tests.support.paths import ROOT, SAMPLE_SET

pytest_plugins = ["tests.support.sample_fixtures"]


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """What a user who did something wrong sees: exit code 2 and one line, no traceback."""
    assert done.returncode == 2, done
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.stderr


@pytest.mark.parametrize("name", ["index", "qa", "eval", "ui"])
def test_help_answers_at_once(name: str) -> None:
    times = []
    for _ in range(3):
        start = time.perf_counter()
        done = run_module(name, "--help")
        times.append(time.perf_counter() - start)
        assert done.returncode == 0
        assert done.stdout.startswith(f"usage: python -m {name}")
    assert min(times) < 0.3


def test_output_that_nobody_reads_is_no_error() -> None:
    """As of `python -m qa risks | head -0`."""
    ours, theirs = os.pipe()
    os.close(ours)
    done = subprocess.run(
        [sys.executable, "-m", "qa", "risks"],
        cwd=ROOT,
        stdout=theirs,
        stderr=subprocess.PIPE,
        timeout=240,
        check=False,
    )
    os.close(theirs)
    assert (done.returncode, done.stderr) == (EXIT_BROKEN_PIPE, b"")


@pytest.mark.model
def test_add_list_replace_remove_check(tmp_path: Path) -> None:
    library, folder = tmp_path / "my.pincite", tmp_path / "docs"
    folder.mkdir()
    (folder / "mill.txt").write_text(
        "The mill on the river Ilm burned down in 1871. It was never rebuilt."
    )
    (folder / "bees.md").write_text("# Bees\n\nA bee colony keeps its hive at about 35 degrees.")
    (folder / "latin.txt").write_bytes("Le café ouvre à sept heures.".encode("cp1252"))
    (folder / "wide.txt").write_bytes("The tower is ninety metres tall.".encode("utf-16"))
    (folder / "junk.txt").write_bytes(bytes(range(256)))
    (folder / "empty.txt").write_bytes(b"")

    done = run_module("index", "add", library, folder)
    assert done.returncode == 0
    assert done.stdout == f"4 added, 2 refused; {library} now holds 4 documents, 6 sentences\n"
    assert "junk.txt: this is not text" in done.stderr
    assert "empty.txt: the file is empty" in done.stderr
    assert "latin.txt: not UTF-8: read as Windows-1252" in done.stderr

    assert run_module("index", "add", library, folder).stdout.startswith("2 refused, 4 unchanged; ")

    (folder / "mill.txt").write_text("The mill on the river Ilm burned down in 1874.")
    assert run_module("index", "add", library, folder / "mill.txt").stdout.startswith(
        "1 replaced; "
    )
    answered = json.loads(
        run_module("qa", library, "When did the mill on the river Ilm burn down?", "--json").stdout
    )
    assert "1874" in answered["candidates"][0]["text"]
    assert "1871" not in json.dumps(answered)

    entries = json.loads(run_module("index", "list", library, "--json").stdout)
    assert sorted(Path(entry["source"]).name for entry in entries) == [
        "bees.md",
        "latin.txt",
        "mill.txt",
        "wide.txt",
    ]
    assert {"title", "source", "hash", "added", "sentences"} <= set(entries[0])

    assert run_module("index", "remove", library, folder / "mill.txt").returncode == 0
    assert "mill.txt" not in run_module("index", "list", library).stdout
    done = run_module("index", "check", library)
    assert (done.returncode, done.stdout) == (0, f"{library} is sound\n")


@pytest.mark.model
def test_an_answer_is_quoted_cited_and_verified(sample: Path, tmp_path: Path) -> None:
    done = run_module(
        "qa",
        sample,
        "How many acts of sabotage on the railways does the resistance claim?",
        "--json",
    )
    assert done.returncode == 0, done
    answer = json.loads(done.stdout)
    (citation, *_) = answer["citations"]
    assert answer["answer"] == citation["quote"] == "17"
    assert (
        citation["sentence"] == "The resistance claims 17 major acts of sabotage on the railways."
    )
    assert [other["source"] for other in answer["citations"]] == ["railways.md", "timeline.md"], (
        "it stands in both"
    )
    assert (citation["number"], citation["source"], citation["section"]) == (
        1,
        "railways.md",
        "The attacks and their price",
    )
    assert answer["confidence"] >= answer["threshold"]

    saved = tmp_path / "answer.json"
    saved.write_text(done.stdout)
    verified = run_module("qa", "verify", sample, saved)
    assert (verified.returncode, verified.stdout) == (
        0,
        "[1] the words stand there\n[2] the words stand there\n",
    )
    forged = run_module("qa", "verify", sample, "-", stdin=json.dumps({**citation, "quote": "18"}))
    assert forged.returncode == 1
    assert "not '18'" in forged.stdout

    for_people = run_module(
        "qa", sample, "How many acts of sabotage on the railways does the resistance claim?"
    )
    lines = [
        "17",
        "",
        "[1] Sabotage on the railways · The attacks and their price",
        f"    {citation['sentence']}",
    ]
    assert for_people.stdout.startswith("\n".join([*lines, "    railways.md, characters 397–399"]))


@pytest.mark.model
def test_no_answer_is_said(sample: Path) -> None:
    done = run_module("qa", sample, "What is the world record for the women's marathon?")
    assert done.returncode == 1
    assert done.stdout.startswith("No answer found in these documents.\n")


@pytest.mark.model
def test_the_sample_set_keeps_its_floors(sample: Path, asked: SampleRun) -> None:
    done, run = asked
    assert done.returncode == 0, done.stderr
    head, *rows, last = map(json.loads, run.read_text(encoding="utf-8").splitlines())
    assert len(rows) == last["scores"]["n"] == 129
    assert f"set={head['recipe']['set']} | " in done.stdout
    assert all(row["right"] == (row["failure"] in ("", "boundary only")) for row in rows)
    missed = run_module(
        "eval", sample, SAMPLE_SET / "questions.json", "--limit", "8", "--fail-under", "em=1"
    )
    assert missed.returncode == 1
    assert "em" in missed.stderr


def test_bad_input_ends_in_one_line(tmp_path: Path) -> None:
    missing, page = tmp_path / "none.pincite", tmp_path / "page.txt"
    page.write_text("Words.")
    junk = tmp_path / "junk.pincite"
    junk.write_bytes(b"no library " * 100)
    broken = tmp_path / "broken.json"
    broken.write_text('{"format": "pincite-questions", ')
    odd = tmp_path / "odd.json"
    odd.write_text(
        '{"format": "pincite-questions", "version": 1, "name": "x", "questions": [], "colour": "red"}'
    )
    assert "There is no library at" in one_line(run_module("qa", missing, "When?"))
    assert "The question is empty" in one_line(run_module("qa", missing, "  "))
    assert "has 2,001 characters; at most 2,000" in one_line(run_module("qa", missing, "x" * 2001))
    assert "cannot be opened as a library" in one_line(run_module("index", "list", junk))
    assert "There is no file or folder" in one_line(
        run_module("index", "add", missing, tmp_path / "nowhere")
    )
    assert "is a folder; a library is a file" in one_line(
        run_module("index", "add", tmp_path, page)
    )
    assert "broken JSON" in one_line(run_module("eval", junk, broken))
    assert "unknown field 'colour'" in one_line(run_module("eval", junk, odd))


@pytest.mark.model
def test_a_damaged_a_newer_and_another_models_library_are_refused_by_name(
    sample: Path, tmp_path: Path
) -> None:
    def copy(name: str, change: str) -> Path:
        path = tmp_path / name
        shutil.copy(sample, path)
        damage(path, change)
        return path

    newer = copy("newer.pincite", "PRAGMA user_version = 9")
    assert "has format 9, this version reads format 1" in one_line(run_module("qa", newer, "Who?"))
    torn = copy("torn.pincite", "UPDATE document SET text = zeroblob(length(text))")
    assert "is damaged" in one_line(run_module("qa", torn, "Who leads BYPOL?"))
    checked = run_module("index", "check", torn)
    assert (checked.returncode, "does not match its checksum" in checked.stdout) == (1, True)
    other = copy("other.pincite", "DELETE FROM meta WHERE key = 'model'")
    assert "was made with the model unknown" in one_line(run_module("qa", other, "Who?"))


@pytest.mark.model
def test_tags_filters_ledger_and_patterns(tmp_path: Path) -> None:
    library, folder = tmp_path / "my.pincite", tmp_path / "docs"
    (folder / "drafts").mkdir(parents=True)
    (folder / "mill.docx").write_bytes(
        make_files.docx("The mill on the river Ilm burned down in 1871.")
    )
    (folder / "forge.pdf").write_bytes(
        make_files.pdf([make_files.lines("The forge on the river Ilm burned down in 1902."), []])
    )
    (folder / "drafts" / "mill.txt").write_text("The mill on the river Ilm burned down in 1999.")
    assert run_module(
        "index",
        "add",
        library,
        folder,
        "--tag",
        "fires",
        "--exclude",
        "drafts",
        "--exclude",
        "*.pdf",
    ).stdout.startswith("1 added; ")
    assert run_module("index", "add", library, folder, "--include", "*.pdf").stdout.startswith(
        "1 added; "
    )

    (folder / "bees.md").write_text(
        "---\ndate: 2022-07-01\n---\nA bee colony keeps its hive at about 35 degrees."
    )
    assert run_module("index", "add", library, folder / "bees.md").stdout.startswith("1 added; ")
    dated = run_module("index", "list", library, "--since", "2022", "--until", "2022-07")
    assert dated.stdout.count("\n") == 1
    assert "  [dated 2022-07-01]" in dated.stdout
    assert "which is not a date" in one_line(
        run_module("qa", library, "How warm?", "--since", "summer")
    )
    assert run_module("index", "remove", library, folder / "bees.md").returncode == 0

    listed = run_module("index", "list", library, "--losses").stdout
    assert "              1 pages without text\n" in listed
    assert "[page 2 holds no text; scanned?]" in listed
    assert "              1 tables flattened\n" in listed
    assert "mill.docx" in run_module("index", "list", library, "--tag", "fires").stdout
    assert "forge.pdf" not in run_module("index", "list", library, "--source", "*.docx").stdout

    def best(*options: str) -> str:
        answer = json.loads(
            run_module(
                "qa", library, "When did it burn down on the river Ilm?", "--json", *options
            ).stdout
        )
        return str(answer["candidates"][0]["text"])

    assert "1871" in best("--tag", "fires")
    assert "1902" in best("--source", "*.pdf")
    assert "1902" in best("--title", "forge")
    assert "No document in" in one_line(run_module("qa", library, "When?", "--tag", "floods"))
    assert run_module("index", "check", library).returncode == 0


@pytest.mark.model
@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT of POSIX")
def test_a_watched_folder_is_followed_until_ctrl_c(tmp_path: Path) -> None:
    library, folder = tmp_path / "my.pincite", tmp_path / "docs"
    folder.mkdir()
    (folder / "a.txt").write_text("The mill burned down.")
    command = [sys.executable, "-m", "index", "watch", str(library), str(folder), "--every", "0.1"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as watching:
        assert watching.stdout is not None
        assert watching.stdout.readline() == f"added {folder / 'a.txt'}\n"
        (folder / "b.txt").write_text("The forge stands.")
        assert watching.stdout.readline() == f"added {folder / 'b.txt'}\n"
        (folder / "a.txt").unlink()
        assert watching.stdout.readline() == f"removed {folder / 'a.txt'}: the file is gone\n"
        watching.send_signal(signal.SIGINT)
        _, errors = watching.communicate(timeout=60)
    assert (watching.returncode, errors.splitlines()[-1]) == (
        0,
        "Stopped. What was added before is stored.",
    )
    assert run_module("index", "check", library).returncode == 0
    assert "There is no folder" in one_line(
        run_module("index", "watch", library, tmp_path / "nowhere")
    )
