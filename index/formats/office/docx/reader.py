"""Word documents (.docx): the text as printed, with automatic numbers, notes, tables and headers.

Changes that are tracked count as accepted; hidden text is left out. Both are told in the losses.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from index.formats.extract import ExtractedText
from index.formats.office.docx.body import Block, BodyReader, Context, notes_of
from index.formats.office.docx.inserts import read_insert
from index.formats.office.docx.numbering import Numbering
from index.formats.office.docx.styles import Styles
from index.formats.office.markup import Relations, is_on, number, optional, part, value
from index.formats.office.texts import add_running, is_title_line, plain_words, stated, transfer
from index.formats.zip_package import ZipPackage

_MAX_NESTING = 3  # documents within documents
_NOTE_STYLES = {"footnote": "decimal", "endnote": "lowerRoman"}


def read_docx(data: bytes, *, is_converted: bool = False, _nesting: int = 0) -> ExtractedText:
    """`is_converted` says that LibreOffice has just made the file from another one: its fields of
    dates then have the day of that."""
    package = ZipPackage(data)
    extract = ExtractedText(*stated(package.core()))
    main = package.main_part("word/document.xml")
    root = part(package, main)
    related = package.related(main)
    context = _context(package, extract, main, related)
    context.is_converted = is_converted

    def insert(name: str) -> bool:
        if _nesting >= _MAX_NESTING:
            return False
        inner = read_insert(package, name, lambda data: read_docx(data, _nesting=_nesting + 1))
        if inner is not None:
            transfer(extract, inner)
        return inner is not None

    context.insert = insert
    running = _running_parts(root, related, _settings(package, main, related))
    paragraphs = root.iter("p") if any(running.values()) else ()
    texts = {plain_words("".join(t.text or "" for t in p.iter("t"))) for p in paragraphs}
    for name in running["header"]:
        _add_running(context, name, texts)
    reader = BodyReader(context, related)
    for body in root:
        reader.add(body)
    for name in running["footer"]:
        _add_running(context, name, texts)
    extract.title = extract.title or _title(reader.blocks)
    extract.date = _styled(reader.blocks, "date") or extract.date
    extract.author = extract.author or _styled(reader.blocks, "author")
    unmarked = context.notes.keys() - context.printed_notes
    extract.losses["notes without a mark skipped"] += len(unmarked)
    _count_unread(package, related, running, main, extract)
    return extract


def _context(package: ZipPackage, extract: ExtractedText, main: str, related: Relations) -> Context:
    named = {kind: name for kind, name in related.values()}
    folder = main.rpartition("/")[0]

    def found(kind: str) -> Element | None:
        return optional(package, named.get(kind, f"{folder}/{kind}.xml"))

    styles = Styles(found("styles"))
    notes = {f"note {kind}": (kind, f"{folder}/{kind}.xml") for kind in ("footnotes", "endnotes")}
    context = Context(
        package,
        extract,
        styles,
        Numbering(found("numbering"), styles),
        notes_of(package, {**notes, **related}),
    )
    settings = _settings(package, main, related)
    for kind, style in _NOTE_STYLES.items():
        properties = None if settings is None else settings.find(f"{kind}Pr")
        start = number(value(properties, "numStart"), 1)
        context.note_formats[kind] = value(properties, "numFmt") or style, start
    return context


def _settings(package: ZipPackage, main: str, related: Relations) -> Element | None:
    default = f"{main.rpartition('/')[0]}/settings.xml"
    return optional(package, next((n for k, n in related.values() if k == "settings"), default))


def _running_parts(
    root: Element, related: Relations, settings: Element | None
) -> dict[str, list[str]]:
    """The parts of the headers and footers that are printed, each once, in order."""
    has_even = bool(is_on(settings, "evenAndOddHeaders"))
    parts: dict[str, list[str]] = {"header": [], "footer": []}
    names: dict[tuple[str, str], str] = {}  # kind and page to the part, from section to section
    for section in root.iter("sectPr"):
        for node in section:
            kind = node.tag.removesuffix("Reference")
            if kind in parts and node.tag != kind:
                page = node.get("type", "default")
                names[kind, page] = related.get(node.get("r:id", ""), ("", ""))[1]
        printed = {"default", *(["even"] if has_even else [])}
        if is_on(section, "titlePg"):
            printed.add("first")
        for (kind, page), name in names.items():
            if page in printed and name and name not in parts[kind]:
                parts[kind].append(name)
    return parts


def _add_running(context: Context, name: str, known: set[str]) -> None:
    """Adds the paragraphs of a header or footer that say something that is nowhere else."""
    root = optional(context.package, name)
    if root is None:
        context.extract.losses["headers and footers skipped"] += 1
        return
    inner = ExtractedText()
    reader = BodyReader(context, context.package.related(name), extract=inner, is_running=True)
    reader.add(root)
    add_running(context.extract, inner, known)


def _title(blocks: list[Block]) -> str:
    """The paragraph with the style of a title, or the heading that the document begins with.

    A line that is centred or all in bold type counts as such a heading.
    """
    titles = [block for block in blocks if block.style == "title"]
    first = [
        block
        for block in blocks[:1]
        if block.kind == "heading" or (block.is_prominent and is_title_line(block.text))
    ]
    return " ".join((titles or first)[0].paragraph.text.split()) if titles or first else ""


def _styled(blocks: list[Block], style: str) -> str:
    """The first paragraph with a style of that name, such as pandoc gives to author and date."""
    found = (block.paragraph.text for block in blocks if block.style == style)
    return " ".join(next(found, "").split())


def _count_unread(
    package: ZipPackage,
    related: Relations,
    running: dict[str, list[str]],
    main: str,
    extract: ExtractedText,
) -> None:
    folder = main.rpartition("/")[0]
    names = {
        name
        for name in package.names()
        if name.startswith((f"{folder}/header", f"{folder}/footer"))
    }
    unread = names - {*running["header"], *running["footer"]}
    extract.losses["headers and footers skipped"] += len(unread)
    comments = {name for kind, name in related.values() if kind == "comments"}
    for name in comments or {f"{folder}/comments.xml"}:
        root = optional(package, name)
        extract.losses["comments skipped"] += 0 if root is None else len(root)
