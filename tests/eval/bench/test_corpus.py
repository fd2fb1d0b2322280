"""The sets and libraries that a benchmark runs on."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.bench.corpus import (
    SAMPLE,
    Corpus,
    Options,
    corpora,
    library_of,
    text_gold_corpora,
)
from eval.datasets.dataset import GoldSpan, Question
from index.errors import PinciteError
from tests.conftest import WordEncoder, document
from tests.eval.datasets.beir_files import beir_folder

TEXTS = [document(text, f"{text}.txt") for text in ("sea", "sky", "sun", "sand")]


def corpus_about(*texts: int) -> Corpus:
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


def test_sets_whose_gold_is_documents_are_left_out_if_text_is_wanted(tmp_path: Path) -> None:
    assert [corpus.name for corpus in text_gold_corpora((beir_folder(tmp_path), SAMPLE))] == [
        "belarus"
    ]
    assert [corpus.name for corpus in text_gold_corpora((tmp_path,))] == ["belarus"], (
        "the sample instead"
    )


def test_a_set_without_documents_is_rejected(tmp_path: Path) -> None:
    alone = tmp_path / "alone.json"
    alone.write_bytes(SAMPLE.read_bytes())
    with pytest.raises(
        PinciteError, match=r"contains no documents, and there is no folder .*documents"
    ):
        corpora((alone,))


def test_the_sample_is_always_the_same_and_in_order() -> None:
    corpus = corpus_about(*[0] * 50)
    sampled = corpus.sampled(10).questions
    assert sampled == corpus.sampled(10).questions
    assert [each for each in corpus.questions if each in sampled] == list(sampled)
    assert len(sampled) == 10
    assert corpus.sampled(99) == corpus


def test_a_reduced_corpus_has_the_documents_that_answer() -> None:
    assert [each.text for each in corpus_about(2, 3).reduced(1).documents] == ["sun", "sand", "sea"]


def test_questions_without_an_answer_can_be_left_out() -> None:
    corpus = Corpus("s", "", (*corpus_about(1).questions, Question("none", "?", ())), ())
    assert [question.id for question in corpus.answerable().questions] == ["q0"]


def test_the_library_is_temporary(monkeypatch: pytest.MonkeyPatch, encoder: WordEncoder) -> None:
    monkeypatch.setattr("index.library.default_encoder", lambda: encoder)
    with library_of(TEXTS) as library:
        assert (library.count(), library.path.is_file()) == (4, True)
    assert not library.path.parent.exists()


@pytest.mark.parametrize(
    ("options", "asked"),
    [(Options(), 9), (Options(quick=True), 3), (Options(quick=True, limit=5), 5)],
)
def test_a_limit_overrides_the_default_numbers(options: Options, asked: int) -> None:
    assert options.questions(9, 3) == asked
