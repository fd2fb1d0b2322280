"""Words of Word paragraphs: tracked changes, hidden text, fields, symbols, notes, text boxes."""

from __future__ import annotations

from collections import Counter
from xml.etree.ElementTree import fromstring

import pytest

from index.formats.office.docx.inline import InlineReader
from index.formats.office.docx.reader import read_docx
from index.formats.office.docx.styles import Styles
from index.formats.office.markup import localised
from tests.index.formats.office.builders import W, para, row, run, table, word
from tests.index.formats.office.builders import runs as p


def texts(body: str, styles: str = "") -> list[str]:
    return read_docx(word(body, styles=styles)).text.split("\n\n")


def test_tracked_changes_count_as_accepted_and_are_told() -> None:
    body = (
        p(
            run("The rent is "),
            f'<w:del w:id="1">{run("").replace("w:t", "w:delText")}</w:del>',
            f'<w:ins w:id="2">{run("90")}</w:ins>',
            run(" crowns."),
        )
        + f'<w:p><w:moveFrom w:id="3">{run("Boats are dry.")}</w:moveFrom></w:p>'
        + f'<w:p><w:moveTo w:id="4">{run("Boats are dry.")}</w:moveTo></w:p>'
    )
    extract = read_docx(word(body))
    assert extract.text == "The rent is 90 crowns.\n\nBoats are dry."
    assert +extract.losses == {"tracked deletions left out": 2, "tracked insertions accepted": 2}


def test_a_deleted_paragraph_end_joins_the_paragraphs() -> None:
    body = p(run("The mill "), properties='<w:rPr><w:del w:id="1"/></w:rPr>') + para("turns.")
    assert texts(body) == ["The mill turns."]


def test_deleted_rows_are_left_out() -> None:
    extract = read_docx(
        word(table(row("Kind", "Price"), row("Oar", "7", properties="<w:del/>"), row("Sail", "9")))
    )
    assert "Oar" not in extract.text
    assert "Sail" in extract.text
    assert extract.losses["tracked deletions left out"] == 1


HIDING = """
<w:style w:type="character" w:styleId="Secret"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr>
</w:style><w:style w:type="paragraph" w:styleId="Draft"><w:name w:val="Draft"/>
<w:rPr><w:vanish/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Sub">
<w:name w:val="Sub"/><w:basedOn w:val="Draft"/></w:style>
"""


@pytest.mark.parametrize(
    ("body", "expected", "hidden"),
    [
        (p(run("Seen. "), run("Unseen.", "<w:vanish/>")), "Seen.", 1),
        (p(run("Seen. "), run("Unseen.", '<w:rStyle w:val="Secret"/>')), "Seen.", 1),
        (p(run("Seen.")) + para("Unseen.", '<w:pStyle w:val="Draft"/>'), "Seen.", 1),
        (p(run("Seen.")) + para("Unseen.", '<w:pStyle w:val="Sub"/>'), "Seen.", 1),
        (para("Seen.", '<w:pStyle w:val="Draft"/>', '<w:vanish w:val="0"/>'), "Seen.", 0),
        (p(run("Seen.", "<w:webHidden/>")), "Seen.", 0),
    ],
)
def test_hidden_text_is_left_out_and_counted(body: str, expected: str, hidden: int) -> None:
    extract = read_docx(word(body, styles=HIDING))
    assert (extract.text, extract.losses["hidden passages left out"]) == (expected, hidden)


