"""Encoding the sentences of a document in batches, before it is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from index import chunking
from index.encoders.base import LONG_TEXTS
from index.encoders.pending_document import PendingDocument, is_same
from index.errors import PinciteError
from index.spans import Marker
from tests.conftest import WordEncoder, document

DOC = document(" ".join(f"Sentence {number} is here." for number in range(200)))


class CountingEncoder(WordEncoder):
    """Has a window of three words."""

    def count_long(self, texts: Sequence[str]) -> int:
        return sum(len(text.split()) > 3 for text in texts)


def test_vectors_are_those_of_the_sentences_in_order(encoder: WordEncoder) -> None:
    pending = PendingDocument(DOC, encoder)
    assert list(pending.encode()) == [(128, 200), (200, 200)]
    sentences = [DOC.text[start:end] for start, end in pending.sentences]
    assert np.array_equal(pending.vectors, encoder.encode(sentences).astype(np.float16))
    assert pending.long_sentences == 0


def test_an_encoder_can_count_long_sentences() -> None:
    pending = PendingDocument(replace(DOC, losses={"pictures": 2}), CountingEncoder())
    list(pending.encode())
    assert pending.stamped().losses == {"pictures": 2, LONG_TEXTS: 200}
    assert is_same(pending.stamped(), replace(DOC, losses={"pictures": 2}))


def test_the_time_of_adding_is_set_once(encoder: WordEncoder) -> None:
    stamped = PendingDocument(DOC, encoder).stamped()
    assert stamped.added.endswith("+00:00")
    again = PendingDocument(replace(DOC, added="2020-01-01T00:00:00+00:00"), encoder).stamped()
    assert again.added == "2020-01-01T00:00:00+00:00"


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "Other."},
        {"title": "Other"},
        {"markers": (Marker("page", 0, 0, "1"),)},
        {"warnings": ("w",)},
        {"author": "Ann"},
        {"date": "2020"},
        {"tags": ("x",)},
        {"losses": {"pictures": 1}},
    ],
)
def test_a_document_with_another_property_is_not_the_same(changes: dict[str, object]) -> None:
    assert is_same(replace(DOC, id=7, added="2020"), DOC)
    assert not is_same(replace(DOC, **changes), DOC)  # type: ignore[arg-type]  # by name


def test_a_document_without_words_or_with_too_many_sentences_is_refused(
    encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(PinciteError, match=r"a\.txt: it contains no words"):
        PendingDocument(document(" \n "), encoder)
    monkeypatch.setattr(chunking, "MAX_SENTENCES", 199)
    with pytest.raises(PinciteError, match="it has more than 199 sentences; split it"):
        PendingDocument(DOC, encoder)
