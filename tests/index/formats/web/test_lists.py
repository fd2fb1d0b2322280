"""Lists with their numbers, definition lists."""

from __future__ import annotations

from index.formats.web.lists import labelled
from tests.index.formats.web.support import marked, texts


def test_items_of_nested_lists_have_their_numbers() -> None:
    markup = (
        "<ol start=3><li>Three<ul><li>dot</ul><li><p>Four</p><p>more</p><li value=9>Nine</ol>"
        "<ol type=a><li>x<li>y</ol>"
        "<ol style='list-style-type: upper-roman' reversed><li>p<li>q</ol>"
        "<ol><li>1) own</ol><ul><li>plain</ul><ol style='list-style: none'><li>bare</ol>"
    )
    assert texts(markup) == [
        *("3. Three", "dot", "4. Four", "more", "9. Nine", "a. x", "b. y", "II. p", "I. q"),
        *("1) own", "plain", "bare"),
    ]


def test_a_term_stands_in_one_sentence_with_its_definition() -> None:
    markup = (
        "<dl><dt>Berth<dd>A place for a boat.<dt>How long?<dd>Nine days.<dt>Fee<dt>Charge"
        "<dd>Money.<dd>A price.</dl><dl><div><dt>Keel<dd><p>The lowest beam.</p>"
        "<p>It is of oak.</p></div></dl>"
    )
    assert marked(markup, "row") == [
        "Berth: A place for a boat.",
        "How long? Nine days.",
        "Fee, Charge: Money. A price.",
        "Keel: The lowest beam. It is of oak.",
    ]


def test_a_long_definition_is_a_paragraph_that_begins_with_its_term() -> None:
    long = "The harbour master keeps a log of all boats. " * 9
    markup = f"<dl><dt>Log<dd>{long}<dt>Table<dd><table><tr><th>A<th>B<tr><td>1<td>2</table></dl>"
    assert texts(markup) == [f"Log: {long.strip()}", "Table", "A: 1; B: 2."]
    assert marked(markup, "row") == ["A: 1; B: 2."]


def test_labels_that_end_with_a_mark_get_no_colon() -> None:
    assert labelled("Name:", "Ann") == "Name: Ann"
    assert labelled("Name", "Ann") == "Name: Ann"
