"""Styles that change the text."""

from __future__ import annotations

import pytest

from index.formats.web import styles
from tests.index.formats.web.support import losses, read, texts


@pytest.mark.parametrize(
    ("declarations", "found"),
    [
        ("color: red; DISPLAY : none", {styles.HIDDEN}),
        ("visibility:hidden", {styles.HIDDEN}),
        ("font-size:0;line-height:0", {styles.HIDDEN}),
        ("font-size:0.8em", set()),
        ("text-decoration: underline line-through", {styles.STRUCK}),
        ("vertical-align: super", {styles.RAISED}),
        ("position: relative; top: -0.33em; font-size: 0.58em", {styles.RAISED}),
        ("position: relative; bottom: -2px; font-size: 60%", {styles.LOWERED}),
        ("position: relative; top: 2px", set()),
        ("vertical-align: baseline", set()),
    ],
)
def test_what_declarations_say(declarations: str, found: set[str]) -> None:
    assert styles.declared(declarations) == found


def test_rules_for_classes_and_ids_are_read_but_not_those_for_some_screens() -> None:
    sheet = styles.read_sheet(
        "@charset 'utf-8'; /* .x { display: none } */"
        " p.oldText, #draft { display: none }"
        "@media print { .menu { display: none } } .up { vertical-align: super }"
        " .a .b { display: none }"
        ".gone { display: none } .gone { display: block }"
    )
    assert sheet == {
        "old-text": {styles.HIDDEN},
        "draft": {styles.HIDDEN},
        "up": {styles.RAISED},
        "gone": {styles.SHOWN, styles.BLOCK},
    }


def test_a_page_is_read_with_its_own_rules() -> None:
    markup = (
        "<style>.c1{vertical-align:super;font-size:8pt}.c2{display:none}.c3{text-decoration:"
        "line-through}.panel{display:none}</style><p>10<span class=c1>6</span> litres <a class=c1 "
        "href='#f1'>2</a><span class=c3>old</span></p><p class=c2>Draft.</p><button>Who pays"
        "</button><div class=panel>The seller.</div>"
    )
    assert texts(markup) == ["10⁶ litres [2]", "Who pays", "The seller."]
    assert losses(markup) == {"hidden parts left out": 1, "deleted passages left out": 1}


def test_style_sheets_are_read_in_linear_time() -> None:
    for css in (
        "/*" * 200_000,
        "{" * 400_000,
        "a{" * 200_000,
        ".a{b:c}" * 60_000,
        "top:-" * 80_000,
    ):
        assert read(f"<style>{css}</style><p>Words.").text == "Words."
