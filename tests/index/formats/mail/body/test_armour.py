"""Files and signatures within a plain text."""

from __future__ import annotations

import time
from binascii import b2a_uu

from index.formats.mail.body.armour import without_armour
from index.formats.mail.message import Attachment, Mail
from index.formats.mail.reader import read_eml
from tests.index.formats.mail.support import mail, text_of


def test_uuencoded_files_are_attachments() -> None:
    data = bytes(range(100))
    lines = "".join(b2a_uu(data[i : i + 45]).decode() for i in range(0, 100, 45))
    extract = read_eml(mail(f"See below.\n\nbegin 644 plan.dwg\n{lines}`\nend\n\nAna"))
    assert extract.attachments == [Attachment("plan.dwg", data)]
    assert text_of(extract) == ["See below.", "Ana"]


def test_pgp_signatures_and_messages_are_counted() -> None:
    extract = read_eml(
        mail(
            "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nThe lock is open.\n"
            "-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\n\nBo\n"
            "-----BEGIN PGP MESSAGE-----\n\nhQEM\n-----END PGP MESSAGE-----\n"
        )
    )
    assert text_of(extract) == ["The lock is open.", "Bo"]
    assert +extract.losses == {"signatures skipped": 1, "encrypted parts skipped": 1}


def test_other_texts_are_unchanged() -> None:
    for text in (
        "begin 644 and end\nend",
        "Words.\nbegin 644 a.bin\nno code here \u00fc\nend",
        "-----BEGIN PGP SIGNATURE-----\nwithout an end",
        "a\r\n\x0bb",
    ):
        box = Mail()
        assert without_armour(text, box) == text
        assert (box.attachments, +box.losses) == ([], {})


def test_many_beginnings_take_linear_time() -> None:
    start = time.process_time()
    without_armour("begin 644 a.bin\n" * 100_000 + "end", Mail())
    assert time.process_time() - start < 5
