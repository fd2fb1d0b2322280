"""Parts of Word documents: headers and footers, inserted files, charts, diagrams, the main part."""

from __future__ import annotations

import pytest

from index.errors import PinciteError
from index.formats.office.docx.reader import read_docx
from tests.index.formats.office.builders import W, para, row, table, tc, word
from tests.support.make_files import relations, zipped

PAGE = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> {} </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>3</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)


def section(*references: str) -> str:
    return f"<w:sectPr>{''.join(references)}</w:sectPr>"


def reference(kind: str, id: str, page: str = "default") -> str:
    return f'<w:{kind}Reference w:type="{page}" r:id="{id}"/>'


def running(kind: str, content: str) -> tuple[str, str, str | bytes]:
    tag = "hdr" if kind == "header" else "ftr"
    return kind, f"{kind}1.xml", f"<w:{tag} {W}>{content}</w:{tag}>"


def test_headers_and_footers_are_read_once_without_page_numbers() -> None:
    footer = (
        "<w:p><w:r><w:t>File 77-B</w:t></w:r><w:r><w:tab/></w:r><w:r><w:t>Page </w:t></w:r>"
        f"{PAGE.format('PAGE')}<w:r><w:t> of </w:t></w:r>{PAGE.format('NUMPAGES')}</w:p>"
    )
    body = para("The text.") + section(reference("header", "h"), reference("footer", "f"))
    extract = read_docx(
        word(
            body,
            related={
                "h": running("header", para("Lease of Quay 4")),
                "f": running("footer", footer),
            },
        )
    )
    assert extract.text.split("\n\n") == ["Lease of Quay 4", "The text.", "File 77-B"]
    assert +extract.losses == {"page numbers skipped": 2}


def test_a_footer_of_nothing_but_a_page_number_says_nothing() -> None:
    footer = f"<w:p><w:r><w:t>- </w:t></w:r>{PAGE.format('PAGE')}<w:r><w:t> -</w:t></w:r></w:p>"
    simple = '<w:p><w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>'
    for content in (footer, simple):
        data = word(
            para("Text.") + section(reference("footer", "f")),
            related={"f": running("footer", content)},
        )
        assert read_docx(data).text == "Text."


def test_a_row_of_a_header_ends_where_its_page_number_is_left_out() -> None:
    number = tc(f"<w:p>{PAGE.format('PAGE')}</w:p>")
    for rows, expected in (
        ((row("Form:", "77-B"), row("Page:", number)), ["Form: 77-B.", "Text."]),
        ((row("Form", "Rev", "Page"), row("Quay", "4", number)), ["Form: Quay; Rev: 4.", "Text."]),
        ((row(number, number), row(number, number)), ["Text."]),
    ):
        borders = '<w:tblPr><w:tblBorders><w:insideV w:val="single"/></w:tblBorders></w:tblPr>'
        data = word(
            para("Text.") + section(reference("header", "h")),
            related={"h": running("header", table(borders, *rows))},
        )
        assert read_docx(data).text.split("\n\n") == expected


def test_a_header_that_repeats_the_text_is_counted_only() -> None:
    data = word(
        para("Harbour rules") + para("Text.") + section(reference("header", "h")),
        related={"h": running("header", para("HARBOUR RULES"))},
    )
    extract = read_docx(data)
    assert extract.text == "Harbour rules\n\nText."
    assert +extract.losses == {"repeated headers and footers skipped": 1}


@pytest.mark.parametrize(
    ("title_page", "expected"), [("<w:titlePg/>", "First\n\nText."), ("", "Text.")]
)
def test_the_header_of_a_first_page_is_read_if_it_is_printed(
    title_page: str, expected: str
) -> None:
    data = word(
        para("Text.") + section(title_page, reference("header", "h", "first")),
        related={"h": running("header", para("First"))},
    )
    extract = read_docx(data)
    assert extract.text == expected
    assert extract.losses["headers and footers skipped"] == (not title_page)


def chunk(name: str, content: str | bytes) -> bytes:
    return word(
        para("Before.") + '<w:altChunk r:id="c"/>' + para("After."),
        related={"c": ("aFChunk", name, content)},
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", "<html><body><p>The toll is three crowns.</p></body></html>"),
        ("a.docx", word(para("The toll is three crowns."))),
        ("a.txt", "The toll is three crowns."),
        (
            "a.mht",
            "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n"
            "Content-Type: text/html; charset=utf-8\n\n"
            "<html><body><p>The toll is three crowns.</p></body></html>\n--b--\n",
        ),
    ],
)
def test_inserted_documents_are_read_in_place(name: str, content: str | bytes) -> None:
    texts = read_docx(chunk(name, content)).text.split("\n\n")
    assert texts == ["Before.", "The toll is three crowns.", "After."]


def test_inserted_documents_of_other_formats_are_counted() -> None:
    extract = read_docx(chunk("a.bin", b"\x01\x02"))
    assert extract.text == "Before.\n\nAfter."
    assert extract.losses["inserted documents skipped"] == 1


def test_documents_within_documents_end_somewhere() -> None:
    data = word(para("Deep."))
    for _ in range(6):
        data = chunk("a.docx", data)
    extract = read_docx(data)
    assert "Deep." not in extract.text
    assert extract.losses["inserted documents skipped"] == 1


