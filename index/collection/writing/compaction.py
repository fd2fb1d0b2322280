"""Joins small parts of a collection, and drops documents that are hidden. Answers stay the same.

Nothing is encoded again: documents are put into the new part as they are in the old ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing

from index.collection.files.versions import Part, Settings
from index.collection.writing.codebook import refresh_codebook
from index.collection.writing.writer import CollectionWriter
from index.encoders.base import NoEncoder
from index.library import Library
from index.storage.connection import Store
from index.storage.failpoints import failpoint

PART_SENTENCES = 1_000_000
"""The most sentences of a part that is made of others.

A million are about 2 GB and take 18 s to put together (SCALE.md, section 5); a question costs each
part about as much as it costs a library (section "parts-cost").
"""

MAX_HIDDEN_SHARE = 0.1
"""Share of the sentences of a part that may be hidden: they cost time in every search."""


def compact(
    writer: CollectionWriter, part_sentences: int = PART_SENTENCES
) -> Iterator[tuple[int, int]]:
    """Makes larger parts and publishes a version of them; yields (documents done, all).

    A caller that stops iterating keeps the parts that are recorded.
    """
    settings = writer.settings()
    if settings is None:
        return
    groups = plan(_hidden_sentences(writer), part_sentences)
    sources = writer.ledger.sources_of_part
    total = sum(len(sources(part.sha256)) for group in groups for part in group)
    done = 0
    for group in groups:
        for _ in _merge(writer, group, settings):
            done += 1
            yield done, total
    refresh_codebook(writer)
    writer.publish()


def plan(hidden: Mapping[Part, int], part_sentences: int) -> list[list[Part]]:
    """Groups of parts, each to be made one; `hidden` has the hidden sentences of each part.

    Parts of less than half of `part_sentences` are joined, those with many hidden sentences are
    made again. Large parts with few hidden sentences stay.
    """
    left = {part: part.sentences - count for part, count in hidden.items()}
    groups: list[list[Part]] = []
    size = 0
    for part in sorted(hidden):
        is_small = left[part] < part_sentences / 2
        if is_small or hidden[part] > MAX_HIDDEN_SHARE * part.sentences:
            if not groups or size + left[part] > part_sentences:
                groups.append([])
                size = 0
            groups[-1].append(part)
            size += left[part]
    return [group for group in groups if len(group) > 1 or hidden[group[0]] > 0]


def _hidden_sentences(writer: CollectionWriter) -> dict[Part, int]:
    """The hidden sentences of each part."""
    sources: dict[str, set[str]] = {}
    for sha256, source in writer.ledger.hidden():
        sources.setdefault(sha256, set()).add(source)
    counts = dict.fromkeys(writer.ledger.parts(), 0)
    for part in counts:
        if part.sha256 in sources:
            store = Store(writer.folder.require_part(part.sha256), sealed=True)
            with closing(store), store.reading():
                for source, sentences in store.db.execute("SELECT source, sentences FROM document"):
                    counts[part] += sentences if source in sources[part.sha256] else 0
    return counts


def _merge(writer: CollectionWriter, group: Sequence[Part], settings: Settings) -> Iterator[None]:
    """Puts the documents of a group into one part, and records it; yields after each document."""
    owners = sorted(
        (source, part.sha256)
        for part in group
        for source in writer.ledger.sources_of_part(part.sha256)
    )
    old = [part.sha256 for part in group]
    if not owners:
        writer.ledger.replace_parts(old, None)
        return
    encoder, path = NoEncoder(settings.encoder), writer.new_file()
    with ExitStack() as stack:
        parts = {
            sha256: stack.enter_context(
                Library.open(writer.folder.require_part(sha256), encoder=encoder, sealed=True)
            )
            for sha256 in old
        }
        new = stack.enter_context(
            Library.open(
                path, create=True, encoder=encoder, max_passage_chars=settings.max_passage_chars
            )
        )
        for source, sha256 in owners:
            new.restore(parts[sha256].snapshot(source))
            yield
    writer.ledger.replace_parts(old, writer.seal(path))
    failpoint("collection parts replaced")
