"""Sentences that say of another thing what a parallel one says of the thing asked about."""

from __future__ import annotations

import pytest

from qa.evidence.parallel_sentences import ParallelSentences
from tests.qa.evidence.test_reading import prose

SIGNED = "Signed for the Lender: Ann Roe. Signed for the Borrower: Ben Orr."
OPEN = "On Friday the pool shuts at 6 pm. On Sunday the pool shuts at 4 pm."
RENTS = "The rent for the barn is £40 a week. The rent for the mill is £90 a week."


@pytest.mark.parametrize(
    ("text", "question", "words", "expected"),
    [
        (SIGNED, "Who signed for the borrower?", "Ann Roe", True),
        (SIGNED, "Who signed for the borrower?", "Ben Orr", False),
        (SIGNED, "Who signed for the lender?", "Ann Roe", False),
        (SIGNED, "Who signed for the lender and the borrower?", "Ann Roe", False),
        (SIGNED, "Who signed for the guarantor?", "Ann Roe", False),
        (OPEN, "When does the pool shut on Sunday?", "6 pm", True),
        (OPEN, "When does the pool shut on Friday?", "6 pm", False),
        (RENTS, "What is the rent for the mill?", "£40", True),
        (RENTS, "What is the rent for the byre?", "£40", False),
        ("The rent was £40. The rent is £50.", "What is the rent?", "£40", False),
        (
            "The rent for the barn is £40, as for the mill. The rent for the mill is low.",
            "What is the rent for the mill?",
            "£40",
            False,
        ),
        ("The barn was sold by Ann. The mill was let by Ben.", "Who let the mill?", "Ann", False),
    ],
)
def test_a_parallel_sentence_about_the_thing_asked_wins(
    text: str, question: str, words: str, expected: bool
) -> None:
    passage = prose(text)
    sentence = next(hit.span for hit in passage.sentences if words in hit.span.text)
    found = ParallelSentences(question, [passage]).is_of_another(
        sentence, sentence.text.index(words)
    )
    assert found is expected
