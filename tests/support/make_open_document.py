"""OpenDocument files of one part, and packages of them, made with the standard library alone."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_OPEN_DOCUMENT = " ".join(
    [
        *(
            f'xmlns:{name}="{_OASIS}:{name}:1.0"'
            for name in ("office", "text", "table", "style", "presentation")
        ),
        f'xmlns:draw="{_OASIS}:drawing:1.0"',
        f'xmlns:svg="{_OASIS}:svg-compatible:1.0"',
        'xmlns:dc="http://purl.org/dc/elements/1.1/"',
        'office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.{}"',
    ]
)


def flat(kind: str, body: str) -> bytes:
    """An OpenDocument file of one part; `kind` is text, spreadsheet or presentation."""
    names = _OPEN_DOCUMENT.format(kind)
    return f"<office:document {names}><office:body>{body}</office:body></office:document>".encode()


def packed(kind: str, data: bytes) -> bytes:
    """The same as a package."""
    mime_type = f"application/vnd.oasis.opendocument.{kind}"
    manifest = (
        f'<m:manifest xmlns:m="{_OASIS}:manifest:1.0"><m:file-entry m:full-path="/" '
        f'm:media-type="{mime_type}"/><m:file-entry m:full-path="content.xml" '
        'm:media-type="text/xml"/></m:manifest>'
    )
    content = data.replace(b"office:document ", b"office:document-content ")
    content = content.replace(b"office:document>", b"office:document-content>")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", mime_type)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return file.getvalue()


def fodt(sentence: str) -> bytes:
    paragraphs = f"<text:h>Figures</text:h><text:p>{escape(sentence)}</text:p>"
    return flat("text", f"<office:text>{paragraphs}</office:text>")


def fods(sentence: str) -> bytes:
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    rows = "".join(
        f"<table:table-row>{''.join(cell.format(escape(text)) for text in row)}</table:table-row>"
        for row in (("Place", "Fact"), ("Ilm", sentence))
    )
    return flat(
        "spreadsheet",
        '<office:spreadsheet><table:table table:name="Figures">'
        f"{rows}</table:table></office:spreadsheet>",
    )


def fodp(sentence: str) -> bytes:
    page = (
        '<draw:page><draw:frame presentation:class="title"><text:p>{}</text:p></draw:frame>'
        "<draw:frame><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame></draw:page>"
    )
    pages = page.format("Welcome", "Good morning.") + page.format("Figures", escape(sentence))
    return flat("presentation", f"<office:presentation>{pages}</office:presentation>")
