"""XML parts of office documents as trees with local names, which need no namespaces to search."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from index.formats.zip_package import ZipPackage

WRAPPERS = frozenset(
    ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "body", "txbxContent")
)
"""Elements of Word documents whose children count as if they stood in their place."""

Relations = dict[str, tuple[str, str]]
"""Relation ids of a part to (kind, name of the other part)."""


def part(package: ZipPackage, name: str) -> Element:
    """The root of an XML part, with local names. Raises PinciteError as `ZipPackage.xml` does."""
    return localised(package.xml(name))


def optional(package: ZipPackage, name: str) -> Element | None:
    """The root of an XML part, with local names; None if there is no such part."""
    return next(map(localised, package.optional(name)), None)


def localised(root: Element) -> Element:
    """The same tree with tags and attributes without their namespaces.

    Attributes of the relationships namespace become "r:id" and so on: those would be confused.
    """
    names: dict[str, str] = {}

    def local(key: str) -> str:
        space, _, name = key.rpartition("}")
        names[key] = f"r:{name}" if space.endswith("relationships") else name
        return names[key]

    for node in root.iter():
        tag = node.tag
        if isinstance(tag, str):
            node.tag = names.get(tag) or local(tag)
        if node.attrib:
            attributes: dict[str, str] = {}
            for key, value in node.attrib.items():
                attributes.setdefault(names.get(key) or local(key), value)
            node.attrib = attributes
    return root


def value(parent: Element | None, child: str, attribute: str = "val") -> str:
    """An attribute of the first child of that name; "" if there is none."""
    node = None if parent is None else parent.find(child)
    return "" if node is None else node.get(attribute, "")


def is_on(parent: Element | None, child: str) -> bool | None:
    """A switch such as `<w:vanish/>`: None if there is no such child."""
    node = None if parent is None else parent.find(child)
    return None if node is None else node.get("val", "1") not in ("0", "false", "off", "none")


def number(text: str, default: int = 0) -> int:
    """The integer that an attribute states; the default for anything else."""
    digits = text.strip().removeprefix("-")
    return int(text) if digits.isascii() and digits.isdecimal() and len(digits) < 12 else default


def choice(node: Element) -> Element:
    """The branch of an `AlternateContent` that is read: the first with content."""
    branches = [child for child in node if child.tag in ("Choice", "Fallback") and len(child)]
    return branches[0] if branches else Element("none")


def within(node: Element, stop: frozenset[str]) -> Iterator[Element]:
    """Elements below a node in document order, of one branch where there are alternatives.

    Elements of a name in `stop` are included, what is in them is not.
    """
    for child in node:
        if child.tag == "AlternateContent":
            yield from within(choice(child), stop)
            continue
        yield child
        if child.tag not in stop:
            yield from within(child, stop)


def blocks_of(element: Element) -> Iterator[Element]:
    """Paragraphs, tables and inserted files, whatever content controls and marks surround them."""
    for child in element:
        if child.tag in ("p", "tbl", "altChunk"):
            yield child
        elif child.tag == "AlternateContent":
            yield from blocks_of(choice(child))
        elif child.tag in WRAPPERS:
            yield from blocks_of(child)
