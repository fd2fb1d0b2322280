"""Trees of office documents: local names, switches, alternatives."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

import pytest

from index.formats.office.drawing import drawing_text, formula, math_text
from index.formats.office.markup import (
    blocks_of,
    choice,
    is_on,
    localised,
    number,
    optional,
    part,
    value,
    within,
)
from index.formats.zip_package import ZipPackage
from tests.index.formats.office.builders import W, para
from tests.support.make_files import zipped


def test_names_are_local_and_relations_stay_apart() -> None:
    root = localised(fromstring(f'<w:x {W} w:id="1" r:id="2" plain="3"><w:y w:val="4"/></w:x>'))
    assert (root.tag, root.attrib) == ("x", {"id": "1", "r:id": "2", "plain": "3"})
    assert value(root, "y") == "4"
    assert (value(root, "z"), value(None, "y")) == ("", "")


def test_parts() -> None:
    package = ZipPackage(zipped({"a.xml": f"<w:a {W}/>"}))
    assert part(package, "a.xml").tag == "a"
    assert optional(package, "b.xml") is None


@pytest.mark.parametrize(
    ("inner", "expected"),
    [("<b/>", True), ('<b val="0"/>', False), ('<b val="off"/>', False), ("", None)],
)
def test_switches(inner: str, expected: bool | None) -> None:
    assert is_on(fromstring(f"<x>{inner}</x>"), "b") is expected


def test_numbers() -> None:
    texts = ("12", "-3", "", "x", "1e9", "9" * 30, "²")
    assert [number(text, 7) for text in texts] == [12, -3, 7, 7, 7, 7, 7]


def test_one_branch_of_alternatives_is_read() -> None:
    node = fromstring(
        "<AlternateContent><Choice/><Choice><a/></Choice><Fallback><b/></Fallback></AlternateContent>"
    )
    assert [child.tag for child in choice(node)] == ["a"]
    outer = fromstring("<x><y><z/></y></x>")
    outer.append(node)
    assert [each.tag for each in within(outer, frozenset(("y",)))] == ["y", "a"]


def test_blocks_are_found_within_controls() -> None:
    root = localised(
        fromstring(
            f"<w:body {W}><w:sdt><w:sdtPr/><w:sdtContent>{para('a')}<w:tbl/></w:sdtContent></w:sdt>"
            f"<w:sectPr/><w:customXml>{para('b')}</w:customXml></w:body>"
        )
    )
    assert [each.tag for each in blocks_of(root)] == ["p", "tbl", "p"]


def test_formulas() -> None:
    root = fromstring(
        "<oMath><rad><deg/><e><r><t>a+b</t></r></e></rad><nary><naryPr><chr val='∑'/></naryPr>"
        "<sub><r><t>i</t></r></sub><sup><r><t>n</t></r></sup><e><r><t>x</t></r></e></nary>"
        "<d><e><r><t>y</t></r></e></d></oMath>"
    )
    assert formula(root) == "√(a+b)∑_i^n x(y)"
    assert math_text(fromstring("<math><msup><mi>x</mi><mn>10</mn></msup></math>")) == "x^10"


def test_text_of_drawings() -> None:
    assert drawing_text(fromstring("<p><r><t>a</t></r><br/><r><t>b</t></r></p>")) == "a\nb"
