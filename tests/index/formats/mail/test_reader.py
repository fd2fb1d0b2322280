"""Mails as text: headers, bodies, attached messages, mailboxes."""

from __future__ import annotations

import time

from index.formats.mail.reader import read_eml, read_mbox
from tests.support import make_files

SENTENCE = "The river Ilm drives 11 mills & one saw."


def test_an_email_has_subject_sender_date_and_body() -> None:
    extract = read_eml(make_files.eml(SENTENCE, "=?utf-8?q?Gr=C3=BC=C3=9Fe?="))
    assert extract.text.split("\n\n") == [
        "Grüße",
        "From: Ann Author <ann@example.org>",
        "To: Bo",
        "Date: Thu, 6 May 2021 07:08:09 +0200",
        SENTENCE,
    ]
    assert extract.title == "Grüße"
    assert (extract.author, extract.date) == ("Ann Author <ann@example.org>", "2021-05-06")
    assert +extract.losses == {"pictures skipped": 1}
    headings = [each.label for each in read_mbox(make_files.mbox(SENTENCE)).markers if each.label]
    assert headings == ["Hello", "Figures"]


def test_a_header_of_100_000_encoded_words_is_not_decoded() -> None:
    words = " ".join(["=?utf-8?b?eHg=?="] * 100_000)
    start = time.process_time()
    extract = read_eml(f"Subject: {words}\n\n{SENTENCE}".encode())
    assert time.process_time() - start < 5  # 0.1 s; decoding it takes Python 13
    assert (extract.title, extract.text.split("\n\n")[-1]) == (words, SENTENCE)
    few = words[: 17 * 10_000 - 1]
    assert read_eml(f"Subject: {few}\n\n{SENTENCE}".encode()).title == "xx" * 10_000
