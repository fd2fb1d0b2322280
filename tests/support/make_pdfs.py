"""Small PDF files, made without a library."""

from __future__ import annotations

from collections.abc import Sequence


def pdf(
    pages: Sequence[Sequence[tuple[float, float, str]]],
    catalog: str = "",
    info: str = "",
    page: str = "",
) -> bytes:
    """Each page as (x, y, words), set in Helvetica of 10 points on a page of 612 by 792."""
    streams = []
    for drawn in pages:
        words = [
            f"1 0 0 1 {x} {y} Tm ({text.translate({40: chr(92) + '(', 41: chr(92) + ')'})}) Tj"
            for x, y, text in drawn
        ]
        streams.append(f"BT /F1 10 Tf {' '.join(words)} ET" if words else "")
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(streams)))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>",
    ]
    objects.append(
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    )
    for i, stream in enumerate(streams):
        resources = f"<< /Font << /F1 3 0 R >> >> /Contents {5 + 2 * i} 0 R"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] {page} /Resources {resources} >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    return pdf_of(objects, info)


def pdf_of(objects: Sequence[str], info: str = "") -> bytes:
    """Numbered from 1; the first is the catalog."""
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate([*objects, *([f"<< {info} >>"] if info else [])], 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    trailer = f"/Size {len(offsets) + 1} /Root 1 0 R {f'/Info {len(offsets)} 0 R' if info else ''}"
    return (
        out
        + (
            f"xref\n0 {len(offsets) + 1}\n0000000000 65535 f \n{table}trailer << {trailer} "
            f">>\nstartxref\n{len(out)}\n%%EOF"
        ).encode()
    )


def scan(printed: bytes, dpi: int = 200, rotate: int = 0) -> bytes:
    """A PDF as a scanner makes it: every page is a grey picture of a page of `printed`.

    The picture is turned by `rotate` degrees, and turned back by /Rotate.
    """
    import zlib

    from pypdfium2 import PdfDocument

    source = PdfDocument(printed)
    kids = " ".join(f"{3 + 3 * i} 0 R" for i in range(len(source)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(source)} >>",
    ]
    for number in range(len(source)):
        bitmap = source[number].render(
            scale=dpi / 72, grayscale=True, rotation=(360 - rotate) % 360
        )
        width, height = (
            source[number].get_size() if rotate % 180 == 0 else reversed(source[number].get_size())
        )
        grey = zlib.compress(bitmap.to_numpy().tobytes()).hex()
        paint = f"{width} 0 0 {height} 0 0 cm /Im Do"
        at = 3 + 3 * number
        page = f"/Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Rotate {rotate}"
        size = f"/Width {bitmap.width} /Height {bitmap.height} /BitsPerComponent 8"
        image = f"/Type /XObject /Subtype /Image {size} /ColorSpace /DeviceGray"
        filters = f"/Filter [/ASCIIHexDecode /FlateDecode] /Length {len(grey) + 1}"
        resources = f"/Resources << /XObject << /Im {at + 2} 0 R >> >>"
        objects += [
            f"<< {page} /Contents {at + 1} 0 R {resources} >>",
            f"<< /Length {len(paint)} >>\nstream\n{paint}\nendstream",
            f"<< {image} {filters} >>\nstream\n{grey}>\nendstream",
        ]
    source.close()
    return pdf_of(objects)


def lines(
    text: str, x: float = 72, top: float = 700, width: int = 45
) -> list[tuple[float, float, str]]:
    """`text` wrapped at `width` characters, for `pdf`."""
    import textwrap

    return [(x, top - 12 * i, line) for i, line in enumerate(textwrap.wrap(text, width))]
