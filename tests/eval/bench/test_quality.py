"""What fusing is worth over the better single search, worked out by hand."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from eval.bench import quality
from eval.bench.corpus import Corpus
from eval.bench.options import Options
from eval.datasets.dataset import GoldSpan, Question, RelevantDocument
from index.library import Library
from tests.conftest import WordEncoder, document
from tests.eval.datasets.beir_files import beir_folder

SEA, SKY = document("The sea is salt.", "sea.txt"), document("The sky is blue.", "sky.txt")


def test_a_gain_is_over_the_better_single_search_of_that_measure() -> None:
    """Of 400 questions dense finds 100 first and lexical 200; fused finds 60 more than lexical and loses 20 of its own: +10 points.
    The interval is that of the normal approximation: variance (60 + 20) / 400 - .1 ** 2."""
    lexical = [1.0] * 200 + [0.0] * 200
    fused = [1.0] * 180 + [0.0] * 20 + [1.0] * 60 + [0.0] * 140
    found = quality.summed(
        {
            "dense": {"hit@1": [1.0] * 100 + [0.0] * 300},
            "lexical": {"hit@1": lexical},
            "hybrid": {"hit@1": fused},
        }
    )
    assert {search: of["hit@1"] for search, of in found["searches"].items()} == {
        "dense": 0.25,
        "lexical": 0.5,
        "hybrid": 0.6,
    }
    assert list(found["gains"]) == ["hybrid"], "no single search is held against itself"
    gain, half = found["gains"]["hybrid"]["hit@1"], 1.96 * math.sqrt((80 / 400 - 0.01) / 400)
    assert (gain["over"], gain["mean"]) == ("lexical", pytest.approx(0.1))
    assert (gain["low"], gain["high"]) == pytest.approx((0.1 - half, 0.1 + half), abs=0.004)


def test_a_gain_that_is_the_same_everywhere_has_no_width() -> None:
    scores = {
        "dense": {"MRR": [0.5, 0.25]},
        "lexical": {"MRR": [0.1, 0.1]},
        "reranked": {"MRR": [0.75, 0.5]},
    }
    gain = quality.summed(scores)["gains"]["reranked"]["MRR"]
    assert (gain["low"], gain["mean"], gain["high"]) == pytest.approx((0.25, 0.25, 0.25))
    assert quality.gain(gain) == "+25.0 (+25.0 to +25.0)"
    assert quality.gain({"mean": -0.0123, "low": -0.02, "high": 0.001}) == "−1.2 (−2.0 to +0.1)"


def test_words_are_looked_for_in_passages(library: Library) -> None:
    """The question has three words in common with its answer, two with the other text: both searches find it first."""
    for each in (SKY, SEA):
        library.add(each)
    gold = GoldSpan(SEA.hash, 11, 15, "salt", "sea.txt")
    found = quality.scores(
        library,
        Corpus(
            "s",
            "",
            (Question("q", "the sea is", (gold,)), Question("r", "the sky is", (gold,))),
            (SEA, SKY),
        ),
    )
    assert set(found) == {"dense", "lexical", "hybrid"}
    for of in found.values():
        assert of == {"hit@1": [1, 0], "hit@5": [1, 1], "hit@10": [1, 1], "MRR": [1, 0.5]}


def test_documents_are_looked_for_as_a_whole(library: Library) -> None:
    """Two documents are relevant, and one of them is in no library: half is found, at the best place."""
    for each in (SKY, SEA):
        library.add(each)
    relevant = (RelevantDocument(SEA.hash, "sea.txt"), RelevantDocument("", "lost.txt"))
    found = quality.scores(
        library, Corpus("s", "", (Question("q", "the sea is", (), documents=relevant),), (SEA, SKY))
    )
    best = 1 / (1 + 1 / math.log2(3))
    assert found["hybrid"] == {
        "nDCG@10": [pytest.approx(best)],
        "recall@100": [0.5],
        "MRR": [1],
        "hit@10": [1],
    }


def test_the_whole_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoder: WordEncoder
) -> None:
    """A BEIR folder of two texts, one of them relevant to the one query that has a text; of the other query nothing can be found."""
    monkeypatch.setattr("index.library.default_encoder", lambda: encoder)
    figures = quality.measure(Options((beir_folder(tmp_path),)))
    (of,) = figures["sets"]
    assert (of["questions"], of["documents"], of["sentences"]) == (2, 2, 3)
    table = quality.table(figures)
    assert table.startswith(
        f"**{tmp_path.name}/test**, 2 questions on 2 documents, 3 sentences:\n\n| search | nDCG@10 |"
    )
    assert [line.split(" | ")[0] for line in table.splitlines()[4:]] == [
        "| dense",
        "| lexical",
        "| hybrid",
        "| reranked",
        "| hybrid, beside the better single one",
        "| reranked, beside the better single one",
    ]
