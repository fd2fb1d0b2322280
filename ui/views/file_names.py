"""The names of files, without the folders of the server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import Protocol

from index.ingest.extracted_document import WEB
from ui.views.i18n.language import gettext


def file_name(source: str) -> str:
    """The last part of a source that is a path; with what is in it, if that is an archive.

    An address of the web stays whole.

    >>> file_name("/srv/docs/a.pdf"), file_name("/srv/mail.eml!/more/offer.pdf")
    ('a.pdf', 'mail.eml!/more/offer.pdf')
    """
    file, mark, member = source.partition("!/")
    name = file if file.startswith(WEB) else PurePosixPath(file).name
    return f"{name if name else file}{mark}{member}"


def readable_source(source: str) -> str:
    """Where a document is from, as a person says it.

    >>> readable_source("/srv/docs/a.pdf"), readable_source("/srv/mail.eml!/more/offer.pdf")
    ('a.pdf', 'offer.pdf in mail.eml')
    """
    name, mark, member = file_name(source).partition("!/")
    member = PurePosixPath(member).name
    return gettext("{file} in {archive}", file=member, archive=name) if mark else name


class Titled(Protocol):
    """A document as it is named."""

    @property
    def title(self) -> str: ...
    @property
    def source(self) -> str: ...


def title_among(document: Titled, others: Iterable[Titled]) -> str:
    """The title; with the name of the file if another document of `others` has the same title."""
    same = any(
        other.title == document.title and other.source != document.source for other in others
    )
    return f"{document.title} ({readable_source(document.source)})" if same else document.title


def readable_sources(sources: Sequence[str]) -> dict[str, str]:
    """Each source with what it is called: with its folder if another one is called the same.

    >>> list(readable_sources(["/srv/a/x.pdf", "/srv/b/x.pdf", "/srv/b/y.pdf"]).values())
    ['x.pdf, folder a', 'x.pdf, folder b', 'y.pdf']
    """
    names = {source: readable_source(source) for source in sources}
    counts = Counter(names.values())
    for source, name in names.items():
        folder = PurePosixPath(source.partition("!/")[0]).parent.name
        if counts[name] > 1 and folder:
            names[source] = gettext("{file}, folder {folder}", file=name, folder=folder)
    return names
