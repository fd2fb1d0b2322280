"""Text with light markup, subtitles, OpenDocument and misnamed files that try to hurt a reader."""

from __future__ import annotations

import gzip
import random
import zipfile
from collections.abc import Iterator
from io import BytesIO

from tests.support import make_files, make_pdfs
from tests.support.hostile.parts import LAUGHS, MEGABYTE
from tests.support.make_open_document import flat, fodt
from tests.support.make_xls import compound_file


def marked_up() -> Iterator[tuple[str, bytes]]:
    yield "grid.rst", b"+---+---+\n" + b"| a | b |\n+---+---+\n" * 3_000
    yield "wide-grid.rst", b"+-" * 100_000 + b"+\n" + b"| a" * 100_000 + b"|\n"
    yield "simple.rst", b"=== ===\n" + b"a   b\n" * 5_000
    yield "stars.rst", b"*a **b ``c `d_ " * 50_000
    yield "headings.rst", b"A\n===\n" * 5_000
    yield "adornment.rst", b"=" * MEGABYTE + b"\nWords\n" + b"=" * MEGABYTE
    yield "directives.rst", b".. a::\n   :b: c\n" * 5_000 + b"words"
    yield "comment.rst", b"..\n" + b"   words\n" * 100_000 + b"\nout"
    yield "backticks.rst", b"`" * MEGABYTE + b"words"
    yield (
        "include.rst",
        b".. include:: /etc/passwd\n\n.. raw:: html\n   :file: /etc/passwd\n\nWords.",
    )
    yield "links.org", b"[[" * 200_000 + b"words"
    yield "drawer.org", b":PROPERTIES:\n" + b"words\n" * 100_000
    yield "table.org", b"|a|b|\n" * 5_000
    yield "pipes.org", b"|" * MEGABYTE
    yield "stars.org", b"*" * MEGABYTE + b" words"
    yield "include.org", b'#+INCLUDE: "/etc/passwd"\n\nWords.'
    yield "fence.adoc", b"////\n" + b"words\n" * 100_000
    yield "table.adoc", b"|===\n" + b"|a\n|b\n" * 5_000
    yield "cells.adoc", b"|===\n" + b"|a" * 200_000 + b"\nwords"
    yield "links.adoc", b"http://x[" * 100_000 + b"words"
    yield "include.adoc", b"include::/etc/passwd[]\n\nWords."
    yield "deep.tex", b"\\section{" * 50_000 + b"words"
    yield "notes.tex", b"\\footnote{" * 50_000 + b"words" + b"}" * 50_000
    yield "open.tex", b"\\textbf{" * 200_000 + b"words"
    yield "tables.tex", b"\\begin{tabular}{l}" * 20_000 + b"words"
    yield "rows.tex", b"\\begin{tabular}{ll}" + b"a & b \\\\ " * 5_000 + b"\\end{tabular}"
    yield "span.tex", rb"\begin{tabular}{l}\multicolumn{99}{c}{words} \\ \end{tabular}"
    yield "comments.tex", b"%" * MEGABYTE + b"\nwords"
    yield "accents.tex", b"\\'" * 300_000 + b"words"
    yield "macro.tex", rb"\def\a{\a\a}\newcommand{\b}{\b\b}\a\b words"
    yield "input.tex", rb"\input{/etc/passwd}\include{/etc/passwd} words"
    yield "title.tex", b"\\title{" * 100_000
    yield "cues.srt", b"1\n00:00:01,000 --> 00:00:02,000\nwords\n\n" * 20_000
    yield "times.srt", b"00:00:01,000 --> " * 100_000 + b"\nwords"
    yield "tags.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"<" * 500_000 + b"words"
    yield "speakers.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"<v " * 200_000 + b"words"
    yield "hours.vtt", b"WEBVTT\n\n999:99:99.999 --> 000:00:00.000\nwords"
    yield "escapes.log", b"\x1b[31mwords\x1b[0m\n" * 20_000


def sheets() -> Iterator[tuple[str, bytes]]:
    """OpenDocument tables and slides."""
    cell = "<table:table-cell{}><text:p>words</text:p></table:table-cell>"

    def sheet(rows: str) -> bytes:
        body = f"<office:spreadsheet><table:table>{rows}</table:table></office:spreadsheet>"
        return flat("spreadsheet", body)

    def row(cells: str, attributes: str = "") -> str:
        return f"<table:table-row{attributes}>{cells}</table:table-row>"

    repeated = ' table:number-{}-repeated="{}"'
    spanned = ' table:number-{}-spanned="{}"'
    yield "rows.fods", sheet(row(cell.format(""), repeated.format("rows", 1_048_576)))
    yield "columns.fods", sheet(row(cell.format(repeated.format("columns", 16_384))) * 20)
    yield (
        "both.fods",
        sheet(
            row(cell.format(repeated.format("columns", 16_384)), repeated.format("rows", 1_048_576))
        ),
    )
    yield "number.fods", sheet(row(cell.format(repeated.format("columns", "9" * 50))))
    yield "minus.fods", sheet(row(cell.format(repeated.format("columns", -5))))
    yield (
        "spans.fods",
        sheet(
            row(
                cell.format(
                    spanned.format("columns", 9_999_999) + spanned.format("rows", 9_999_999)
                )
            )
            * 300
        ),
    )
    yield (
        "hidden.fods",
        sheet(
            '<table:table-column table:visibility="collapse"'
            f"{repeated.format('columns', 9_999_999)}/>" + row(cell.format(""))
        ),
    )
    yield (
        "groups.fods",
        sheet("<table:table-row-group>" * 3_000 + "</table:table-row-group>" * 3_000),
    )


