"""Office documents from the XML of their bodies."""

from __future__ import annotations

from collections.abc import Mapping

from tests.support.make_files import relations, zipped

_SCHEMAS = "http://schemas.openxmlformats.org"
_RELATIONS = f"{_SCHEMAS}/officeDocument/2006/relationships"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
W = (
    f'xmlns:w="{_SCHEMAS}/wordprocessingml/2006/main" xmlns:r="{_RELATIONS}" '
    f'xmlns:m="{_SCHEMAS}/officeDocument/2006/math" '
    f'xmlns:mc="{_SCHEMAS}/markup-compatibility/2006" xmlns:wps="wps" xmlns:v="v" '
    f'xmlns:a="{_SCHEMAS}/drawingml/2006/main" xmlns:c="c" xmlns:dgm="dgm"'
)
P = (
    f'xmlns:p="{_SCHEMAS}/presentationml/2006/main" xmlns:r="{_RELATIONS}" '
    f'xmlns:a="{_SCHEMAS}/drawingml/2006/main" xmlns:dgm="dgm" xmlns:c="c"'
)
_ODF_NAMES = ("office", "text", "table", "style", "drawing", "meta")


def word(
    body: str,
    *,
    styles: str = "",
    numbering: str = "",
    related: Mapping[str, tuple[str, str, str | bytes]] | None = None,
) -> bytes:
    """A Word document. `related` maps relation ids to (kind, name in word/, content)."""
    related = related or {}
    return zipped(
        {
            "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
            "word/styles.xml": f"<w:styles {W}>{styles}</w:styles>",
            "word/numbering.xml": f"<w:numbering {W}>{numbering}</w:numbering>",
            "word/_rels/document.xml.rels": relations(
                {id: (kind, name) for id, (kind, name, _) in related.items()}
            ),
            **{f"word/{name}": content for _, name, content in related.values()},
        }
    )


def para(text: str, properties: str = "", run: str = "") -> str:
    """A paragraph of Word with one run."""
    run_properties = f"<w:rPr>{run}</w:rPr>" if run else ""
    return (
        f"<w:p><w:pPr>{properties}</w:pPr><w:r>{run_properties}"
        f'<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
    )


def item(text: str, num_id: int, level: int = 0) -> str:
    """A numbered paragraph of Word."""
    return para(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num_id}"/></w:numPr>')


def abstract(id: int, *levels: str) -> str:
    """A list definition from levels such as "decimal %1."; the start may follow after a bar."""
    rows = ""
    for place, level in enumerate(levels):
        style, _, rest = level.partition(" ")
        text, _, start = rest.partition("|")
        rows += (
            f'<w:lvl w:ilvl="{place}"><w:start w:val="{start or 1}"/><w:numFmt w:val="{style}"/>'
            f'<w:lvlText w:val="{text}"/></w:lvl>'
        )
    return f'<w:abstractNum w:abstractNumId="{id}">{rows}</w:abstractNum>'


def num(id: int, abstract_id: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{id}"><w:abstractNumId w:val="{abstract_id}"/>{overrides}</w:num>'


def table(*rows: str) -> str:
    """A table of Word from its rows' XML."""
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def row(*cells: str, properties: str = "") -> str:
    """A row of Word; cells that do not begin with a tag are texts."""
    made = "".join(
        cell if cell.startswith("<w:tc") or cell.startswith("<w:sdt") else tc(cell)
        for cell in cells
    )
    return f"<w:tr><w:trPr>{properties}</w:trPr>{made}</w:tr>"


def tc(content: str, properties: str = "") -> str:
    inner = content if content.startswith("<") else para(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def odf(
    body: str, *, automatic: str = "", styles: str = "", parts: Mapping[str, str] | None = None
) -> bytes:
    """An OpenDocument text; `styles` is the content of styles.xml."""
    names = " ".join(f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in _ODF_NAMES)
    names += f' xmlns:draw="{_ODF}:drawing:1.0" xmlns:xlink="x" xmlns:fo="f" xmlns:chart="ch"'
    return zipped(
        {
            "content.xml": (
                f"<office:document-content {names}><office:automatic-styles>{automatic}"
                f"</office:automatic-styles><office:body><office:text>{body}</office:text>"
                "</office:body></office:document-content>"
            ),
            "styles.xml": f"<office:document-styles {names}>{styles}</office:document-styles>",
            **{name: content.replace("NAMES", names) for name, content in (parts or {}).items()},
        }
    )


def deck(
    *slides: str,
    parts: Mapping[str, str | bytes] | None = None,
    rels: Mapping[int, Mapping[str, tuple[str, str]]] | None = None,
) -> bytes:
    """A presentation; `rels` maps slide numbers to relation ids to (kind, target)."""
    ids = "".join(f'<p:sldId id="{i}" r:id="r{i}"/>' for i in range(1, len(slides) + 1))
    entries: dict[str, str | bytes] = {
        "ppt/presentation.xml": (
            f"<p:presentation {P}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>"
        ),
        "ppt/_rels/presentation.xml.rels": relations(
            {f"r{i}": ("slide", f"slides/s{i}.xml") for i in range(1, len(slides) + 1)}
        ),
        **{f"ppt/{name}": content for name, content in (parts or {}).items()},
    }
    for place, slide in enumerate(slides, 1):
        entries[f"ppt/slides/s{place}.xml"] = (
            slide
            if slide.startswith("<p:sld")
            else f"<p:sld {P}><p:cSld><p:spTree>{slide}</p:spTree></p:cSld></p:sld>"
        )
        entries[f"ppt/slides/_rels/s{place}.xml.rels"] = relations((rels or {}).get(place, {}))
    return zipped(entries)


def shape(
    *paragraphs: str, box: tuple[int, int, int, int] | None = None, placeholder: str = ""
) -> str:
    """A shape of a slide; `box` is left, top, width and height."""
    place = ""
    if box:
        place = (
            f'<a:xfrm><a:off x="{box[0]}" y="{box[1]}"/><a:ext cx="{box[2]}" cy="{box[3]}"/>'
            "</a:xfrm>"
        )
    mark = f"<p:ph {placeholder}/>" if placeholder else ""
    texts = "".join(
        each if each.startswith("<a:p>") else f"<a:p><a:r><a:t>{each}</a:t></a:r></a:p>"
        for each in paragraphs
    )
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="1" name="x"/><p:cNvSpPr/><p:nvPr>{mark}</p:nvPr></p:nvSpPr>'
        f"<p:spPr>{place}</p:spPr><p:txBody><a:bodyPr/>{texts}</p:txBody></p:sp>"
    )


ODF_CELL = "<table:table-cell {}>{}</table:table-cell>"
COVERED = "<table:covered-table-cell/>"


def odf_p(text: str, style: str = "") -> str:
    """A paragraph of an OpenDocument text."""
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def odf_cells(*values: str, attributes: str = "") -> str:
    """A row of an OpenDocument table; values that do not begin with a table's tag are texts."""
    made = "".join(
        each if each.startswith("<table") else ODF_CELL.format("", odf_p(each)) for each in values
    )
    return f"<table:table-row {attributes}>{made}</table:table-row>"


def odf_table(*rows: str) -> str:
    return f"<table:table>{''.join(rows)}</table:table>"


def run(text: str, properties: str = "") -> str:
    """A run of Word."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def runs(*content: str, properties: str = "") -> str:
    """A paragraph of Word from its runs."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(content)}</w:p>"
