"""Web pages saved as one file: which part is the page, its encoding, its style sheets."""

from __future__ import annotations

import pytest

from index.errors import PinciteError
from index.formats.mail.web_page import read_mht
from index.ingest.readers import read_document
from tests.support.make_mht import mht

SAVED = """MIME-Version: 1.0
Subject: Kept at the quay
Content-Type: multipart/related; boundary=b; start="<main@x>"

--b
Content-Type: text/html
Content-ID: <advert@x>

<p>Buy a boat.</p>
--b
Content-Type: text/html; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable
Content-ID: <main@x>

<html><body><p>The caf=E9 opened in 1911.</p><p class=3Dgone>Closed on Monday.</p></body></html>
--b
Content-Type: text/css

.gone { display: none }
--b--
"""


def test_the_first_part_is_the_one_that_the_message_names() -> None:
    extract = read_mht(SAVED.encode())
    assert extract.text == "The caf\u00e9 opened in 1911."
    assert extract.title == "Kept at the quay"
    assert extract.losses["hidden parts left out"] == 1


def test_a_page_saved_by_a_browser_is_no_mail() -> None:
    document = read_document("tolls.mhtml", mht("The toll was two crowns."))
    assert document.text == "Figures\n\nThe toll was two crowns."
    assert document.title == "Tolls"
    assert document.warnings == ()


def test_a_message_without_a_page_is_refused() -> None:
    with pytest.raises(PinciteError, match="it has no HTML"):
        read_mht(b"Subject: x\n\nWords.")
