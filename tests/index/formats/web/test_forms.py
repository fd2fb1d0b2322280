"""Forms: labels with their values."""

from __future__ import annotations

from index.formats.web.forms import HANDLERS
from tests.index.formats.web.support import losses, texts


def test_labels_stand_with_their_values() -> None:
    assert set(HANDLERS) == {"button", "input", "select", "textarea", "label"}
    markup = (
        "<form><p>At least 12 bottles.</p><label>Name</label><input value='Ann Roe'>"
        "<label>Town: <input value=Visby></label><label>Size</label><select><option>S"
        "<option selected>M</select><label>Colour</label><select><option>red<option>blue</select>"
        "<div><input type=checkbox checked> Newsletter</div><input type=radio> Post"
        "<input type=radio checked> Mail<br><label>Note</label><textarea>one\ntwo</textarea>"
        "<input type=hidden value=secret><input type=password value=pass>"
        "<input type=submit value=Send><button>Reset it</button></form>"
    )
    assert texts(markup) == [
        "At least 12 bottles.",
        "Name: Ann Roe",
        "Town: Visby",
        "Size: M",
        "Colour: red / blue",
        "[x] Newsletter",
        "[ ] Post",
        "[x] Mail",
        "Note: one\ntwo",
    ]
    assert losses(markup) == {"form options left out": 1, "buttons left out": 2}


def test_a_button_that_unfolds_a_text_is_its_heading() -> None:
    markup = (
        "<p>Text.</p><button>How long is it given?</button><div hidden>For two years.</div>"
        "<h3><button aria-expanded=false>Who pays</button></h3><div class=collapse"
        " style='display: none'>The seller.</div><button>Buy</button>"
    )
    assert texts(markup) == [
        *("Text.", "How long is it given?", "For two years.", "Who pays", "The seller.")
    ]
    assert losses(markup) == {"buttons left out": 1}
