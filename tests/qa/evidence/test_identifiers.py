"""Sentences about another identifier than the question's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.spans import Span
from qa.evidence.identifiers import Identifiers
from tests.conftest import document
from tests.qa.evidence.test_reading import answers, prose


def of_another(text: str, question: str, words: str) -> bool:
    passage = prose(text)
    identifiers = Identifiers(question, [passage])
    for number, hit in enumerate(passage.sentences):
        at = hit.span.text.find(words)
        if at >= 0:
            before = passage.sentences[number - 1].span.text if number else ""
            return identifiers.is_of_another(hit.span, before, at, at + len(words))
    raise AssertionError(words)


@pytest.mark.parametrize(
    ("text", "question", "words"),
    [
        ("AZ/7/31-B went to Ann. AZ/7/31-C went to Bo.", "Who got AZ/7/31-C?", "Ann"),
        ("Permit 8/C/2011 is Ann's. Permit 8/D/2011 is Bo's.", "Whose is 8/D/2011?", "Ann"),
        ("Rule 4.1.2 is old. Rule 4.1.3 is new.", "What is rule 4.1.3?", "old"),
        ("Ann lives at 9a. Bo lives at 9b.", "Who lives at 9b?", "Ann"),
        ("AZ/7/31-B went to Ann; AZ/7/31-C to Bo.", "Who got 31-C?", "Ann"),
        ("AZ/7/31-B went to Ann; AZ/7/31-C to Bo.", "Who got AZ 7/31/C?", "Ann"),
        ("Ann has part n-40. Bo has part N-41.", "Who has part n-41?", "Ann"),
    ],
)
def test_a_sentence_with_another_of_the_same_shape_is_of_another(
    text: str, question: str, words: str
) -> None:
    assert of_another(text, question, words)


@pytest.mark.parametrize(
    ("text", "question", "words"),
    [
        ("AZ/7/31-B went to Ann.", "Who got AZ/7/31-C?", "Ann"),  # the question's is not there
        ("PO-71 was lost. It replaced PO-70, which Ann had.", "Who had PO-71?", "Ann"),
        ("PO-71-2 went to Bo. PO-71 went to Ann.", "Who got PO-71?", "Ann"),
        ("PO-71 and PO-70 went to Ann.", "Who got PO-71?", "Ann"),
        ("PO-71 is void. The new order is PO-72.", "Which order replaced PO-71?", "PO-72"),
        ("Pump P-7 is red. A 2m pipe weighs 90kg.", "What weighs a pipe of P-7?", "90kg"),
        ("The 6.5 l pump is red. At 7.5 bar it leaks.", "Where does the 6.5 l pump leak?", "leaks"),
        ("On 2021-03-04 it rained. Ann left on 2021-03-05.", "Who left after 2021-03-04?", "Ann"),
        ("In 2021-22 it rained. Ann left in 2022-23.", "Who left after 2021-22?", "Ann"),
    ],
)
def test_a_sentence_that_may_be_of_the_same_stays(text: str, question: str, words: str) -> None:
    assert not of_another(text, question, words)


def test_the_answer_is_from_the_sentence_with_the_whole_identifier() -> None:
    text = "AZ/7/31-B went to Ann. AZ/7/31-C went to Bo."
    assert answers(text, "Who got AZ/7/31-C?", "Ann", "Bo") == [("Bo", -1.0)]


@pytest.mark.parametrize(("title", "expected"), [("Order PO-72", True), ("Order PO-71", False)])
def test_the_title_says_of_which_a_sentence_is(title: str, expected: bool) -> None:
    passage = prose("PO-71 was lost.")
    doc = replace(document("Ann had it."), title=title)
    sentence = Span(doc, 0, len(doc.text))
    assert Identifiers("Who had PO-71?", [passage]).is_of_another(sentence, "", 0, 3) is expected
