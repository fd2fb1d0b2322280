"""Catalogues of gettext, read from their .po files: nothing compiled is stored.

`gettext.GNUTranslations` reads the binary form (.mo), which is made here in memory when a language
is used for the first time.
"""

from __future__ import annotations

import ast
import re
import struct
from collections.abc import Iterator, Mapping
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

LOCALES = Path(__file__).parent / "locales"

_MAGIC = 0x950412DE
_LINE = re.compile(r'(?:(msgid|msgid_plural|msgstr)(?:\[(\d)\])? )?(".*")')


@cache
def translations(language: str) -> NullTranslations:
    """The catalogue of a language; one that changes nothing for "en" and for unknown ones."""
    path = LOCALES / language / "LC_MESSAGES" / "pincite.po"
    if not path.is_file():
        return NullTranslations()
    return GNUTranslations(BytesIO(compiled(read_po(path.read_text(encoding="utf-8")))))


def read_po(text: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """(msgid, msgid_plural, "" without) → the translation, or one for each plural form.

    An entry that is not translated is left out.
    """
    return {
        (entry["msgid"], entry.get("msgid_plural", "")): forms
        for entry in _entries(text)
        if all(forms := tuple(entry[key] for key in sorted(entry) if key.startswith("msgstr")))
    }


def _entries(text: str) -> Iterator[Mapping[str, str]]:
    """The entries as keyword (with its number: "msgstr1") → string."""
    entry, keyword = dict[str, str](), ""
    for line in text.splitlines():
        if (match := _LINE.fullmatch(line)) is None:
            continue
        name, number, words = match.groups()
        if name == "msgid" and entry:
            yield entry
            entry = {}
        keyword = f"{name}{number or ''}" if name else keyword
        entry[keyword] = entry.get(keyword, "") + ast.literal_eval(words)
    if entry:
        yield entry


def compiled(entries: Mapping[tuple[str, str], tuple[str, ...]]) -> bytes:
    """A .mo file: counts and places, then the originals, sorted, then their translations.

    The format is that of the GNU gettext manual, "The Format of GNU MO Files".
    """
    pairs = sorted(
        ("\0".join(filter(None, key)).encode(), "\0".join(forms).encode())
        for key, forms in entries.items()
    )
    offset = 28 + 16 * len(pairs)
    tables, strings = list[bytes](), b""
    for column in (0, 1):
        for pair in pairs:
            tables.append(struct.pack("<2I", len(pair[column]), offset + len(strings)))
            strings += pair[column] + b"\0"
    head = struct.pack("<7I", _MAGIC, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    return head + b"".join(tables) + strings
