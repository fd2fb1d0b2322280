"""Sections inserted, removed, moved, swapped, renamed and renumbered, made by program."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest

from index.spans import Document
from qa.drafts.versions.compare import compare
from qa.drafts.versions.edits import graves_in
from qa.drafts.versions.joining import mirrored
from qa.drafts.versions.moves import twins_of
from qa.drafts.versions.numbering import numberings
from qa.drafts.versions.senses import sense_of
from qa.drafts.versions.sentences import Version
from qa.drafts.versions.types import Change, ChangeKind, Comparison

Section = tuple[str, list[str]]
"""Title and sentences."""

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
STYLES: dict[str, Callable[[int], str]] = {
    "1.": lambda n: f"{n}. ",
    "Section 1": lambda n: f"Section {n} ",
    "Section 1.": lambda n: f"Section {n}. ",
    "§ 1": lambda n: f"§ {n} ",
    "(a)": lambda n: f"({'abcdefghij'[n - 1]}) ",
    "A.": lambda n: f"{'ABCDEFGHIJ'[n - 1]}. ",
    "II.": lambda n: f"{ROMAN[n - 1]}. ",
    "ARTICLE II": lambda n: f"ARTICLE {ROMAN[n - 1]}\n",
    "": lambda n: "",
}
CLAUSES: tuple[Callable[[int, int], str], ...] = (
    lambda n, m: f"{n}.{m} ",
    lambda n, m: f"({'abcde'[m - 1]}) ",
    lambda n, m: "",
)
TITLES = ("Rent", "Pets", "Keys", "Garden", "Noise", "Meters", "Boiler", "Lamps", "Roof")


def made(rng: random.Random) -> list[Section]:
    def sentence() -> str:
        who, did = rng.choice(["tenant", "landlord", "porter"]), rng.choice(["keeps", "mows"])
        things = rng.sample(["lawn", "roof", "keys", "fence", "meter", "store", "lamps"], 2)
        when = rng.choice(["every month", "within 30 days", "without delay", "on 3 May 2022"])
        return f"The {who} {did} the {things[0]} and the {things[1]} {when}."

    titles = rng.sample(TITLES, rng.randint(4, 9))
    return [(title, [sentence() for _ in range(rng.randint(1, 4))]) for title in titles]


class Style:
    """One way to number headings and clauses, with or without blank lines."""

    def __init__(self, rng: random.Random, name: str) -> None:
        self.heading, self.clause = STYLES[name], rng.choice(CLAUSES)
        self.gap = rng.choice(["\n", "\n\n"])

    def text(self, sections: Sequence[Section], first: int = 1) -> str:
        lines = list[str]()
        for n, (title, sentences) in enumerate(sections, first):
            lines.append(self.heading(n) + title)
            lines += [self.clause(n, m) + each for m, each in enumerate(sentences, 1)]
        return self.gap.join(lines)


def compared(old: str, new: str) -> Comparison:
    """With the proof that the other direction finds the same."""
    one, other = Document(1, "a.txt", "a", old), Document(2, "b.txt", "b", new)
    found = compare(one, other)
    kinds: dict[ChangeKind, ChangeKind] = {"added": "removed", "removed": "added"}
    mirrored = [
        (kinds.get(kind, kind), before, after, [(there, here, s) for here, there, s in edits])
        for kind, after, before, edits in map(told, compare(other, one).changes)
    ]
    assert sorted(map(repr, mirrored)) == sorted(repr(told(each)) for each in found.changes)
    return found


def told(
    change: Change,
) -> tuple[ChangeKind, str | None, str | None, list[tuple[str | None, str | None, str]]]:
    edits: list[tuple[str | None, str | None, str]] = [
        (edit.old.text if edit.old else None, edit.new.text if edit.new else None, edit.sense)
        for edit in change.edits
    ]
    old, new = change.old and change.old.text, change.new and change.new.text
    return change.kind, old or None, new or None, edits


def words(found: Comparison) -> list[Change]:
    return [each for each in found.changes if each.kind != "form"]


@pytest.mark.parametrize("name", STYLES)
def test_a_section_is_one_change(name: str) -> None:
    for seed in range(8):
        rng = random.Random(seed)
        style, every = Style(rng, name), made(rng)
        at = rng.randrange(len(every))
        without = every[:at] + every[at + 1 :]
        whole, less = style.text(every), style.text(without)

        (added,) = words(compared(less, whole))
        assert added.kind == "added"
        assert added.new is not None
        assert added.new.text == style.text(every[at : at + 1], at + 1)
        numbers = [edit.new.text for edit in added.edits if edit.new and edit.sense == "figure"]
        assert set(numbers) <= {"30", "3 May 2022"}

        to = rng.choice([place for place in range(len(every)) if place != at])
        shifted = [*without[:to], every[at], *without[to:]]
        (moved,) = words(compared(whole, style.text(shifted)))
        assert told(moved)[0::3] == ("moved", [])

        renamed = [*every[:at], ("Liability", every[at][1]), *every[at + 1 :]]
        (change,) = words(compared(whole, style.text(renamed)))
        assert told(change)[0::3] == ("altered", [(every[at][0], "Liability", "")])

        assert compared(whole, whole).changes == ()
        assert compared(whole, Style(rng, rng.choice([*STYLES])).text(every)).is_same


def test_a_number_that_only_one_version_shows_as_numbering_is_no_edit() -> None:
    old = "ARTICLE I\n\nThe tenant pays the rent.\n\n(a) The porter keeps all of the keys."
    new = "The tenant pays the rent.\n\nThe porter keeps all of the keys."
    assert compared(old, new).is_same
    assert compared("The tenant pays: (1) the rent.", "The tenant pays (1) the rent.").is_same


def test_numbers_are_found_and_changes_mirrored() -> None:
    text = "§ 2 Pets\n\nThe tenant keeps: (a) cats; (b) a dog."
    ranges = [(0, 8), (10, len(text))]
    found = numberings(Document(1, "a", "a", text), ranges)
    assert [text[start:end].strip() for start, end in found] == ["§ 2", "(a)", "(b)"]
    (added,) = compared("The rent is due.", "The rent is due. A cat is free.").changes
    assert told(mirrored(added))[:3] == ("removed", "A cat is free.", None)


def test_initials_and_references_are_words() -> None:
    old = "J. Smith signed the lease.\n\nSection 5 applies to the lamps."
    new = "K. Smith signed the lease.\n\nSection 6 applies to the lamps."
    edits = [edit for change in words(compared(old, new)) for edit in told(change)[3]]
    assert edits == [("J", "K", ""), ("5", "6", "figure")]


def test_what_stands_word_for_word_elsewhere_is_never_removed_or_altered() -> None:
    for seed in range(30):
        rng = random.Random(seed)
        style, old = Style(rng, "1."), made(rng)
        new = [*old[1:], ("Liability", ["The agent insures the boiler at its own cost."])]
        rng.shuffle(new)
        before, after = ([each for _, some in every for each in some] for every in (old, new))
        gone = [
            change.old.text
            for change in words(compared(style.text(old), style.text(new)))
            if change.old and change.kind != "moved"
        ]
        for each in before:
            if before.count(each) == after.count(each) == 1:
                assert not any(each in text for text in gone), (seed, each)


def test_the_parts_of_a_comparison() -> None:
    text = "1. Fees\n\nThe tenant pays 30 pounds.\n\nNo dogs."
    version = Version.of(Document(1, "a", "a", text))
    assert [[*version.forms(i)] for i in range(len(version))] == [
        ["fees"],
        ["the", "tenant", "pays", "30", "pounds"],
        ["no", "dogs"],
    ]
    assert [*version.with_numbers(0, 1)] == ["1", "fees"]
    assert twins_of(version, version) == {1: 1}
    graves = graves_in(version, 0, len(version.words), is_old=True)
    assert [(each.old and each.old.text, each.sense) for each in graves] == [
        ("30", "figure"),
        ("No", "negation"),
    ]
    assert sense_of(version.words, (4, 5), version.words, (4, 6)) == ""
