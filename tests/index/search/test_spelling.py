"""Misspelt words of a question, and what is left as it is."""

from __future__ import annotations

import pytest

from index.encoders.onnx_int8 import Int8Encoder
from index.library import Library
from index.search.spelling import corrected
from tests.conftest import WordEncoder, document


@pytest.fixture
def shipyard(library: Library) -> Library:
    library.add(
        document(
            "The carpenters of the shipyard keep a tool shed and read the e-mails. "
            "Kowalczyk repairs masts."
        )
    )
    library.add(document("Invoice QK-5512 was paid by the treasurer.", "Varnholt lease.txt", "V"))
    return library


@pytest.mark.parametrize(
    ("question", "corrections"),
    [
        ("Who pays the carpneters?", {"carpneters": "carpenters"}),
        ("who is the tresurer of the shipyrad", {"tresurer": "treasurer", "shipyrad": "shipyard"}),
        ("What does Kowalchyk repair?", {"Kowalchyk": "kowalczyk"}),
        ("Where is the toolshed?", {"toolshed": "tool shed"}),
        ("Who answers the email?", {"email": "e mail"}),
        ("Where is the tool-shed of the carpenter?", {}),
        ("Who paid QK-5513 or qk5512?", {}),
        ("Who pays the Varnholt lease?", {}),  # a word of a file name
        ("Where are the elephants?", {}),
        ("", {}),
    ],
)
def test_the_librarys_own_words_are_searched(
    shipyard: Library, question: str, corrections: dict[str, str]
) -> None:
    assert shipyard.corrections(question) == corrections


def test_a_misspelt_question_finds_what_the_right_one_finds(shipyard: Library) -> None:
    right, misspelt = (
        shipyard.search(f"who is the {word}")[0] for word in ("treasurer", "tresurer")
    )
    assert right == misspelt
    assert right.lexical_rank == 1


class KnowsMists(WordEncoder):
    def knows(self, word: str) -> bool:
        return word == "mists"


def test_a_word_that_the_encoder_knows_is_not_misspelt(shipyard: Library) -> None:
    assert shipyard.corrections("Who repairs mists?") == {"mists": "masts"}
    with Library.open(shipyard.path, encoder=KnowsMists()) as library:
        assert library.corrections("Who repairs mists?") == {}


def test_the_bundled_encoder_knows_words() -> None:
    encoder = Int8Encoder()
    assert [encoder.knows(word) for word in ("horse", "compnay")] == [True, False]


def test_only_whole_words_are_replaced() -> None:
    assert corrected("sumer, Sumer and sumers", {"sumer": "summer"}) == "summer, Sumer and sumers"
