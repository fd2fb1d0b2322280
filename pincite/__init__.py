"""Extractive question answering over your own documents.

Pincite answers a question with the exact words of a document and cites where they are. It does
not write text of its own: an answer is always a quotation. Everything runs on this machine;
nothing is downloaded or sent.

A library is one file that holds documents and their search index:

    import pincite

    with pincite.open_library("my.pincite", create=True) as library:
        library.add(["reports/"])
        answer = library.ask("When did the mill burn down?")
        print(answer.text, answer.citations)

`answer.text` is None if no answer is certain enough; `answer.possible` has one that is less
certain. `verify` checks later that the words of a
citation are still in the library, at the same place; `check` looks up the quotations and figures of
a draft.

The functions `add`, `ask`, `check` and `verify` also accept the path of a library; they open it and
close it again. Opening takes a second or two, so keep a library open to ask many questions. An open
library may be used from many threads.

Errors that a user can correct are raised as PinciteError. Its message says what is wrong, with
which value, and how to correct it.

What is listed here is the public API. Everything else in this package is internal and may change
in any release.
"""

from __future__ import annotations

from importlib import import_module

from pincite.version import VERSION as __version__

TYPE_CHECKING = False
"""That of `typing`, whose import is most of the time before Ctrl-C is handled."""

if TYPE_CHECKING:
    from index.errors import PinciteError
    from index.ingest.pipeline import IngestProgress
    from index.library import IngestResult
    from index.spans import Passage
    from index.storage.documents import DocumentInfo
    from index.storage.filters import Filter
    from pincite.api import Library, add, ask, check, open_library, verify
    from pincite.results import AddResult, Answer, DraftCheck, Verification
    from qa.citations import Citation

__all__ = [
    "AddResult",
    "Answer",
    "Citation",
    "DocumentInfo",
    "DraftCheck",
    "Filter",
    "IngestProgress",
    "IngestResult",
    "Library",
    "Passage",
    "PinciteError",
    "Verification",
    "__version__",
    "add",
    "ask",
    "check",
    "open_library",
    "verify",
]


def __getattr__(name: str) -> object:
    """Imports a public name when it is first used, so that `import pincite` is fast (PEP 562)."""
    if name in __all__:
        value: object = getattr(import_module("pincite.api"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'pincite' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
