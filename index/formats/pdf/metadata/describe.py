"""Title, author and date of a PDF: from its properties or from its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from index.formats.extract import ExtractedText
from index.formats.pdf.layout.page import Block, body_height
from index.formats.written_date import STANDS_ALONE, date_of

_NO_TITLE = re.compile(
    r"\W*(untitled|unnamed|unspecified|unknown|anonymous|no ?title|title|none|null|new|blank|"
    r"(microsoft )?(word|excel|powerpoint|publisher|visio)|document|dokument|presentation|"
    r"pr[äe]sentation|présentation|presentación|layout|slide|folie|page|book|sheet|chart|scan|"
    r"scanned|image|img|print|output|file|draft|full page photo|about:blank|pdf|job|"
    r"report|[\d\W_])*",
    re.IGNORECASE,
)
_PROGRAM = re.compile(
    r"microsoft (office )?(word|excel|powerpoint|publisher|visio) ?- ?", re.IGNORECASE
)
_FILE_NAME = re.compile(
    r"\S*[\\/]\S*|.*\.(docx?|docm|dotx?|pdf|pptx?|xlsx?|xlsm|csv|indd|qxd|tex|dvi|ps|odt|ods|odp|rtf|"
    r"txt|html?|cdr|ai|eps|psd|pub|pages|key|numbers|wpd|p65|fm|jpe?g|png|tiff?|md|xml|msg|eml)|"
    r"https?:.*|[0-9a-f-]{16,}|[^\s]*_[^\s]*|[^\s]*\d[^\s]*",
    re.IGNORECASE,
)
_LARGE = 1.12  # times the height of the document's text
_TITLE_BLOCKS = 14  # from the start of the first page
_MAX_STATED = 500
_FIRST_SECTION = re.compile(r"\d{1,2}(\.\d{1,2})*\.?\s+[A-Z]")
_MAX_TITLE_CHARS = 200
_NO_HEAD = re.compile(
    r"((ex(hibit)?|annex|schedule|appendix|page|no|form|draft|version|source|file)\b[\s.:-]*"
    r"([\dA-Z][\w.()-]*)?(\s+to\b.*)?|(strictly |private and |private & )?confidential\W*|"
    r"execution (copy|version)|conformed copy|(final|draft|copy|original|redacted)\b.{0,12}|"
    r"\[?table of contents\]?|contents|\W*|.*@.*|https?:.*|www\..*|<\w+>|"
    r".*\b(securities|exchange) (and|&) exchange commission.*|.*confidential treatment.*)",
    re.IGNORECASE,
)  # fmt: skip

_PREFIX = re.compile(
    r"(?:exhibit|annex|attachment|appendix|schedule|ex)[\s.-]*(?:\d[\w.()-]*|[A-Z]{1,2}\b)[\s:–—-]+",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"([-–—_=.]{3,}|\(?table of contents\)?|contents)\W*$", re.IGNORECASE)
_DOCUMENT = re.compile(
    r"\b(agreement|contract|lease|amendment|addendum|deed|letter|memorandum|minutes|report|policy|plan|"
    r"notice|certificate|invoice|manual|guide|handbook|rules|regulations?|statement|will|charter|"
    r"bylaws|resolution|proposal|application|licen[cs]e|warranty|guarantee|terms|conditions|"
    r"protocol|specification|offer|quotation|order|vertrag|vereinbarung|bericht|rechnung|"
    r"protokoll|satzung|richtlinie|contrat|accord|rapport|facture|contrato|acuerdo|informe)s?\b",
    re.IGNORECASE,
)


def describe(
    extract: ExtractedText, properties: Mapping[str, str], blocks: Sequence[Block]
) -> None:
    """Sets title, author and date. The day on which the PDF was made is never its date."""
    blocks = list(_with_paragraphs(blocks))
    extract.author = properties.get("Author", "")[:_MAX_STATED]
    extract.title = _stated_title(properties.get("Title", "")) or title_of(blocks)
    written = [each for each in blocks if each.kind != "contents"]
    pages = [each.page - blocks[0].page for each in written]
    extract.date = date_of(
        [each.text for each in written],
        sum(page == 0 for page in pages),
        sum(page <= 1 for page in pages),
    )


def _with_paragraphs(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks; the text of a scanned page, which is one, by its paragraphs."""
    for block in blocks:
        if block.kind == "ocr":
            for text in block.text.split("\n\n"):
                yield Block("text", text, block.page, block.box)
        else:
            yield block