def slides() -> Iterator[tuple[str, bytes]]:
    """OpenDocument slides and texts, and the formats of Apple's programs."""
    groups = "<draw:page>" + "<draw:g>" * 3_000 + "<text:p>words</text:p>" + "</draw:g>" * 3_000
    yield (
        "groups.fodp",
        flat("presentation", f"<office:presentation>{groups}</draw:page></office:presentation>"),
    )
    yield "pages.fodp", flat("presentation", "<draw:page/>" * 50_000)
    yield "laughs.fodt", (LAUGHS + fodt("&j;").decode()).encode()
    yield (
        "spans.fodt",
        flat(
            "text",
            f"<office:text>{'<text:span>' * 3_000}words{'</text:span>' * 3_000}</office:text>",
        ),
    )
    iwork = {"Index/Document.iwa": random.Random(8).randbytes(5_000)}
    for suffix in ("pages", "numbers", "key"):
        yield f"bytes.{suffix}", make_files.zipped(iwork)
    preview = {**iwork, "QuickLook/Preview.pdf": b"%PDF-1.4 broken"}
    yield "preview.pages", make_files.zipped(preview)


def misnamed() -> Iterator[tuple[str, bytes]]:
    sentence = "A good sentence stands here."
    pdf = make_pdfs.pdf([make_pdfs.lines(sentence)])
    docx = make_files.docx(sentence)
    for number, (suffix, data) in enumerate(
        (
            (".docx", pdf),
            (".html", pdf),
            (".csv", docx),
            (".json", docx),
            (".eml", make_files.xlsx([["a", sentence]])),
            (".pdf", docx),
            (".md", make_files.epub(sentence)),
            (".xlsx", compound_file({"WordDocument": b"x"})),
            (".txt", compound_file({"Workbook": b"x"})),
            (".tex", make_files.rtf(sentence)),
            ("", pdf),
            ("", b"\0\1\2\3"),
            (".txt", gzip.compress(b"words " * 1_000)),
            (".csv", b"SQLite format 3\0" + bytes(100)),
            (".html", b"\x7fELF" + bytes(100)),
            (".pdf", b"\xff\xd8\xff\xe0" + bytes(100)),
            (".docx", b"<!doctype html><p>" + b"<div>" * 100_000),
            (".txt", b"<html>" + b"<b>" * 100_000),
            (".xls", b"a\tb\n" * 5_000),
            (".doc", b"x" * MEGABYTE),
            (".txt", b'{"a": 1}\n' * 5_000),
            (".txt", b'{"a":' * 50_000 + b"\n{}"),
            (".txt", b"From a@b Mon Jan  1 10:00:00 2020\n" * 5_000),
            (".txt", b"Message-ID: x\nFrom: a\n" + b"X: y\n" * 100_000),
            (".txt", b"<?xml " + b" " * MEGABYTE + b"?><html>words"),
            (".txt", b"<!--" * 200_000 + b"<html>words"),
            (".txt", make_files.zipped({"a.txt": b"0" * (50 * MEGABYTE)})),
            (".docx", _many_entries()),
            (".docx", make_files.zipped({"[Content_Types].xml": b"a" * (100 * MEGABYTE)})),
            (".odt", make_files.zipped({"mimetype": b"a" * (100 * MEGABYTE)})),
            (".pdf", b"PK\x03\x04" + pdf),
        )
    ):
        yield f"misnamed-{number}{suffix}", data


def _many_entries() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(11_000):
            archive.writestr(f"word/{number}.xml", b"")
    return file.getvalue()


def encodings() -> Iterator[tuple[str, bytes]]:
    words = "Wörds are höre, and more."
    yield "utf-16-be.txt", words.encode("utf-16-be")
    yield "utf-32-bom.txt", b"\xff\xfe\0\0"
    yield "utf-32.txt", words.encode("utf-32-le")
    yield "two-boms.txt", b"\xef\xbb\xbf\xef\xbb\xbf" + words.encode()
    yield "lying-bom.txt", b"\xef\xbb\xbf" + words.encode("latin-1")
    yield "lying-bom-16.txt", b"\xff\xfe" + words.encode()
    yield "utf-7.txt", words.encode("utf-7")
    yield "shift-jis.txt", "日本語の文章です。".encode("shift_jis") * 100
    yield "gb18030.txt", "中文句子。".encode("gb18030") * 100
    yield "ebcdic.txt", words.encode("cp500")
    yield "c1.txt", bytes(range(128, 160)) * 50 + b" words"
    yield "lone.txt", "words".encode("utf-16-le") + b"\0\xd8" * 500
    yield "mixed.txt", words.encode() + words.encode("latin-1") + b"\xff\xfe"
    yield "separators.txt", "words\u2028more\u2029and\x85so ".encode() * 2_000
    yield "zero-width.txt", ("\u200b" * 500_000 + "words").encode()
    yield "tags.txt", ("words" + "\U000e0041" * 100_000).encode()
