"""Asking systems in turn, with stand-ins for their processes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Self

import pytest

from eval.bench.collection import asking
from eval.bench.collection.asking import CALLERS, ROUNDS, Checkpoint, ask_all, shuffled
from eval.bench.collection.questions import CLAUSE, Collection, TextQuestion
from eval.bench.systems_registry import SystemConfig

OURS, OTHER = SystemConfig("pincite_files", "files", "A"), SystemConfig("pincite", "x", "B")
FACT = "The sea is salt."
QUESTIONS = [
    TextQuestion(f"q{n}", f"What {n}?", CLAUSE, frozenset({"sea.txt"}), (FACT,)) for n in range(3)
]
COLLECTION = Collection("sea", "digest", tuple(QUESTIONS), (("sea.txt", "/sea.txt"),))


class StandIn:
    """Answers rightly if it is A; records what it is sent."""

    sent: list[tuple[str, dict[str, Any]]] = []  # noqa: RUF012  # emptied by the fixture
    stops_at = ""

    def __init__(self, system: SystemConfig, reader: str) -> None:
        self.system = system
        self.reader = reader

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def send(self, **command: Any) -> dict[str, Any]:  # noqa: ANN401  # as JSON
        self.sent.append((self.system.label, command))
        if command.get("answer") == self.stops_at:
            raise KeyboardInterrupt
        result: Any = []
        if "answer" in command:
            source = "sea.txt" if self.system == OURS else "sky.txt"
            place = {"source": source, "text": "salt", "around": FACT, "start": 11}
            passages = [[source, FACT]]
            result = {"passages": passages, "places": [place], "given": True, "score": 0.5}
        elif "together" in command:
            result = 0
        return {"seconds": 2.0, "processor_seconds": 1.0, "result": result}

    def resources(self) -> dict[str, Any]:
        self.send(resources="")
        return {"peak_mib": 1.0, "installed_mib": 2.0, "packages": 3, "versions": {}}


@pytest.fixture(autouse=True)
def _stand_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "Process", StandIn)
    monkeypatch.setattr(StandIn, "sent", [])
    monkeypatch.setattr(StandIn, "stops_at", "")


def asked(path: Path) -> dict[SystemConfig, asking.Asked]:
    return ask_all([OURS, OTHER], COLLECTION, QUESTIONS, Checkpoint(path, {"code": "1"}))


def test_systems_are_asked_in_turn_and_judged(tmp_path: Path) -> None:
    of_system = asked(tmp_path / "run" / "sea.jsonl")
    turns = [(label, sent["answer"]) for label, sent in StandIn.sent if "answer" in sent]
    assert turns[:2] == [("A", "What 0?"), ("B", "What 0?")], "before the clock starts"
    assert turns[2:] == [(label, each.question) for each in QUESTIONS for label in ("A", "B")]
    together = [(label, sent["callers"]) for label, sent in StandIn.sent if "together" in sent]
    assert together == [("A", CALLERS), ("B", CALLERS)] * ROUNDS
    ours, other = of_system[OURS], of_system[OTHER]
    assert [each.right for each in ours.judged] == [True] * 3
    assert [each.right for each in other.judged] == [False] * 3
    assert ours.seconds == ((2.0, 1.0),) * 3
    assert ours.costs["packages"] == 3
    assert [each["questions"] for each in ours.costs["together"]] == [3, 1, 1]


def test_a_run_that_was_stopped_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "sea.jsonl"
    monkeypatch.setattr(StandIn, "stops_at", "What 1?")
    with pytest.raises(KeyboardInterrupt):
        asked(path)
    StandIn.sent.clear()
    monkeypatch.setattr(StandIn, "stops_at", "")
    of_system = asked(path)
    turns = [(label, sent["answer"]) for label, sent in StandIn.sent if "answer" in sent]
    assert turns[2:] == [(label, f"What {n}?") for n in (1, 2) for label in ("A", "B")]
    assert not any("together" in sent for _, sent in StandIn.sent)
    StandIn.sent.clear()
    assert asked(path) == of_system, "and starts nothing when all is there"
    assert StandIn.sent == []


def test_a_checkpoint_of_other_code_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "sea.jsonl"
    checkpoint = Checkpoint(path, {"code": "1"})
    checkpoint["A|added"] = {"seconds": 1.0}
    assert Checkpoint(path, {"code": "1"})["A|added"] == {"seconds": 1.0}
    assert "A|added" not in Checkpoint(path, {"code": "2"})
    assert path.read_text() == json.dumps({"code": "2"}) + "\n"


def test_the_first_of_a_larger_sample_are_the_smaller_one() -> None:
    several = [TextQuestion(str(n), "?", "who", frozenset(), ()) for n in range(50)]
    ten, all_of_them = shuffled(several, 10), shuffled(several, 100)
    assert all_of_them[:10] == ten
    assert sorted(all_of_them, key=several.index) == several
    assert ten != several[:10]
