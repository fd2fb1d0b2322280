from __future__ import annotations

from qa.train.augment.distractors import distracted
from qa.train.data import Example
from qa.train.data_settings import DataSettings

CONTEXT = "The mill stands by the river. Ada Byron built it in 1815. It burned down later."
EXAMPLE = Example(
    "s", "answered", "Who built the mill?", CONTEXT, (30, 39), before="History of mills. "
)
NEAR = [Example("s", "answered", "When did the mill burn down?", CONTEXT, (71, 76))]
ALWAYS = DataSettings(distracted=1.0)


def test_the_answer_is_the_same_words_after_a_distractor_is_set_in() -> None:
    made = [distracted(EXAMPLE, number, NEAR, ALWAYS) for number in range(200)]
    for one in made:
        assert one.answer is not None
        assert one.context[slice(*one.answer)] == "Ada Byron"
        assert (one.question, one.before, one.kind) == (
            EXAMPLE.question,
            EXAMPLE.before,
            "answered",
        )
        pieces = one.context.split("\n\n")
        kept = "".join(piece for piece in pieces if piece.strip() and piece in CONTEXT)
        assert kept.replace(" ", "") == CONTEXT.replace(" ", ""), "nothing of the context is lost"
    assert any(one.context.startswith("Who built the mill?\n\n") for one in made)
    assert any(one.context.startswith("When did the mill burn down?\n\n") for one in made)
    assert any(not one.context.startswith("The mill") for one in made)
    assert any("mill" in one.context.split("\n\n")[0].lower() for one in made)
    assert any(one.context.endswith("?") for one in made)


def test_an_unanswerable_example_stays_so() -> None:
    example = Example("s", "written", "Who built the barn?", CONTEXT, None)
    made = [distracted(example, number, NEAR, ALWAYS) for number in range(40)]
    assert {one.answer for one in made} == {None}
    assert all(len(one.context) > len(CONTEXT) for one in made)


def test_the_share_is_as_set() -> None:
    settings = DataSettings(distracted=0.25)
    made = [distracted(EXAMPLE, number, NEAR, settings) for number in range(400)]
    assert 60 <= sum(one != EXAMPLE for one in made) <= 140
    assert distracted(EXAMPLE, 0, [], ALWAYS) == EXAMPLE, "no questions near it"
