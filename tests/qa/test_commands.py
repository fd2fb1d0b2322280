"""The commands `pincite search` and `pincite risks`, and the printed form of an answer.

tests/pincite runs the other commands.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from index.errors import PinciteError
from index.library import Library
from index.spans import Marker, Passage, Span
from qa.commands import risks, search
from qa.commands.ask import answer_lines
from qa.decision.calibrations import load_calibration
from qa.pipeline import BUNDLED_READER
from qa.types import Answer, AnswerCandidate, Occurrence
from tests.conftest import WordEncoder, document
from tests.qa.shapes import places
from tests.support.calibration import store_calibration
from tests.support.readers import FirstWords

Capture = pytest.CaptureFixture[str]
LONG = "Cats sleep all day. " + "Dogs bark at the moon every night. " * 40


def run(*words: object) -> int:
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers()
    for command in (search, risks):
        command.add_command(commands)
    arguments = parser.parse_args([*map(str, words)])
    return int(arguments.run(arguments))


@pytest.fixture
def filled(library: Library, monkeypatch: pytest.MonkeyPatch) -> Library:
    """A library of two documents, which the command opens."""
    library.add(document(LONG, "animals.txt", "Animals"))
    library.add(document("Boats pass under the bridge.", "town.txt", "Town"))
    monkeypatch.setattr(Library, "open", lambda path, encoder=None: library)
    monkeypatch.setattr(Library, "close", lambda _: None)  # the fixture closes it
    return library


def test_search_prints_the_passages_in_order(
    filled: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("search", filled.path, "cats sleep", "-k", 1) == 0
    title, words, place = capsys.readouterr().out.splitlines()
    passage = filled.search("cats sleep", 1)[0]
    assert title == "[1] Animals  (dense 1, BM25 1)"
    assert words == f"    {passage.span.text[:200]}…"
    assert place == f"    animals.txt, characters {passage.span.start}–{passage.span.end}"


def test_search_takes_several_libraries_as_one(
    tmp_path: Path, encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    open_one = Library.open
    for name, text in (("a", "Cats sleep."), ("b", "Dogs bark at cats.")):
        with open_one(tmp_path / name, create=True, encoder=encoder) as library:
            library.add(document(text, f"{name}.txt", name))
    known = encoder
    monkeypatch.setattr(Library, "open", lambda path, encoder=None: open_one(path, encoder=known))
    assert run("search", tmp_path / "a", tmp_path / "b", "cats", "--method", "lexical") == 0
    printed = capsys.readouterr().out.splitlines()
    assert [line for line in printed if "characters" in line] == [
        "    a.txt, characters 0–11",
        "    b.txt, characters 0–18",
    ]


@pytest.mark.parametrize("method", ["hybrid", "dense", "lexical"])
def test_search_as_json_is_the_search_of_the_library(
    filled: Library, capsys: pytest.CaptureFixture[str], method: str
) -> None:
    assert run("search", filled.path, "cats sleep", "--method", method, "--json") == 0
    values = json.loads(capsys.readouterr().out)
    passages = filled.search("cats sleep", 10, method)  # type: ignore[arg-type]  # parametrized
    assert [(value["source"], value["start"], value["end"]) for value in values] == [
        (passage.span.document.source, passage.span.start, passage.span.end) for passage in passages
    ]
    assert {value["dense_rank"] is None for value in values} == {method == "lexical"}


def test_search_looks_only_at_documents_that_pass_the_filter(
    filled: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("search", filled.path, "cats", "--source", "town*", "--json") == 0
    assert {value["source"] for value in json.loads(capsys.readouterr().out)} == {"town.txt"}


def test_search_of_an_empty_library_finds_nothing(
    library: Library, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Library, "open", lambda path, encoder=None: library)
    assert run("search", library.path, "cats") == 1
    assert capsys.readouterr().out == ""


def test_search_needs_a_question_and_a_positive_number(filled: Library) -> None:
    with pytest.raises(PinciteError, match=r"-k is 0; give 1 or more"):
        run("search", filled.path, "cats", "-k", 0)
    with pytest.raises(PinciteError, match="is empty"):
        run("search", filled.path, " ")


def test_risks_as_json_have_the_fields_of_an_operating_point(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("risks", "--json") == 0
    value = json.loads(capsys.readouterr().out)
    calibration = load_calibration(BUNDLED_READER)
    assert value["threshold"] == calibration.threshold
    assert len(value["operating_points"]) == len(calibration.operating_points) > 1
    first = calibration.operating_points[0]
    assert value["operating_points"][0] == asdict(first) | {"kinds": list(map(asdict, first.kinds))}
    assert value["calibration"] == "reader"


POINT = {"wrong": 0.1, "threshold": 0.7, "answered": 0.5, "refused": None}
OWN = {
    "features": {"margin": 1.0},
    "bias": 0.0,
    "threshold": 0.7,
    "risks": [
        POINT | {"kinds": {"letters": POINT, "a long name of a set": POINT | {"refused": 1}}}
    ],
    "reader": "first-words@0",
    "questions": 1234,
}


@pytest.fixture
def calibrated(library: Library, monkeypatch: pytest.MonkeyPatch) -> Library:
    """A library with its own calibration, for the reader of first words."""
    store_calibration(library, json.dumps(OWN))
    monkeypatch.setattr("qa.pipeline.open_reader", lambda folder: FirstWords())
    return library


def test_risks_of_a_library_are_its_own(
    calibrated: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("risks", calibrated.path) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Calibration: the library's own, fitted to 1,234 questions",
        "",
        "at most wrong   confidence from   answerable answered   unanswerable refused",
        "        10.0%               70%                   50%                      –   (default)",
        "",
        "By kind of documents: wrong of the given / answered of the answerable / refused of the "
        "unanswerable",
        "at most wrong              letters   a long name of a set",
        "        10.0%        10% / 50% / –       10% / 50% / 100%",
    ]


def test_risks_of_a_library_for_another_reader_are_the_readers(
    calibrated: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    store_calibration(calibrated, json.dumps(OWN | {"reader": "another"}))
    assert run("risks", calibrated.path) == 0
    assert capsys.readouterr().out.startswith("Calibration: the reader's, fitted to ")
    store_calibration(calibrated, "{")
    with pytest.raises(PinciteError, match=r"What .*pincite stores is not a calibration"):
        run("risks", calibrated.path)


def test_risks_need_a_table(tmp_path: Path) -> None:
    with pytest.raises(PinciteError, match="This reader has no table of risks"):
        run("risks", "--reader", tmp_path)


MENU = document("Soup is 4 euros. Bread is 2 euros.", "menu.txt", "Menu")
"""Its sentences are [0, 16) and [17, 34)."""


def occurrence(start: int, end: int) -> Occurrence:
    sentence = Span(MENU, 0, 16) if end <= 16 else Span(MENU, 17, 34)
    return Occurrence(Span(MENU, start, end), sentence, Passage(Span(MENU, 0, 34), 1.0, 1, 1, ()))


def answered(*places: Occurrence, confidence: float = 0.8) -> Answer:
    candidates = (AnswerCandidate(places, confidence, {}),) if places else ()
    return Answer("What?", candidates, (), 0.7, 1, 5.0, "rules", possible_threshold=0.2)


def test_an_answer_is_printed_with_its_sentence_and_place() -> None:
    assert answer_lines(answered(occurrence(8, 15))) == [
        "4 euros",
        "",
        "[1] Menu",
        "    Soup is 4 euros.",
        "    menu.txt, characters 8–15",
        "",
        "(80% confidence, 0 passages of 1 document read, 5 ms; reader: rules)",
    ]


@pytest.mark.parametrize(("section", "shown"), [("Drinks", "Menu · Drinks"), ("Menu", "Menu")])
def test_the_section_is_named_unless_it_is_called_like_the_document(
    section: str, shown: str
) -> None:
    menu = replace(MENU, markers=(Marker("heading", 0, 7, section),))
    place = occurrence(8, 15)
    lines = answer_lines(answered(replace(place, span=replace(place.span, document=menu))))
    assert lines[2] == f"[1] {shown}"


def test_of_a_date_with_a_time_the_day_is_printed() -> None:
    place = occurrence(8, 15)
    saved = replace(MENU, date="2026-11-30T08:40:36Z")
    lines = answer_lines(answered(replace(place, span=replace(place.span, document=saved))))
    assert lines[2] == "[1] Menu · 2026-11-30"


def test_a_possible_answer_is_called_possible_and_cited() -> None:
    lines = answer_lines(answered(occurrence(8, 15), confidence=0.3))
    assert lines[:4] == ["Possible answer (30%, 70% needed to answer):", "4 euros", "", "[1] Menu"]
    nothing = answer_lines(answered(occurrence(8, 15), confidence=0.1))
    assert nothing[:2] == ["No answer found in these documents.", ""]


def test_the_items_of_a_list_are_printed_each_with_its_place() -> None:
    whole = answered(occurrence(0, 34))
    lines = answer_lines(replace(whole, items=(occurrence(0, 4), occurrence(17, 22))))
    assert lines[:4] == ["- Soup", "- Bread", "", "[1] Menu"]
    assert "[2] Menu" in lines


def test_a_comparison_is_printed_with_what_was_compared() -> None:
    lines = answer_lines(replace(answered(occurrence(0, 4)), items=(occurrence(26, 33),)))
    assert lines[:3] == ["Soup", "Compared:", "- 2 euros"]


def test_each_compared_value_is_printed_with_the_name_of_its_row() -> None:
    pots = places.document("| Pot: Ann; Height: 8.\n| Pot: Bo; Height: 9.")
    (winner,) = places.candidate(pots, "Bo").occurrences
    heights = tuple(places.candidate(pots, value).occurrences[0] for value in ("8", "9"))
    lines = answer_lines(
        replace(
            answered(occurrence(0, 4)),
            candidates=(AnswerCandidate((winner,), 0.9, {}),),
            items=heights,
        )
    )
    assert lines[:4] == ["Bo", "Compared:", "- Ann: 8", "- Bo: 9"]


def test_conflicts_corrections_named_documents_and_notices_are_printed() -> None:
    other = AnswerCandidate((occurrence(26, 33),), 0.6, {})
    shown = replace(
        answered(occurrence(8, 15)),
        conflicting=(other,),
        corrections={"sop": "soup"},
        named=(MENU,),
    )
    lines = answer_lines(shown)
    assert lines[:4] == ["No document has “sop”; searched for “soup”.", "In: Menu", "", "4 euros"]
    twice = replace(shown, named=(MENU, replace(MENU, source="/a/menu-old.txt")))
    assert "In: Menu (menu); Menu (menu-old)" in answer_lines(twice)
    at = lines.index("Other documents say something else:")
    assert lines[at + 1 : at + 3] == ["2 euros (60%)", "[2] Menu"]
    notice = replace(shown, notice="Pincite quotes; it cannot sum up.", conflicting=())
    assert "Pincite quotes; it cannot sum up." in answer_lines(notice)
