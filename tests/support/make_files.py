"""Small files of every format, made with the standard library alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from xml.sax.saxutils import escape

from tests.support import make_msg
from tests.support.make_mht import mht
from tests.support.make_open_document import fodp, fods, fodt, packed
from tests.support.make_pdfs import lines, pdf

_OFFICE = "http://schemas.openxmlformats.org"
_RELATION = f"{_OFFICE}/officeDocument/2006/relationships"
_CORE = """<cp:coreProperties
 xmlns:cp="c" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="t">
<dc:title>The title</dc:title><dc:creator>Ann Author</dc:creator>
<dcterms:modified>2021-05-06T07:08:09Z</dcterms:modified>
</cp:coreProperties>"""


def zipped(entries: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return file.getvalue()


def relations(targets: Mapping[str, tuple[str, str]]) -> str:
    """Id to (kind, target)."""
    rows = "".join(
        f'<Relationship Id="{id}" Type="{_RELATION}/{kind}" Target="{to}"/>'
        for id, (kind, to) in targets.items()
    )
    return f'<Relationships xmlns="{_OFFICE}/package/2006/relationships">{rows}</Relationships>'


def docx(sentence: str, body: str = "") -> bytes:
    w = f'xmlns:w="{_OFFICE}/wordprocessingml/2006/main"'
    styles = (
        f'<w:styles {w}><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/>'
        "</w:style></w:styles>"
    )
    main = f"""<w:document {w}><w:body>
<w:p><w:pPr><w:pStyle w:val="berschrift1"/></w:pPr><w:r><w:t>Figures</w:t></w:r></w:p>
<w:p><w:r><w:t xml:space="preserve">{escape(sentence[:5])}</w:t></w:r>
<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>
<w:ins><w:r><w:t>{escape(sentence[5:])}</w:t></w:r></w:ins></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Year</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Toll</w:t></w:r></w:p></w:tc></w:tr></w:tbl>{body}
</w:body></w:document>"""
    notes = (
        f'<w:footnotes {w}><w:footnote w:type="separator"/><w:footnote><w:p><w:r><w:t>A '
        "note.</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    return zipped(
        {
            "docProps/core.xml": _CORE,
            "word/document.xml": main,
            "word/styles.xml": styles,
            "word/footnotes.xml": notes,
            "word/header1.xml": "<x/>",
        }
    )


def pptx(sentence: str) -> bytes:
    names = f'xmlns:p="p" xmlns:a="a" xmlns:r="{_RELATION}"'

    def slide(title: str, text: str) -> str:
        shape = (
            "<p:sp><p:nvSpPr><p:nvPr>{}</p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>"
            "{}</a:t></a:r></a:p></p:txBody></p:sp>"
        )
        shapes = shape.format("", escape(text)) + shape.format('<p:ph type="title"/>', title)
        return f"<p:sld {names}>{shapes}<p:pic/></p:sld>"

    deck = (
        f'<p:presentation {names}><p:sldIdLst><p:sldId id="1" r:id="r2"/><p:sldId id="2" '
        'r:id="r1"/></p:sldIdLst></p:presentation>'
    )
    return zipped(
        {
            "docProps/core.xml": _CORE,
            "ppt/presentation.xml": deck,
            "ppt/_rels/presentation.xml.rels": relations(
                {"r1": ("slide", "slides/a.xml"), "r2": ("slide", "slides/b.xml")}
            ),
            "ppt/slides/a.xml": slide("Figures", sentence),
            "ppt/slides/b.xml": slide("Welcome", "Good morning."),
            "ppt/slides/_rels/a.xml.rels": relations(
                {"r1": ("notesSlide", "../notesSlides/n.xml")}
            ),
            "ppt/notesSlides/n.xml": (
                f"<p:notes {names}><p:sp><a:p><a:r><a:t>Speak up.</a:t></a:r></a:p></p:sp>"
                "</p:notes>"
            ),
        }
    )


def xlsx(rows: Sequence[Sequence[str]], sheet: str = "Figures") -> bytes:
    """Texts become shared strings, numbers numbers, and "date:N" the number N, shown as a date."""
    shared = sorted({cell for row in rows for cell in row})

    def cell(row: int, column: int, value: str) -> str:
        place = f'r="{"ABCDEFG"[column]}{row}"'
        if value.startswith("date:"):
            return f'<c {place} s="1"><v>{value[5:]}</v></c>'
        return (
            f"<c {place}><v>{value}</v></c>"
            if value.isdecimal()
            else f'<c {place} t="s"><v>{shared.index(value)}</v></c>'
        )

    body = "".join(
        f"<row>{''.join(cell(i, j, value) for j, value in enumerate(row) if value)}</row>"
        for i, row in enumerate(rows, 1)
    )
    return zipped(
        {
            "docProps/core.xml": _CORE,
            "xl/workbook.xml": (
                f'<workbook xmlns:r="{_RELATION}"><sheets><sheet name="{sheet}" r:id="r1"/>'
                "</sheets></workbook>"
            ),
            "xl/_rels/workbook.xml.rels": relations({"r1": ("worksheet", "worksheets/s.xml")}),
            "xl/worksheets/s.xml": f"<worksheet><sheetData>{body}</sheetData></worksheet>",
            "xl/sharedStrings.xml": (
                f"<sst>{''.join(f'<si><t>{escape(text)}</t></si>' for text in shared)}</sst>"
            ),
            "xl/styles.xml": (
                '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
            ),
        }
    )


def odt(sentence: str) -> bytes:
    names = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="text" '
        'xmlns:table="table" xmlns:dc="dc"'
    )
    note = (
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A "
        "note.</text:p></text:note-body></text:note>"
    )
    body = f"""<text:h text:outline-level="1">Figures</text:h>
