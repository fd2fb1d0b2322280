"""Documents and questions by the command: the bundled models, real files.

The first of each kind is a process; so are all in tests/pincite/test_wheel.py.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import make_files, make_pdfs
from tests.support.commands import SampleRun, call_pincite, error_line, run_pincite
from tests.support.paths import ROOT, SAMPLE_SET

pytest_plugins = ["tests.support.sample_fixtures"]
pytestmark = [pytest.mark.model, pytest.mark.xdist_group("sample set")]  # added and asked once


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

    done = run_pincite("add", library, folder)
    assert done.returncode == 0
    assert done.stdout == (
        f"4 added, 2 not read; {library} now holds 4 documents, 6 sentences\n"
        "2 not read: empty.txt (the file is empty), junk.txt (this is not text (256 bytes or "
        "control characters that text does not have))\n"
    )
    assert "junk.txt: this is not text" in done.stderr
    assert "empty.txt: the file is empty" in done.stderr
    assert "latin.txt: not UTF-8: read as Windows-1252" in done.stderr

    assert call_pincite("add", library, folder).stdout.startswith("4 unchanged, 2 not read; ")

    (folder / "mill.txt").write_text("The mill on the river Ilm burned down in 1874.")
    assert call_pincite("add", library, folder / "mill.txt").stdout.startswith("1 replaced; ")
    answered = json.loads(
        call_pincite(
            "ask", library, "When did the mill on the river Ilm burn down?", "--json"
        ).stdout
    )
    assert "1874" in answered["candidates"][0]["text"]
    assert "1871" not in json.dumps(answered)

    entries = json.loads(call_pincite("list", library, "--json").stdout)
    assert sorted(Path(entry["source"]).name for entry in entries) == [
        "bees.md",
        "latin.txt",
        "mill.txt",
        "wide.txt",
    ]
    assert {"title", "source", "hash", "added", "sentences"} <= set(entries[0])

    assert call_pincite("remove", library, folder / "mill.txt").returncode == 0
    assert "mill.txt" not in call_pincite("list", library).stdout
    done = call_pincite("check", library)
    assert (done.returncode, done.stdout) == (0, f"{library} is sound\n")


def test_answers_are_quoted_cited_and_verified(sample: Path, tmp_path: Path) -> None:
    done = run_pincite(
        "ask",
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
    assert [other["source"] for other in answer["citations"]] == ["railways.md", "timeline.md"]
    assert (citation["number"], citation["source"], citation["section"]) == (
        1,
        "railways.md",
        "The attacks and their price",
    )
    assert answer["confidence"] >= answer["threshold"]

    saved = tmp_path / "answer.json"
    saved.write_text(done.stdout)
    verified = call_pincite("verify", sample, saved)
    assert (verified.returncode, verified.stdout) == (
        0,
        "[1] the words stand there\n[2] the words stand there\n",
    )
    forged = call_pincite("verify", sample, "-", stdin=json.dumps({**citation, "quote": "18"}))
    assert forged.returncode == 1
    assert "not '18'" in forged.stdout

    text = call_pincite(
        "ask", sample, "How many acts of sabotage on the railways does the resistance claim?"
    )
    lines = [
        "In: Sabotage on the railways",
        "",
        "17",
        "",
        "[1] Sabotage on the railways · The attacks and their price",
        f"    {citation['sentence']}",
    ]
    assert text.stdout.startswith("\n".join([*lines, "    railways.md, characters 397–399"]))


def test_no_answer_is_reported(sample: Path) -> None:
    done = call_pincite("ask", sample, "What is the world record for the women's marathon?")
    assert done.returncode == 1
    assert done.stdout.startswith("No answer found in these documents.\n")


def test_scores_of_the_sample_set_reach_their_floors(sample: Path, asked: SampleRun) -> None:
    done, run = asked
    assert done.returncode == 0, done.stderr
    head, *rows, last = map(json.loads, run.read_text(encoding="utf-8").splitlines())
    assert len(rows) == last["scores"]["n"] == 129
    assert f"set={head['config']['set']} | " in done.stdout
    assert all(row["right"] == (row["failure"] in ("", "boundary only")) for row in rows)
    missed = call_pincite(
        "eval", "run", sample, SAMPLE_SET / "questions.json", "--limit", "8", "--fail-under", "em=1"
    )
    assert missed.returncode == 1
    assert "em" in missed.stderr


def test_tags_filters_losses_and_patterns(tmp_path: Path) -> None:
    library, folder = tmp_path / "my.pincite", tmp_path / "docs"
    (folder / "drafts").mkdir(parents=True)
    (folder / "mill.docx").write_bytes(
        make_files.docx("The mill on the river Ilm burned down in 1871.")
    )
    (folder / "forge.pdf").write_bytes(
        make_pdfs.pdf([make_pdfs.lines("The forge on the river Ilm burned down in 1902."), []])
    )
    (folder / "drafts" / "mill.txt").write_text("The mill on the river Ilm burned down in 1999.")
    assert call_pincite(
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
    assert call_pincite("add", library, folder, "--include", "*.pdf").stdout.startswith("1 added; ")

    (folder / "bees.md").write_text(
        "---\ndate: 2022-07-01\n---\nA bee colony keeps its hive at about 35 degrees."
    )
    assert call_pincite("add", library, folder / "bees.md").stdout.startswith("1 added; ")
    dated = call_pincite("list", library, "--since", "2022", "--until", "2022-07")
    assert dated.stdout.count("\n") == 1
    assert "  [dated 2022-07-01]" in dated.stdout
    assert "which is not a date" in error_line(
        call_pincite("ask", library, "How warm?", "--since", "summer")
    )
    assert call_pincite("remove", library, folder / "bees.md").returncode == 0

    listed = call_pincite("list", library, "--losses").stdout
    assert "\n         1 page without text\n" in listed
    assert "[page 2 has no text; scanned?]" in listed
    assert "\n         1 tracked insertion accepted\n" in listed
    assert "mill.docx" in call_pincite("list", library, "--tag", "fires").stdout
    assert "forge.pdf" not in call_pincite("list", library, "--source", "*.docx").stdout

    def best(*options: str) -> str:
        answer = json.loads(
            call_pincite(
                "ask", library, "When did it burn down on the river Ilm?", "--json", *options
            ).stdout
        )
        return str(answer["candidates"][0]["text"])

    assert "1871" in best("--tag", "fires")
    assert "1902" in best("--source", "*.pdf")
    assert "1902" in best("--title", "forge")
    assert "No document in" in error_line(call_pincite("ask", library, "When?", "--tag", "floods"))
    assert call_pincite("check", library).returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGINT of POSIX")
def test_watch_follows_a_folder_until_ctrl_c(tmp_path: Path) -> None:
    library, folder = tmp_path / "my.pincite", tmp_path / "docs"
    folder.mkdir()
    (folder / "a.txt").write_text("The mill burned down.")
    command = [
        sys.executable,
        "-m",
        "pincite",
        "watch",
        str(library),
        str(folder),
        "--every",
        "0.1",
    ]
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
    assert call_pincite("check", library).returncode == 0
    assert "There is no folder" in error_line(call_pincite("watch", library, tmp_path / "nowhere"))
