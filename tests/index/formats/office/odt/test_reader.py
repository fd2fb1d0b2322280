"""OpenDocument texts: numbers, notes, frames, tables, hidden text, changes, headers."""

from __future__ import annotations

import pytest

from index.errors import PinciteError
from index.formats.office.odt.reader import read_odt
from tests.index.formats.office.builders import ODF_CELL, odf, odf_cells, odf_table
from tests.index.formats.office.builders import odf_p as p


def texts(body: str, automatic: str = "", styles: str = "") -> list[str]:
    return read_odt(odf(body, automatic=automatic, styles=styles)).text.split("\n\n")


def item(*content: str, attributes: str = "") -> str:
    return f"<text:list-item {attributes}>{''.join(content)}</text:list-item>"


def numbered(*items: str, attributes: str = 'text:style-name="L"') -> str:
    return f"<text:list {attributes}>{''.join(items)}</text:list>"


LIST = """<text:list-style style:name="L">
<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
<text:list-level-style-number text:level="2" style:num-format="1" style:num-suffix=")"
 text:display-levels="2"/>
<text:list-level-style-number text:level="3" style:num-format="a" style:num-prefix="("
 style:num-suffix=")" text:start-value="3"/>
</text:list-style>
<text:list-style style:name="B"><text:list-level-style-bullet text:level="1"/></text:list-style>
<text:list-style style:name="N"><text:list-level-style-number text:level="1"
 style:num-format="I" style:num-list-format="Part %1%:"/></text:list-style>"""


def test_items_are_numbered_by_level() -> None:
    inner = numbered(item(p("in ink"), numbered(item(p("blue")))), item(p("twice")), attributes="")
    body = numbered(item(p("Sign"), p("and wait."), inner), item(p("Send")))
    assert texts(body, LIST) == [
        "1. Sign",
        "and wait.",
        "1.1) in ink",
        "(c) blue",
        "1.2) twice",
        "2. Send",
    ]


def test_bullets_have_no_number_and_patterns_are_filled() -> None:
    body = numbered(item(p("tea")), attributes='text:style-name="B"') + numbered(
        item(p("Oars")), attributes='text:style-name="N"'
    )
    assert texts(body, LIST) == ["tea", "Part I: Oars"]


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('text:style-name="L"', "1. c"),
        ('text:style-name="L" text:continue-numbering="true"', "3. c"),
        ('text:style-name="L" text:continue-list="first"', "3. c"),
        ('text:style-name="L" text:continue-list="lost"', "3. c"),
        ('text:style-name="N" text:continue-list="lost"', "Part I: c"),
    ],
)
def test_lists_begin_anew_or_are_continued(attributes: str, expected: str) -> None:
    first = numbered(item(p("a")), item(p("b")), attributes='xml:id="first" text:style-name="L"')
    body = first + p("Between.") + numbered(item(p("c")), attributes=attributes)
    assert texts(body, LIST)[-1] == expected


def test_an_item_may_state_its_number_and_a_header_has_none() -> None:
    header = f"<text:list-header>{p('Steps')}</text:list-header>"
    body = numbered(header, item(p("x"), attributes='text:start-value="7"'), item(p("y")))
    assert texts(body, LIST) == ["Steps", "7. x", "8. y"]


OUTLINE = """<office:styles><text:outline-style>
<text:outline-level-style text:level="1" style:num-format="1"/>
<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>
</text:outline-style><style:style style:family="paragraph" style:name="Bare"
 style:list-style-name=""/><style:style style:family="paragraph" style:name="Heading_20_1"/>
<style:style style:family="paragraph" style:name="Mine" style:parent-style-name="Heading_20_1"/>
</office:styles>"""


def test_headings_have_the_numbers_of_the_outline() -> None:
    heading = '<text:h text:outline-level="{}" text:style-name="{}">{}</text:h>'
    body = (
        heading.format(1, "", "Scope")
        + heading.format(2, "", "Ships")
        + heading.format(1, "Bare", "Preface")
        + heading.format(1, "", "Price")
        + p("Styled", "Mine")
    )
    extract = read_odt(odf(body, styles=OUTLINE))
    assert [marker.label for marker in extract.markers] == [
        "1 Scope",
        "1.1 Ships",
        "Preface",
        "2 Price",
        "Styled",
    ]
    assert extract.title == "Scope"


def test_notes_are_marked_and_follow_their_paragraph() -> None:
    note = (
        "<text:note><text:note-citation>2</text:note-citation><text:note-body>"
        f"{p('Since 1990.')}{p('Or so.')}</text:note-body></text:note>"
    )
    extract = read_odt(odf(p(f"It holds 450{note} people.") + p("End.")))
    assert extract.text.split("\n\n") == [
        "It holds 450[2] people.",
        "[2] Since 1990.\nOr so.",
        "End.",
    ]
    assert [marker.kind for marker in extract.markers] == ["note"]


def test_frames_groups_and_shapes_are_blocks_of_their_own() -> None:
    box = f"<draw:frame><draw:text-box>{p('Box one.')}{p('Box two.')}</draw:text-box></draw:frame>"
    group = f"<draw:g><draw:custom-shape>{p('Shape.')}</draw:custom-shape></draw:g>"
    picture = "<draw:frame><draw:image/></draw:frame>"
    extract = read_odt(
        odf(
            p(f"Be{box}fore{group}{picture}.")
            + odf_table(odf_cells("Key", ODF_CELL.format("", p(box))), odf_cells("a", "b"))
        )
    )
    assert extract.text.split("\n\n") == [
        "Before.",
        "Box one.",
        "Box two.",
        "Shape.",
        "Key: Box one. Box two.",
        "a: b.",
    ]
    assert +extract.losses == {"pictures skipped": 1}


