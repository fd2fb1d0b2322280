"""Every sentence of a library, or of several as one, that has some words."""

from __future__ import annotations

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
    if isinstance(library, JoinedLibrary):
        places = library.mentions(words, filters, most)
    else:
        with library.index.reading() as index:
            places = index.mentions(words, filters, most)
    documents = {id: library.document(id) for id in dict.fromkeys(id for id, *_ in places)}
    return [Mention.of(documents[place[0]], place) for place in places]
