"""Scores of sentence splitting against a treebank."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from eval.bench.corpus import Options
from eval.bench.sentences import measure, table
from eval.bench.treebank import Score, documents, score

TREEBANK = """\
# newdoc id = a
# newpar id = a-1
# text = The inn is old.
1\tThe\t_\t_\t_\t_\t_\t_\t_\t_
2\told.\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No

# text = "Why?"
1\tWhy\t_\t_\t_\t_\t_\t_\t_\t_

# newpar id = a-2
# text = It has no cellar; nor a yard
1\tIt\t_\t_\t_\t_\t_\t_\t_\t_

# text = I asked
1\tI\t_\t_\t_\t_\t_\t_\t_\t_

# newdoc id = b
# newpar id = b-1
# text = One. Two.
1\tOne\t_\t_\t_\t_\t_\t_\t_\t_

"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "inn.conllu"
    path.write_text(TREEBANK)
    return path


def test_documents_are_joined_as_they_were(path: Path) -> None:
    first, second = documents(path)
    assert first.text == 'The inn is old."Why?"\n\nIt has no cellar; nor a yard I asked'
    assert [first.text[start:end] for start, end in first.sentences] == [
        *("The inn is old.", '"Why?"', "It has no cellar; nor a yard", "I asked"),
    ]
    assert second.text == "One. Two."


def test_score_counts_sentences_with_the_same_characters(path: Path) -> None:
    counted = score(path)
    # wrong: the second paragraph is found as one sentence, the second document as two
    assert counted == Score(gold=5, predicted=5, right=2)
    assert counted.f1 == pytest.approx(0.4)
    assert Score(5, 4, 3).f1 == pytest.approx(2 / 3)
    assert (Score(5, 4, 3).precision, Score(5, 4, 3).recall) == (0.75, 0.6)
    assert (Score(0, 0, 0).precision, Score(0, 0, 0).recall, Score(0, 0, 0).f1) == (0, 0, 0)


def test_a_compressed_treebank_is_read_and_shown(tmp_path: Path) -> None:
    right = TREEBANK.replace("SpaceAfter=No", "_").replace("; nor a yard", ".")
    packed = tmp_path / "inn.conllu.gz"
    packed.write_bytes(gzip.compress(right.encode()))
    figures = measure(Options((packed,)))
    assert figures == {
        "counts": {},
        "treebanks": [{"called": "inn.conllu.gz", "gold": 5, "predicted": 6, "right": 4}],
    }
    assert "| inn.conllu.gz | 5 | 66.7 % | 80.0 % | 72.7 % |" in table(figures)
