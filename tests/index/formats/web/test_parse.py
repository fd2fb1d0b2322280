"""Pages as trees."""

from __future__ import annotations

import pytest

from index.errors import PinciteError
from index.formats.html import read_html
from index.formats.limits import MAX_HTML_DEPTH
from index.formats.text.txt import read_txt
from index.formats.web.parse import declared_charset, parse_page, parse_xml
from tests.index.formats.web.support import texts


def test_deeply_nested_mails_are_refused() -> None:
    with pytest.raises(PinciteError, match="nested more than 250 deep"):
        parse_page("<div>" * (MAX_HTML_DEPTH + 1), refuse_deep=True)
    shallow = "<p>" * 5_000 + "<br>" * 5_000 + "<div></div>" * 5_000 + "<div/>" * 5_000
    assert parse_page(shallow, refuse_deep=True) is not None
    assert read_txt(b"<div>" * 2_000).text.startswith("<div>")


@pytest.mark.parametrize(
    ("declared", "charset"),
    [
        ('<meta charset="iso-8859-1">', "cp1252"),
        ('<meta http-equiv=Content-Type content="text/html; charset=Shift_JIS">', "cp932"),
        ('<?xml version="1.0" encoding="koi8-r"?>', "koi8-r"),
        ('<meta charset="utf-16">', "utf-8"),
        ("<p>charset</p>", None),
    ],
)
def test_a_charset_is_what_browsers_read_for_its_name(declared: str, charset: str | None) -> None:
    assert declared_charset(declared.encode()) == charset


def test_quotes_of_windows_in_a_page_that_says_latin_1() -> None:
    page = b'<meta charset="iso-8859-1"><p>\x93Cr\xeape\x94 \x96 4 &euro; &#147;x&#148;'
    assert read_html(page).text == "“Crêpe” – 4 € “x”"


def test_elements_that_close_themselves_are_empty() -> None:
    page = (
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/>'
        '<script src="a.js"/><style type="text/css" /></head><body><a id="x"/>'
        "<p>The lamp <i/>burns."
        "</p><textarea/><a href=/x/>Link</a> is kept.</body></html>"
    )
    assert texts(page) == ["The lamp burns.", "Link is kept."]


def test_sections_of_character_data_and_declarations_of_xhtml() -> None:
    head = '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY co "Acme"> ]><html><body>'
    assert texts(f"{head}<p>One <![CDATA[a < b & c]]> two.</p>") == ["One a < b & c two."]
    assert texts(f"{head}<script>//<![CDATA[\nx<y //]]></script>Words.") == ["Words."]
    assert texts(f"{head}<p>Left <![CDATA[open") == ["Left"]


def test_scripts_and_comments_do_not_count_as_nesting() -> None:
    noise = "<script>" + '"<div>"' * 500 + "</script><!--" + "<div>" * 500 + "-->"
    assert texts(f"{noise}<h1>Title</h1><div>Words.</div>") == ["Title", "Words."]


def test_a_page_of_many_attributes_is_read() -> None:
    attributes = " ".join(f"a{number}=1" for number in range(100_000))
    assert texts(f"<p {attributes}>Words.</p>") == ["Words."]


def test_an_empty_page_has_no_tree() -> None:
    assert parse_page("") is None
    assert read_html(b"<!-- nothing -->").text == ""


def test_entities_of_xml_are_not_replaced() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "/etc/passwd">]><x>&a;&b;<y>c</y></x>'
    root = parse_xml(bomb)
    assert root is not None
    assert "".join(root.itertext("x", "y")) == "c"
    assert parse_xml(b"") is None


def test_letters_in_fonts_of_symbols_are_those_symbols() -> None:
    page = (
        "<p>Thanks <span style='font-size:11pt;font-family:Wingdings'>J</span>, "
        "<font face=Symbol>a<b>b</b>a</font> rays "
        '<span style="font-family:&quot;Segoe UI Symbol&quot;">J</span> '
        "<span style='font-family:Webdings'>\u0100</span></p>"
    )
    assert texts(page) == ["Thanks ☺, αbα rays J \u0100"]