def _stated_title(title: str) -> str:
    title = _PROGRAM.sub("", " ".join(title[:_MAX_STATED].split()), count=1)
    return "" if _NO_TITLE.fullmatch(title) or _FILE_NAME.fullmatch(title) else title


def title_of(blocks: Sequence[Block]) -> str:
    """The largest lines of the first page, else the first that is set apart; empty if none is."""
    first = [each for each in blocks if each.page == blocks[0].page][:_TITLE_BLOCKS]
    heads = [each for each in first if _may_be_title(each)]
    if not heads:
        return ""
    body = body_height(blocks)
    largest = max(each.height for each in heads)
    if largest > _LARGE * body:
        found = next(each for each in heads if each.height == largest)
        return _with_following(found, first)
    if first[0].text[:1].islower():
        return ""  # the first page is not the start of a document
    apart = [each for each in heads if _is_set_apart(each, first)]
    named = [each for each in apart if _DOCUMENT.search(each.text)]
    if apart:
        return _with_following((named or apart)[0], first)
    return _plain(first[0].text) if _is_plain_title(first) else ""


def _may_be_title(block: Block) -> bool:
    if block.kind not in ("text", "heading") or len(block.text) > 2 * _MAX_TITLE_CHARS:
        return False
    text = _plain(block.text)
    return (
        1 < len(text) <= _MAX_TITLE_CHARS
        and not _NO_HEAD.fullmatch(text)
        and not STANDS_ALONE.fullmatch(text)
        and not re.match(r"\d+(\.\d+)*\.?\s", text)
    )


def _plain(title: str) -> str:
    """A title without the number of the exhibit before it and the lines drawn behind it."""
    title = " ".join(title.split())
    short = _PREFIX.sub("", title, count=1)
    if not short[-1:].isalnum() or short[-8:].lower() == "contents":
        short = _SUFFIX.sub("", short).strip()
    return short.strip() or title


def _with_following(head: Block, blocks: Sequence[Block]) -> str:
    """A title with the lines of the same letters that stand right below it."""
    parts = [head.text]
    last = head
    for block in blocks[blocks.index(head) + 1 :]:
        is_alike = abs(block.height - head.height) < 0.3 and block.bold == head.bold
        is_near = 0 <= last.box[1] - block.box[3] < 1.2 * head.height
        capitals = block.text.isupper() == head.text.isupper()
        if not (is_alike and is_near and capitals and block.kind == head.kind):
            break
        if _FIRST_SECTION.match(block.text):
            break
        if (
            STANDS_ALONE.fullmatch(block.text)
            or len(" ".join([*parts, block.text])) > _MAX_TITLE_CHARS
        ):
            break
        parts.append(block.text)
        last = block
    return _plain(" ".join(parts))


def _is_set_apart(block: Block, blocks: Sequence[Block]) -> bool:
    """Whether a short block is in capitals, bold or centred, and no sentence."""
    text = _plain(block.text)
    if len(text) > 120 or block.line_count > 3 or re.search(r"[.;,]$", text) or len(text) < 4:
        return False
    left, right = min(each.box[0] for each in blocks), max(each.box[2] for each in blocks)
    middle = (block.box[0] + block.box[2]) / 2
    is_centred = abs(middle - (left + right) / 2) < 0.04 * (right - left)
    is_narrow = block.box[2] - block.box[0] < 0.8 * (right - left)
    return text.isupper() or block.bold or (is_centred and is_narrow and text[:1].isupper())


def _is_plain_title(first: Sequence[Block]) -> bool:
    """Whether the page begins with a short line right above a text, a table or a form."""
    head, following = first[0], first[1] if len(first) > 1 else None
    if (
        following is None
        or head.kind not in ("text", "heading")
        or STANDS_ALONE.fullmatch(head.text)
    ):
        return False
    is_short = head.line_count == 1 and len(head.text.split()) <= 10 and head.text[:1].isupper()
    if not is_short or re.search(r"[.,;:!?]$|\d{4}", head.text) or _NO_HEAD.fullmatch(head.text):
        return False
    return following.kind in ("table", "row") or len(following.text) > 80
