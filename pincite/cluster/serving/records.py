"""What travels between machines: plain values, arrays, and the dataclasses below as dictionaries.

So a message can be read by nothing but this module, and no code travels in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from index.collection.statistics import CollectionStatistics
from index.search.index_reader import Scope
from index.spans import Document, Marker
from index.storage.documents import Contents, DocumentInfo
from index.storage.filters import Filter
from index.storage.vocabulary import Entry
from pincite.cluster.serving.excerpts import Excerpt

_TYPES = {
    each.__name__: each
    for each in (
        *(CollectionStatistics, Scope, Filter, Document, Marker, Contents, DocumentInfo, Excerpt),
    )
}
PLAIN_ANSWERS = frozenset(
    {
        *("nearest", "scores", "candidates", "matching", "shared_sentences", "passages_of"),
        *("passage_positions", "sentence_positions", "passages", "texts", "columns", "names"),
        *("stem", "count", "has_document", "document_ids", "mentions"),
    }
)
"""Methods of PartReader whose answers, as a PartGroup gives them, are plain values and arrays: to
look at each of hundreds of hits took a third of the time of a call."""

_TYPE = "@type"
_PLAIN = (str, int, float, bytes, bytearray, bool, type(None))


def to_record(value: Any) -> Any:  # noqa: ANN401  # any value that PartReader takes or returns
    """Raises TypeError for a value of any other type."""
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, np.ndarray) and not value.dtype.hasobject:
        return value
    if type(value) is Entry:
        return {_TYPE: "Entry", "values": tuple(value)}
    if isinstance(value, list | tuple | set | frozenset):
        return type(value)(map(to_record, value))
    if isinstance(value, Mapping):
        return {key: to_record(each) for key, each in value.items()}
    if type(value).__name__ not in _TYPES:
        raise TypeError(f"a {type(value).__name__} cannot be sent to another machine")
    content = {
        each.name: to_record(getattr(value, each.name)) for each in fields(value) if each.init
    }
    return {_TYPE: type(value).__name__, **content}


def from_record(record: Any) -> Any:  # noqa: ANN401  # as `to_record`
    """The value of which a record was made. Raises KeyError for a type that is not known."""
    if isinstance(record, list | tuple | set | frozenset):
        return type(record)(map(from_record, record))
    if not isinstance(record, dict):
        return record
    content = {key: from_record(each) for key, each in record.items() if key != _TYPE}
    if _TYPE not in record:
        return content
    if record[_TYPE] == "Entry":
        return Entry(*content["values"])
    return _TYPES[record[_TYPE]](**content)
