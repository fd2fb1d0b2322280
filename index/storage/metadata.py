"""Title, author, date and tags that a person has set in place of those of the file.

The row of a document has the values in use, so that lists, filters and the full-text index need to
know of no others. What a person has set, and what the file says, is an entry of `meta` by the
source of the document: it outlives the row when the file is read again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from index.errors import PinciteError
from index.spans import Document
from index.storage.connection import Store
from index.storage.filters import MAX_CHARS, MAX_VALUES

FIELDS = ("title", "author", "date", "tags")
"""Of a Document: those that a person may set."""

EDITION = "edition"
"""The entry of `meta` that counts these changes: a document of one id differs between two."""

_PREFIX = "metadata of "
_PARTS = ("person", "file")
_NOT_TEXT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)

Value = str | tuple[str, ...]
"""Of a field: tags are a tuple, the others text."""


@dataclass(frozen=True, slots=True)
class Edits:
    """What a person has set of a document, by field, and what the file says of the same fields."""

    person: Mapping[str, Value]
    file: Mapping[str, Value]

    def __bool__(self) -> bool:
        return bool(self.person)

    def restored(self, document: Document) -> Document:
        """The document as its file has it."""
        return replace(document, **self.file)  # type: ignore[arg-type]  # `checked` fits fields


NO_EDITS = Edits({}, {})


def checked(field: str, value: object) -> Value:
    """A value from outside, without surplus white space. Raises PinciteError if it cannot be set.

    A title is never empty; a date is YYYY, YYYY-MM, YYYY-MM-DD or empty.
    """
    if field == "tags":
        if not isinstance(value, list | tuple):
            raise PinciteError(f"The tags are {_shown(value)}. Give a list of texts.")
        tags = tuple(sorted({_text("tag", each) for each in value} - {""}))
        if len(tags) > MAX_VALUES:
            raise PinciteError(
                f"A document may have {MAX_VALUES} tags, not {len(tags)}. Leave some of them."
            )
        return tags
    text = _text(field, value)
    if field == "title" and not text:
        raise PinciteError("The title is empty. Write one, or take that of the file again.")
    if field == "date" and text and not _is_date(text):
        raise PinciteError(
            f'The date is "{text[:40]}". Write it as 2024, 2024-03 or 2024-03-31, or leave it out.'
        )
    return text


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise PinciteError(f"The {name} is {_shown(value)}. Give a text.")
    text = " ".join(value.split())
    if len(text) > MAX_CHARS:
        raise PinciteError(
            f"The {name} has {len(text):,} characters; at most {MAX_CHARS} are allowed. Shorten it."
        )
    if _NOT_TEXT.search(text):
        raise PinciteError(f"The {name} has characters that are no text. Type it again.")
    return text


def _shown(value: object) -> str:
    return repr(value)[:40]


def _is_date(text: str) -> bool:
    try:
        return bool(_DATE.fullmatch(text) and date.fromisoformat(f"{text}-01-01"[:10]))
    except ValueError:
        return False


def load(store: Store, source: str) -> Edits:
    """What a person has set of the document of that source; NO_EDITS if nothing."""
    entry = store.meta(f"{_PREFIX}{source}")
    return of_json(None if entry is None else json.loads(entry))


def load_all(store: Store) -> dict[str, Edits]:
    """Source -> its edits, of all documents that have some."""
    rows = store.db.execute(
        "SELECT key FROM meta WHERE substr(key, 1, ?) = ?", (len(_PREFIX), _PREFIX)
    ).fetchall()
    sources = [str(key).removeprefix(_PREFIX) for (key,) in rows]
    return {source: load(store, source) for source in sources}


def save(store: Store, source: str, edits: Edits) -> None:
    """Stores them in place of earlier ones. Within `store.writing()`."""
    if edits == load(store, source):
        return
    key = f"{_PREFIX}{source}"
    if edits:
        store.set_meta(key, json.dumps(asdict(edits), ensure_ascii=False))
    else:
        store.db.execute("DELETE FROM meta WHERE key = ?", (key,))


def apply(edits: Edits, document: Document) -> tuple[Document, Edits]:
    """A document that was read from its file, with what a person has set; and the new edits.

    Tags that the file has now and did not have before are added to those that a person has set.
    """
    person = dict(edits.person)
    if "tags" in person:
        new = {*document.tags} - {*edits.file["tags"]}
        person["tags"] = tuple(sorted({*person["tags"], *new}))
    file = {field: getattr(document, field) for field in person}
    return replace(document, **person), Edits(person, file)  # type: ignore[arg-type]  # as above


def changed(
    document: Document, edits: Edits, values: Mapping[str, Value | None]
) -> tuple[Document, Edits]:
    """The document with other values, and the edits then. None: the value of the file again."""
    person, file = dict(edits.person), dict(edits.file)
    for field, value in values.items():
        of_file = file.setdefault(field, getattr(document, field))
        if value is None or value == of_file:
            person.pop(field, None)
        else:
            person[field] = value
        document = replace(document, **{field: person.get(field, of_file)})  # type: ignore[arg-type]  # as above
    return document, Edits(person, {field: file[field] for field in person})


def count_edition(store: Store) -> None:
    """To be called when a stored document changes. Within `store.writing()`."""
    store.set_meta(EDITION, str(int(store.meta(EDITION) or 0) + 1))


def of_json(value: Any) -> Edits:  # noqa: ANN401 - of JSON
    """From the JSON object of `asdict`; None: no edits. Raises ValueError, TypeError or KeyError
    for anything else."""
    if value is None:
        return NO_EDITS
    person, file = ({name: _value(of) for name, of in value[key].items()} for key in _PARTS)
    if person.keys() != file.keys() or not person.keys() <= {*FIELDS}:
        raise ValueError("the edits do not fit the fields")
    return Edits(person, file)


def _value(value: object) -> Value:
    return tuple(map(str, value)) if isinstance(value, list) else str(value)
