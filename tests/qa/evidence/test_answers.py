from __future__ import annotations

import pytest

from qa.evidence.answers import is_no_answer, is_only_asked, repeats


def no_answer(text: str, words: str, question: str) -> bool:
    start = text.index(words)
    return is_no_answer(text, start, start + len(words), question)


@pytest.mark.parametrize(
    ("text", "words", "question"),
    [
        ("He left.", "He", "Who left?"),
        ("She saw it herself.", "it herself", "What did she see?"),
        ("Skins: 18", ":", "How many skins are there?"),
        ("He sold it to a smith from Ghent.", "a smith from Ghent", "Who sold the mill?"),
        ("They quickly sold the mill in 1931.", "the mill", "Who sold it?"),
        ("The abbot wrote to the bishop.", "bishop", "Who wrote the letter?"),
    ],
)
def test_some_words_answer_nothing(text: str, words: str, question: str) -> None:
    assert no_answer(text, words, question)


@pytest.mark.parametrize(
    ("text", "words", "question"),
    [
        ("His wife left.", "His wife", "Who left?"),
        ("It sells I and II.", "I and II", "What is sold?"),
        ("The sign is 🐝.", "🐝", "What is the sign?"),
        ("It was sold by a smith.", "a smith", "Who sold the mill?"),
        ("He sold it to a smith.", "a smith", "Who bought the mill?"),
        ("He sold it to a smith.", "a smith", "Who was the mill sold to?"),
        ("He sold it to a smith.", "a smith", "To whom was the mill sold?"),
        ("With her came the cook Ole Brandt.", "Ole Brandt", "Who came?"),
        ("Ann wrote to the bishop.", "Ann", "Who wrote to the bishop?"),
    ],
)
def test_others_may(text: str, words: str, question: str) -> None:
    assert not no_answer(text, words, question)


@pytest.mark.parametrize(
    ("words", "question", "expected"),
    [
        ("the gates", "Who closes the gate?", True),
        ("Swan Mill", "When was the Swan Mill built?", True),
        ("old Swan Mill", "When was the Swan Mill built?", False),
        ("Swan Mill", "Which is older, the Swan Mill or the Red Mill?", False),
        ("gate", "gate opening hours", False),
        ("No gate", "Which gates open?", False),
        ("all gates", "Which gates open?", False),
        ("the", "Who is it?", False),
    ],
)
def test_the_words_of_the_question_do_not_answer_it(
    words: str, question: str, expected: bool
) -> None:
    assert repeats(words, question) is expected


@pytest.mark.parametrize(
    ("before", "sentence", "words", "question", "expected"),
    [
        ("Is it free for pupils?", "Pupils pay 2 marks.", "Pupils", "For whom is it free?", True),
        ("Is it free for pupils?", "Pupils pay 2 marks.", "Pupils", "Who pays 2 marks?", False),
        ("Is it free for pupils?", "Pupils pay 2 marks.", "2 marks", "What is paid?", False),
        ("It is free for pupils.", "Pupils come often.", "Pupils", "For whom is it free?", False),
    ],
)
def test_what_the_text_only_asked_is_no_answer(
    before: str, sentence: str, words: str, question: str, expected: bool
) -> None:
    assert is_only_asked(words, sentence, before, question) is expected
