"""Which rows of a table are read, and that they are read alone."""

from __future__ import annotations

from itertools import pairwise

from index.spans import Hit, Marker, Passage, Span
from qa.evidence.rows import MAX_ROWS, reading_units
from tests.conftest import document

CREW = (
    "The crew of 1921.",
    "Name: Olsen; Age: 41; Ship: Tern.",
    "Name: Berg; Rank: mate; Ship: Tern.",
    "Name: Lind; Rank: cook; Age: 30; Ship: Tern.",
    "They sailed in May.",
)
STORE = ("Store of the club", "Wax: 22 tins", "Poles: 61", "Skins: 18 pairs")


def passage(lines: tuple[str, ...], rows: bool = True) -> Passage:
    text, ends = "\n".join(lines), [0]
    for line in lines:
        ends.append(ends[-1] + len(line) + 1)
    spans = [(a, b - 1) for a, b in pairwise(ends)]
    marks = tuple(
        Marker("row", a, b, "")
        for (a, b), line in zip(spans, lines, strict=True)
        if rows and "; " in line
    )
    doc = document(text, "crew.txt", "Crew list", marks)
    hits = tuple(Hit(Span(doc, a, b), 0.0) for a, b in spans)
    return Passage(Span(doc, 0, len(text)), 1.0, 1, 1, hits)


def read(question: str, *passages: Passage) -> list[str]:
    return [unit.read.span.text for unit in reading_units(question, passages)]


def test_the_row_with_the_rare_word_is_read_alone_and_the_prose_as_it_is() -> None:
    whole = passage(CREW)
    units = reading_units("Which rank has Berg?", [whole])
    assert [unit.read.span.text for unit in units] == [CREW[0], CREW[2], CREW[4]]
    assert {unit.passage for unit in units} == {whole}
    assert [unit.context for unit in units] == ["", "Crew list. ", ""]
    assert [len(unit.read.sentences) for unit in units] == [1, 1, 1]


def test_without_a_word_that_tells_the_rows_apart_the_passage_is_read_whole() -> None:
    text = "\n".join(CREW)
    for question in ("Who is oldest?", "Who sails on the Tern?", "Which ranks are there?"):
        assert read(question, passage(CREW)) == [text]


def test_the_rarest_words_decide() -> None:
    assert read("Who is the mate of the Tern?", passage(CREW))[1:2] == [CREW[2]]


def test_words_that_many_rows_have_do_not_choose() -> None:
    lines = tuple(
        f"Day: {n}; Place: {'Holm' if n <= MAX_ROWS + 1 else 'Ghent'}." for n in range(20)
    )
    assert len(read("What is in Holm?", passage(lines))) == 1
    assert len(read("What is on day 7 in Ghent?", passage(lines))) == 1


def test_a_row_whose_cell_is_empty_is_not_read_and_no_other_instead() -> None:
    assert read("What is the rank of Olsen?", passage(CREW)) == [CREW[0], CREW[4]]
    assert CREW[1] in read("What is the age of Olsen?", passage(CREW))
    assert CREW[2] in read("Who is Berg?", passage(CREW))


def test_rows_of_another_passage_of_the_document_are_compared_too() -> None:
    whole = passage(CREW)
    doc = whole.span.document
    hits = whole.sentences
    first = Passage(Span(doc, 0, hits[1].span.end), 1.0, 1, 1, hits[:2])
    second = Passage(Span(doc, hits[2].span.start, len(doc.text)), 1.0, 2, 2, hits[2:])
    assert read("Who is Berg?", first, second) == [CREW[0], CREW[2], CREW[4]]


def test_of_lines_with_labels_the_one_that_the_question_names_is_read() -> None:
    assert read("How many skins are there?", passage(STORE)) == [STORE[0], STORE[3]]
    assert read("What is in the store?", passage(STORE)) == ["\n".join(STORE)]
    assert read("How many poles are there?", passage(STORE[:3])) == ["\n".join(STORE[:3])], "two"


def test_contexts_of_passages_are_kept() -> None:
    one, two = passage(STORE), passage(("Prose.",))
    units = reading_units("How many skins are there?", [one, two], ["A. ", "B. "])
    assert [unit.context for unit in units] == ["A. ", "Crew list. ", "B. "]
