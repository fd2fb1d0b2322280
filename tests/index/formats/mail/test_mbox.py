"""Mailboxes: where one message ends and the next one begins."""

from __future__ import annotations

import mailbox
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import PinciteError
from index.formats.mail.mbox import split_mailbox
from index.formats.mail.reader import read_mbox
from tests.index.formats.mail.support import marked, text_of

LINE = "From ana@example.org Tue Sep  3 10:00:00 2024\n"


def message(subject: str, body: str, sender: str = "Ana") -> str:
    return f"From: {sender}\nDate: Tue, 3 Sep 2024 10:00:00 +0200\nSubject: {subject}\n\n{body}\n\n"


@pytest.mark.parametrize(
    "body",
    [
        "The bus stops.\n\nFrom there it is a walk of ten minutes.",
        "The bus stops.\n\nFrom Monday, 10:00 on in May 2024\nFree: all",
        "The bus stops.\n\nFrom 10:00 on in 2024 it is free.\nBring: nothing",
        "The bus stops.\n\nFrom ana@example.org Tue Sep  3 10:00:00 2024 is such a line.",
        "The bus stops.\n>From there on foot.",
        "From the start",
    ],
)
def test_a_line_that_begins_with_from_does_not_end_a_message(body: str) -> None:
    data = f"{LINE}{message('Bus', body)}{LINE}{message('Castle', 'It closes at five.')}"
    extract = read_mbox(data.encode())
    assert marked(extract, "heading") == ["Bus", "Castle"]
    *first, heading, last = text_of(extract)
    assert " ".join(first).split() == body.replace("\n>From", "\nFrom").split()
    assert (heading, last) == ("Castle", "It closes at five.")


@pytest.mark.parametrize(
    "line",
    [
        "From - Sat Jan  3 01:05:34 1996",
        "From 1782@xxx Mon Mar 03 08:00:00 +0000 2025",
        "From ana at example.org  Tue Sep  3 10:00 2024",
        "From ana@example.org Tue, 3 Sep 2024 10:00:00 +0200",
        "From ana",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_separators_of_several_programs(line: str, end: str) -> None:
    data = f"{line}\n{message('Bus', 'One.')}{line}\n{message('Castle', 'Two.')}"
    assert marked(read_mbox(data.replace("\n", end).encode()), "heading") == ["Bus", "Castle"]


def test_a_content_length_is_believed_if_a_message_follows() -> None:
    body = f"One.\n\n{LINE}Subject: inside\n\nTwo."
    head = f"From: Ana\nSubject: Bus\nContent-Length: {len(body)}\n\n"
    data = f"{LINE}{head}{body}\n\n{LINE}{message('Castle', 'Three.')}"
    assert len(list(split_mailbox(data.encode()))) == 2
    wrong = data.replace(f"Length: {len(body)}", "Length: 3")
    assert len(list(split_mailbox(wrong.encode()))) == 3


def test_a_bad_message_does_not_stop_the_others() -> None:
    bad = f"{LINE}X-Status: lost\n\nWords.\n\n{LINE}Content-Type: multipart/mixed\n\n\n\n"
    deep = f"{LINE}Subject: x\nContent-Type: text/html\n\n{'<div>' * 300}\n\n"
    data = f"{LINE}{message('Bus', 'One.')}{bad}{deep}{LINE}{message('Castle', 'Two.', 'Bo')}"
    extract = read_mbox(data.encode())
    assert marked(extract, "heading") == ["Bus", "Castle"]
    assert extract.losses["messages skipped"] == 3
    assert (extract.title, extract.author, extract.date) == ("", "", "2024-09-03")


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (("3 Sep 2024", "3 Sep 2024"), "2024-09-03"),
        (("3 Sep 2024", "13 Sep 2024"), "2024-09"),
        (("3 Sep 2024", "3 Oct 2024"), "2024"),
        (("31 Dec 2024", "1 Jan 2025"), ""),
        (("3 Sep 2024", "soon"), ""),
    ],
)
def test_the_date_of_a_mailbox_is_that_of_all_its_messages(
    days: tuple[str, ...], expected: str
) -> None:
    data = "".join(
        f"{LINE}From: Ana\nDate: Tue, {day} 10:00:00 +0200\nSubject: x\n\nWords.\n\n"
        for day in days
    )
    extract = read_mbox(data.encode())
    assert (extract.author, extract.date) == ("Ana", expected)


def test_what_is_no_mailbox_is_refused() -> None:
    with pytest.raises(PinciteError, match="does not begin with a line 'From …'"):
        read_mbox(b"Subject: x\n\nFrom here")
    with pytest.raises(PinciteError, match="none of its messages can be read"):
        read_mbox(f"{LINE}\nOnly words".encode())


lines = st.lists(
    st.sampled_from(("", "From here", ">From there", "From a Tue Sep  3 10:00:00 2024", "Words.")),
    min_size=1,
    max_size=8,
).map(lambda parts: ["Start.", *parts, "End."])


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bodies=st.lists(lines, min_size=1, max_size=4))
def test_mailboxes_of_the_standard_library_are_read_as_they_were_written(
    bodies: list[list[str]], tmp_path: Path
) -> None:
    path = tmp_path / "box.mbox"
    path.unlink(missing_ok=True)
    box = mailbox.mbox(path)
    for number, body in enumerate(bodies):
        one = EmailMessage()
        one["Subject"], one["From"] = f"Number {number}", "Ana"
        one.set_content("\n".join(body))
        box.add(one)
    box.flush()
    messages = list(split_mailbox(path.read_bytes()))
    assert len(messages) == len(bodies)
    for number, (read, body) in enumerate(zip(messages, bodies, strict=True)):
        head, _, text = read.decode().partition("\n\n")
        assert f"Subject: Number {number}" in head
        # mailbox writes ">From " for "From " and does not mark ">From "
        assert text.rstrip("\n").split("\n") == [
            "From there" if line == ">From there" else line for line in body
        ]
