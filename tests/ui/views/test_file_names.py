"""What documents are called on the page."""

from __future__ import annotations

from tests.support.ui_engine import document
from ui.views.file_names import file_name, title_among


def test_documents_of_one_title_are_told_apart_by_their_files() -> None:
    first, second, other = (
        document(source, title, ("Rent", "The rent is £ 5."))
        for source, title in (
            ("/srv/lease A.pdf", "Lease"),
            ("/srv/lease B.pdf", "Lease"),
            ("/srv/c.pdf", "Letter"),
        )
    )
    every = [first, second, other]
    assert [title_among(each, every) for each in every] == [
        *("Lease (lease A.pdf)", "Lease (lease B.pdf)", "Letter")
    ]
    assert title_among(first, [first, other]) == "Lease"


def test_an_address_of_the_web_is_its_own_name() -> None:
    assert file_name("https://a.org/b/c?d") == "https://a.org/b/c?d"
    assert file_name("https://a.org/b.zip!/x/y.txt") == "https://a.org/b.zip!/x/y.txt"