def test_the_words_of_a_diagram_are_read_from_above_downwards() -> None:
    point = (
        '<dgm:pt modelId="{}" type="{}"><dgm:t><a:p><a:r><a:t>{}</a:t></a:r></a:p></dgm:t></dgm:pt>'
    )
    links = "".join(
        f'<dgm:cxn type="{kind}" srcId="{a}" destId="{b}" srcOrd="{order}"/>'
        for kind, a, b, order in [
            ("parOf", "0", "1", 1),
            ("parOf", "0", "2", 0),
            ("parOf", "2", "3", 0),
            ("presOf", "1", "9", 0),
        ]
    )
    model = (
        f"<dgm:dataModel {W}><dgm:ptLst>"
        + point.format("0", "doc", "")
        + point.format("1", "node", "Sell")
        + point.format("2", "node", "Make")
        + point.format("3", "node", "by hand")
        + point.format("9", "pres", "Sell")
        + f"</dgm:ptLst><dgm:cxnLst>{links}</dgm:cxnLst></dgm:dataModel>"
    )
    drawing = '<w:r><w:drawing><dgm:relIds r:dm="d"/></w:drawing></w:r>'
    body = f"<w:p><w:r><w:t>How:</w:t></w:r>{drawing}</w:p>"
    extract = read_docx(word(body, related={"d": ("diagramData", "diagrams/data1.xml", model)}))
    assert extract.text.split("\n\n") == ["How:", "Make", "by hand", "Sell"]


def test_a_chart_is_a_table_of_its_series() -> None:
    def cache(*values: str) -> str:
        return "".join(
            f'<c:pt idx="{i}"><c:v>{value}</c:v></c:pt>' for i, value in enumerate(values)
        )

    series = "".join(
        f"<c:ser><c:tx><c:strRef><c:strCache>{cache(name)}</c:strCache></c:strRef></c:tx>"
        f"<c:cat><c:strRef><c:strCache>{cache('May', 'June')}</c:strCache></c:strRef></c:cat>"
        f"<c:val><c:numRef><c:numCache>{cache(*values)}</c:numCache></c:numRef></c:val></c:ser>"
        for name, values in [("Boats", ("4", "4.2999999999999998")), ("Ships", ("1", "2"))]
    )
    chart = (
        f"<c:chartSpace {W}><c:chart><c:title><a:p><a:r><a:t>Arrivals</a:t></a:r></a:p></c:title>"
        f"<c:plotArea>{series}</c:plotArea></c:chart></c:chartSpace>"
    )
    body = '<w:p><w:r><w:drawing><c:chart r:id="c"/></w:drawing></w:r></w:p>'
    extract = read_docx(word(body, related={"c": ("chart", "charts/chart1.xml", chart)}))
    assert extract.text.split("\n\n") == [
        "Arrivals",
        "May; Boats: 4; Ships: 1.",
        "June; Boats: 4.3; Ships: 2.",
    ]
    missing = read_docx(word(para("x") + body))
    assert missing.losses["charts skipped"] == 1


def test_a_main_part_of_another_name_is_found() -> None:
    heading = para("Words.", '<w:pStyle w:val="H"/>')
    style = '<w:style w:styleId="H"><w:name w:val="heading 1"/></w:style>'
    data = zipped(
        {
            "_rels/.rels": relations({"r": ("officeDocument", "word/document2.xml")}),
            "word/document2.xml": f"<w:document {W}><w:body>{heading}</w:body></w:document>",
            "word/_rels/document2.xml.rels": relations({"s": ("styles", "styles2.xml")}),
            "word/styles2.xml": f"<w:styles {W}>{style}</w:styles>",
        }
    )
    extract = read_docx(data)
    assert (extract.text, extract.title) == ("Words.", "Words.")


def test_comments_are_counted() -> None:
    comments = f"<w:comments {W}><w:comment/><w:comment/></w:comments>"
    data = word(para("Text."), related={"c": ("comments", "comments.xml", comments)})
    assert +read_docx(data).losses == {"comments skipped": 2}


def test_damaged_parts_are_refused_in_a_sentence() -> None:
    data = word(para("x"), related={"n": ("footnotes", "footnotes.xml", "<a")})
    with pytest.raises(PinciteError, match=r"its part 'word/footnotes\.xml' is not valid XML"):
        read_docx(data)


def test_a_section_has_the_headers_of_the_one_before() -> None:
    first = section(reference("header", "h", "first"))
    body = f"<w:p><w:pPr>{first}</w:pPr></w:p>" + para("Text.") + section("<w:titlePg/>")
    data = word(body, related={"h": running("header", para("First"))})
    assert read_docx(data).text == "First\n\nText."


def test_a_document_with_a_password_is_refused_as_such() -> None:
    data = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(500) + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(PinciteError, match="protected with a password"):
        read_docx(data)


def test_a_table_of_too_many_cells_is_refused() -> None:
    wide = f'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="9999"/></w:tcPr>{para("x")}</w:tc></w:tr>'
    with pytest.raises(PinciteError, match="a table has more than 2,000,000 cells"):
        read_docx(word(f"<w:tbl>{wide * 2_001}</w:tbl>"))
