"""PDF files that try to hurt a reader."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator

from tests.support import make_pdfs
from tests.support.hostile.parts import MEGABYTE, flipped

_PAGES = "<< /Type /Pages /Kids [{}] /Count {} >>"
_CATALOG = "<< /Type /Catalog /Pages 2 0 R >>"


def _good() -> bytes:
    return make_pdfs.pdf(
        [make_pdfs.lines("A good sentence stands here, and there is another one below it.")]
    )


def pdfs() -> Iterator[tuple[str, bytes]]:
    good = _good()
    pages, catalog = _PAGES, _CATALOG
    for size in (5, 100, len(good) // 2, len(good) - 10):
        yield f"torn-{size}.pdf", good[:size]
    yield "flipped.pdf", flipped(good)
    yield "noise.pdf", b"%PDF-1.7\n" + random.Random(3).randbytes(100_000)
    yield "length.pdf", good.replace(b"/Length ", b"/Length 1000000000 %")
    yield "loop.pdf", make_pdfs.pdf_of([catalog, pages.format("2 0 R", 5)])
    yield (
        "count.pdf",
        make_pdfs.pdf_of(
            [catalog, pages.format("3 0 R", 2_000_000_000), "<< /Type /Page /Parent 2 0 R >>"]
        ),
    )
    yield (
        "minus.pdf",
        make_pdfs.pdf_of([catalog, pages.format("3 0 R", -1), "<< /Type /Page /Parent 2 0 R >>"]),
    )
    yield (
        "same-page.pdf",
        make_pdfs.pdf_of(
            [
                catalog,
                pages.format("3 0 R " * 20_000, 20_000),
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
            ]
        ),
    )
    yield (
        "arrays.pdf",
        make_pdfs.pdf_of(
            [
                catalog,
                pages.format("3 0 R", 1),
                "<< /Type /Page /Parent 2 0 R /X " + "[" * 100_000 + "]" * 100_000 + ">>",
            ]
        ),
    )
    yield (
        "encrypted.pdf",
        good.replace(
            b"/Root 1 0 R",
            b"/Root 1 0 R /Encrypt << /Filter /Standard /V 1 /R 2 /O ("
            + b"a" * 32
            + b") /U ("
            + b"b" * 32
            + b") /P -4 >>",
        ),
    )
    yield from _content()


def _content() -> Iterator[tuple[str, bytes]]:
    """Pages whose content or actions are hostile."""
    good = _good()
    pages, catalog = _PAGES, _CATALOG
    yield "stream-bomb.pdf", _streamed(b"BT /F1 9 Tf (" + b"A" * 60 * MEGABYTE + b") Tj ET")
    yield "operators.pdf", _streamed(b"BT /F1 9 Tf " + b"1 0 0 1 9 9 Tm (Ab) Tj " * 150_000 + b"ET")
    yield "saves.pdf", _streamed(b"q " * 3_000_000)
    yield (
        "bomb-in-bomb.pdf",
        _streamed(zlib.compress(b"0" * 200 * MEGABYTE), "[/FlateDecode /FlateDecode]"),
    )
    form = (
        "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 4 0 "
        "R >> >> /Length 5 >>\nstream\n/X Do\nendstream"
    )
    page = (
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /XObject << /X 4 0 "
        "R >> >> /Contents 5 0 R >>"
    )
    yield (
        "form-loop.pdf",
        make_pdfs.pdf_of(
            [
                catalog,
                pages.format("3 0 R", 1),
                page,
                form,
                "<< /Length 5 >>\nstream\n/X Do\nendstream",
            ]
        ),
    )
    yield "sheet.pdf", good.replace(b"[0 0 612 792]", b"[0 0 9e9 9e99]")
    yield (
        "script.pdf",
        make_pdfs.pdf(
            [make_pdfs.lines("Words with a script.")],
            "/OpenAction << /S /JavaScript /JS (app.alert(1)) >>",
        ),
    )
    yield "stacked.pdf", make_pdfs.pdf([[(72, 700, "Over and over again.")] * 20_000])
    yield "prev.pdf", good.replace(b"/Size", b"/Prev 15 /Size")


def _streamed(content: bytes, filters: str = "/FlateDecode") -> bytes:
    packed = zlib.compress(content)
    page = (
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 4 "
        "0 R >> >> /Contents 5 0 R >>"
    )
    head = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page,
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    marker = "@" * 40
    whole = make_pdfs.pdf_of(
        [*head, f"<< /Filter {filters} /Length {len(packed)} >>\nstream\n{marker}\nendstream"]
    )
    return whole.replace(marker.encode(), packed)
