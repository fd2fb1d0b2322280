"""The benchmarks `speed` and `reading`, on two sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.bench import reading
from eval.bench.haystack_decision import haystack_decision
from eval.bench.speed import figures, table
from eval.datasets.dataset import GoldSpan, Question
from index.ingest.pipeline import InputFile
from index.library import Library
from index.spans import Passage, Span, content_hash
from qa.decision.calibration import Calibration
from qa.pipeline import QAPipeline
from qa.readers.reader import SpanReader
from qa.types import Answer
from tests.conftest import document
from tests.qa.readers.test_reader import Named


@pytest.mark.model
def test_every_figure_is_measured(tmp_path: Path) -> None:
    path = tmp_path / "mill.txt"
    path.write_text("The mill burned down in 1871. It was never rebuilt.")
    result = figures(
        [InputFile("mill.txt", path)], [Question("q1", "When did the mill burn down?", ())]
    )
    assert [figure.name for figure in result][:3] == [
        "sentences added",
        "ingest beside the encoder alone",
        "library",
    ]
    assert all(figure.value > 0 for figure in result)
    assert "2 sentences" in result[0].note


def test_a_column_without_questions_has_no_figures_of_answers() -> None:
    added, median = (
        {"name": name, "value": value, "unit": "ms", "note": "n"}
        for name, value in (("added", 1234.5), ("median", 2.0))
    )
    columns = [
        {"called": "sample set", "figures": [added, median]},
        {"called": "novel", "figures": [added]},
    ]
    assert table({"columns": columns}).splitlines()[2:] == [
        "| added | 1,234 ms | 1,234 ms | n |",
        "| median | 2 ms | – | n |",
    ]


DOC = document("Cats sleep all day. Dogs bark.")
WORDS = Passage(Span(DOC, 0, len(DOC.text)), 1.0, 1, 1, ())


def peer(starts: dict[str, float], ends: dict[str, float]) -> tuple[str | None, str | None]:
    model = Named(DOC.text, starts, ends, [50.0])
    answer = Answer("who", (), (WORDS,), 0.5, 1, 0.0, "")
    return haystack_decision(answer, model)


def test_haystack_decides_by_each_spans_own_probability() -> None:
    """All other spans have logit 0, so 0.5 each.

    "No answer" has the product of what twenty spans leave over, next to nothing; its own logit,
    here 50, is ignored.
    """
    assert peer({"sleep": 4.0}, {"day": 5.0}) == ("sleep all day", "sleep all day")
    assert peer({}, {})[0] is not None


def test_haystacks_span_runs_forward_and_may_be_long() -> None:
    assert peer({"Dogs": 4.0, "Cats": 3.0}, {"day": 5.0})[1] == "Cats sleep all day"


def test_the_means_are_those_of_the_decisions(library: Library) -> None:
    """Two questions: one answered rightly, to the other there is no answer and none is given."""
    library.add(document("Cats sleep all day."))
    gold = GoldSpan(content_hash("Cats sleep all day."), 0, 4, "Cats", "a.txt")
    asked = [Question("1", "who sleep all day", (gold,)), Question("2", "where is the sea", ())]
    model = Named("Cats sleep all day.", {"Cats": 3.0}, {"Cats": 3.0}, [0.0])
    pipeline = QAPipeline(library, SpanReader(model), Calibration({"cosine": 100.0}, -50.0, 0.5))
    result = reading.compare(pipeline, asked, 1.1)
    assert (result.n, result.answerable) == (2, 1)
    assert (result.ours, result.always, result.peers_always) == ((1.0, 1.0), (1.0, 1.0), (1.0, 1.0))
    assert result.peers == (0.5, 0.5), "it answers the second, too"
    assert result.carefully == (0.5, 0.5), "no confidence reaches 1.1: the first is withheld"


def test_the_table_has_a_column_for_each_set() -> None:
    of = {
        "set": "mill",
        "n": 2,
        "answerable": 1,
        **{name: (0.5, 0.75) for name in ("always", "peers_always", "ours", "carefully", "peers")},
    }
    time = {"name": "reading, median", "value": 105.0, "unit": "ms", "note": "one"}
    lines = reading.table({"sets": [of, of], "figures": [time]}).splitlines()
    assert lines[0] == "| EM / F1 of the decision | mill, 2 questions | mill, 2 questions |"
    assert lines[5] == "| ours, as decided at 10 % | 50.0 / 75.0 | 50.0 / 75.0 |"
    assert lines[-1] == "| reading, median | 105 ms | one |"
