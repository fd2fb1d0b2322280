"""Outlook messages: headers, recipients, bodies, attachments, messages within, appointments."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import PinciteError
from index.formats.mail.message import Attachment
from index.formats.mail.outlook.properties import OutlookFile, codepage_name
from index.formats.mail.outlook.reader import read_outlook
from index.formats.mail.reader import read_msg
from tests.index.formats.mail.support import marked, text_of
from tests.support.make_msg import Tree, compound_file, message, msg, properties

SUBJECT, BODY, HTML, RTF = 0x0037, 0x1000, 0x1013, 0x1009
TICKS = 133698240000000000  # 2024-09-03 08:00 UTC


def attached(name: str, data: bytes, **more: str) -> Tree:
    values: dict[int, str | bytes | int] = {0x3707: name, 0x3701: data, 0x3705: 1}
    values |= {0x3712: more["content_id"]} if "content_id" in more else {}
    return properties(values | {0x370E: more.get("kind", "application/octet-stream")})


def test_a_message_has_headers_recipients_text_and_files() -> None:
    inner = {"__substg1.0_3701000D": message({SUBJECT: "Lock", BODY: "It is open."}, header=24)}
    data = compound_file(
        message(
            {
                SUBJECT: "FW: Lock",
                0x0042: "Ana Müller",
                0x5D02: "ana@example.org",
                0x0065: "/O=EXCHANGE/CN=ANA",
                0x0039: TICKS,
                BODY: "See below.\r\n",
            },
            [
                {0x3001: "Bo", 0x39FE: "bo@example.org", 0x0C15: 1},
                {0x3001: "cleo@example.org", 0x3003: "cleo@example.org", 0x0C15: 2},
                {0x3001: "Dag", 0x3003: "/O=EXCHANGE/CN=DAG", 0x0C15: 1},
            ],
            [
                attached("plan.pdf", b"%PDF-" * 1_000),
                attached("image001.png", b"PNG", content_id="a", kind="image/png"),
                attached("empty.txt", b""),
                {**properties({0x3705: 5}), **inner},
            ],
        )
    )
    extract = read_msg(data)
    assert extract.text.split("\n\n") == [
        "FW: Lock",
        "From: Ana Müller <ana@example.org>",
        "To: Bo <bo@example.org>, Dag",
        "Cc: cleo@example.org",
        "Date: Tue, 03 Sep 2024 08:00:00 +0000",
        "Attachments: plan.pdf",
        "See below.",
        "Lock",
        "It is open.",
    ]
    assert marked(extract, "heading") == ["FW: Lock", "Lock"]
    assert extract.attachments == [Attachment("plan.pdf", b"%PDF-" * 1_000)]
    assert +extract.losses == {"pictures skipped": 1, "empty attachments skipped": 1}
    assert (extract.title, extract.date) == ("FW: Lock", "2024-09-03")


SIGNED = b"""MIME-Version: 1.0
Content-Type: multipart/signed; boundary=s; protocol="application/pkcs7-signature"

--s
Content-Type: multipart/mixed; boundary=m

--m
Content-Type: text/plain

The lock is open.
--m
Content-Disposition: attachment; filename=plan.txt

Plan.
--m--
--s
Content-Type: application/pkcs7-signature; name=smime.p7s
Content-Transfer-Encoding: base64

MIAG
--s--
"""


@pytest.mark.parametrize("body", ["", "The lock is open."])
def test_the_parts_of_a_signed_message_are_its_own(body: str) -> None:
    values: dict[int, str | bytes | int] = {SUBJECT: "Lock", 0x0C1A: "Ana", BODY: body}
    values[0x5D02] = "/O=EXCHANGE/CN=RECIPIENTS/CN=ANA@EX"
    extract = read_msg(
        compound_file(message(values, [], [attached("", SIGNED, kind="multipart/signed")]))
    )
    assert extract.text.split("\n\n")[-2:] == ["Attachments: plan.txt", "The lock is open."]
    assert extract.author == "Ana"
    assert extract.losses["signatures skipped"] == 1


def test_the_date_header_of_the_message_as_it_was_sent_is_preferred() -> None:
    headers = "Date: Wed, 4 Sep 2024 01:30:00 +0300\r\nSubject: x\r\n"
    mail = read_outlook(compound_file(message({SUBJECT: "x", 0x0039: TICKS, 0x007D: headers})))
    assert (mail.headers["Date"], mail.date) == ("Wed, 4 Sep 2024 01:30:00 +0300", "2024-09-04")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({HTML: "<p>Grüße</p>".encode(), 0x3FDE: 65001}, "Grüße"),
        ({HTML: "<p>Мост</p>".encode("cp1251"), 0x3FDE: 1251}, "Мост"),
        ({HTML: "<p>The gate is open.</p>", BODY: "Only a stub."}, "The gate is open."),
        ({RTF: b"\0\0\0\0\x20\0\0\0MELA\0\0\0\0{\\rtf1 Gate\\par}"}, "Gate"),
        (
            {RTF: b"\0\0\0\0\xff\0\0\0MELA\0\0\0\0{\\rtf1\\fromhtml1{\\*\\htmltag64 <p>}Gate}"},
            "Gate",
        ),
    ],
)
def test_bodies_in_html_and_rich_text(values: dict[int, str | bytes | int], expected: str) -> None:
    assert text_of(read_msg(compound_file(message({SUBJECT: "x", **values})))) == [expected]


def test_an_appointment_says_when_and_where() -> None:
    names: Tree = {"__substg1.0_00030102": b"\x08\x82\0\0\x06\0\x05\0"}  # 0x8208 is property 0x8005
    tree = message(
        {
            0x001A: "IPM.Schedule.Meeting.Request",
            SUBJECT: "Lock",
            0x0060: TICKS,
            0x0061: TICKS + 36_000_000_000,
            0x8005: "Quay 4",
        }
    )
    assert text_of(read_msg(compound_file({**tree, "__nameid_version1.0": names}))) == [
        "Event: Lock\nStart: Tuesday 3 September 2024, 08:00 UTC\n"
        "End: Tuesday 3 September 2024, 09:00 UTC\nPlace: Quay 4"
    ]


def test_what_is_no_message_is_refused() -> None:
    for data in (b"Words.", msg("Words.")[:2_000], compound_file({"WordDocument": b"x"})):
        with pytest.raises(PinciteError, match="this is not an Outlook message"):
            OutlookFile(data)
    assert [codepage_name(number) for number in (1252, 28591, 28605, 65001, -1)] == [
        "cp1252", "cp1252", "iso-8859-15", "utf-8", "cp1252"
    ]  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(st.integers(0, 4_000), st.binary(min_size=1, max_size=40))
def test_damaged_messages_are_read_or_refused(place: int, noise: bytes) -> None:
    good = msg("The lock is open.")
    with suppress(PinciteError):
        extract = read_msg(good[:place] + noise + good[place + len(noise) :])
        assert extract.text