<text:p>{escape(sentence)}{note}</text:p>
<text:tracked-changes><text:p>gone</text:p></text:tracked-changes>
<table:table><table:table-row><table:table-cell><text:p>Year</text:p></table:table-cell>
<table:table-cell><text:p>Two<text:s text:c="2"/>tolls</text:p></table:table-cell>
</table:table-row></table:table>"""
    meta = "<dc:title>The title</dc:title><dc:creator>Ann Author</dc:creator>"
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": (
                f"<office:content {names}><office:body><office:text>{body}</office:text>"
                "</office:body></office:content>"
            ),
            "meta.xml": f"<office:meta {names}>{meta}</office:meta>",
        }
    )


def epub(sentence: str) -> bytes:
    table = "<table><tr><td>A</td><td>B</td></tr></table>"
    chapter = (
        f"<!DOCTYPE html><html><head><title>no</title></head><body><h1>{{}}</h1><p>{{}}</p>"
        f"{table}</body></html>"
    )
    book = """<package xmlns:dc="dc">
<metadata><dc:title>The title</dc:title><dc:creator>Ann Author</dc:creator></metadata>
<manifest><item id="a" href="text/a%20b.xhtml"/><item id="z" href="text/z.xhtml"/></manifest>
<spine><itemref idref="z"/><itemref idref="a"/><itemref idref="lost"/></spine></package>"""
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": (
                '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles>'
                "</container>"
            ),
            "OEBPS/book.opf": book,
            "OEBPS/text/a b.xhtml": chapter.format("Figures", escape(sentence)),
            "OEBPS/text/z.xhtml": chapter.format("Start", "Once upon a time."),
        }
    )


def eml(sentence: str, subject: str = "Figures") -> bytes:
    """A mail with a text and a picture."""
    lines = [
        f"Subject: {subject}",
        "From: Ann Author <ann@example.org>",
        "To: Bo",
        "Date: Thu, 6 May 2021 07:08:09 +0200",
        "Content-Type: multipart/mixed; boundary=x",
        "",
        "--x",
        "Content-Type: text/plain; charset=utf-8",
        "",
        sentence,
        "--x",
        "Content-Type: image/png",
        "Content-Disposition: inline; filename=a.png",
        "Content-Transfer-Encoding: base64",
        "",
        "iVBORw0K",
        "--x--",
        "",
    ]
    return "\r\n".join(lines).encode()


def mbox(sentence: str) -> bytes:
    return (
        b"From a Thu\n"
        + eml("Good morning.", "Hello")
        + b"\n\nFrom b Thu\n"
        + eml(sentence)
        + b"\n"
    )


def rtf(sentence: str) -> bytes:
    units = sentence.encode("utf-16-le")
    numbers = [int.from_bytes(units[at : at + 2], "little") for at in range(0, len(units), 2)]
    text = "".join(chr(unit) if unit < 128 else rf"\u{unit}?" for unit in numbers)
    head = r"{\rtf1\ansi{\stylesheet{\s1 heading 1;}}\pard\s1 Figures\par\pard "
    return f"{head}{text}\\par}}".encode("ascii")


ROUND_TRIPS: dict[str, tuple[Callable[[str], bytes], str]] = {
    ".txt": (lambda sentence: f"First page.\n\f{sentence}\n".encode(), "page 2"),
    ".md": (lambda sentence: f"# Figures\n\n{sentence}\n".encode(), "Figures"),
    ".html": (
        lambda sentence: (
            f"<html><body><article><h1>Figures</h1><p>{sentence}</p></article></body></html>".encode()
        ),
        "Figures",
    ),
    ".pdf": (
        lambda sentence: pdf(
            [lines("Good morning."), [], lines(sentence)], "/PageLabels << /Nums [0 << /S /r >>] >>"
        ),
        "page iii",
    ),
    ".docx": (docx, "Figures"),
    ".pptx": (pptx, "page 2 · Figures"),
    ".fodt": (fodt, "Figures"),
    ".fods": (fods, "Figures"),
    ".ods": (lambda sentence: packed("spreadsheet", fods(sentence)), "Figures"),
    ".fodp": (fodp, "page 2 · Figures"),
    ".odp": (lambda sentence: packed("presentation", fodp(sentence)), "page 2 · Figures"),
    ".rtf": (rtf, "Figures"),
    ".rst": (lambda sentence: f"Figures\n=======\n\n{sentence}\n".encode(), "Figures"),
    ".org": (lambda sentence: f"* Figures\n{sentence}\n".encode(), "Figures"),
    ".adoc": (lambda sentence: f"== Figures\n\n{sentence}\n".encode(), "Figures"),
    ".tex": (
        lambda sentence: rf"\section{{Figures}} {sentence}".replace("&", r"\&").encode(),
        "Figures",
    ),
    ".srt": (
        lambda sentence: f"1\n00:00:01,000 --> 00:00:03,000\n{sentence}\n\n".encode(),
        "",
    ),
    ".xlsx": (lambda sentence: xlsx([["Place", "Fact"], ["Ilm", sentence]]), "Figures"),
    ".odt": (odt, "Figures"),
    ".epub": (epub, "Figures"),
    ".csv": (lambda sentence: f'Place,Fact\nIlm,"{sentence}"\n'.encode(), ""),
    ".tsv": (lambda sentence: f"Place\tFact\nIlm\t{sentence}\n".encode(), ""),
    ".json": (
        lambda sentence: f'[{{"title": "Figures", "river": {{"fact": "{sentence}"}}}}]'.encode(),
        "Figures",
    ),
    ".jsonl": (
        lambda sentence: (
            f'{{"title": "Start"}}\n{{"title": "Figures", "fact": "{sentence}"}}\n'.encode()
        ),
        "Figures",
    ),
    ".eml": (eml, "Figures"),
    ".mht": (mht, "Figures"),
    ".mbox": (mbox, "Figures"),
    ".msg": (make_msg.msg, "Figures"),
    ".zip": (
        lambda sentence: zipped(
            {"inner/rivers.md": f"# Figures\n\n{sentence}", "__MACOSX/x.png": b"\x89PNG"}
        ),
        "Figures",
    ),
}
"""Suffix -> (function: sentence -> file, place that a citation of the sentence must show)."""
