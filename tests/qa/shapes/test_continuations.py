from __future__ import annotations

import pytest

from index.spans import Hit, Passage, Span
from qa.shapes.continuations import MOST_SENTENCES, with_continuation
from qa.types import AnswerCandidate, Occurrence
from tests.qa.shapes.places import document, span


def extended(question: str, *sentences: str, found: int = 0, gap: str = " ") -> str:
    """The answer that the candidate of the sentence `found` becomes, in a text of these."""
    text = document(gap.join(sentences))
    places = [span(text, sentence) for sentence in sentences]
    whole = Span(text, 0, len(text.text))
    passage = Passage(whole, 1.0, 1, 1, tuple(Hit(place, 1.0) for place in places))
    place = Occurrence(places[found], places[found], passage)
    (best,) = with_continuation([AnswerCandidate((place,), 0.5, {})], question)
    assert best.span == best.sentence
    return best.span.text


LAMPS = ("Only red lamps are lit.", "This is because white light blinds the eye.", "Bring one.")
CRACK = ("The mill stands still.", "The wheel has a crack.", "Therefore the mill is closed.")


@pytest.mark.parametrize("found", [0, 1])
def test_the_reason_stands_with_what_it_is_a_reason_for(found: int) -> None:
    assert extended("Why are red lamps lit?", *LAMPS, found=found) == " ".join(LAMPS[:2])


def test_the_result_that_is_asked_for_stands_with_its_reason() -> None:
    assert extended("Why is the mill closed?", *CRACK, found=1) == " ".join(CRACK[1:])
    assert extended("Why has the wheel a crack?", *CRACK, found=1) == CRACK[1]


def test_steps_go_on() -> None:
    text = ("The mirror is washed.", "First the dust goes.", "Then it is rinsed.", "Then it dries.")
    assert extended("How is the mirror washed?", *text) == " ".join(text[:MOST_SENTENCES])


@pytest.mark.parametrize(
    ("question", "behind", "goes_on"),
    [
        ("May dogs board the boat?", "However, they wear a muzzle.", True),
        ("May dogs board the boat?", "The boat sails at six.", False),
        ("What is a dog pass?", "It does not include the owner.", True),
        ("What is a dog pass?", "It was introduced in May.", False),
        ("What happens on arrival?", "The dogs are then counted.", True),
        ("What happens on arrival?", "Dogs are counted in May.", False),
        ("How are dogs tied up?", "A cord is used for each.", True),
        ("How are dogs tied up?", "The boat has a bell.", False),
    ],
)
def test_what_goes_on_with_a_sentence(question: str, behind: str, goes_on: bool) -> None:
    first = "Dogs board the boat with a pass." if "tied" not in question else "Dogs are tied up."
    assert extended(question, first, behind) == (f"{first} {behind}" if goes_on else first)


def test_another_paragraph_a_long_sentence_and_a_question_do_not_belong_to_it() -> None:
    asked = "Why are red lamps lit?"
    assert extended(asked, *LAMPS, gap="\n\n") == LAMPS[0]
    assert extended(asked, LAMPS[0], "Because " + "it is so, " * 40 + "yes.") == LAMPS[0]
    assert extended("May we go?", "You may go.", "But why do you ask?") == "You may go."


def test_words_stay_as_they_are_in_a_longer_sentence() -> None:
    text = document("It closes. The bell is then rung.")
    places = [span(text, "It closes."), span(text, "The bell is then rung.")]
    passage = Passage(
        Span(text, 0, len(text.text)), 1.0, 1, 1, tuple(Hit(place, 1.0) for place in places)
    )
    place = Occurrence(span(text, "closes"), places[0], passage)
    found = with_continuation([AnswerCandidate((place,), 0.5, {})], "What happens at six?")
    assert (found[0].span.text, found[0].sentence.text) == ("closes", text.text)
    assert with_continuation([], "Why?") == ()
