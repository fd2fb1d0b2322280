"""Presentations: reading order, titles, tables, numbers, notes, what is left out."""

from __future__ import annotations

import pytest

from index.formats.office.pptx.reader import read_pptx
from tests.index.formats.office.builders import P, deck, shape
from tests.support.make_files import relations

TITLE = 'type="title"'


def texts(*slides: str) -> list[str]:
    return read_pptx(deck(*slides)).text.split("\n\n")


def test_shapes_are_read_from_the_top_and_the_title_first() -> None:
    slide = (
        shape("third", box=(0, 300, 100, 50))
        + shape("first", box=(0, 100, 100, 50))
        + shape("Title", box=(0, 500, 100, 50), placeholder=TITLE)
        + shape("second, left", box=(0, 200, 40, 50))
        + shape("second, right", box=(60, 200, 40, 50))
    )
    assert texts(slide) == ["Title", "first", "second, left", "second, right", "third"]


def test_columns_are_read_one_after_the_other() -> None:
    slide = "".join(
        shape(text, box=(left, top, 300, 80))
        for text, left, top in [
            ("A head", 0, 100),
            ("B head", 400, 100),
            ("A body", 0, 190),
            ("B body", 400, 190),
        ]
    )
    assert texts(slide) == ["A head", "A body", "B head", "B body"]


def test_rows_of_a_grid_are_read_one_after_the_other() -> None:
    places = [("4", 110, 110), ("2", 110, 0), ("1", 0, 0), ("3", 0, 110)]
    slide = "".join(shape(text, box=(left, top, 100, 100)) for text, left, top in places)
    assert texts(slide) == ["1", "2", "3", "4"]


def test_a_group_is_read_as_a_whole_in_its_place() -> None:
    group = (
        '<p:grpSp><p:grpSpPr><a:xfrm><a:off x="0" y="200"/><a:ext cx="100" cy="200"/></a:xfrm>'
        f"</p:grpSpPr>{shape('low', box=(0, 9000, 10, 10))}{shape('high', box=(0, 10, 10, 10))}"
        "</p:grpSp>"
    )
    slide = shape("last", box=(0, 500, 100, 50)) + group + shape("top", box=(0, 0, 100, 50))
    assert texts(slide) == ["top", "high", "low", "last"]


def test_placeholders_take_their_place_from_the_layout() -> None:
    layout = (
        f"<p:sldLayout {P}><p:cSld><p:spTree>"
        + shape("", box=(0, 400, 10, 10), placeholder='type="body" idx="1"')
        + shape("", placeholder='type="body" idx="2"')
        + shape("Tern Ltd", box=(0, 0, 1, 1))
        + "</p:spTree></p:cSld></p:sldLayout>"
    )
    master = (
        f"<p:sldMaster {P}><p:cSld><p:spTree>"
        + shape("", box=(0, 50, 10, 10), placeholder='type="body" idx="2"')
        + "</p:spTree></p:cSld></p:sldMaster>"
    )
    slide = (
        shape("low", placeholder='idx="1"')
        + shape("between", box=(0, 200, 10, 10))
        + shape("high", placeholder='idx="2"')
    )
    data = deck(
        slide,
        slide,
        rels={i: {"l": ("slideLayout", "../slideLayouts/l.xml")} for i in (1, 2)},
        parts={
            "slideLayouts/l.xml": layout,
            "slideLayouts/_rels/l.xml.rels": relations(
                {"m": ("slideMaster", "../slideMasters/m.xml")}
            ),
            "slideMasters/m.xml": master,
        },
    )
    assert read_pptx(data).text.split("\n\n") == [
        *("high", "between", "low", "Tern Ltd"),
        *("high", "between", "low"),
    ]


def test_the_title_is_that_of_the_first_slide_only() -> None:
    first, second = shape("Plain."), shape("Our prices", placeholder=TITLE)
    assert read_pptx(deck(first, second)).title == ""
    extract = read_pptx(deck(second, first))
    assert extract.title == "Our prices"
    assert [(each.kind, each.label) for each in extract.markers] == [
        ("page", "1"),
        ("heading", "Our prices"),
        ("page", "2"),
    ]


def test_a_short_line_at_the_top_is_the_heading_of_a_slide_without_a_title() -> None:
    slide = shape("Our boats", box=(0, 0, 9, 9)) + shape("The Gull is new.", box=(0, 20, 9, 9))
    labels = [each.label for each in read_pptx(deck(slide)).markers if each.kind == "heading"]
    assert labels == ["Our boats"]


def test_hidden_slides_and_shapes_are_left_out_and_counted() -> None:
    hidden = f'<p:sld {P} show="0"><p:cSld><p:spTree>{shape("Secret.")}</p:spTree></p:cSld></p:sld>'
    slide = shape("Shown.") + shape("Unseen.").replace("<p:cNvPr ", '<p:cNvPr hidden="1" ')
    extract = read_pptx(deck(hidden, slide))
    assert extract.text == "Shown."
    assert +extract.losses == {"hidden slides skipped": 1, "hidden shapes left out": 1}
    assert [each.label for each in extract.markers] == ["2"]


