"""Earlier messages in a text: what a reply repeats is quoted, what is forwarded is a section."""

from __future__ import annotations

import pytest

from index.formats.mail.body.quotes import (
    begins_forward,
    is_forward_subject,
    is_label_line,
    mark_earlier,
)
from index.formats.mail.message import Block
from index.formats.mail.reader import read_eml
from tests.index.formats.mail.support import mail, marked, text_of

OUTLOOK = """\
From: Cleo Conti [mailto:cleo@example.org]
Sent: Monday, September 2, 2024 8:00 AM
To: Ana
Subject: Lock

Who has the key?"""


@pytest.mark.parametrize(
    "marker", ["-----Original Message-----\n", "________________________________\n", ""]
)
def test_what_a_reply_repeats_is_quoted(marker: str) -> None:
    extract = read_eml(mail(f"It is with Bo.\n\n{marker}{OUTLOOK}", subject="RE: Lock"))
    assert marked(extract, "heading") == ["RE: Lock", "Lock"]
    quotes = marked(extract, "quote")
    assert quotes[-5:] == [
        "Lock",
        "From: Cleo Conti [mailto:cleo@example.org]",
        "Sent: Monday, September 2, 2024 8:00 AM",
        "To: Ana",
        "Who has the key?",
    ]
    assert "It is with Bo." in text_of(extract)
    assert "It is with Bo." not in quotes
    assert (extract.author, extract.date) == ("Ana <ana@example.org>", "2024-09-03")


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Fwd: Lock", f"See below.\n\n{OUTLOOK}"),
        ("WG: Lock", f"See below.\n\n-----Original Message-----\n{OUTLOOK}"),
        ("Lock", f"See below.\n\n---------- Forwarded message ---------\n{OUTLOOK}"),
        (
            "Re: Lock",
            "See below.\n\nBegin forwarded message:\n\n"
            + "\n".join(f"> {line}" for line in OUTLOOK.splitlines()),
        ),
        (
            "Fwd: Lock",
            "See below.\n\n-------- Weitergeleitete Nachricht --------\nBetreff: Lock\n"
            "Datum: Mon, 2 Sep 2024\nVon: Cleo\nAn: Ana\n\nWho has the key?",
        ),
    ],
)
def test_a_forwarded_message_is_a_section_of_its_own(subject: str, text: str) -> None:
    extract = read_eml(mail(text, subject=subject))
    assert marked(extract, "heading") == [subject, "Lock"]
    assert marked(extract, "quote") == []
    assert text_of(extract)[-1] == "Who has the key?"
    inner = marked(extract, "row")[3:]
    assert {row.partition(":")[0] for row in inner} in (
        {"From", "Sent", "To"},
        {"Datum", "Von", "An"},
    )


@pytest.mark.parametrize(
    "attribution",
    [
        "On Mon, Sep 2, 2024 at 8:00 AM Cleo <cleo@example.org> wrote:",
        "On Mon, Sep 2, 2024 at 8:00 AM Cleo Conti of the quay\n<cleo@example.org> wrote:",
        "Am 02.09.24 um 08:00 schrieb Cleo:",
        "Le lun. 2 sept. 2024 à 08:00, Cleo <cleo@example.org> a écrit :",
        "El lun, 2 sept 2024 a las 8:00, Cleo (<cleo@example.org>) escribió:",
        "Cleo wrote:",
    ],
)
def test_a_quoted_text_and_the_line_above_it_are_quoted(attribution: str) -> None:
    extract = read_eml(mail(f"No.\n\n{attribution}\n> Is it open?\n\nAsk Bo.", subject="Re: Lock"))
    assert [" ".join(quote.split()) for quote in marked(extract, "quote")] == [
        " ".join(attribution.split()),
        "Is it open?",
    ]
    assert text_of(extract)[0] == "No."
    assert text_of(extract)[-1] == "Ask Bo."


def test_a_reply_without_marks_is_quoted_to_its_end() -> None:
    text = "No.\n\nOn Monday, 2 September 2024 at 08:00, Cleo wrote:\n\nIs it open?\n\nCleo"
    assert marked(read_eml(mail(text)), "quote")[1:] == ["Is it open?", "Cleo"]


def test_a_sentence_that_ends_in_wrote_is_no_quote() -> None:
    text = "On the gate of the old lock somebody wrote:\n\nNo barges.\n\nWe left it there."
    assert marked(read_eml(mail(text)), "quote") == []


def test_a_journey_is_no_message() -> None:
    text = "From: Upper Valley\nTo: Lower Valley\nDate: 3 May\nFare: 23 francs"
    extract = read_eml(mail(f"{text}\n\nSee you there.", subject="Re: Journey"))
    assert marked(extract, "heading") == ["Re: Journey"]
    assert marked(extract, "quote") == []
    assert text in extract.text


def test_long_lists_of_recipients_belong_to_their_field() -> None:
    lines = ["From: Cleo", "To: Ana <ana@example.org>;", "Bo <bo@example.org>", "Date: Monday"]
    blocks = list(
        mark_earlier(
            [Block("\n".join([*lines, "Subject: Lock", "Yes."]))], is_forward=True, is_reply=False
        )
    )
    assert [block.text for block in blocks] == [
        "Lock",
        "From: Cleo",
        "To: Ana <ana@example.org>; Bo <bo@example.org>",
        "Date: Monday",
        "Yes.",
    ]


def test_a_long_subject_goes_on_in_the_next_line() -> None:
    long = "The gate of the upper lock at the end of the quay is"
    for lines in (
        ["From: Cleo", f"Subject: {long}", "open from six on", "Date: Monday"],
        ["From: Cleo", "Date: Monday", f"Subject: {long}", "open from six on"],
    ):
        blocks = mark_earlier([Block("\n".join(lines))], is_forward=True, is_reply=False)
        assert [block.text for block in blocks] == [
            f"{long} open from six on",
            "From: Cleo",
            "Date: Monday",
        ]


def test_an_answer_below_a_quoted_attribution_is_not_quoted() -> None:
    text = "> On Mon, Sep 2, 2024 at 8:00 AM Cleo <c@x.org> wrote:\n\nThat was before.\n\nAna"
    assert marked(read_eml(mail(text)), "quote") == text[2:].split("\n\n")[:1]


def test_lines_that_tell_what_follows() -> None:
    assert is_forward_subject("[quay] FW: Lock")
    assert not is_forward_subject("Forward bases")
    assert is_label_line("*Sent:* Monday")
    assert not is_label_line("Sentences: two")
    assert begins_forward("\n---------- Forwarded message ---------")
    assert not begins_forward("Forwarded messages are kept.")
