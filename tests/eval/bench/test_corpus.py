"""What a benchmark is run on."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.bench.corpus import SAMPLE, Corpus, corpora, library_of, text_gold_corpora
from eval.bench.options import Options
from eval.datasets.dataset import GoldSpan, Question
from index.errors import PinciteError
from tests.conftest import WordEncoder, document
from tests.eval.datasets.beir_files import beir_folder

TEXTS = [document(text, f"{text}.txt") for text in ("sea", "sky", "sun", "sand")]


def asking(*texts: int) -> Corpus:
    golds = [GoldSpan(TEXTS[n].hash, 0, 1, "s", "") for n in texts]
    return Corpus(
        "s",
        "",
        tuple(Question(f"q{n}", "?", (gold,)) for n, gold in enumerate(golds)),
        tuple(TEXTS),
    )


def test_without_a_set_it_is_the_sample() -> None:
    (corpus,) = corpora(())
    assert (corpus.name, len(corpus.documents), corpus.has_text_gold) == ("belarus", 12, True)
    hashes = {document.hash for document in corpus.documents}
    assert all(question.hashes <= hashes for question in corpus.questions), (
        "read as the library reads them"
    )


def test_where_words_are_wanted_gold_documents_are_passed_over(tmp_path: Path) -> None:
    assert [corpus.name for corpus in text_gold_corpora((beir_folder(tmp_path), SAMPLE))] == [
        "belarus"
    ]
    assert [corpus.name for corpus in text_gold_corpora((tmp_path,))] == ["belarus"], (
        "nothing else is left"
    )


def test_a_set_without_documents_is_refused(tmp_path: Path) -> None:
    alone = tmp_path / "alone.json"
    alone.write_bytes(SAMPLE.read_bytes())
    with pytest.raises(
        PinciteError, match=r"holds no documents, nor is there a folder .*documents"
    ):
        corpora((alone,))


def test_the_lot_is_always_the_same_and_keeps_the_order() -> None:
    corpus = asking(*[0] * 50)
    drawn = corpus.drawn(10).questions
    assert drawn == corpus.drawn(10).questions
    assert [each for each in corpus.questions if each in drawn] == list(drawn)
    assert len(drawn) == 10
    assert corpus.drawn(99) == corpus


def test_a_cut_keeps_what_answers() -> None:
    assert [each.text for each in asking(2, 3).cut(1).documents] == ["sun", "sand", "sea"]


def test_questions_without_an_answer_can_be_left_out() -> None:
    corpus = Corpus("s", "", (*asking(1).questions, Question("none", "?", ())), ())
    assert [question.id for question in corpus.answerable().questions] == ["q0"]


def test_the_library_is_there_for_the_while(
    monkeypatch: pytest.MonkeyPatch, encoder: WordEncoder
) -> None:
    monkeypatch.setattr("index.library.default_encoder", lambda: encoder)
    with library_of(TEXTS) as library:
        assert (library.count(), library.path.is_file()) == (4, True)
    assert not library.path.parent.exists()


@pytest.mark.parametrize(
    ("options", "asked"),
    [(Options(), 9), (Options(quick=True), 3), (Options(quick=True, limit=5), 5)],
)
def test_a_limit_goes_before_the_usual_numbers(options: Options, asked: int) -> None:
    assert options.questions(9, 3) == asked
