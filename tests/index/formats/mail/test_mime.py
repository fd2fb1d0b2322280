"""Parts of a message: which are text, which of several versions is read, what is counted."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import PinciteError
from index.formats.mail.message import Attachment
from index.formats.mail.mime import read_mime
from index.formats.mail.reader import read_eml
from tests.index.formats.mail.support import mail, marked, multipart, nested, part, text_of

PLAIN, HTML = "text/plain; charset=utf-8", "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("plain", "html", "expected"),
    [
        ("The barge has left.", "<p>The barge has <b>left</b>.</p>", "The barge has left."),
        ("", "<p>The barge has left.</p>", "The barge has left."),
        (" \n\u00a0", "<p>The barge has left.</p>", "The barge has left."),
        ("Open this in a program for HTML.", "<p>The barge has left.</p>", "The barge has left."),
        ("The barge has left. Its load is oak.", "<p>The barge</p>", "The barge has left. Its"),
        ("The barge has left.", "<img src='https://x.example/a.png'>", "The barge has left."),
    ],
)
def test_the_plain_text_is_read_unless_it_is_a_stub(plain: str, html: str, expected: str) -> None:
    extract = read_eml(multipart("alternative", part(plain, PLAIN), part(html, HTML)))
    assert len(text_of(extract)) == 1
    assert text_of(extract)[0].startswith(expected)


def test_the_html_is_read_if_the_plain_text_takes_its_rows_apart() -> None:
    rows = [("Oak", "40 thalers"), ("Elm", "31 thalers"), ("Ash", "28 thalers")]
    html = "".join(f"<tr><td>{wood}</td><td>{price}</td></tr>" for wood, price in rows)
    apart = "\n".join(f"{wood}\n\n{price}\n" for wood, price in rows)
    whole = "\n".join(f"{wood}   {price}" for wood, price in rows)
    table = part(f"<table>{html}</table>", HTML)
    for plain, end in ((apart, "."), (whole, "")):
        extract = read_eml(multipart("alternative", part(plain, PLAIN), table))
        lines = [" ".join(row.replace(":", " ").split()) for row in marked(extract, "row")]
        assert lines[-3:] == [f"{wood} {price}{end}" for wood, price in rows]


def test_texts_that_follow_one_another_are_all_read() -> None:
    extract = read_eml(
        multipart(
            "mixed",
            part("<p>The lock opens at six.</p>", HTML),
            part("______\nTo unsubscribe write to locks@example.org", PLAIN),
        )
    )
    assert text_of(extract) == [
        "The lock opens at six.",
        "To unsubscribe write to locks@example.org",
    ]
    assert marked(extract, "note") == ["To unsubscribe write to locks@example.org"]


def test_a_mixed_mail_that_repeats_its_text_in_html_has_it_once() -> None:
    extract = read_eml(
        multipart(
            "mixed",
            part("The lock opens at six in summer.", PLAIN),
            part("<p>The lock opens at six in summer.</p>", HTML),
        )
    )
    assert text_of(extract) == ["The lock opens at six in summer."]


def test_pictures_signatures_and_encrypted_parts_are_counted() -> None:
    picture = part("R0lG", "image/gif", "Content-ID: <a>", "Content-Transfer-Encoding: base64")
    html = part("<p>Oak.</p><img src=cid:a><img src=http://x/y width=1 height=1>", HTML)
    signed = part("-----", "application/pgp-signature; name=signature.asc")
    cipher = part("AAAA", "application/pkcs7-mime; name=smime.p7m")
    extract = read_eml(multipart("mixed", nested("related", "R", html, picture), signed, cipher))
    assert text_of(extract) == ["Oak."]
    assert +extract.losses == {
        "pictures skipped": 1,
        "tracking pixels skipped": 1,
        "signatures skipped": 1,
        "encrypted parts skipped": 1,
    }


def test_parts_that_are_elsewhere_are_counted_and_reports_are_read() -> None:
    status = "Reporting-MTA: dns; a\n\nFinal-Recipient: rfc822; bo@example.org\nAction: failed"
    elsewhere = part("Content-Type: image/gif\n\n", "message/external-body; url=https://x/a")
    extract = read_eml(
        multipart(
            "report",
            part("No such user.", PLAIN),
            part(status, "message/delivery-status"),
            elsewhere,
        )
    )
    assert text_of(extract) == [
        "No such user.",
        "Reporting-MTA: dns; a",
        "Final-Recipient: rfc822; bo@example.org\nAction: failed",
    ]
    assert +extract.losses == {"parts stored elsewhere skipped": 1}


def test_files_are_attachments_wherever_a_program_puts_them() -> None:
    pdf = part("JVBERi0=", 'application/pdf; name="a b.pdf"', "Content-Transfer-Encoding: base64")
    unnamed = part("a,b", "text/csv", "Content-Disposition: attachment")
    apple = nested("mixed", "M", part("<p>See the plan.</p>", HTML), pdf, unnamed)
    extract = read_eml(multipart("alternative", part("See the plan.", PLAIN), apple))
    assert text_of(extract) == ["See the plan."]
    assert extract.attachments == [
        Attachment("a b.pdf", b"%PDF-"),
        Attachment("attachment.csv", b"a,b"),
    ]
    assert marked(extract, "row")[-1] == "Attachments: a b.pdf, attachment.csv"


def test_texts_that_a_server_has_named_belong_to_the_mail() -> None:
    named = part(
        "<p>Second half.</p>", "text/html; name=ATT00001.htm", "Content-Disposition: attachment"
    )
    logo = part("R0lG", "image/gif; name=image001.gif", "Content-Disposition: attachment")
    extract = read_eml(multipart("mixed", part("First half.", PLAIN), logo, named))
    assert text_of(extract) == ["First half.", "Second half."]
    assert (extract.attachments, +extract.losses) == ([], {"pictures skipped": 1})


def test_a_lone_text_with_a_name_is_the_text_of_the_mail() -> None:
    extract = read_eml(mail("The barge has left.", "text/plain; name=note.txt"))
    assert (text_of(extract), extract.attachments) == (["The barge has left."], [])


def test_attached_messages_follow_with_their_own_headers() -> None:
    head = "From: Cleo <cleo@example.org>\nDate: Mon, 2 Sep 2024 08:00:00 +0200"
    inner = f"{head}\nSubject: Lock\n\nIt is open."
    extract = read_eml(
        multipart(
            "mixed", part("See below.", PLAIN), part(inner, "message/rfc822"), subject="Fwd: Lock"
        )
    )
    assert extract.text.split("\n\n")[4:] == [
        "See below.",
        "Lock",
        "From: Cleo <cleo@example.org>",
        "Date: Mon, 2 Sep 2024 08:00:00 +0200",
        "It is open.",
    ]
    assert marked(extract, "heading") == ["Fwd: Lock", "Lock"]
    assert (extract.author, extract.date) == ("Ana <ana@example.org>", "2024-09-03")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"=?iso-8859-1?Q?Gr=FC=DFe?= =?iso-8859-1?Q?_an_alle?=", "Grüße an alle"),
        (b"=?utf-8?B?R3LDvA==?=\r\n =?utf-8?B?w59l?=", "Grüße"),
        ("Grüße".encode(), "Grüße"),
        ("Grüße".encode("cp1252"), "Grüße"),
        (b"=?x-unknown?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        (b"=?utf-8?Q?Gr=FC=DFe?=", "Grüße"),
        (b"plain", "plain"),
        (b"=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
    ],
)
def test_headers_are_decoded(raw: bytes, expected: str) -> None:
    mail = read_mime(b"Subject: " + raw + b"\r\n\r\nWords.")
    assert mail.headers["Subject"] == expected


@pytest.mark.parametrize(
    ("charset", "data", "expected"),
    [
        ("iso-2022-jp", "日本".encode("iso-2022-jp"), "日本"),
        ("iso-8859-1", b"\x93Gr\xfc\xdfe\x94", "“Grüße”"),
        ("us-ascii", "Grüße".encode(), "Grüße"),
        ("gb2312", "日本鎔".encode("gb18030"), "日本鎔"),
        ("x-nonsense", "Grüße".encode("cp1252"), "Grüße"),
        ("utf-8", b"a" * 100 + b"\xff\x81", "a" * 100 + "\ufffd\ufffd"),
    ],
)
def test_bodies_are_decoded(charset: str, data: bytes, expected: str) -> None:
    head = f"Subject: x\nContent-Type: text/plain; charset={charset}\n\n".encode()
    assert text_of(read_eml(head + data)) == [expected]


def test_a_damaged_text_is_counted_and_the_rest_is_read() -> None:
    extract = read_eml(multipart("mixed", part("\0\0\0", PLAIN), part("Words.", PLAIN)))
    assert text_of(extract) == ["Words."]
    assert +extract.losses == {"damaged parts skipped": 1}


def test_a_multipart_without_its_boundary_is_text() -> None:
    extract = read_eml(mail("The barge has left.", "multipart/mixed"))
    assert text_of(extract) == ["The barge has left."]


def test_html_that_is_called_plain_text_and_the_reverse() -> None:
    page = "<!DOCTYPE html>\n<html><body><p>The barge<br>has left.</p></body></html>"
    assert text_of(read_eml(mail(page, PLAIN))) == ["The barge\nhas left."]
    assert text_of(read_eml(mail("One.\n\nTwo.", HTML))) == ["One.", "Two."]


def test_the_date_is_that_of_the_sender() -> None:
    assert read_mime(b"Date: Tue, 3 Sep 2024 00:30:00 +0200\n\nx").date == "2024-09-03"
    received = b"Received: from a by b; Wed, 4 Sep 2024 01:00:00 -0700\nSubject: x\n\nx"
    assert read_mime(received).date == "2024-09-04"
    assert read_mime(b"Date: soon\n\nx").date == ""


def test_bytes_without_a_header_are_refused() -> None:
    with pytest.raises(PinciteError, match="no subject, sender or date"):
        read_eml(b"Only words.")


words = st.lists(st.sampled_from(("oak", "elm", "ash", "barge", "mill", "40", "Grüße")), min_size=4)
bodies = words.map(lambda parts: " ".join(parts).capitalize() + ".")


@settings(deadline=None, max_examples=60)
@given(
    plain=bodies,
    extra=st.lists(bodies, max_size=3),
    files=st.lists(st.sampled_from(["a.pdf", "b.csv", "c.txt", "c.txt", "d.jpg"]), max_size=3),
    pictures=st.integers(0, 2),
    encoding=st.sampled_from(["quoted-printable", "base64", "8bit"]),
)
def test_text_and_losses_are_those_that_the_standard_library_wrote(
    plain: str, extra: list[str], files: list[str], pictures: int, encoding: str
) -> None:
    """A mail written by `email.message` with alternatives, pictures, files and messages."""
    message = EmailMessage(policy=SMTP)
    message["Subject"], message["From"], message["To"] = "Grüße", "Ana <ana@example.org>", "Bo"
    message.set_content(plain, cte=encoding)
    message.add_alternative(f"<p>{plain}</p>", subtype="html")
    html = message.get_payload(1)
    for number in range(pictures):
        html.add_related(b"GIF", "image", "gif", cid=f"<{number}>")  # type: ignore[union-attr]
    for name in files:
        message.add_attachment(b"%PDF-", "application", "pdf", filename=name)
    for text in extra:
        inner = EmailMessage()
        inner["Subject"], inner["From"] = "Inner", "Cleo"
        inner.set_content(text)
        message.add_attachment(inner)
    extract = read_eml(message.as_bytes())
    assert [each.name for each in extract.attachments] == files
    assert extract.losses["pictures skipped"] == pictures
    expected = [plain, *(block for text in extra for block in ("Inner", text))]
    assert text_of(extract) == expected
    assert marked(extract, "heading") == ["Grüße", *("Inner" for _ in extra)]
