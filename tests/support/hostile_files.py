"""Files made to hurt a reader, and files that are merely odd. Nothing is stored: `make` writes them into a folder.

python -m tests.support.hostile_files FOLDER writes them for a look; with a path besides, it reads them into a library there.
"""

from __future__ import annotations

import json
import os
import random
import struct
import sys
import time
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

import numpy as np

from index.encoders.base import Fingerprint, Vectors
from tests.support import make_files
from tests.support.paths import ROOT

_LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a 'ha'>"
    + "".join(
        f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + "]>"
)
_OUTSIDE = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
_REMOTE = "<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x.dtd'>"
_MAIN = {
    "docx": "word/document.xml",
    "pptx": "ppt/presentation.xml",
    "xlsx": "xl/workbook.xml",
    "odt": "content.xml",
    "epub": "META-INF/container.xml",
}
_MEGABYTE = 1_000_000


def make(folder: Path) -> int:
    """Writes them all; returns how many."""
    count = 0
    for group in (
        _packages,
        _archives,
        _pdfs,
        _pages,
        _texts,
        _records,
        _tables,
        _mails,
        _markdowns,
    ):
        for name, data in group():
            (folder / name).write_bytes(data)
            count += 1
    return count + _places(folder)


def _packages() -> Iterator[tuple[str, bytes]]:
    for suffix, main in _MAIN.items():
        good = make_files.ROUND_TRIPS[f".{suffix}"][0]("A good sentence stands here.")
        yield f"bomb.{suffix}", make_files.zipped({main: b" " * (200 * _MEGABYTE)})
        yield (
            f"slow-bomb.{suffix}",
            make_files.zipped(
                {main: b"<x>" + random.Random(1).randbytes(50).hex().encode() * 600_000}
            ),
        )
        yield f"laughs.{suffix}", make_files.zipped({main: f"{_LAUGHS}<x>&j;</x>"})
        yield f"outside.{suffix}", make_files.zipped({main: f"{_OUTSIDE}<x>&a;</x>"})
        yield f"remote.{suffix}", make_files.zipped({main: f"{_REMOTE}<x/>"})
        yield f"deep.{suffix}", make_files.zipped({main: "<x>" * 300_000})
        yield f"deep-closed.{suffix}", make_files.zipped({main: "<x>" * 100_000 + "</x>" * 100_000})
        yield f"torn.{suffix}", good[: len(good) // 2]
        yield f"no-end.{suffix}", good[:-20]
        yield f"other.{suffix}", make_files.zipped({"readme.txt": "Nothing of the kind."})
        yield f"broken-xml.{suffix}", make_files.zipped({main: "<x><y></x>"})
        yield f"not-zip.{suffix}", b"%PDF-1.4 no zip at all"
        yield f"flipped.{suffix}", _flipped(good)
    cells = "".join(f'<row><c r="XFD{i}"><v>1</v></c></row>' for i in range(1, 3_000))
    yield "wide.xlsx", _sheet(cells)
    yield (
        "far.xlsx",
        _sheet(
            '<row><c r="ZZZZZZZZZZ1" t="s"><v>99999999999</v></c><c r="1"><v>1e999</v></c><c t="s"><v>-1</v></c></row>'
        ),
    )
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    table = (
        "<w:tbl><w:tr><w:tc>" * 3_000
        + "<w:p><w:r><w:t>In.</w:t></w:r></w:p>"
        + "</w:tc></w:tr></w:tbl>" * 3_000
    )
    yield (
        "tables-in-tables.docx",
        make_files.zipped(
            {"word/document.xml": f"<w:document {w}><w:body>{table}</w:body></w:document>"}
        ),
    )
    tables = (
        "<w:tbl><w:tr><w:tc>" * 150
        + "<w:p><w:r><w:t>In.</w:t></w:r></w:p>" * 2_000
        + "</w:tc></w:tr></w:tbl>" * 150
    )
    yield (
        "many-in-tables.docx",
        make_files.zipped(
            {"word/document.xml": f"<w:document {w}><w:body>{tables}</w:body></w:document>"}
        ),
    )


def _sheet(cells: str) -> bytes:
    data = BytesIO(make_files.xlsx([["a", "b"]]))
    entries = {name: zipfile.ZipFile(data).read(name) for name in zipfile.ZipFile(data).namelist()}
    return make_files.zipped(
        {**entries, "xl/worksheets/s.xml": f"<worksheet><sheetData>{cells}</sheetData></worksheet>"}
    )


def _archives() -> Iterator[tuple[str, bytes]]:
    yield "bomb.zip", make_files.zipped({f"{i}.txt": b"0" * (50 * _MEGABYTE) for i in range(6)})
    yield "many.zip", make_files.zipped({f"{i}.txt": "x" for i in range(20_000)})
    inner = make_files.zipped({"a.txt": b"0" * (20 * _MEGABYTE)})
    for _ in range(5):
        inner = make_files.zipped({f"{i}.zip": inner for i in range(10)})
    yield "nested.zip", inner
    yield (
        "names.zip",
        make_files.zipped(
            {
                "../../up.txt": "Up.",
                "/root.txt": "Root.",
                "..\\win.txt": "Win.",
                "C:\\x.txt": "C.",
                "good.txt": "Good words.",
                "n\ne\u202ew.txt": "New.",
            }
        ),
    )
    yield "empty.zip", make_files.zipped({})
    yield "folders.zip", make_files.zipped({"a/": "", "b/c/": ""})
    good = make_files.zipped({"a.txt": "Good words here. " * 50, "b.txt": "More."})
    for size in (3, 21, len(good) // 3, len(good) - 5):
        yield f"torn-{size}.zip", good[:size]
    yield "flipped.zip", _flipped(good)
    yield (
        "encrypted.zip",
        good.replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01").replace(
            b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"
        ),
    )
    yield "method.zip", good.replace(b"\x00\x00\x08\x00", b"\x00\x00\x63\x00")
    yield "huge-claim.zip", _claimed(good)
    for name, method in (("bz2", zipfile.ZIP_BZIP2), ("lzma", zipfile.ZIP_LZMA)):
        file = BytesIO()
        with zipfile.ZipFile(file, "w", method) as archive:
            archive.writestr("a.txt", b"0" * (100 * _MEGABYTE))
        yield f"{name}.zip", file.getvalue()
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    yield "link.zip", file.getvalue()


def _flipped(data: bytes) -> bytes:
    changed = bytearray(data)
    for place in random.Random(2).sample(range(30, len(data)), 8):
        changed[place] ^= 0x55
    return bytes(changed)


def _claimed(data: bytes) -> bytes:
    """A central directory that says each entry holds almost four gigabytes."""
    changed = bytearray(data)
    start = 0
    while (start := changed.find(b"PK\x01\x02", start)) >= 0:
        changed[start + 24 : start + 28] = struct.pack("<I", 0xFFFFFFF0)
        start += 4
    return bytes(changed)


def _pdfs() -> Iterator[tuple[str, bytes]]:
    good = make_files.pdf(
        [make_files.lines("A good sentence stands here, and there is another one below it.")]
    )
    for size in (5, 100, len(good) // 2, len(good) - 10):
        yield f"torn-{size}.pdf", good[:size]
    yield "flipped.pdf", _flipped(good)
    yield "noise.pdf", b"%PDF-1.7\n" + random.Random(3).randbytes(100_000)
    yield "length.pdf", good.replace(b"/Length ", b"/Length 1000000000 %")
    pages = "<< /Type /Pages /Kids [{}] /Count {} >>"
    catalog = "<< /Type /Catalog /Pages 2 0 R >>"
    yield "loop.pdf", make_files.pdf_of([catalog, pages.format("2 0 R", 5)])
    yield (
        "count.pdf",
        make_files.pdf_of(
            [catalog, pages.format("3 0 R", 2_000_000_000), "<< /Type /Page /Parent 2 0 R >>"]
        ),
    )
    yield (
        "minus.pdf",
        make_files.pdf_of([catalog, pages.format("3 0 R", -1), "<< /Type /Page /Parent 2 0 R >>"]),
    )
    yield (
        "same-page.pdf",
        make_files.pdf_of(
            [
                catalog,
                pages.format("3 0 R " * 20_000, 20_000),
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
            ]
        ),
    )
    yield (
        "arrays.pdf",
        make_files.pdf_of(
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
    yield "stream-bomb.pdf", _streamed(b"BT /F1 9 Tf (" + b"A" * 60 * _MEGABYTE + b") Tj ET")
    yield "operators.pdf", _streamed(b"BT /F1 9 Tf " + b"1 0 0 1 9 9 Tm (Ab) Tj " * 150_000 + b"ET")
    yield "saves.pdf", _streamed(b"q " * 3_000_000)
    yield (
        "bomb-in-bomb.pdf",
        _streamed(zlib.compress(b"0" * 200 * _MEGABYTE), "[/FlateDecode /FlateDecode]"),
    )
    form = "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 4 0 R >> >> /Length 5 >>\nstream\n/X Do\nendstream"
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /XObject << /X 4 0 R >> >> /Contents 5 0 R >>"
    yield (
        "form-loop.pdf",
        make_files.pdf_of(
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
        make_files.pdf(
            [make_files.lines("Words with a script.")],
            "/OpenAction << /S /JavaScript /JS (app.alert(1)) >>",
        ),
    )
    yield "stacked.pdf", make_files.pdf([[(72, 700, "Over and over again.")] * 20_000])
    yield "prev.pdf", good.replace(b"/Size", b"/Prev 15 /Size")


def _streamed(content: bytes, filters: str = "/FlateDecode") -> bytes:
    packed = zlib.compress(content)
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>"
    head = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page,
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    marker = "@" * 40
    whole = make_files.pdf_of(
        [*head, f"<< /Filter {filters} /Length {len(packed)} >>\nstream\n{marker}\nendstream"]
    )
    return whole.replace(marker.encode(), packed)


def _pages() -> Iterator[tuple[str, bytes]]:
    yield "deep.html", b"<div>" * 200_000 + b"Words."
    yield "deep-fonts.html", b"<p><font><b>" * 60_000 + b"Words."
    yield (
        "deep-below.html",
        b"<div>" * 240 + b"Words in the deep are hard to find." + b"</div>" * 240,
    )
    yield "lists.html", b"<ul><li>word" * 230
    yield "open.html", b"<" * 3_000_000
    yield "quotes.html", b'<a href="' * 300_000
    yield "comment.html", b"<!--" * 500_000
    yield "attribute.html", b'<p title="' + b"x" * 20_000_000 + b'">Words.</p>'
    yield "entities.html", b"<p>" + b"&lt;&amp;&#65;" * 500_000
    yield "paragraphs.html", b"<p>Some words are here.</p>" * 100_000
    yield "table.html", b"<table>" + b"<tr><td>a<td>b" * 60_000 + b"</table>"
    yield "script.html", b"<script>" + b"document.write('x');" * 10_000 + b"</script>"
    yield "charset.html", b'<meta charset="x-nonsense"><p>W\xf6rds are here.'
    yield "utf7.html", b'<meta charset="utf-7"><p>+ADw-script+AD4-</p>'
    yield "rot13.html", b'<meta charset="rot13"><p>Jbeqf.</p>'
    yield "laughs.html", (_LAUGHS + "<p>&j; words</p>").encode()
    yield "nul.html", b"<p>Words\0and more</p>"


def _texts() -> Iterator[tuple[str, bytes]]:
    yield "empty.txt", b""
    yield "spaces.txt", b" \n" * 100_000
    yield "one-line.txt", b"word " * 1_900_000
    yield "no-space.txt", b"x" * 5_000_000
    yield "long-line.txt", b"word " * 6_000_000
    yield "many-lines.txt", b"a\n" * 3_000_000
    yield "many-sentences.txt", b"Ab cd. Ef gh! " * 200_000
    yield "dots.txt", b"a" + b"." * 2_000_000
    yield "stops.txt", b"a. " * 3_000_000
    yield "quotes.txt", b"\"'" * 500_000 + b"a"
    yield "marks.txt", b"a" + b"?!" * 500_000 + b' )"]' * 100_000
    yield "feeds.txt", b"a\f" * 300_000
    yield "nul.txt", b"\0" * 1_000_000
    yield "noise.txt", random.Random(4).randbytes(500_000)
    yield "wide-odd.txt", "Wide words here".encode("utf-16")[:-1]
    yield "bom.txt", b"\xff\xfe"
    yield "emoji.txt", ("👩‍👩‍👧‍👦 family words. " * 2_000).encode()
    yield "astral.txt", ("𐍈𐌰" * 1_000_000).encode()
    yield "combining.txt", ("a" + "\u0301" * 200_000).encode()
    yield "bidi.txt", ("\u202e" + "sdrow desrever \u2066" * 5_000).encode()
    yield "surrogates.txt", b"words \xed\xa0\x80 more"
    yield "overlong.txt", b"words \xc0\xaf more"
    yield "controls.txt", bytes(range(1, 32)) * 100 + b"words"
    yield "elf.txt", b"\x7fELF\x02\x01\x01" + bytes(100)
    yield "pdf.txt", make_files.pdf([make_files.lines("Words.")])
    yield "zip.txt", make_files.zipped({"a.txt": "Words."})
    yield "picture.md", b"\x89PNG\r\n\x1a\n" + bytes(100)


def _records() -> Iterator[tuple[str, bytes]]:
    yield "deep.json", b"[" * 500_000
    yield "deep-closed.json", b"[" * 50_000 + b"]" * 50_000
    yield "deep-objects.json", b'{"a":' * 50_000 + b"1" + b"}" * 50_000
    yield "number.json", b"[" + b"9" * 1_000_000 + b"]"
    yield "infinite.json", b'{"a": 1e99999, "b": NaN, "c": "words"}'
    yield "surrogate.json", b'{"title": "\\ud800", "text": "\\udfff words \\u0000"}'
    yield "string.json", b'{"text": "' + b"x" * 9_000_000 + b'"}'
    yield "half.json", b'{"text": "words'
    yield "keys.json", b"{" + b",".join(b'"k%d": %d' % (i, i) for i in range(100_000)) + b"}"
    yield "objects.json", b"[" + b",".join([b'{"a": "b"}'] * 300_000) + b"]"
    yield "broken.jsonl", b"{broken}\n" * 100_000
    yield "mixed.jsonl", b'{"a": "good words"}\n{broken}\n"text"\n5\nnull\n'


def _tables() -> Iterator[tuple[str, bytes]]:
    yield "field.csv", b'a,b\n1,"' + b"x" * 5_000_000 + b'"\n'
    yield "quote.csv", b'a,b\n"' + b"1,2\n" * 1_000_000
    yield "columns.csv", b"a," * 1_000_000 + b"\n" + b"1," * 1_000_000
    yield "rows.csv", b"a,b\n" + b"1,2\n" * 300_000
    yield "header.csv", b"x" * 100_000 + b",b\n" + b"1,2\n" * 1_000
    yield "nul.csv", b"a,b\n1,\0\n"
    yield "commas.csv", b"," * 3_000_000
    yield "returns.tsv", b"a\tb\r1\t2\r3\t4"


def _mails() -> Iterator[tuple[str, bytes]]:
    head = b"Subject: Words\nFrom: a@b\n"
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(3_000)
    )
    yield "deep.eml", head + nested
    yield "messages.eml", head + b"Content-Type: message/rfc822\n\n" * 5_000
    yield (
        "parts.eml",
        head
        + b"Content-Type: multipart/mixed; boundary=b\n\n"
        + b"--b\nContent-Type: text/plain\n\nWords.\n" * 50_000,
    )
    yield "header.eml", b"Subject: " + b"=?utf-8?b?eHg=?= " * 100_000 + b"\n\nWords."
    yield "headers.eml", b"X-A: b\n" * 300_000 + head + b"\nWords."
    yield "charset.eml", head + b"Content-Type: text/plain; charset=x-nonsense\n\nWords."
    yield (
        "base64.eml",
        head
        + b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"
        + b"!!!=" * 10_000,
    )
    yield (
        "uu.eml",
        head
        + b"Content-Type: text/plain\nContent-Transfer-Encoding: x-uuencode\n\nbegin 666 a\n"
        + b"\xff" * 1_000,
    )
    yield "date.eml", head + b"Date: Mon, 99 Foo 99999 99:99:99 +9999\n\nWords."
    yield "no-mail.eml", b"Only words, and no header at all."
    yield "html.eml", head + b"Content-Type: text/html\n\n" + b"<div>" * 100_000
    yield "many.mbox", b"From a\nSubject: One\n\nWords.\n\n" * 5_000
    yield "none.mbox", b"Nothing from anybody."


def _markdowns() -> Iterator[tuple[str, bytes]]:
    yield "quotes.md", b">" * 50_000 + b" words"
    yield "lists.md", b"".join(b" " * i + b"- word\n" for i in range(1_500))
    yield "brackets.md", b"[" * 50_000 + b"words"
    yield "links.md", b"[a](" * 50_000
    yield "stars.md", b"*a_ " * 50_000
    yield "ticks.md", b"".join(b"`" * i + b"a" for i in range(1_500))
    yield "comments.md", b"a <!-- " * 50_000
    yield "images.md", b"![" * 30_000 + b"words" + b"](x)" * 30_000
    yield "references.md", b"".join(b"[a%d]: <x> 'y'\n" % i for i in range(20_000)) + b"[a1] words"
    yield "table.md", b"|a|b|\n|-|-|\n" + b"|words|2|\n" * 30_000
    yield "front.md", b"---\n" + b"title: x\n" * 100_000
    yield "emphasis.md", b"**a" * 20_000 + b"b**" * 20_000


def _places(folder: Path) -> int:
    """Names, links and things that are no files. Returns how many of them a walk must find."""
    (folder / "sparse.txt").touch()
    os.truncate(folder / "sparse.txt", 2_000_000_000)
    (folder / ("long" * 50 + ".txt")).write_text("A long name has words, too.")
    (folder / "new\nline\t\u202e.txt").write_text("An odd name has words, too.")
    (folder / "folder.pdf").mkdir()
    (folder / "folder.pdf" / "in.txt").write_text("Within a folder of an odd name.")
    found = 4
    if sys.platform == "linux":
        Path(os.fsdecode(os.fsencode(folder) + b"/not-utf8-\xff.txt")).write_text(
            "Bytes of no encoding in a name."
        )
        found += 1
    if os.name == "posix":
        os.mkfifo(folder / "pipe.txt")
        (folder / "passwd.txt").symlink_to("/etc/passwd")
        (folder / "zero.txt").symlink_to("/dev/zero")
        (folder / "up").symlink_to(folder.parent)
        (folder / "loop").symlink_to(folder / "loop")
        (folder / "dangling.txt").symlink_to(folder / "nowhere")
    return found


def read_all(folder: Path, path: Path) -> dict[str, object]:
    """Puts all that is in a folder into a new library and tells what became of it, how long it took, and the memory of this process.

    The search structure, built at the end, is left out of the memory: it grows with the library, whatever the files were.
    """
    import resource

    from index.ingest.pipeline import InputFile, find_files, ingest
    from index.library import Library
    from index.maintenance.check import check_library
    from tests.conftest import WordEncoder

    class Encoder(WordEncoder):
        """Of the size of the real one; the words' places are reckoned, not remembered, for there are millions of them."""

        fingerprint = Fingerprint("reckoned", "0" * 64, 384)

        def encode(self, texts: Sequence[str]) -> Vectors:
            vectors = np.zeros((len(texts), 384), np.float32)
            vectors[range(len(texts)), [zlib.crc32(text.encode()) % 384 for text in texts]] = 1
            return vectors

    def peak() -> int:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (
            1 if sys.platform == "darwin" else 1024
        )

    outcomes: list[tuple[str, str, str]] = []
    with Library.open(path, create=True, encoder=Encoder()) as library:
        list(ingest(library, [InputFile("base.md", ROOT / "README.md")]))
        base, files, longest, last, reading = peak(), find_files([folder]), 0.0, time.monotonic(), 0
        for step in ingest(library, files):
            if step.result is not None:
                longest, last, reading = (
                    max(longest, time.monotonic() - last),
                    time.monotonic(),
                    peak(),
                )
                outcomes.append(
                    (
                        step.result.source.removeprefix(f"{folder}/"),
                        step.result.status,
                        step.result.message,
                    )
                )
    told = {
        "files": len(files),
        "outcomes": outcomes,
        "longest": longest,
        "base": base,
        "peak": reading,
        "problems": check_library(path),
    }
    return {
        **told,
        "children": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        * (1 if sys.platform == "darwin" else 1024),
    }


if __name__ == "__main__":
    where = Path(sys.argv[1])
    if len(sys.argv) > 2:
        sys.stdout.write(json.dumps(read_all(where, Path(sys.argv[2]))))
    else:
        sys.stdout.write(f"{make(where)}\n")
