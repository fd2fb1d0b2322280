"""The ablation: what a switch changes, counted by hand; every switch names what exists."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.bench import ablation
from eval.bench.ablation_switches import SWITCHES, Switch
from eval.bench.corpus import Options
from index.search.index_reader import Ranked
from index.spans import content_hash
from tests.conftest import WordEncoder

TEXTS = {"sea.txt": "The sea is salt.", "sky.txt": "The sky is blue."}


def test_every_switch_replaces_names_that_exist() -> None:
    for switch in SWITCHES:
        with switch.off():
            pass


def test_every_part_follows_its_family() -> None:
    names = [switch.name for switch in SWITCHES]
    assert len(set(names)) == len(names)
    for number, switch in enumerate(SWITCHES):
        if switch.group in names:
            assert names.index(switch.group) <= number


def test_lost_and_gained_are_counted_apart() -> None:
    """Three questions lose, one gains: −3 +1, not −2."""
    base = [{"best right": value} for value in (1, 1, 1, 0, 1)]
    rows = [{"best right": value} for value in (0, 0, 0, 1, 1)]
    assert ablation.change(base, rows, "best right") == {"lost": 3, "gained": 1}


@pytest.mark.slow
def test_a_switch_is_compared_with_the_product(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without both searches nothing is read; a switch that changes nothing has no effect."""
    encoder = WordEncoder()
    for place in ("index.library", "eval.bench.ablation"):
        monkeypatch.setattr(f"{place}.default_encoder", lambda: encoder)
    blind = Switch(
        "blind",
        (
            (
                "index.search.index_reader.LibraryIndexReader.ranked",
                lambda _, queries, *__: [Ranked([], [], []) for _ in queries],
            ),
        ),
    )
    idle = Switch("idle", (("qa.pipeline.asked_part", lambda question: question),))
    monkeypatch.setattr(ablation, "SWITCHES", (blind, idle))
    figures = ablation.measure(Options((_set(tmp_path),)))
    (of_set,) = figures["sets"]
    assert (of_set["questions"], of_set["answerable"]) == (2, 1)
    assert of_set["base"]["document first"] == of_set["base"]["among ten"] == 1
    without = {each["name"]: each for each in of_set["switches"]}
    assert without["blind"]["measures"]["among ten"] == {"lost": 1, "gained": 0}
    assert without["idle"]["changed"] == 0
    table = ablation.table(figures)
    assert "\n| blind | 2 | −1 | −1 | " in table
    assert table.endswith("Without effect: idle.")


def _set(folder: Path) -> Path:
    """Two questions, one of them without an answer, with their documents beside them."""
    (folder / "documents").mkdir()
    for name, text in TEXTS.items():
        (folder / "documents" / name).write_text(text)
    text = TEXTS["sea.txt"]
    gold = {"source": "sea.txt", "hash": content_hash(text), "start": 11, "end": 15, "text": "salt"}
    asked = [
        {"id": "sea", "question": "What is the sea?", "gold": [gold]},
        {"id": "soup", "question": "What is the soup?", "gold": []},
    ]
    path = folder / "set.json"
    path.write_text(
        json.dumps({"format": "pincite-questions", "version": 1, "name": "sea", "questions": asked})
    )
    return path
