"""Tables of data as rows, tables of layout as paragraphs."""

from __future__ import annotations

import pytest

from index.formats.web import table_grid
from index.formats.web.tables import read_table
from index.formats.web.walk import _HANDLERS
from tests.index.formats.web.support import marked, texts

FARES = (
    "<table><caption>Fares in marks</caption><thead><tr><th rowspan=2>Line<th colspan=2>Price</tr>"
    "<tr><th>Adult<th>Child</tr></thead><tfoot><tr><td colspan=3>No refunds are made."
    "</tfoot><tbody><tr><th colspan=3>Summer<tr><td>A<td>4<td>2<tr><td>B<td><td>1"
    "<tr><th colspan=3>Winter"
    "<tr><td>A<td>3<td>1</tbody></table>"
)


def test_rows_have_the_names_of_their_columns_and_group() -> None:
    assert texts(FARES) == [
        "Fares in marks",
        "Summer; Line: A; Price Adult: 4; Price Child: 2.",
        "Summer; Line: B; Price Child: 1.",
        "Winter; Line: A; Price Adult: 3; Price Child: 1.",
        "No refunds are made.",
    ]
    assert len(marked(FARES, "row")) == 3


@pytest.mark.parametrize(
    ("markup", "rows"),
    [
        ("<tr><th>Height<td>4 m<tr><th>Weight<td>7 t", ["Height: 4 m.", "Weight: 7 t."]),
        ("<tr><th>Model<td>K1<td>K2<tr><th>Power<td>900 W<td>1200 W",
         ["Model: K1 | K2.", "Power: 900 W | 1200 W."]),
        ("<tr><td>Deposit<td>500 crowns<tr><td>Rent<td>90 crowns",
         ["Deposit: 500 crowns.", "Rent: 90 crowns."]),
        ("<tr><td>Town<td>People<tr><td>Visby<td>24 000<tr><td>Slite<td>1 500",
         ["Town: Visby; People: 24 000.", "Town: Slite; People: 1 500."]),
        ("<tr><td><b>Day</b><td><strong>Cook</strong><tr><td>Mon<td>Ann<tr><td>Tue<td>Bo",
         ["Day: Mon; Cook: Ann.", "Day: Tue; Cook: Bo."]),
        ("<style>.c1{font-weight:700}</style><tr><td><p><span class=c1>Day</span><td><p class=c1>"
         "Town<tr><td><p>Monday<td><p>Visby", ["Day: Monday; Town: Visby."]),
        ("<tr class=header><td>Day<td>Town<tr><td>Monday<td>Visby", ["Day: Monday; Town: Visby."]),
        ("<tr><th>A<th>B<th>C<tr><td>1<td><td>3<tr><td rowspan=2>x<td>y<td>z<tr><td>v<td>w",
         ["A: 1; C: 3.", "A: x; B: y; C: z.", "A: x; B: v; C: w."]),
        ("<tr><th colspan=2>Fleet of 2024<tr><th>Ship<th>Tons<tr><td>Tern<td>12",
         ["Ship: Tern; Tons: 12."]),
        ("<tr><th>Berth<th>Depth<tr><td><p>North</p><p>quay</p><td><ul><li>3 m<li>5 m</ul>",
         ["Berth: North quay; Depth: 3 m, 5 m."]),
        ("<tr><th>Ship<th colspan=2>Length<th>Beam<tr><td>Tern<td colspan=2>12<td>4",
         ["Ship: Tern; Length: 12; Beam: 4."]),
        ("<tr><th>Ship<th colspan=2>Length<tr><td>Tern<td colspan=2>12<tr><td>Gull<td>9<td>ft",
         ["Ship: Tern; Length: 12.", "Ship: Gull; Length: 9; Length (2): ft."]),
        ("<tr><th>Ship<th>Mon<th>Tue<tr><td>Tern<td colspan=2>in dock",
         ["Ship: Tern; Mon: in dock; Tue: in dock."]),
        ("<tr><td><th>Mon<th>Tue<tr><th>9:00<td>Maths<td>Art<tr><th>10:00<td><td>Song",
         ["9:00; Mon: Maths; Tue: Art.", "10:00; Tue: Song."]),
        ("<tr><th>Name<th>Empty<tr><td>Ann<td>", ["Empty.", "Name: Ann."]),
        ("<td>a<td>b1<td>c<tr><td>d<td>e<td>f2", ["a | b1 | c.", "d | e | f2."]),
    ],
)  # fmt: skip
def test_header_cells_bold_cells_and_digits_tell_the_names(markup: str, rows: list[str]) -> None:
    assert marked(f"<table>{markup}</table>", "row") == rows


def test_a_table_within_a_cell_is_read_once() -> None:
    inner = "<table><tr><th>Dye<th>Price<tr><td>Blue<td>9</table>"
    layout = f"<table><tr><td>Dyes<td>{inner}</table>"
    assert texts(layout) == ["Dyes", "Dye: Blue; Price: 9."]
    data = f"<table><caption>C</caption><tr><th>Kind<th>List<tr><td>Dyes<td>{inner}</table>"
    assert texts(data) == ["C", "Kind: Dyes; List: Dye: Blue; Price: 9."]
    more = data.replace("<td>9</table>", "<td>9<tr><td>Red<td>8</table><td>x")
    more = more.replace("<th>List", "<th>List<th>Sold")
    rows = "Dye: Blue; Price: 9; Dye: Red; Price: 8"
    assert texts(more) == ["C", f"Kind: Dyes; List: {rows}; Sold: x."]


def test_a_table_that_lays_out_the_page_is_read_as_paragraphs() -> None:
    markup = (
        "<table><tr><td><a href=1>Home</a><br><a href=2>News</a></td><td><h2>The bakery</h2>"
        "<p>The oven was built in 1888.</p><p>It is of brick.</p></td></tr>"
        "<tr><td>Tel.</td><td>0498 555</td></tr></table>"
    )
    assert texts(markup) == [
        *("The bakery", "The oven was built in 1888.", "It is of brick.", "Tel. | 0498 555.")
    ]
    assert marked(markup, "heading") == ["The bakery"]
    assert texts("<table role=presentation><tr><td>One.</td><td><p>Two.</p></td></tr></table>") == [
        *("One.", "Two.")
    ]


def test_spans_are_bounded() -> None:
    markup = "<table>" + "<tr><td rowspan=1000 colspan=1000>a<td>b 1<td>c" * 2_000 + "</table>"
    assert texts(markup)[1] == "a | b 1 | c."
    assert _HANDLERS["table"] is read_table
    assert table_grid.guess([["a", "b"], ["c", "1"]])
    assert not table_grid.guess([["a", "b"], ["c", "d"]])
