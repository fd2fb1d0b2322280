"""The door: exit codes, what is printed where, and files that are written. The encoder counts words; everything behind it is real."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from eval.metrics.notes import NOTES

from eval.__main__ import main
from eval.datasets.dataset import GoldSpan
from eval.runs.run import EvalRecord
from eval.runs.run_file import read_run, write_run
from index.encoders.registry import float_encoder
from index.library import Library
from index.spans import content_hash
from qa.calibration import Calibration
from qa.pipeline import QAPipeline
from qa.types import Answer
from tests.conftest import WordEncoder, document
from tests.support.paths import ROOT
from tests.support.readers import HALF, Sentences

SEA = "The sea is eleven kilometres deep.\n\nThe sea is salty.\n"
SKY = "The sky is blue.\n"


@pytest.fixture(autouse=True)
def _words(monkeypatch: pytest.MonkeyPatch, encoder: WordEncoder) -> None:
    monkeypatch.setattr("index.library.default_encoder", lambda: encoder)


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    start = SEA.index("eleven")
    gold = {
        "source": "sea.txt",
        "hash": content_hash(SEA),
        "start": start,
        "end": start + 6,
        "text": "eleven",
    }
    lost = {"source": "lost.txt", "hash": "0" * 64, "start": 0, "end": 1, "text": "x"}
    asked = [
        ("deep", "How many kilometres deep is the sea?", [gold]),
        ("age", "Zzz?", []),
        ("lost", "Is the sky blue or green?", [lost]),
    ]
    value = [{"id": id, "question": text, "gold": golds} for id, text, golds in asked]
    path = tmp_path / "set.json"
    path.write_text(
        json.dumps({"format": "pincite-questions", "version": 1, "name": "sea", "questions": value})
    )
    return path


@pytest.fixture
def bot(library: Library, monkeypatch: pytest.MonkeyPatch) -> QAPipeline:
    """What the door opens, with half a cosine as its confidence's middle."""
    library.add(document(SEA, "sea.txt"))
    library.add(document(SKY, "sky.txt"))
    bot = QAPipeline(library, Sentences(), HALF)
    monkeypatch.setattr("qa.pipeline.open_pipeline", lambda path, encoder=None, reader=None: bot)
    return bot


