from __future__ import annotations

from qa.train.words import contains_answer, content_stems, normalized


def test_words_are_normalized_without_articles() -> None:
    assert normalized("The U.S., a Land") == " u s land "


def test_answers_are_compared_by_whole_words() -> None:
    assert contains_answer("He came to the UNITED states.", ["the United States"])
    assert not contains_answer("He reunited statesmen.", ["United States"])
    assert contains_answer("Anything", ["%"]), "an answer without words cannot be searched"


def test_stems_are_six_letters_of_the_words_that_are_not_frequent() -> None:
    assert content_stems("Who was sentenced in the sentences?") == {"senten"}
    assert content_stems("Which of them was it?") == frozenset()
