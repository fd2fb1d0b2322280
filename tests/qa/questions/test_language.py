from __future__ import annotations

import pytest

from qa.questions.language import OTHER, language


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("How much is the rent?", "English"),
        ("Wo ist der Hafen?", "German"),
        ("Quando parte il traghetto per la Sicilia?", "Italian"),
        ("Hoeveel kost het kaartje?", "Dutch"),
        ("Kiedy jest prom i ile kosztuje?", "Polish"),
        ("Vad kostar det och när går båten?", "Swedish"),
        ("いつ出発しますか", "Japanese"),
        ("Quando é a reunião?", "Portuguese"),
        ("Wie und ist, wie en wat?", OTHER),
        ("INV-2023-0042", ""),
        ("", ""),
    ],
)
def test_the_language_of_a_text(text: str, name: str) -> None:
    assert language(text) == name