def field(code: str, result: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText>{code}</w:instrText></w:r>"
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def test_fields_show_their_results_and_not_their_codes() -> None:
    inner = field("MERGEFIELD Name", run("Ines"))
    nested = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF </w:instrText></w:r>'
        f'{inner}<w:r><w:instrText>= "Ines" "yes"</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("yes")}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    body = p(run("See clause "), field("REF _Ref1 \\r", run("4.2")), run(": "), nested)
    assert texts(body) == ["See clause 4.2: yes"]


def test_the_day_of_a_conversion_is_not_in_the_text() -> None:
    simple = '<w:fldSimple w:instr=" TIME ">{}</w:fldSimple>'.format(run("12:30"))
    body = p(
        *(run("Ilm, "), field(' DATE \\@ "d.M.yyyy"', run("29.11.2026")), run(" "), simple),
        *(run("written "), field("CREATEDATE", run("4.5.1999"))),
    )
    converted = read_docx(word(body), is_converted=True)
    assert converted.text.split() == ["Ilm,", "written", "4.5.1999"]
    assert converted.losses["automatic dates skipped"] == 2
    assert read_docx(word(body)).text == "Ilm, 29.11.2026 12:30written 4.5.1999"


def test_a_field_without_an_end_does_not_swallow_the_rest() -> None:
    broken = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>X</w:instrText></w:r>'
    assert texts(p(run("One."), broken) + para("Two.")) == ["One.", "Two."]


def test_form_fields_show_what_is_chosen() -> None:
    form = (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{}</w:ffData></w:fldChar></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    box = form.format("<w:checkBox>{}</w:checkBox>")
    entries = '<w:listEntry w:val="oak"/><w:listEntry w:val="elm"/>'
    chosen = form.format(f'<w:ddList><w:result w:val="1"/>{entries}</w:ddList>')
    body = p(box.format("<w:checked/>"), run(" paid "), box.format(""), run(" open, "), chosen)
    assert texts(body) == ["☒ paid ☐ open, elm"]


def test_content_controls_show_what_is_filled_in() -> None:
    control = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    prompt = run("Click here to enter a name.", '<w:rStyle w:val="Prompt"/>')
    styles = (
        '<w:style w:type="character" w:styleId="Prompt"><w:name w:val="Placeholder Text"/>'
        "</w:style>"
    )
    body = p(
        run("Owner: "),
        control.format("<w:showingPlcHdr/>", prompt),
        control.format("", run("Ida Falk")),
    ) + control.format("", para("A block."))
    extract = read_docx(word(body, styles=styles))
    assert extract.text == "Owner: Ida Falk\n\nA block."
    assert extract.losses["form fields not filled in"] == 1


def test_symbols_of_symbol_fonts_are_characters_or_counted() -> None:
    body = p(
        run("10 "),
        '<w:r><w:sym w:font="Symbol" w:char="F06D"/></w:r>',
        run("m "),
        '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>',
        '<w:r><w:sym w:font="Wingdings" w:char="F02C"/></w:r>',
        run("\uf0b3 5", '<w:rFonts w:ascii="Symbol"/>'),
    )
    extract = read_docx(word(body))
    assert extract.text == "10 μm ☑≥ 5"
    assert extract.losses["symbols skipped"] == 1


def test_odd_spaces_and_hyphens_are_plain() -> None:
    body = p(
        run("5\u00a0kg\u202f(soft\u00adware) "),
        "<w:r><w:t>co</w:t><w:noBreakHyphen/><w:t>op</w:t><w:tab/><w:t>next</w:t></w:r>",
    )
    assert texts(body) == ["5 kg (software) co-op\tnext"]


def test_raised_and_lowered_text_keeps_apart_from_numbers() -> None:
    up, down = '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>'
    body = p(
        run("450"),
        run("2", up),
        run(" guests on 30 m"),
        run("2", up),
        run(" drink H"),
        run("2", down),
        run("O"),
        run("3", '<w:position w:val="8"/>'),
    )
    assert texts(body) == ["450^2 guests on 30 m² drink H2O³"]


def test_formulas_are_written_in_a_line() -> None:
    formula = (
        "<m:oMath><m:r><m:t>v=</m:t></m:r><m:f><m:num><m:r><m:t>s+1</m:t></m:r></m:num><m:den>"
        "<m:sSup><m:e><m:r><m:t>t</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup>"
        "</m:sSup></m:den></m:f></m:oMath>"
    )
    extract = read_docx(word(p(run("Speed "), formula, run("."))))
    assert extract.text == "Speed v=(s+1)/(t^2)."
    assert extract.losses["formulas written in a line"] == 1


def test_entries_of_a_table_of_contents_are_marked() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 1"/></w:style>'
    )
    body = (
        para("Price\t7", '<w:pStyle w:val="TOC1"/>')
        + para("Price", '<w:pStyle w:val="H"/>')
        + p(
            f'<w:hyperlink w:anchor="a">{run("Linked")}</w:hyperlink>',
            properties='<w:pStyle w:val="TOC1"/>',
        )
        + para("2.1 Storage", '<w:pStyle w:val="TOC1"/>')
        + para("Contents")
        + para("Delivery ..... 4")
        + para("The boat is new.")
    )
    extract = read_docx(word(body, styles=styles))
    marked = [(each.kind, extract.text[each.start : each.end]) for each in extract.markers]
    assert marked == [
        ("contents", "Price\t7"),
        ("heading", "Price"),
        ("contents", "Linked"),
        ("heading", "2.1 Storage"),
        ("contents", "Delivery ..... 4"),
    ]


def test_a_whole_clause_with_a_heading_style_is_no_heading() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 2"/></w:style>'
    clause = "The tenant keeps the quay clean. The landlord pays for the lamps and their repair."
    body = para(clause, '<w:pStyle w:val="H"/>') + para("Rent", '<w:pStyle w:val="H"/>')
    assert [each.label for each in read_docx(word(body, styles=styles)).markers] == ["Rent"]


def test_quotations_that_are_set_off_by_their_style_are_marked() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Zitat"><w:name w:val="Quote"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Mine"><w:name w:val="Mine"/>'
        '<w:basedOn w:val="Zitat"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Text"><w:name w:val="Body Text"/></w:style>'
    )
    body = "".join(
        para(f"In {name}.", f'<w:pStyle w:val="{name}"/>') for name in ("Zitat", "Text", "Mine")
    )
    extract = read_docx(word(body + para("Plain."), styles=styles))
    quotes = [marker for marker in extract.markers if marker.kind == "quote"]
    assert [extract.text[each.start : each.end] for each in quotes] == ["In Zitat.", "In Mine."]