CELL = "<a:tc {}><a:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></a:txBody></a:tc>"


def table(switches: str, *rows: tuple[str, ...]) -> str:
    made = "".join(
        f"<a:tr>{''.join(c if c.startswith('<') else CELL.format('', c) for c in cells)}</a:tr>"
        for cells in rows
    )
    return (
        "<p:graphicFrame><a:graphic><a:graphicData><a:tbl>"
        f"<a:tblPr {switches}/>{made}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )


@pytest.mark.parametrize(
    ("switches", "expected"),
    [
        ('firstRow="1"', ["Part: Lid; Wood: willow.", "Part: Base; Wood: willow."]),
        ('firstRow="0"', ["Part: Wood.", "Lid: willow.", "Base: willow."]),
        ('firstCol="1"', ["Part: Wood.", "Lid: willow.", "Base: willow."]),
    ],
)
def test_rows_of_a_table_name_their_columns(switches: str, expected: list[str]) -> None:
    merged = CELL.format('rowSpan="2"', "willow"), CELL.format('vMerge="1"', "")
    made = table(switches, ("Part", "Wood"), ("Lid", merged[0]), ("Base", merged[1]))
    assert texts(made) == expected


def test_paragraphs_have_their_automatic_numbers() -> None:
    line = "<a:p><a:pPr {}>{}</a:pPr><a:r><a:t>{}</a:t></a:r></a:p>"
    auto = '<a:buAutoNum type="arabicPeriod"/>'
    letters = '<a:buAutoNum type="alphaLcParenR" startAt="3"/>'
    slide = shape(
        line.format("", auto, "soak"),
        line.format('lvl="1"', letters, "in water"),
        line.format('lvl="1"', letters, "in oil"),
        line.format("", auto, "split"),
        line.format("", '<a:buChar char="•"/>', "rest"),
        line.format("", auto, "weave"),
    )
    assert texts(slide) == ["1. soak", "c) in water", "d) in oil", "2. split", "rest", "1. weave"]


def test_raised_digits_and_line_breaks() -> None:
    runs = (
        '<a:p><a:r><a:t>30 m</a:t></a:r><a:r><a:rPr baseline="30000"/><a:t>2</a:t></a:r><a:br/>'
        '<a:r><a:t>of H</a:t></a:r><a:r><a:rPr baseline="-25000"/><a:t>2</a:t></a:r></a:p>'
    )
    assert texts(shape(runs)) == ["30 m²\nof H2"]


def test_notes_are_marked_and_comments_counted() -> None:
    notes = (
        f"<p:notes {P}><p:cSld><p:spTree>"
        + shape("Speak up.", placeholder='type="body"')
        + shape("7", placeholder='type="sldNum"')
        + shape("<a:p><a:r><a:t>&lt;date/time&gt;</a:t></a:r></a:p>")
        + shape('<a:p><a:fld type="datetime"><a:t>11/29/26</a:t></a:fld></a:p>')
        + "</p:spTree></p:cSld></p:notes>"
    )
    data = deck(
        shape("Words."),
        rels={1: {"n": ("notesSlide", "../n.xml"), "c": ("comments", "../c.xml")}},
        parts={"n.xml": notes, "c.xml": f"<p:cmLst {P}><p:cm/><p:cm/></p:cmLst>"},
    )
    extract = read_pptx(data)
    assert extract.text == "Words.\n\nSpeak up."
    assert [each.kind for each in extract.markers] == ["page", "note"]
    assert extract.losses["comments skipped"] == 2


def test_footers_are_read_once_and_numbers_and_dates_counted() -> None:
    slide = (
        shape("Text of slide {}.")
        + shape("Confidential", placeholder='type="ftr"')
        + shape("4", placeholder='type="sldNum"')
        + shape(
            '<a:p><a:fld type="datetime1"><a:t>5 May</a:t></a:fld></a:p>', placeholder='type="dt"'
        )
        + shape("Spring 1990", placeholder='type="dt"')
    )
    extract = read_pptx(deck(slide.format(1), slide.format(2)))
    assert extract.text.split("\n\n") == [
        *("Text of slide 1.", "Confidential", "Spring 1990"),
        "Text of slide 2.",
    ]
    assert +extract.losses == {"slide numbers and dates skipped": 4}


def test_diagrams_pictures_and_objects() -> None:
    model = (
        f'<dgm:dataModel {P}><dgm:ptLst><dgm:pt modelId="1"><dgm:t><a:p><a:r><a:t>Sow</a:t></a:r>'
        "</a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>"
    )
    frame = (
        "<p:graphicFrame><a:graphic><a:graphicData>{}</a:graphicData></a:graphic></p:graphicFrame>"
    )
    slide = frame.format('<dgm:relIds r:dm="d"/>') + frame.format("<p:oleObj/>") + "<p:pic/>"
    data = deck(slide, rels={1: {"d": ("diagramData", "../d.xml")}}, parts={"d.xml": model})
    extract = read_pptx(data)
    assert extract.text == "Sow"
    assert +extract.losses == {"objects skipped": 1, "pictures skipped": 1}
