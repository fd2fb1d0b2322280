"""The names of files, without the folders of the server."""

from __future__ import annotations

from pathlib import PurePosixPath


def file_name(source: str) -> str:
    """The last part of a source that is a path; with what is in it, if that is an archive.

    >>> file_name("/srv/docs/a.pdf"), file_name("/srv/mail.eml!/more/offer.pdf")
    ('a.pdf', 'mail.eml!/more/offer.pdf')
    """
    file, mark, member = source.partition("!/")
    name = PurePosixPath(file).name
    return f"{name if name else file}{mark}{member}"
