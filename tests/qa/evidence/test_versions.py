from __future__ import annotations

import pytest

from index.spans import Document, Span
from qa.evidence.versions import asked_version
from tests.qa.shapes.places import document

PLANS = [
    document("x", id=n, title="Plan of the quay", source=f"/a/quay-plan-version-{letter}.pdf")
    for n, letter in enumerate("AB", 1)
]
DEED = [
    document("x", id=3, title="Berth licence – Draft", source="licence-draft.docx"),
    document("x", id=4, title="Berth licence", source="licence-signed-2020.docx"),
    document("x", id=5, title="Supplement 1", source="supplement-1.docx"),
]


def passages(documents: list[Document]) -> list[Span]:
    return [Span(each, 0, len(each.text)) for each in documents]


@pytest.mark.parametrize(
    ("question", "id"),
    [
        ("How deep is the quay in version B of the plan?", 2),
        ("How deep is the quay in version A?", 1),
        ("How deep is the quay in the plan?", None),
        ("Can I see how deep a quay is in the plan?", None),
    ],
)
def test_a_letter_tells_two_versions_apart(question: str, id: int | None) -> None:
    found = asked_version(passages(PLANS), question)
    assert (found.id if found else None) == id


@pytest.mark.parametrize(
    ("question", "id"),
    [
        ("What does the draft of the berth licence say about fees?", 3),
        ("What fee has the signed licence?", 4),
        ("What fee has the berth licence?", None),
    ],
)
def test_so_do_words_but_not_from_documents_of_another_name(question: str, id: int | None) -> None:
    found = asked_version(passages(DEED), question)
    assert (found.id if found else None) == id


def test_one_document_has_no_versions() -> None:
    assert asked_version(passages(PLANS[:1]), "How deep is the quay in version A?") is None


def test_words_that_both_texts_have_tell_nothing() -> None:
    news = [
        document("The Tern sails in May.", id=1, title="The Tern sails", source="news-2020.txt"),
        document("The Tern sails in June.", id=2, title="A launch", source="news-2021.txt"),
    ]
    assert asked_version(passages(news), "When will the Tern sail?") is None
