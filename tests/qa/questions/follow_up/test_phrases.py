"""The parts of a question, found by closed classes of words."""

from __future__ import annotations

import pytest

from qa.questions.follow_up.phrases import Question, is_time_word
from qa.questions.follow_up.words import base_of, participle_of


@pytest.mark.parametrize(
    ("question", "verb", "phrases"),
    [
        ("Who painted the fence of the school?", "painted", ["the fence", "the school"]),
        ("When does the ferry licence expire?", "expire", ["the ferry licence"]),
        ("Which law governs the ferry licence?", "governs", ["the ferry licence"]),
        ("How much rent does the baker pay for the shop?", "pay", ["the baker", "the shop"]),
        ("Was the town hall repaired in May 1999?", "repaired", ["the town hall", "May 1999"]),
        ("How high is the fee?", None, ["the fee"]),
        ("Where did Ada Moss meet Karl & Sons?", "meet", ["Ada Moss", "Karl & Sons"]),
    ],
)
def test_the_verb_and_the_noun_phrases(question: str, verb: str | None, phrases: list[str]) -> None:
    asked = Question(question)
    found = None if asked.verb is None else asked.tokens[asked.verb].text
    assert (found, [phrase.text for phrase in asked.phrases]) == (verb, phrases)


def test_a_phrase_with_what_belongs_to_it() -> None:
    asked = Question("When does the lease of the shop in Basel end?")
    assert asked.whole(asked.phrases[0]) == "the lease of the shop in Basel"
    asked = Question("Who signed the lease of the shop for the baker in 1999?")
    assert asked.whole(asked.phrases[0]) == "the lease of the shop"


@pytest.mark.parametrize(
    ("form", "base", "participle"),
    [
        ("signed", "sign", "signed"),
        ("wrote", "write", "written"),
        ("planned", "plan", "planned"),
        ("carried", "carry", "carried"),
        ("leads", "lead", None),
    ],
)
def test_forms_of_verbs(form: str, base: str, participle: str | None) -> None:
    assert (base_of(form), participle_of(form)) == (base, participle)


def test_words_of_a_time() -> None:
    assert all(map(is_time_word, ("2023", "1990s", "May", "3rd", "quarter")))
    assert not any(map(is_time_word, ("4350", "ship", "INV-2023")))