STYLES = """<style:style style:family="text" style:name="H"><style:text-properties
 text:display="none"/></style:style><style:style style:family="text" style:name="H2"
 style:parent-style-name="H"/><style:style style:family="paragraph" style:name="HP">
<style:text-properties text:display="none"/></style:style><style:style style:family="text"
 style:name="Up"><style:text-properties style:text-position="super 58%"/></style:style>
<style:style style:family="text" style:name="Down"><style:text-properties
 style:text-position="-33% 58%"/></style:style>"""


def test_hidden_text_sections_and_paragraphs_are_counted() -> None:
    body = (
        p('Seen.<text:span text:style-name="H2"> Unseen.</text:span>')
        + p("Unseen.", "HP")
        + p('Maybe<text:hidden-text text:string-value="x">Unseen.</text:hidden-text>')
        + p('<text:hidden-paragraph text:is-hidden="true"/>Unseen.')
        + f'<text:section text:display="none">{p("Unseen.")}</text:section>'
        + f"<text:section>{p('Shown.')}</text:section>"
    )
    extract = read_odt(odf(body, automatic=STYLES))
    assert extract.text.split("\n\n") == ["Seen.", "Maybe", "Shown."]
    assert extract.losses["hidden passages left out"] == 5


def test_raised_text_and_spaces() -> None:
    up = '<text:span text:style-name="Up">2</text:span>'
    down = '<text:span text:style-name="Down">2</text:span>'
    body = p(
        f'30 m{up} of H{down}O<text:s text:c="2"/>and\n 450{up}<text:tab/>x<text:line-break/>y'
    )
    assert texts(body, STYLES) == ["30 m² of H2O  and 450^2\tx\ny"]


def test_tracked_changes_and_comments_are_told() -> None:
    changes = (
        "<text:tracked-changes><text:changed-region><text:deletion>"
        + p("gone")
        + "</text:deletion></text:changed-region><text:changed-region><text:insertion/>"
        "</text:changed-region></text:tracked-changes>"
    )
    comment = "<office:annotation><text:p>Really?</text:p></office:annotation>"
    extract = read_odt(odf(changes + p(f"Kept.{comment}<text:change/>")))
    assert extract.text == "Kept."
    assert +extract.losses == {
        "tracked deletions left out": 1,
        "tracked insertions accepted": 1,
        "comments skipped": 1,
    }


def test_entries_of_an_index_are_marked() -> None:
    index = (
        "<text:table-of-content><text:table-of-content-source/><text:index-body>"
        f"<text:index-title>{p('Contents')}</text:index-title>{p('Price<text:tab/>7')}"
        "</text:index-body></text:table-of-content>"
    )
    extract = read_odt(odf(index + p("Text.")))
    marked = [(each.kind, extract.text[each.start : each.end]) for each in extract.markers]
    assert marked == [("heading", "Contents"), ("contents", "Price\t7")]


def test_headers_and_footers_of_the_pages_in_use_are_read_once() -> None:
    page = '<style:master-page style:name="{}">{}</style:master-page>'
    styles = "<office:master-styles>" + page.format(
        "Standard",
        f"<style:header>{p('File 77-B')}</style:header><style:header-left>{p('FILE 77-B')}"
        f"</style:header-left><style:footer>{p('Page <text:page-number>4</text:page-number>')}"
        f"</style:footer>",
    )
    styles += page.format("Unused", f"<style:header>{p('Nowhere')}</style:header>")
    extract = read_odt(odf(p("Text."), styles=styles + "</office:master-styles>"))
    assert extract.text.split("\n\n") == ["File 77-B", "Text."]
    assert +extract.losses == {
        "repeated headers and footers skipped": 1,
        "page numbers skipped": 1,
    }


def test_formulas_and_charts_are_read_and_other_objects_counted() -> None:
    frame = '<draw:frame><draw:object xlink:href="./{}"/><draw:image/></draw:frame>'
    math = (
        "<math><semantics><mrow><mi>v</mi><mo>=</mo><mfrac><mi>s</mi><mi>t</mi></mfrac></mrow>"
        "<annotation>v = s over t</annotation></semantics></math>"
    )
    chart = (
        "<office:document-content NAMES><office:body><office:chart><chart:chart><chart:title>"
        + p("Arrivals")
        + "</chart:title>"
        + odf_table(odf_cells("Month", "Boats"), odf_cells("May", "4"))
        + "</chart:chart>"
        "</office:chart></office:body></office:document-content>"
    )
    data = odf(
        p(f"Speed {frame.format('A')}.") + p(frame.format("B") + frame.format("C")),
        parts={"A/content.xml": math, "B/content.xml": chart},
    )
    extract = read_odt(data)
    assert extract.text.split("\n\n") == ["Speed v=s/t.", "Arrivals", "Month: May; Boats: 4."]
    assert +extract.losses == {"formulas written in a line": 1, "objects skipped": 1}


def test_a_document_with_a_password_is_refused_as_such() -> None:
    manifest = "<manifest><encryption-data/></manifest>"
    with pytest.raises(PinciteError, match="protected with a password"):
        read_odt(odf(p("x"), parts={"META-INF/manifest.xml": manifest}))


def test_a_centred_first_line_is_the_title_and_form_fields_are_counted() -> None:
    style = (
        '<style:style style:family="paragraph" style:name="C">'
        '<style:paragraph-properties fo:text-align="center"/></style:style>'
    )
    forms = "<office:forms><form><text:text/><text:checkbox/></form></office:forms>"
    extract = read_odt(odf(forms + p("LEASE", "C") + p("Text."), automatic=style))
    assert extract.title == "LEASE"
    assert +extract.losses == {"form fields skipped": 2}