def refused(capsys: pytest.CaptureFixture[str], *words: str | Path) -> str:
    """The one line on stderr of a call that exits with 2."""
    assert main([str(word) for word in words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    (line,) = err.splitlines()
    return line


def last_line(capsys: pytest.CaptureFixture[str], bot: QAPipeline, *words: str | Path) -> str:
    """What is said at the end of a call that exits with 2, after the notes on the set."""
    assert main([str(bot.library.path), *map(str, words)]) == 2
    return capsys.readouterr().err.splitlines()[-1]


def test_a_run_prints_scores_and_recipe_and_writes_its_rows(
    bot: QAPipeline, questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(bot.library.path), str(questions), "--out", str(tmp_path / "run.json")]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("3 questions: 2 answerable, 1 not\n")
    assert "\nset=sea | digest=" in out
    assert "| documents=2 | sentences=3 | " in out
    assert (
        "1 of 3 questions have gold that this library does not hold; they count as wrong:\nlost: none of its gold is in the library"
        in err
    )
    run = read_run(tmp_path / "run.json")
    assert [(row.id, row.right, row.rank) for row in run.rows] == [
        ("deep", True, 1),
        ("age", True, None),
        ("lost", False, None),
    ]
    assert run.rows[0].answer == "The sea is eleven kilometres deep."
    assert {path.name for path in tmp_path.iterdir() if "part" in path.name} == set()


def test_json_and_markdown_go_to_stdout(
    bot: QAPipeline, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(bot.library.path), str(questions), "--json", "--limit", "2"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert (value["config"]["limit"], value["scores"]["n"], len(value["rows"])) == (2, 2, 2)
    assert main([str(bot.library.path), str(questions), "--markdown"]) == 0
    assert "| right | 66.7 % |" in capsys.readouterr().out


def test_a_missed_floor_exits_with_1_and_says_which(
    bot: QAPipeline, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [str(bot.library.path), str(questions), "--fail-under"]
    assert main([*words, "hit@5=.5,right=.6"]) == 0
    capsys.readouterr()
    assert main([*words, "hit@5=.5,right=.7"]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == "right is 66.7 %, under its floor of 70.0 %"


def test_ctrl_c_keeps_the_rows_so_far(
    bot: QAPipeline,
    questions: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    whole = bot.ask

    def interrupted(question: str) -> Answer:
        if question == "Zzz?":
            raise KeyboardInterrupt
        return whole(question)

    monkeypatch.setattr(bot, "ask", interrupted)
    out = tmp_path / "run.json"
    assert (
        main([str(bot.library.path), str(questions), "--out", str(out), "--fail-under", "right=1"])
        == 130
    )
    assert (
        f"Stopped after 1 of 3 questions; their rows are in {out}, and the same command goes on"
        in capsys.readouterr().err
    )
    assert [row.id for row in read_run(out).rows] == ["deep"]


def test_a_stopped_run_goes_on_and_ends_as_if_it_had_not_stopped(
    bot: QAPipeline,
    questions: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    whole, asked = bot.ask, []

    def interrupted(question: str) -> Answer:
        asked.append(question)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return whole(question)

    monkeypatch.setattr(bot, "ask", interrupted)
    out, straight = tmp_path / "run.json", tmp_path / "straight.json"
    assert main([str(bot.library.path), str(questions), "--out", str(out)]) == 130
    assert main([str(bot.library.path), str(questions), "--out", str(out)]) == 0
    assert len(asked) == 4  # one, one cut off, and the last two
    assert (
        main([str(bot.library.path), str(questions), "--out", str(straight), "--workers", "3"]) == 0
    )
    first, second = (read_run(path) for path in (out, straight))
    assert first.config == second.config
    assert [replace(row, milliseconds=0.0) for row in first.rows] == [
        replace(row, milliseconds=0.0) for row in second.rows
    ]
    capsys.readouterr()
    assert "is a finished run" in last_line(capsys, bot, questions, "--out", out)
    assert "limit: None there, 1 now" in last_line(
        capsys, bot, questions, "--out", out, "--limit", "1"
    )


def test_the_same_run_twice_gives_the_same_numbers_and_the_same_report(
    bot: QAPipeline, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = []
    for workers in ("1", "1", "2"):
        assert (
            main(
                [
                    str(bot.library.path),
                    str(questions),
                    "--json",
                    "--limit",
                    "2",
                    "--seed",
                    "3",
                    "--workers",
                    workers,
                ]
            )
            == 0
        )
        value = json.loads(capsys.readouterr().out)
        del value["costs"]
        for name in ("p50", "p95", "p99"):
            del value["scores"][name]
        for row in value["rows"]:
            del row["milliseconds"]
        found.append(value)
    assert found[0] == found[1] == found[2]
    assert found[0]["scores"]["risks"][0].keys() >= {
        "at_most",
        "threshold",
        "answered",
        "answerable_answered",
    }


def test_no_worse_than_another_run(
    bot: QAPipeline, questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, better = tmp_path / "run.json", tmp_path / "better.json"
    words = [str(bot.library.path), str(questions)]
    assert main([*words, "--out", str(out)]) == 0
    assert main([*words, "--no-worse-than", str(out)]) == 0
    run = read_run(out)
    write_run(better, run.config, [replace(row, right=True) for row in run.rows])
    capsys.readouterr()
    assert main([*words, "--no-worse-than", str(better)]) == 1
    assert "right is 66.7%, worse than the 100.0% of that run" in capsys.readouterr().err


def test_a_report_is_written_beside_what_is_printed(
    bot: QAPipeline, questions: Path, tmp_path: Path
) -> None:
    page = tmp_path / "report.html"
    assert main([str(bot.library.path), str(questions), "--html", str(page)]) == 0
    assert "How many kilometres deep is the sea?" in page.read_text(encoding="utf-8")
    assert {path.name for path in tmp_path.iterdir()} >= {"report.html", "set.json"}


def test_the_recipe_names_the_engine_down_to_its_weights(
    bot: QAPipeline, questions: Path, tmp_path: Path
) -> None:
    assert main([str(bot.library.path), str(questions), "--out", str(tmp_path / "run.json")]) == 0
    recipe = read_run(tmp_path / "run.json").config
    assert recipe["generation"] == bot.library.generation
    assert recipe["fusion"] == "k=5 dense=1 lexical=1 candidates=100"
    assert (recipe["passages"], recipe["threshold"], recipe["library"]) == (
        10,
        0.5,
        bot.library.config,
    )
    other = QAPipeline(bot.library, Sentences(), Calibration({"margin": 1.1}, 0.0, 0.5))
    assert other.config["calibration"] != recipe["calibration"] == bot.config["calibration"]


def test_search_of_a_beir_folder_ranks_documents(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "beir").mkdir()
    corpus = [
        {"_id": f"d{n}", "title": "", "text": text}
        for n, text in enumerate(("red sea", "blue sky", "red sky. blue sky. red red."))
    ]
    (tmp_path / "beir" / "corpus.jsonl").write_text("\n".join(map(json.dumps, corpus)))
    (tmp_path / "beir" / "queries.jsonl").write_text(
        '{"_id": "q1", "text": "red sea"}\n{"_id": "q2", "text": "blue sky"}\n'
    )
    (tmp_path / "beir" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq1\td0\t1\nq2\td9\t1\n"
    )
    library = tmp_path / "beir.pincite"
    assert main(["build", str(tmp_path / "beir"), str(library)]) == 0
    assert capsys.readouterr().out == f"3 added in {library}\n"
    assert main(["search", str(library), str(tmp_path / "beir")]) == 0
    out, err = capsys.readouterr()
    assert "q2: none of its gold is in the library (such as 'beir:d9')" in err
    lexical = next(line for line in out.splitlines() if line.startswith("lexical"))
    assert lexical.split()[-1] == "2"  # the lost one stays in the denominator
    assert lexical.count("50.0 %") == 5
    assert "| depth=600 | " in out
    assert main(["search", str(library), str(tmp_path / "beir"), "--depth", "0"]) == 2


def test_tune_prints_both_parts(
    bot: QAPipeline, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [{"id": f"q{n}", "question": f"Is the sea {n} salty?", "gold": []} for n in range(6)]
    path = tmp_path / "six.json"
    path.write_text(
        json.dumps({"format": "pincite-questions", "version": 1, "name": "six", "questions": asked})
    )
    assert main(["tune", str(bot.library.path), str(path), "--passage-size", "600,900"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Tried on 3 questions:\npassage size  constant  dense  lexical")
    assert {line.split()[0] for line in out.split("\n\n")[1].splitlines()[1:]} == {
        "600",
        "900",
        "1200",
    }
    assert "On the 3 questions held out, in use -> chosen:\nright  " in out
    assert "passages up to 1200 | generation=" in out
    assert main(["tune", str(bot.library.path), str(path), "--passage-size", "50"]) == 2
    assert capsys.readouterr().err.endswith("give a number from 100 to 10,000.\n")
    with pytest.raises(SystemExit):
        main(["tune", str(bot.library.path), str(path), "--passage-size", "many"])
    assert "invalid list of whole numbers value: 'many'" in capsys.readouterr().err


def test_build_takes_the_paragraphs_of_a_squad_file_and_search_finds_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    qas = [
        {
            "id": "q1",
            "question": "How deep is the sea?",
            "answers": [{"text": "eleven", "answer_start": 11}],
        }
    ]
    paragraphs = [
        {"context": "The sea is eleven kilometres deep.", "qas": qas},
        {"context": "The sky is blue.", "qas": []},
    ]
    file, library = tmp_path / "squad.json", tmp_path / "squad.pincite"
    file.write_text(
        json.dumps({"version": "1.1", "data": [{"title": "The_Sea", "paragraphs": paragraphs}]})
    )
    assert main(["build", str(file), str(library)]) == 0
    assert capsys.readouterr().out == f"1 added in {library}\n"
    assert main(["build", str(file), str(library)]) == 0
    assert capsys.readouterr().out == f"1 unchanged in {library}\n"
    assert main(["search", str(library), str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[:4]] == ["search", "dense", "lexical", "hybrid"]
    assert all(
        line.split()[1:] == [*["100.0", "%"] * 3, "1.000", "100.0", "%", "–", "1.000", "1.000", "1"]
        for line in lines[1:4]
    )
    assert lines[-1].startswith("set=squad | digest=")


def test_build_reads_the_documents_beside_a_set(
    questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "documents" / "deep").mkdir(parents=True)
    (tmp_path / "documents" / "deep" / "sea.txt").write_text(SEA)
    (tmp_path / "documents" / "empty.txt").write_text("")
    library = tmp_path / "sea.pincite"
    assert main(["build", str(questions), str(library)]) == 0
    out, err = capsys.readouterr()
    assert sorted(out.removesuffix(f" in {library}\n").split(", ")) == ["1 added", "1 refused"]
    assert err.startswith("refused empty.txt: ")
    with Library.open(library) as opened:
        assert [entry.source for entry in opened.list_documents()] == ["deep/sea.txt"]


def test_build_without_documents_is_refused_before_a_library_is_made(
    questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = refused(capsys, "build", questions, tmp_path / "new.pincite")
    assert line.startswith(
        f"{questions} holds no documents, nor is there a folder {tmp_path / 'documents'}."
    )
    assert not (tmp_path / "new.pincite").exists()


def row(id: str, cosine: float, right: bool, source: str) -> EvalRecord:
    gold = (GoldSpan("0" * 64, 0, 4, "1994", source),)
    return EvalRecord(
        id,
        "When?",
        gold,
        candidate="1994",
        candidate_right=right,
        right=right,
        features={"cosine": cosine},
    )


def saved(path: Path, rows: list[EvalRecord]) -> Path:
    return write_run(path, {"set": "mine"}, rows)


def test_compare_prints_what_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = saved(tmp_path / "a.json", [row("q", 0.0, False, "a")])
    second = saved(tmp_path / "b.json", [row("q", 0.0, True, "a")])
    assert main(["compare", str(first), str(second)]) == 0
    assert "1 questions won, 0 lost\n+ q  When?" in capsys.readouterr().out


def test_calibrate_writes_what_the_bot_reads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [row(f"q{n}", n % 7, n % 7 + n % 3 > 4, f"{n % 4}.md") for n in range(60)]
    out = tmp_path / "params.json"
    assert main(["calibrate", str(saved(tmp_path / "run.json", rows)), "--out", str(out)]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads(out.read_text())
    calibration = Calibration.load(out)
    assert (calibration.weights, calibration.threshold) == (
        printed["features"],
        printed["threshold"],
    )
    assert calibration.probability({"cosine": 6.0}) > 0.5 > calibration.probability({"cosine": 0.0})


def test_bad_input_is_one_line_and_exit_code_2(
    tmp_path: Path, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library, broken = tmp_path / "none.pincite", tmp_path / "broken.json"
    broken.write_text('{"data": [')
    assert "does not exist" in refused(capsys, library, tmp_path / "none.json")
    assert "broken JSON: Expecting value: line 1 column 11" in refused(capsys, library, broken)
    assert "no floor can be set for 'f2'" in refused(
        capsys, library, questions, "--fail-under", "f2=.8"
    )
    assert "There is no library at" in refused(capsys, library, questions)
    assert "There is no library at" in refused(capsys, "search", library, questions)
    assert "is in no folder that exists" in refused(
        capsys, library, questions, "--out", tmp_path / "no" / "run.json"
    )
    assert "is a folder" in refused(capsys, library, questions, "--out", tmp_path)
    assert "is to be read, not written" in refused(capsys, library, questions, "--out", questions)
    assert "does not exist" in refused(capsys, "compare", tmp_path / "a.json", tmp_path / "b.json")
    assert not library.exists()


def test_a_limit_below_one_is_refused(
    bot: QAPipeline, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "A limit of 0" in refused(capsys, bot.library.path, questions, "--limit", "0")


def test_help_answers_without_loading_numpy() -> None:
    code = "import sys\nfrom eval.__main__ import main\ntry:\n    main(['--help'])\nfinally:\n    assert 'numpy' not in sys.modules"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    assert "build | search | compare" in done.stdout
    assert all(f"\n  {name:<22}{note}\n" in done.stdout for name, note in NOTES.items())


@pytest.mark.model
def test_a_set_is_built_and_searched_with_another_encoder(
    tmp_path: Path,
    questions: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A library of a folder's model is opened with that folder alone."""
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "sea.txt").write_text(SEA)
    library, folder = str(tmp_path / "sea.pincite"), str(float_encoder().folder)
    assert main(["build", str(questions), library, "--encoder", folder]) == 0
    assert main(["search", library, str(questions), "--encoder", folder]) == 0
    assert "library=model@53aa5117" in capsys.readouterr().out
    assert "--encoder" in refused(capsys, "search", library, questions)