def test_the_title_is_that_of_the_title_style_or_of_the_first_heading() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 1"/></w:style>'
    )
    title, heading = (para("Big", '<w:pStyle w:val="T"/>'), para("One", '<w:pStyle w:val="H"/>'))
    assert read_docx(word(heading + title, styles=styles)).title == "Big"
    assert read_docx(word(heading, styles=styles)).title == "One"
    assert read_docx(word(para("LEASE") + heading, styles=styles)).title == ""


def test_a_large_initial_belongs_to_its_word() -> None:
    initial = p(run("T"), properties='<w:framePr w:dropCap="drop"/>')
    assert texts(initial + para("he mill turns.") + para("It is old.")) == [
        "The mill turns.",
        "It is old.",
    ]


def test_a_deleted_end_of_the_last_paragraph_loses_nothing() -> None:
    assert texts(p(run("Last."), properties='<w:rPr><w:del w:id="1"/></w:rPr>')) == ["Last."]


def test_page_numbers_are_told_from_other_fields_in_headers_only() -> None:
    fields = field("PAGE", run("3")) + field("REF x", run("4"))
    node = localised(fromstring(f"<w:p {W}>{fields}</w:p>"))
    for is_running, expected in ((True, "\ue0004"), (False, "34")):
        reader = InlineReader(Styles(None), Counter(), lambda kind: "1", is_running=is_running)
        assert reader.read(node, "").text == expected


def test_a_bold_or_centred_first_line_is_the_title() -> None:
    centred = para("LEASE OF QUAY 4", '<w:jc w:val="center"/>')
    assert read_docx(word(centred + para("Text."))).title == "LEASE OF QUAY 4"
    assert read_docx(word(p(run("Lease", "<w:b/>")) + para("Text."))).title == "Lease"
    assert read_docx(word(p(run("Lease.", "<w:b/>")) + para("Text."))).title == ""
    assert read_docx(word(para("Text") + centred)).title == ""


def test_numbers_that_word_computes_anew_are_counted() -> None:
    code = field("LISTNUM", "").replace('<w:r><w:fldChar w:fldCharType="separate"/></w:r>', "")
    extract = read_docx(word(p(code, run("Clause."))))
    assert (extract.text, extract.losses["automatic numbers skipped"]) == ("Clause.", 1)
