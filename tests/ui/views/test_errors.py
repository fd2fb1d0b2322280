"""Errors on the page: what happened, then what a user of the page can do."""

from __future__ import annotations

from pathlib import Path

from index.errors import OutdatedLibraryError, PinciteError
from ui.views.errors import error_card


def test_the_remedy_is_one_for_a_user_of_the_page() -> None:
    card = error_card(OutdatedLibraryError(Path("/srv/data/Mills.pincite")))
    assert "Mills was made by an earlier version of Pincite" in card
    assert "Create a new library on this page" in card
    assert "pincite upgrade" not in card
    assert "/srv/data" not in card


def test_other_errors_are_told_and_bugs_are_not_described() -> None:
    assert "Ask &lt;again&gt;." in error_card(PinciteError("It is gone. Ask <again>."))
    card = error_card(KeyError("secret"))
    assert "Something went wrong inside Pincite." in card
    assert "secret" not in card
