"""Text, HTML, JSON, CSV, mail and Markdown files that try to hurt a reader."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.support import make_files, make_msg, make_pdfs
from tests.support.hostile.parts import LAUGHS


def pages() -> Iterator[tuple[str, bytes]]:
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
    yield "paragraphs.html", b"<p>Some words are here.</p>" * 20_000
    yield "table.html", b"<table>" + b"<tr><td>a<td>b" * 15_000 + b"</table>"
    yield "script.html", b"<script>" + b"document.write('x');" * 10_000 + b"</script>"
    yield "charset.html", b'<meta charset="x-nonsense"><p>W\xf6rds are here.'
    yield "utf7.html", b'<meta charset="utf-7"><p>+ADw-script+AD4-</p>'
    yield "rot13.html", b'<meta charset="rot13"><p>Jbeqf.</p>'
    yield "laughs.html", (LAUGHS + "<p>&j; words</p>").encode()
    yield "nul.html", b"<p>Words\0and more</p>"
    yield from _more_pages()


def _more_pages() -> Iterator[tuple[str, bytes]]:
    numbered = b" ".join(b"a%d=1" % number for number in range(1_000_000))
    yield "attributes.html", b"<p " + numbered + b">Words</p>"
    quoted = b" ".join(b'a%d="<"' % number for number in range(30_000))
    yield "attributes-quoted.html", b"<p " + quoted + b">Words</p>"
    yield "deep-closed.html", b"<div>" * 100_000 + b"Words" + b"</div>" * 100_000
    yield "deep-tables.html", b"<table><tr><td>" * 20_000 + b"Words"
    yield "deep-headers.html", b"<header><h1>" * 50_000 + b"Words"
    yield "deep-hidden.html", b"<div aria-hidden=true class=cookie>" * 50_000 + b"Words"
    yield "noframes.html", b"<noframes>" * 100_000 + b"Words"
    spans = b"<tr><td colspan=1000 rowspan=1000>a<td>b</tr>" * 3_000
    yield "spans.html", b"<table>" + spans + b"</table>"
    rows = b"<td rowspan=1000>a" * 100_000 + b"<tr><td>b" * 1_000
    yield "rowspans.html", b"<table border=1><tr>" + rows + b"</table>"
    yield "definitions.html", b"<dl><dt>a<dd>b " * 20_000
    yield "menus.html", b"<a href=x>word</a> " * 200_000
    yield "raised.html", b"<sup>1" * 50_000 + b"x<sup>1</sup>" * 100_000
    yield "json-ld.html", b'<script type="application/ld+json">' + b"[" * 100_000 + b"</script>x"
    yield "style.html", b"<style>" + b"/*{top:-" * 200_000 + b"</style><p>Words"
    yield "buttons.html", b"<p>cookies</p><button>Accept</button>" * 50_000
    yield "options.html", b"<select>" + b"<option>a" * 300_000


def texts() -> Iterator[tuple[str, bytes]]:
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
    yield "pdf.txt", make_pdfs.pdf([make_pdfs.lines("Words.")])
    yield "zip.txt", make_files.zipped({"a.txt": "Words."})
    yield "picture.md", b"\x89PNG\r\n\x1a\n" + bytes(100)


def records() -> Iterator[tuple[str, bytes]]:
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


def tables() -> Iterator[tuple[str, bytes]]:
    yield "field.csv", b'a,b\n1,"' + b"x" * 5_000_000 + b'"\n'
    yield "quote.csv", b'a,b\n"' + b"1,2\n" * 1_000_000
    yield "columns.csv", b"a," * 1_000_000 + b"\n" + b"1," * 1_000_000
    yield "rows.csv", b"a,b\n" + b"1,2\n" * 300_000
    yield "header.csv", b"x" * 100_000 + b",b\n" + b"1,2\n" * 1_000
    yield "beside.csv", b"\n".join([b",,".join([b"oak,7"] * 600)] * 200)
    yield "titles.csv", b"title\n" * 190_000 + b"a,b\n1,2"
    yield "nul.csv", b"a,b\n1,\0\n"
    yield "commas.csv", b"," * 3_000_000
    yield "returns.tsv", b"a\tb\r1\t2\r3\t4"


def mails() -> Iterator[tuple[str, bytes]]:
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
        + b"--b\nContent-Type: text/plain\n\nWords.\n" * 10_000,
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
    yield from _mail_bodies(head)
    yield "separators.mbox", b"From x Tue Sep  3 10:00:00 2024\nSubject: x\n" * 60_000
    yield "lengths.mbox", b"From x Tue Sep  3 10:00:00 2024\nContent-Length: 9\n\n" * 40_000
    yield "cut.msg", make_msg.msg("Words.")[:2_000]
    yield "loop.msg", make_msg.msg("Words." * 2_000)[:-512] + b"\1\0\0\0" * 128
    rtf = b"{\\rtf1\\fromhtml1" + b"{\\f1 \\u65 " * 300_000
    yield "rtf.msg", _outlook(b"MELA", rtf)
    yield "packed.msg", _outlook(b"LZFu", b"\xff\x00\x0f" * 1_000_000)


def markdowns() -> Iterator[tuple[str, bytes]]:
    yield "quotes.md", b">" * 50_000 + b" words"
    yield "lists.md", b"".join(b" " * i + b"- word\n" for i in range(1_500))
    yield "brackets.md", b"[" * 50_000 + b"words"
    yield "links.md", b"[a](" * 50_000
    yield "stars.md", b"*a_ " * 50_000
    yield "ticks.md", b"".join(b"`" * i + b"a" for i in range(1_500))
    yield "comments.md", b"a <!-- " * 50_000
    yield "images.md", b"![" * 30_000 + b"words" + b"](x)" * 30_000
    yield "references.md", b"".join(b"[a%d]: <x> 'y'\n" % i for i in range(20_000)) + b"[a1] words"
    yield "table.md", b"|a|b|\n|-|-|\n" + b"|words|2|\n" * 10_000
    yield "front.md", b"---\n" + b"title: x\n" * 100_000
    yield "emphasis.md", b"**a" * 20_000 + b"b**" * 20_000


def _outlook(kind: bytes, data: bytes) -> bytes:
    packed = b"\0\0\0\0" + (60_000_000).to_bytes(4, "little") + kind + b"\0\0\0\0" + data
    return make_msg.compound_file(make_msg.message({0x0037: "Words", 0x1009: packed}))


def _mail_bodies(head: bytes) -> Iterator[tuple[str, bytes]]:
    """Bodies that take a careless reader quadratic time."""
    plain = head + b"Content-Type: text/plain\n\n"
    page = head + b"Content-Type: text/html\n\n"
    calendar = head + b"Content-Type: text/calendar\n\nBEGIN:VEVENT\n"
    yield "fields.eml", plain + b"From: x\nTo: b\n" * 40_000
    yield "rules.eml", plain + b"______\n" * 190_000
    yield "lines.eml", plain + b"a\n" * 5_000_000
    yield "quotes.eml", plain + b">" * 1_000_000 + b"\n a"
    yield "wrote.eml", plain + b"On the 3rd at 10:00 x wrote\n" * 40_000 + b":"
    yield "begin.eml", plain + b"begin 644 a.bin\n" * 90_000 + b"end\n"
    yield "columns.eml", plain + (b"a   " * 100_000 + b"\n") * 3
    yield "pictures.eml", page + b"<img src=x>x" * 200_000
    yield "hidden.eml", page + b"<span style=display:none>x</span>y" * 100_000
    yield "event.eml", calendar + b"BEGIN:X\n" * 500_000 + b"ATTENDEE;" + b"A=b;" * 500_000
    yield (
        "versions.eml",
        head
        + b"Content-Type: multipart/alternative; boundary=b\n\n--b\n\nWords.\n"
        + b"--b\nContent-Type: text/html\n\n"
        + b"<style " * 300_000,
    )
    yield (
        "names.eml",
        head
        + b"Content-Type: multipart/mixed; boundary=b\n\n"
        + b"--b\nContent-Disposition: attachment; filename=a.bin\n\nWords.\n" * 2_000,
    )
