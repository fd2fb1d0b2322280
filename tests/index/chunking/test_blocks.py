"""Which lines of a text belong together."""

from __future__ import annotations

import textwrap
import time

import pytest

from index.chunking.blocks import blocks


def lines_of(text: str) -> list[str]:
    """The blocks, with one space for white space."""
    return [" ".join(text[start:end].split()) for start, end in blocks(text, 0, len(text))]


LETTER = (
    "Dear guests,\n\n"
    + textwrap.fill(
        "the sauna stays shut from Friday noon until the new stove has been built in, "
        "since the old one smokes. Please use the pool.",
        68,
    )
    + "\n\n"
    + textwrap.fill("Towels are handed out at the desk by Mrs. Lund, as they were before.", 60)
    + "\n\nKind regards\nThe manager\n12 Lake Road\nVadstena"
)


def test_a_short_wrapped_letter_is_joined_and_its_address_is_not() -> None:
    assert lines_of(LETTER) == [
        "Dear guests,",
        "the sauna stays shut from Friday noon until the new stove has been built in, "
        "since the old one smokes. Please use the pool.",
        "Towels are handed out at the desk by Mrs. Lund, as they were before.",
        *("Kind regards", "The manager", "12 Lake Road", "Vadstena"),
    ]


def test_other_wrapped_lines_of_the_text_tell_how_wide_it_is() -> None:
    paragraph = "The next rehearsal of the choir will be held on Monday, 4\nMarch, at the school."
    assert lines_of(paragraph) == paragraph.split("\n")
    assert lines_of(f"{LETTER}\n\n{paragraph}")[-1] == " ".join(paragraph.split())


def test_a_paragraph_of_two_lines_is_joined() -> None:
    text = "The ferry to the outer islands leaves from the second quay at\nseven each morning."
    assert lines_of(text) == [" ".join(text.split())]


@pytest.mark.parametrize(
    "text",
    [
        # logs, whose lines are as long as those of wrapped text
        "2024-03-01 10:00:00 INFO the pump of the first basin was started by the timer\n"
        "2024-03-01 10:05:00 INFO the pump of the first basin was stopped by the timer\n"
        "2024-03-01 10:10:00 WARN the pump of the other basin does not answer the timer",
        "kernel: usb 1-1 new device found on the second port of the hub, it has no\n"
        "kernel: usb 1-1 new device lost on the second port of the hub, it had a name",
        # verse
        "The winter came across the hill and brought its silver snow,\n"
        "And all the birds of yesterday had nowhere left to go,\n"
        "Until the miller opened up the shutters of his barn",
        # names of files
        "source/library/documents/readers/of/spreadsheets/version-one/reader.c\n"
        "source/library/documents/readers/of/spreadsheets/version-two/reader.c",
        # settings, and columns of a table
        "width = 40 characters at most for each of the columns in the\nheight = 20",
        "apples from the orchard      twelve crowns      by the basket of ten\n"
        "pears from the orchard       fourteen crowns    by the basket of ten",
        # a list without marks
        "Milk\nTwo dozen eggs from the farm\nButter, if there is any",
        # names
        "Mrs. Anna-Maria Lindqvist-Hedenborg of the Historical Society\nMr. Bo Ek",
    ],
)
def test_lines_of_data_and_verse_stay_apart(text: str) -> None:
    assert lines_of(text) == [" ".join(line.split()) for line in text.split("\n")]


def test_list_items_stay_apart_and_keep_their_own_wrapped_lines() -> None:
    text = (
        "- the first item, which is so long that it does not fit on one line and\n"
        "  goes on here\n"
        "- the second item\n"
        "- a short one with\n"
        "  more below it,\n"
        "  and more\n"
        "Not of the list\n"
        "3.2 the clause with a number of its own, which is long enough to be\n"
        "    wrapped too\n"
    )
    assert lines_of(text) == [
        "- the first item, which is so long that it does not fit on one line and goes on here",
        "- the second item",
        "- a short one with more below it, and more",
        "Not of the list",
        "3.2 the clause with a number of its own, which is long enough to be wrapped too",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The tenant may end the lease at any time for the reasons named in section\n3.2 of it.",
        "The landlord may enter the house only for the reasons listed in paragraph\n(b) above.",
        "The rent rises each year in January by the rate of that year, at most\n3.5 per cent.",
    ],
)
def test_a_number_that_was_wrapped_is_no_list_mark(text: str) -> None:
    assert lines_of(f"{LETTER}\n\n{text}")[-1] == " ".join(text.split())


@pytest.mark.parametrize("mark", ["1.", "(a)", "b)", "iv.", "3.2.1.", "§ 5", "Art. 7.", "•"])
@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n\r\n"])
def test_a_mark_on_a_line_of_its_own_stands_with_its_text(mark: str, gap: str) -> None:
    assert lines_of(f"Duties{gap}{mark}{gap}The tenant pays.{gap}End") == [
        "Duties",
        f"{mark} The tenant pays.",
        "End",
    ]


def test_marks_alone_stay_apart() -> None:
    assert lines_of("1.\n2.\n3.\nText") == ["1.", "2.", "3. Text"]
    assert lines_of("12\nText\n\n1.\n\n\n\n\nFar below") == ["12", "Text", "1.", "Far below"]


@pytest.mark.parametrize("gap", ["\n\n", "\f", "\n\f\n"])
def test_a_line_that_cannot_be_an_end_goes_on_below(gap: str) -> None:
    text = f"The committee decided after a long debate to leave the{gap}old mill as it is."
    assert lines_of(text) == [" ".join(text.split())]
    heading = "A guide to all that the village has to offer\n\nold mills and more."
    assert len(lines_of(heading)) == 2


def test_text_in_capitals_is_joined_like_other_text() -> None:
    text = textwrap.fill(
        "THE SELLER GIVES NO WARRANTY OF ANY KIND, AND THE BUYER TAKES THE GOODS AS THEY ARE ON "
        "THE DAY OF THE SALE, WITH ALL FAULTS. NOTHING ELSE WAS AGREED BY THE PARTIES HERETO, "
        "AND NO CLERK OF THE SELLER MAY AGREE TO ANYTHING ELSE.",
        60,
    )
    assert lines_of(text) == [" ".join(text.split())]


def test_a_heading_and_the_rule_below_it_stay_apart_from_wrapped_text() -> None:
    rule = "=" * 60
    heading = "The rules for all who wish to use the boats of the rowing club"
    assert lines_of(f"{heading}\n{rule}\n{LETTER}")[:3] == [heading, rule, "Dear guests,"]


def test_blank_lines_are_no_blocks() -> None:
    assert lines_of("\n \n\t\n") == []
    assert lines_of("") == []
    assert lines_of("\n\none\n\n\ntwo\n") == ["one", "two"]


@pytest.mark.parametrize(
    "unit",
    ["\n", "\r", "1.\n", "(a)\n\n", "x\n", f"{'a b ' * 12}the\n", f"{'a b ' * 12}the\n\n", "\f"],
)
def test_the_time_is_linear(unit: str) -> None:
    def seconds(count: int) -> float:
        text = unit * count
        start = time.process_time()
        assert len(list(blocks(text, 0, len(text)))) <= count + 1
        return time.process_time() - start

    short = min(seconds(2_000) for _ in range(3))
    assert min(seconds(8_000) for _ in range(3)) < 8 * short + 0.05
