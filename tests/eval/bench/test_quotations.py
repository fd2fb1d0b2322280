"""The changes to quotations are what their names say, and a small library is measured."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from eval.bench.corpus import Options
from eval.bench.quotation_changes import ALTERED, FAITHFUL
from eval.bench.quotations import measure, table
from index.errors import PinciteError
from tests.support.ui_engine import document, library

TEXT = "The owner shall not sell the 12 copper boats of “Ann’s” yard before the harbour is dredged."


def words(text: str) -> list[str]:
    return "".join(each if each.isalnum() else " " for each in text.casefold()).split()


@pytest.mark.parametrize("name", ALTERED)
def test_altered_texts_have_other_words(name: str) -> None:
    for seed in range(20):
        text = TEXT.replace(" not", "") if name == "a negation added" else TEXT
        changed = ALTERED[name](text, random.Random(seed))
        assert changed is not None
        assert words(changed) != words(text)
        assert words(changed)[0] == words(text)[0]


def test_faithful_texts_have_the_same_words() -> None:
    for name in ("as it stands", "the first letter in the other case", "other line breaks"):
        changed = FAITHFUL[name](TEXT, random.Random(1))
        assert changed is not None
        assert words(changed) == words(TEXT)
    hyphenated = FAITHFUL["a word hyphenated"]("was rebuilding it", random.Random(1))
    assert hyphenated is not None
    assert hyphenated.replace("-\n", "") == "was rebuilding it"


def test_a_small_library_is_measured(tmp_path: Path) -> None:
    rng = random.Random(5)
    paths = []
    for name in ("one", "two"):
        made = [f"{name}{'abcdefghij'[i % 10]}{'klmnop'[i % 6]}x" for i in range(60)]
        sentences = [
            f"The {' '.join(rng.choices(made, k=9))} shall not keep {i + 3} wet {made[i]} here."
            for i in range(60)
        ]
        parts = [" ".join(sentences[i : i + 20]) for i in (0, 20, 40)]
        documents = [
            document(f"{name}{i}.md", f"{name.title()} Book {'ABC'[i]}lpha", ("Text", part))
            for i, part in enumerate(parts)
        ]
        with library(tmp_path / f"{name}.pincite", documents) as made_library:
            paths.append(made_library.path)
    figures = measure(Options(tuple(paths), limit=3))
    kinds = figures["one"]["kinds"]
    assert kinds["as it stands"]["quotations"] == 3
    assert kinds["as it stands"]["named"] == 0
    assert kinds["a word changed"]["named"] == 3
    assert "| as it stands | faithful | 6 | 0.0% | – |" in table(figures)


def test_libraries_must_be_named() -> None:
    with pytest.raises(PinciteError, match="Name the libraries"):
        measure(Options())
