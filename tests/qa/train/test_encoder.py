"""Pairs of questions and sentences, by hand; and a very small encoder that learns from them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.errors import PinciteError
from qa.train import interpolate
from qa.train.data import Row
from qa.train.encoder import fit, pairs
from qa.train.encoder.__main__ import main
from qa.train.encoder.fit import Settings
from qa.train.encoder.pairs import Pair
from tests.conftest import WordEncoder
from tests.qa.train.test_base_models import tiny_base
from tests.qa.train.test_prepare import data, silent, squad

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


def row(question: str, context: str, answer: str, source: str = "s") -> Row:
    start = context.index(answer)
    return Row(source, question, context, ((start, start + len(answer)),))


MILL = row(
    "When did the old mill burn down?",
    "The old mill stood in Lima. The old mill did burn in 1871. Then it was built again.",
    "1871",
)
CATS = row("Where did the old cat live?", "The old cat did live in Oslo. It was red.", "Oslo")


def test_a_question_has_the_sentence_that_answers_and_the_nearest_that_do_not() -> None:
    """By hand, words in common with "when did the old mill burn down": 3 with the sentence about Lima (of 7 and 6 words, .46), 3 with the
    cat (of 7 and 7, .43), 5 with the one that answers (of 7 and 7, .71); with the others less."""
    (mill, cats) = pairs.pairs([MILL, CATS], WordEncoder(), silent)
    assert mill == Pair(
        MILL.question,
        "The old mill did burn in 1871.",
        ("The old mill stood in Lima.", "The old cat did live in Oslo."),
    )
    assert cats.answers == "The old cat did live in Oslo."
    assert "The old mill did burn in 1871." in cats.others


def test_a_sentence_that_holds_the_answer_elsewhere_is_none_of_the_others() -> None:
    again = row("Who saw the mill?", "The old mill of 1871 did burn down. Bob saw the mill.", "Bob")
    (mill, _, _) = pairs.pairs([MILL, CATS, again], WordEncoder(), silent)
    assert mill.others == ("The old mill stood in Lima.", "The old cat did live in Oslo.")


def test_what_is_all_but_as_near_as_the_right_sentence_may_be_right_too() -> None:
    """It has the same words in another order, so the very same cosine."""
    twin = row("Who saw the mill?", "Bob saw the mill. Burn the old mill did in 1872.", "Bob")
    (mill, *_) = pairs.pairs([MILL, CATS, twin], WordEncoder(), silent)
    assert "Burn the old mill did in 1872." not in mill.others


def test_an_answer_that_runs_over_a_sentences_end_has_no_sentence() -> None:
    assert pairs.answering(row("What?", "It was red. It was blue.", "red. It")) is None


def test_questions_that_many_sentences_answer_are_left_out() -> None:
    assert [
        *pairs.pairs(
            [row("Is it good?", MILL.context, "1871", "policyqa-dev"), MILL, CATS],
            WordEncoder(),
            silent,
        )
    ] != []
    assert [
        *pairs.pairs(
            [row("Is it good?", MILL.context, "1871", "policyqa-dev")], WordEncoder(), silent
        )
    ] == []


def test_pairs_are_made_once_and_without_what_is_held_out(tmp_path: Path) -> None:
    rows = data(tmp_path / "rows.gz", [MILL, CATS])
    path = pairs.prepare(rows, tmp_path / "made", WordEncoder(), [], silent)
    assert [pair.question for pair in pairs.read_pairs(path)] == [MILL.question, CATS.question]
    before = path.stat().st_mtime_ns
    assert pairs.prepare(rows, tmp_path / "made", WordEncoder(), [], silent) == path
    assert path.stat().st_mtime_ns == before
    held = squad(tmp_path / "dev.json", MILL.context)
    kept = pairs.prepare(
        data(tmp_path / "more.gz", [MILL, CATS, *[CATS] * 2]),
        tmp_path / "made",
        WordEncoder(),
        [held],
        silent,
    )
    assert kept != path


@pytest.mark.parametrize("text", ["", "{}", "no json"])
def test_a_file_without_pairs_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "pairs").write_text(text)
    with pytest.raises(PinciteError, match="holds no pairs"):
        pairs.read_pairs(tmp_path / "pairs")


# training


def tiny(folder: Path) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

    words = Transformer(str(tiny_base(folder, dropout=0.0).folder))
    return SentenceTransformer(
        modules=[words, Pooling(words.get_embedding_dimension())], device="cpu"
    )


COLOURS, PLACES = ("red", "blue", "green"), ("lima", "oslo", "rome")
PAIRS = [
    Pair(
        f"who did see {colour} in {place}",
        f"ada {number} {colour} {place}",
        (f"bob {number} the", f"cid {number} an"),
    )
    for number in range(10)
    for colour in COLOURS
    for place in PLACES
]
SETTINGS = Settings(rate=2e-3, batch=8, epochs=2.0)


def nearer(model: SentenceTransformer) -> float:
    """By how much a question is nearer to its sentence than to the first of the others, on average."""
    asked, right, wrong = (
        model.encode(texts, normalize_embeddings=True)
        for texts in (
            [p.question for p in PAIRS],
            [p.answers for p in PAIRS],
            [p.others[0] for p in PAIRS],
        )
    )
    return float(np.mean((asked * right).sum(1) - (asked * wrong).sum(1)))


def stop(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.model
def test_it_learns_and_goes_on_where_it_was_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from safetensors.numpy import load_file
    from sentence_transformers import SentenceTransformer

    monkeypatch.setattr(fit, "_SAVED_EVERY", 5)
    model = tiny(tmp_path / "base")
    before = nearer(model)
    whole = fit.fit(PAIRS, tmp_path / "whole", model, SETTINGS)
    assert nearer(SentenceTransformer(str(whole), device="cpu")) > before + 0.2

    monkeypatch.setattr("transformers.Trainer.log", stop)  # at step 20, with a checkpoint at 15
    with pytest.raises(KeyboardInterrupt):
        fit.fit(PAIRS, tmp_path / "parts", tiny(tmp_path / "base"), SETTINGS)
    monkeypatch.undo()
    assert [path.name for path in sorted((tmp_path / "parts").glob("checkpoint-*"))] == [
        "checkpoint-10",
        "checkpoint-15",
    ]
    parts = fit.fit(PAIRS, tmp_path / "parts", tiny(tmp_path / "base"), SETTINGS)
    first, second = (load_file(folder / "model.safetensors") for folder in (whole, parts))
    assert max(float(np.abs(first[name] - second[name]).max()) for name in first) < 1e-5


@pytest.mark.model
def test_what_comes_out_lies_between(tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    before, after = tmp_path / "before", tmp_path / "after"
    for folder in (before, after):
        tiny(tmp_path / "base").save_pretrained(str(folder))
    weights = load_file(after / "model.safetensors")
    interpolate.save({name: values + 1 for name, values in weights.items()}, after)
    fit.between(before, after, 0.25, tmp_path / "between")
    found = load_file(tmp_path / "between" / "model.safetensors")
    assert all(np.allclose(found[name], weights[name] + 0.25, atol=1e-6) for name in weights)
    with pytest.raises(PinciteError, match="--share is 2"):
        fit.between(before, after, 2.0, tmp_path / "between")


def test_bad_input_gets_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fit", str(tmp_path / "none"), str(tmp_path / "run")]) == 2
    assert main(["pairs", str(tmp_path / "none"), str(tmp_path)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2
    assert main(["fit", str(tmp_path / "none"), str(tmp_path / "run"), "--share", "1"]) == 2
    assert "--share is 1.0, wanted" in capsys.readouterr().err, "before the training, not after it"
