"""HTML bodies: quoted messages, pictures and what nobody sees."""

from __future__ import annotations

from collections import Counter

import pytest

from index.errors import PinciteError
from index.formats.mail.body.html_body import html_blocks
from index.formats.mail.reader import read_eml
from tests.index.formats.mail.support import mail, marked, text_of


def blocks(html: str) -> list[tuple[str, bool]]:
    return [(block.text, block.quoted) for block in html_blocks(html, Counter())]


@pytest.mark.parametrize(
    "quote",
    [
        "<blockquote type=cite>Is it open?</blockquote>",
        "<blockquote class=gmail_quote style='border-left: 1px solid'>Is it open?</blockquote>",
        "<div class='x yahoo_quoted'>Is it open?</div>",
        "<blockquote><div><blockquote>Is it open?</blockquote></div></blockquote>",
        "<table><tr><td><blockquote>Is it open?</blockquote></td></tr></table>",
    ],
)
def test_quoted_messages_are_marked(quote: str) -> None:
    assert blocks(f"<p>No.</p>{quote}<p>Ask Bo.</p>") == [
        ("No.", False),
        ("Is it open?", True),
        ("Ask Bo.", False),
    ]


def test_marks_that_only_lay_a_text_out_are_left_out() -> None:
    html = "<blockquote type=cite><pre>&gt; Is it\n&gt; open?</pre></blockquote>Yes.<br>-- <br>Bo"
    assert blocks(html) == [("Is it\nopen?", True), ("Yes.\nBo", False)]


def test_an_indented_text_is_not_quoted() -> None:
    html = "<blockquote style='margin: 0 0 0 40px; border: none; padding: 0'>At six.</blockquote>"
    assert blocks(html) == [("At six.", False)]


def test_an_outlook_reply_is_quoted_and_a_forwarded_message_is_not() -> None:
    head = (
        "<p>No.</p><div style='border-top:solid #E1E1E1 1.0pt'><p><b>From:</b> Cleo &lt;c@x.org&gt;"
        "<br><b>Sent:</b> Monday<br><b>To:</b> Ana<br><b>Subject:</b> Lock</p></div><p>Open?</p>"
    )
    reply = read_eml(mail(head, "text/html", "RE: Lock"))
    assert marked(reply, "quote")[-1] == "Open?"
    forward = read_eml(mail(head, "text/html", "FW: Lock"))
    for extract in (reply, forward):
        assert marked(extract, "heading")[1:] == ["Lock"]
        assert marked(extract, "row")[-3:] == ["From: Cleo <c@x.org>", "Sent: Monday", "To: Ana"]
    assert (marked(forward, "quote"), text_of(forward)[-1]) == ([], "Open?")


def test_a_message_forwarded_with_gmail_or_apple_mail_is_a_section() -> None:
    fields = (
        "<div>From: Cleo</div><div>Date: Monday</div><div>Subject: Lock</div><div>To: Ana</div>"
    )
    for html in (
        "<p>See.</p><div class=gmail_quote><div class=gmail_attr>---------- Forwarded message "
        f"---------<br>{fields}</div><p>Open?</p></div>",
        f"<p>See.</p><blockquote type=cite><div>Begin forwarded message:</div>{fields}"
        "<p>Open?</p></blockquote>",
    ):
        extract = read_eml(mail(html, "text/html", "Fwd: Lock"))
        assert marked(extract, "heading")[1:] == ["Lock"]
        assert (marked(extract, "quote"), text_of(extract)[-1]) == ([], "Open?")


def test_pictures_pixels_and_hidden_texts_are_counted() -> None:
    losses: Counter[str] = Counter()
    html = (
        "<div style='display:none'>Preview</div><p>See<img src=https://x/a.png alt='the quay'>"
        "there</p><img src=x style='width:1px'><img src=cid:1>"
    )
    assert [block.text for block in html_blocks(html, losses)] == ["See the quay there"]
    assert +losses == {
        "hidden passages left out": 1,
        "pictures skipped": 1,
        "tracking pixels skipped": 1,
    }


def test_pages_nested_too_deeply_and_marks_of_ours() -> None:
    with pytest.raises(PinciteError, match="nested more than 250 deep"):
        html_blocks("<div>" * 300, Counter())
    assert blocks("<!-- nothing -->") == []
    assert blocks("<p>a\ue0f1b</p>") == [("a\ufffdb", False)]
