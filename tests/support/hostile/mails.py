"""Mail, JSON and CSV files that try to hurt a reader, beside those in `texts`."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from tests.support import make_files
from tests.support.hostile.parts import MEGABYTE

_HEAD = b"Subject: Words\nFrom: a@b\nMIME-Version: 1.0\n"
_MIXED = _HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n"


def _attached(data: bytes, name: str, count: int = 1) -> bytes:
    part = (
        f'--b\nContent-Type: application/octet-stream; name="{name}"\n'
        f'Content-Disposition: attachment; filename="{name}"\n'
        "Content-Transfer-Encoding: base64\n\n"
    ).encode() + base64.encodebytes(data)
    return _MIXED + b"--b\nContent-Type: text/plain\n\nWords.\n" + part * count + b"--b--\n"


def mails() -> Iterator[tuple[str, bytes]]:
    nested = b"Words."
    for number in range(1_000):
        nested = (
            (
                b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number)
                + nested
                + b"\n--b%d--\n" % number
            )
            if number < 90
            else b"Content-Type: message/rfc822\n\n" + nested
        )
    yield "nested-1000.eml", _HEAD + nested
    messages = b"".join(b"Content-Type: message/rfc822\n\nSubject: x\n" for _ in range(1_000))
    yield "messages-1000.eml", _HEAD + messages + b"\nWords."
    yield "nested-1000.mbox", b"From a Thu Jan  1 10:00:00 2020\n" + _HEAD + messages + b"\nWords."
    yield "no-boundary.eml", _HEAD + b"Content-Type: multipart/mixed\n\nWords."
    yield "empty-boundary.eml", _HEAD + b'Content-Type: multipart/mixed; boundary=""\n\n--\nWords.'
    yield (
        "long-boundary.eml",
        (_HEAD + b"Content-Type: multipart/mixed; boundary=" + b"b" * MEGABYTE + b"\n\nWords."),
    )
    yield "folded.eml", b"Subject: a\n" + b" b\n" * 300_000 + b"From: a@b\n\nWords."
    yield "addresses.eml", b"To: " + b"a@b, " * 100_000 + b"\n" + _HEAD + b"\nWords."
    yield "comments.eml", b"From: " + b"(" * 100_000 + b"\nSubject: x\n\nWords."
    yield (
        "parameters.eml",
        (
            _HEAD
            + b"Content-Type: text/plain"
            + b"".join(b";\n name*%d*=a" % number for number in range(20_000))
            + b"\n\nWords."
        ),
    )
    quoted = _HEAD + b"Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n"
    yield "quoted.eml", quoted + b"=\n" * 500_000 + b"Words."
    yield "quoted-broken.eml", quoted + b"=zz=9=" * 10_000 + b"Words."
    yield "replies.eml", _HEAD + b"\n" + b">" * 200_000 + b" Words."
    yield "reply-lines.eml", _HEAD + b"\n" + b"> Words.\n" * 20_000
    bomb = make_files.zipped({"a.txt": b"0" * (100 * MEGABYTE)})
    yield "bomb-attached.eml", _attached(bomb, "a.zip")
    yield (
        "docx-bomb.eml",
        _attached(make_files.zipped({"word/document.xml": b" " * (100 * MEGABYTE)}), "a.docx"),
    )
    yield "many-attached.eml", _attached(b"Words.", "a.txt", 500)
    yield "outside.eml", _attached(b"Words.", "../../etc/passwd.txt")
    yield "odd-name.eml", _attached(b"Words.", "a\u202e\\x\0.txt")
    yield (
        "attached-itself.eml",
        _attached(_attached(_attached(b"Words.", "a.eml"), "a.eml"), "a.eml"),
    )
    yield "from-lines.mbox", b"From a Thu Jan  1 10:00:00 2020\n" * 5_000
    yield "from-flood.mbox", b"From \n" * 100_000
    yield (
        "calendar.eml",
        (_HEAD + b"Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 50_000),
    )


def records() -> Iterator[tuple[str, bytes]]:
    yield "same-keys.json", b"{" + b'"a": "words",' * 100_000 + b'"a": "b"}'
    yield "escapes.json", b'{"a": "' + b"\\ud83d" * 100_000 + b' words"}'
    yield "exponent.json", b'{"a": 1e999999999, "b": -0.0e-999999999, "c": "words"}'
    yield "wide.json", b'{"a": [' + b",".join([b'{"b": [1, 2, 3]}'] * 10_000) + b"]}"
    yield "keys-deep.json", b'{"a": ' * 200 + b'"words"' + b"}" * 200
    yield "long-key.json", b'{"' + b"k" * MEGABYTE + b'": "words"}'
    yield "bom.json", b"\xff\xfe" + '{"a": "words"}'.encode("utf-16-le")
    yield "long-line.jsonl", b'{"a": "' + b"x" * 9 * MEGABYTE + b'"}\n{"a": "words"}\n'
    yield "cut-line.jsonl", b'{"a": "words"}\n{"a": "wor'
    yield "open-quote.csv", b'a,b\n1,"' + b"x,y\n" * 500_000
    yield "quotes.csv", b'"' * MEGABYTE
    yield "separator.csv", b"sep=\0\na;b\n1;words\n"
    yield "separator-long.csv", b"sep=" + b";" * 100_000 + b"\na;b\n1;words\n"
    yield "columns.tsv", b"\t".join([b"words"] * 50_000)
    yield "ragged.csv", b"".join(b"a," * number + b"\n" for number in range(300))
