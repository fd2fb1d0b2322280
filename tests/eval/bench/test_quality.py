"""The gain of hybrid search over the better single one, worked out by hand."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from eval.bench import quality
from eval.bench.corpus import Corpus, Options
from eval.datasets.dataset import GoldSpan, Question, RelevantDocument
from index.library import Library
from tests.conftest import WordEncoder, document
from tests.eval.datasets.beir_files import beir_folder

SEA, SKY = document("The sea is salt.", "sea.txt"), document("The sky is blue.", "sky.txt")


def test_a_gain_is_over_the_better_single_search_of_that_measure() -> None:
    """Of 400 questions dense finds 100 first, lexical 200; hybrid 60 others and not 20 of these.

    That is +10 points. The interval is that of the normal approximation, with the variance
    (60 + 20) / 400 - .1 ** 2.
    """
    lexical = [1.0] * 200 + [0.0] * 200
    hybrid = [1.0] * 180 + [0.0] * 20 + [1.0] * 60 + [0.0] * 140
    result = quality.summarise(
        {
            "dense": {"hit@1": [1.0] * 100 + [0.0] * 300},
            "lexical": {"hit@1": lexical},
            "hybrid": {"hit@1": hybrid},
        }
    )
    assert {search: of["hit@1"] for search, of in result["searches"].items()} == {
        "dense": 0.25,
        "lexical": 0.5,
        "hybrid": 0.6,
    }
    assert list(result["gains"]) == ["hybrid"], "no single search is compared with itself"
    gain, half = result["gains"]["hybrid"]["hit@1"], 1.96 * math.sqrt((80 / 400 - 0.01) / 400)
    assert (gain["over"], gain["mean"]) == ("lexical", pytest.approx(0.1))
    assert (gain["low"], gain["high"]) == pytest.approx((0.1 - half, 0.1 + half), abs=0.004)


def test_a_constant_gain_has_an_interval_of_no_width() -> None:
    scores = {
        "dense": {"MRR": [0.5, 0.25]},
        "lexical": {"MRR": [0.1, 0.1]},
        "reranked": {"MRR": [0.75, 0.5]},
    }
    gain = quality.summarise(scores)["gains"]["reranked"]["MRR"]
    assert (gain["low"], gain["mean"], gain["high"]) == pytest.approx((0.25, 0.25, 0.25))
    assert quality.gain_text(gain) == "+25.0 (+25.0 to +25.0)"
    assert (
        quality.gain_text({"mean": -0.0123, "low": -0.02, "high": 0.001}) == "−1.2 (−2.0 to +0.1)"
    )


def test_passages_are_ranked_for_text_gold(library: Library) -> None:
    """A question has three words in common with its text and two with the other text."""
    for each in (SKY, SEA):
        library.add(each)
    gold = GoldSpan(SEA.hash, 11, 15, "salt", "sea.txt")
    result = quality.scores(
        library,
        Corpus(
            "s",
            "",
            (Question("q", "the sea is", (gold,)), Question("r", "the sky is", (gold,))),
            (SEA, SKY),
        ),
    )
    assert set(result) == {"dense", "lexical", "hybrid"}
    for of in result.values():
        assert of == {"hit@1": [1, 0], "hit@5": [1, 1], "hit@10": [1, 1], "MRR": [1, 0.5]}


def test_documents_are_ranked_for_document_gold(library: Library) -> None:
    """Two documents are relevant and one of them is not in the library: half is result, first."""
    for each in (SKY, SEA):
        library.add(each)
    relevant = (RelevantDocument(SEA.hash, "sea.txt"), RelevantDocument("", "lost.txt"))
    result = quality.scores(
        library, Corpus("s", "", (Question("q", "the sea is", (), documents=relevant),), (SEA, SKY))
    )
    best = 1 / (1 + 1 / math.log2(3))
    assert result["hybrid"] == {
        "nDCG@10": [pytest.approx(best)],
        "recall@100": [0.5],
        "MRR": [1],
        "hit@10": [1],
    }


@pytest.mark.slow
def test_a_whole_measurement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoder: WordEncoder
) -> None:
    """A BEIR folder with two texts and two queries; nothing can be result for the second one."""
    monkeypatch.setattr("index.library.default_encoder", lambda: encoder)
    figures = quality.measure(Options((beir_folder(tmp_path),)))
    (of,) = figures["sets"]
    assert (of["questions"], of["documents"], of["sentences"]) == (2, 2, 3)
    table = quality.table(figures)
    assert table.startswith(
        f"**{tmp_path.name}/test**, 2 questions on 2 documents, 3 sentences:\n\n"
        "| search | nDCG@10 |"
    )
    assert [line.split(" | ")[0] for line in table.splitlines()[4:]] == [
        "| dense",
        "| lexical",
        "| hybrid",
        "| reranked",
        "| hybrid, beside the better single one",
        "| reranked, beside the better single one",
    ]
