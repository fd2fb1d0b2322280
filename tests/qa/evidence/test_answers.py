from __future__ import annotations

import pytest

from qa.evidence.answers import gives_no_reason, is_no_answer, is_only_asked, repeats


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


@pytest.mark.parametrize(
    ("text", "words", "question", "expected"),
    [
        ("We fetch it; return carriage costs £9.", "£9", "How much does the oven cost?", True),
        ("Delivery to the door is £12 by van.", "£12", "What does the desk cost?", True),
        ("There is a charge of £15 for installation.", "£15", "What do the lamps cost?", True),
        ("Fitting comes to £70 a day.", "£70", "How much will the blinds cost?", True),
        ("We fetch it; carriage costs £9.", "£9", "How much does the carriage cost?", False),
        ("The oven costs £400; carriage is £9.", "£400", "How much does the oven cost?", False),
        ("The desk is £400 delivery included.", "£400", "What does the desk cost?", False),
        ("Postage costs £3.", "£3", "How much does it cost to send a book?", False),
        ("The kit with delivery costs £80.", "£80", "How much does the kit cost?", False),
        ("It costs £80 in all shops.", "£80", "How much does the kit cost?", False),
    ],
)
def test_what_carriage_costs_is_not_the_price_of_the_thing(
    text: str, words: str, question: str, expected: bool
) -> None:
    assert no_answer(text, words, question) is expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("That was confusing and has prevented the use of the !", True),
        ("That is why the old rule was confusing.", True),
        ("The old rule was confusing.", True),
        ("That was confusing because two rules were in force.", False),
        ("The rule was confusing, as two were in force.", False),
        ("Two rules were in force, which was confusing.", False),
        ("The old rule was confusing: two were in force.", False),
        ("That was due to the old rule.", False),
        ("That was a joke and confusing.", False),
        ("The rule changed every week.", False),
        ("It is.", False),
    ],
)
def test_a_sentence_that_only_says_again_what_is_asked_gives_no_reason(
    sentence: str, expected: bool
) -> None:
    assert gives_no_reason(sentence, "Why was the old rule confusing?") is expected
    assert not gives_no_reason(sentence, "What was confusing in the old rule?")
