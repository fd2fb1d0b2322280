"""Records as a Word document: each sentence quoted, its citation in a footnote.

Written by hand, because python-docx 1.2 cannot write footnotes. The parts are those that the
standard asks for (ECMA-376, part 1, sections 11.3 and 17.11), and the styles that the text uses.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from html import escape
from itertools import groupby

from qa.citations import one_line
from ui.pages.places.records import Record
from ui.views.i18n.language import written_date

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org"
_W = f'xmlns:w="{_OFFICE}/wordprocessingml/2006/main"'
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATIONS = f"{_OFFICE}/package/2006/relationships"
_KINDS = f"{_OFFICE}/officeDocument/2006/relationships"
_TIME = (1980, 1, 1, 0, 0, 0)  # of every part, so that the same records give the same bytes

_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_TYPES = f"""{_HEAD}<Types xmlns="{_OFFICE}/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>
<Override PartName="/word/footnotes.xml" ContentType="{_WORD}.footnotes+xml"/>
</Types>"""

_PACKAGE = f"""{_HEAD}<Relationships xmlns="{_RELATIONS}">
<Relationship Id="rId1" Type="{_KINDS}/officeDocument" Target="word/document.xml"/>
</Relationships>"""

_DOCUMENT = f"""{_HEAD}<Relationships xmlns="{_RELATIONS}">
<Relationship Id="rId1" Type="{_KINDS}/styles" Target="styles.xml"/>
<Relationship Id="rId2" Type="{_KINDS}/footnotes" Target="footnotes.xml"/>
</Relationships>"""

_STYLES = f"""{_HEAD}<w:styles {_W}>
<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr></w:rPrDefault>
<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr>
</w:pPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/>
<w:basedOn w:val="Normal"/><w:pPr><w:keepNext/><w:outlineLvl w:val="0"/></w:pPr>
<w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/>
<w:basedOn w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="240"/><w:outlineLvl w:val="1"/>
</w:pPr><w:rPr><w:b/><w:sz w:val="26"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Quote"><w:name w:val="Quote"/><w:basedOn w:val="Normal"/>
<w:pPr><w:ind w:left="567" w:right="567"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="FootnoteText"><w:name w:val="footnote text"/>
<w:basedOn w:val="Normal"/><w:rPr><w:sz w:val="20"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/>
<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>
</w:styles>"""


def to_docx(question: str, records: Sequence[Record]) -> bytes:
    """The question as a heading, then each document with its sentences, the words in bold."""
    body = [paragraph("Heading1", run(question))]
    for (title, date), members in groupby(records, key=_document):
        body.append(
            paragraph("Heading2", run(f"{title} ({written_date(date)})" if date else title))
        )
        for record in members:
            body += _quotation(record)
    return package(body, [record.footnote for record in records])


def package(body: Sequence[str], notes: Sequence[str]) -> bytes:
    """The file with these paragraphs; notes are numbered from 1, as `reference` names them."""
    footnotes = "".join(_footnote(number, words) for number, words in enumerate(notes, 1))
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _PACKAGE,
        "word/document.xml": f"{_HEAD}<w:document {_W}><w:body>{''.join(body)}<w:sectPr>"
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" '
        'w:left="1440" w:header="708" w:footer="708" w:gutter="0"/></w:sectPr></w:body>'
        "</w:document>",
        "word/_rels/document.xml.rels": _DOCUMENT,
        "word/styles.xml": _STYLES,
        "word/footnotes.xml": f"{_HEAD}<w:footnotes {_W}>{_SEPARATORS}{footnotes}</w:footnotes>",
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, xml in parts.items():
            file.writestr(zipfile.ZipInfo(name, _TIME), xml.encode(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


_SEPARATORS = "".join(
    f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
    for kind, number in (("separator", -1), ("continuationSeparator", 0))
)


def _document(record: Record) -> tuple[str, str]:
    return record.citation.title, record.date


def _quotation(record: Record) -> tuple[str, str]:
    """What it is, the sentence with the words in bold, and the number of its footnote."""
    cited = record.citation
    first, last = cited.start - cited.sentence_start, cited.end - cited.sentence_start
    before, words, after = (
        cited.sentence[: max(first, 0)],
        cited.sentence[max(first, 0) : max(last, 0)],
        cited.sentence[max(last, 0) :],
    )
    whole = not before and not after
    quoted = f"{run('“')}{run(before)}{run(words, bold=not whole)}{run(after)}{run('”')}"
    role = paragraph("Normal", run(f"{record.role}:"))
    return role, paragraph("Quote", quoted + reference(cited.number))


def reference(number: int) -> str:
    """The mark of a footnote."""
    return (
        '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
        f'<w:footnoteReference w:id="{number}"/></w:r>'
    )


def _footnote(number: int, words: str) -> str:
    mark = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
    note = paragraph("FootnoteText", f"{mark}{run(f' {words}')}")
    return f'<w:footnote w:id="{number}">{note}</w:footnote>'


def paragraph(style: str, runs: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>'


def run(words: str, *, bold: bool = False, struck: bool = False) -> str:
    text = escape(_NOT_XML.sub("", one_line(words)))
    if not text:
        return ""
    look = ("<w:b/>" if bold else "") + ("<w:strike/>" if struck else "")
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'
