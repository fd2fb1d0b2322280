"""The parts and blocks of a text: nothing is lost, nothing is twice, each block is what it is."""

from __future__ import annotations

import random

from index.spans import Document, Marker
from ui.pages.document.blocks import MAX_PARTS, groups, parts

TEXT = (
    "Fares\n\nPort: Ilm; Price: £4.\n\nPort: Oba; Price: £5.\n\n"
    "Dear Ms. Ash,\n\n- one\n\n- two\n\nBye"
)


def at(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


MARKED = Document(
    1,
    "a.pdf",
    "A",
    TEXT,
    (
        Marker("page", 0, 0, "i"),
        Marker("heading", 0, 5, "Fares"),
        Marker("row", *at("Port: Ilm; Price: £4."), ""),
        Marker("page", TEXT.index("Price: £5"), TEXT.index("Price: £5"), "ii"),
        Marker("page", TEXT.index("Price: £5"), TEXT.index("Price: £5"), "iii"),
        Marker("row", *at("Port: Oba; Price: £5."), ""),
        Marker("quote", *at("Dear Ms. Ash,"), ""),
        Marker("note", *at("Bye"), ""),
    ),
)


def test_blocks_are_what_the_markers_say_and_neighbours_stand_together() -> None:
    shown = [
        (kind, [block.label or TEXT[block.start : block.end] for block in blocks])
        for kind, blocks in groups(MARKED, 0, len(TEXT))
    ]
    assert shown == [
        ("page", ["i"]),
        ("heading", ["Fares"]),
        ("row", ["Port: Ilm; Price: £4.", "Port: Oba; "]),
        ("page", ["ii", "iii"]),
        ("row", ["Price: £5."]),
        ("quote", ["Dear Ms. Ash,"]),
        ("item", ["- one", "- two"]),
        ("note", ["Bye"]),
    ]


def test_all_of_a_text_is_in_one_block_however_it_is_cut_and_marked() -> None:
    chance = random.Random(7)
    for _ in range(60):
        words = chance.choices(["ab", "c.", "\n", "\n\n", " ", "- ", "\r\n", "1. ", "é"], k=80)
        text = "x" + "".join(words)
        cuts = sorted(chance.sample(range(len(text)), 8))
        markers = tuple(
            Marker(chance.choice(("row", "quote", "note", "heading")), start, end, "w")
            for start, end in zip(cuts[::2], cuts[1::2], strict=True)
            if start < end
        )
        document = Document(1, "a", "A", text, markers)
        starts = parts(document, size=20)
        assert starts == sorted(set(starts))
        covered = ""
        for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
            position = start
            for _, blocks in groups(document, start, end):
                for block in blocks:
                    assert position <= block.start < block.end <= end
                    assert not text[position : block.start].strip()
                    covered += text[block.start : block.end]
                    position = block.end
        assert "".join(covered.split()) == "".join(text.split())


def test_a_long_document_has_a_limited_number_of_parts() -> None:
    assert parts(Document(1, "a", "A", "")) == [0]
    text = "Nothing of note happened on that day.\n\n" * 400_000
    starts = parts(Document(1, "a", "A", text))
    assert len(starts) <= 1.5 * MAX_PARTS
    assert all(text[start - 2 : start] == "\n\n" for start in starts[1:])
