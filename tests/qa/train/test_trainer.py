from __future__ import annotations

import math
import random
from pathlib import Path

import numpy as np
import pytest

from index.errors import PinciteError
from qa.train.base_models import load_base
from qa.train.data import Example
from qa.train.features import make_features
from qa.train.trainer import Trainer, TrainingSettings, divergence, rate_at
from tests.qa.train.test_base_models import tiny_base

pytestmark = pytest.mark.model

PEOPLE, PLACES = ("ada", "bob", "cid"), ("lima", "oslo", "rome")


def examples(count: int) -> list[Example]:
    """`who live in lima` of `ada live in oslo . bob live in lima .`: bob.

    One in four asks for a place nobody lives in.
    """
    draw = random.Random(0)
    examples = []
    for number in range(count):
        people, places = draw.sample(PEOPLE, 2), draw.sample(PLACES, 3)
        context = " ".join(
            f"{who} live in {where} ." for who, where in zip(people, places, strict=False)
        )
        asked = 2 if number % 4 == 3 else draw.randrange(2)
        start = context.index(people[asked]) if asked < 2 else 0
        answer = (start, start + 3) if asked < 2 else None
        examples.append(
            Example(
                "s",
                "found" if answer is None else "answered",
                f"who live in {places[asked]}",
                context,
                answer,
            )
        )
    return examples


def trainer(folder: Path, settings: TrainingSettings, count: int = 20) -> Trainer:
    import torch

    model, tokenizer = load_base(tiny_base(folder), settings.seed)
    return Trainer(
        model, tokenizer, make_features(examples(count), tokenizer), settings, torch.device("cpu")
    )


def test_twenty_rows_can_be_overfitted(tmp_path: Path) -> None:
    learner = trainer(tmp_path / "tiny", TrainingSettings("b", "d", epochs=200, learning_rate=2e-2))
    learner.advance()
    before = learner.loss()
    while not learner.done:
        learner.advance()
    assert before > 1.0
    assert learner.loss() < 0.2


def test_the_first_loss_is_that_of_the_possible_positions(tmp_path: Path) -> None:
    """With a head of zeros all positions are equally likely: the tokens of the context and the one
    for "no answer", eleven together; neither question nor padding.
    """
    import torch

    learner = trainer(tmp_path / "tiny", TrainingSettings("b", "d"))
    with torch.no_grad():
        for parameter in learner.model.qa_outputs.parameters():
            parameter.zero_()
    learner.advance()
    assert learner.loss() == pytest.approx(math.log(11), rel=1e-5)


def test_the_rate_rises_and_falls() -> None:
    settings = TrainingSettings("b", "d", learning_rate=2.0, warm_up=0.2)
    assert [rate_at(progress, settings) for progress in (0.0, 0.1, 0.2, 0.6, 1.0)] == pytest.approx(
        [0, 1, 2, 1, 0]
    )
    assert rate_at(0.0, TrainingSettings("b", "d", learning_rate=2.0, warm_up=0.0)) == 2.0


def test_rows_are_counted_to_the_number_planned(tmp_path: Path) -> None:
    learner = trainer(tmp_path / "tiny", TrainingSettings("b", "d", rows=25, max_rows=8))
    rows = []
    while not learner.done:
        learner.advance()
        rows.append(learner.rows)
    assert (rows[-1], learner.all_rows) == (25, 25)
    assert max(np.diff([0, *rows])) <= 8


def test_biases_and_norms_do_not_decay(tmp_path: Path) -> None:
    learner = trainer(tmp_path / "tiny", TrainingSettings("b", "d", decay=0.5))
    names = {parameter: name for name, parameter in learner.model.named_parameters()}
    decay = {
        names[parameter]: group["weight_decay"]
        for group in learner.optimizer.param_groups
        for parameter in group["params"]
    }
    assert decay.keys() == set(names.values())
    assert {name for name, value in decay.items() if value == 0.0} == {
        name for name in decay if name.endswith("bias") or "LayerNorm" in name
    }


def test_dropout_is_that_of_the_settings_not_of_the_base(tmp_path: Path) -> None:
    from torch.nn import Dropout

    for share in (0.0, 0.2):
        learner = trainer(tmp_path / "tiny", TrainingSettings("b", "d", dropout=share))
        assert {module.p for module in learner.model.modules() if isinstance(module, Dropout)} == {
            share
        }


def test_equal_settings_make_equal_weights(tmp_path: Path) -> None:
    import torch

    settings = TrainingSettings("b", "d", rows=24, max_rows=8, learning_rate=1e-3, dropout=0.1)
    one, two = trainer(tmp_path / "one", settings), trainer(tmp_path / "two", settings)
    while not one.done:
        one.advance()
        two.advance()
    assert all(
        torch.equal(*pair)
        for pair in zip(one.model.parameters(), two.model.parameters(), strict=True)
    )


def test_a_loss_that_is_not_finite_is_an_error(tmp_path: Path) -> None:
    learner = trainer(tmp_path / "tiny", TrainingSettings("b", "d"))
    assert math.isnan(learner.loss()), "before the first step"
    next(learner.model.parameters()).data.fill_(float("nan"))
    learner.advance()
    with pytest.raises(
        PinciteError,
        match=r"The loss is nan after 20 rows. Start again with a --learning-rate below 0.0001",
    ):
        learner.loss()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("learning_rate", 0.0),
        ("rows", 0),
        ("epochs", float("nan")),
        ("warm_up", 1.0),
        ("dropout", 1.0),
        ("distillation_weight", -0.1),
    ],
)
def test_settings_out_of_range_are_an_error(name: str, value: float) -> None:
    with pytest.raises(PinciteError, match=f"{name} is {value}, wanted"):
        TrainingSettings("b", "d", **{name: value})  # type: ignore[arg-type]  # by name, for the test


def test_divergence_of_distributions() -> None:
    """At temperature 1, of (1/4, 3/4) from (1/2, 1/2): 1/2 log 2 + 1/2 log 2/3.

    Nothing from itself, at any temperature.
    """
    import torch

    student, teacher = torch.tensor([[1.0, 3.0]]).log(), torch.tensor([[1.0, 1.0]]).log()
    assert divergence(student, teacher, 1.0).item() == pytest.approx(
        0.5 * math.log(2) + 0.5 * math.log(2 / 3)
    )
    assert divergence(student, student, 3.0).item() == pytest.approx(0.0, abs=1e-7)
    softened = torch.tensor([[1.0, 3.0**0.5]]).log()
    assert divergence(student, teacher, 2.0).item() == pytest.approx(
        4 * divergence(softened, teacher, 1.0).item()
    )
