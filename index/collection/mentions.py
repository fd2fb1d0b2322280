"""Every sentence of a library, or of several as one, that has some words."""

from __future__ import annotations

from dataclasses import replace

from index.collection.ids import joined_id
from index.collection.joined import JoinedLibrary
from index.library import Library
from index.search.mentions import MOST, Mention
from index.storage.filters import NO_FILTER, Filter


def find_mentions(
    library: Library, words: str, filters: Filter = NO_FILTER, most: int = MOST
) -> list[Mention]:
    """The first `most` sentences that have all words, by document and in the order of its text.

    Raises PinciteError for words without a letter or digit; see `index.search.mentions`.
    """
    if not isinstance(library, JoinedLibrary):
        return library.index.mentions(words, filters, most)
    found = list[Mention]()
    for number, part in enumerate(library.parts):
        for each in find_mentions(part, words, filters, most):
            document = each.sentence.document
            document = replace(document, id=joined_id(number, document.id))
            if len(found) < most and library.has_document(document.id):
                found.append(each.within(document))
    return found
