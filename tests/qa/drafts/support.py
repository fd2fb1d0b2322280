"""A library about a harbour, and the findings of a draft in short."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.library import Library
from index.spans import Document
from qa.drafts.check import check
from qa.drafts.types import DraftCheck
from tests.support.ui_engine import document, library

LEASE = document(
    "quay-lease.pdf",
    "Quay Lease",
    (
        "Rent",
        "The tenant shall not store fuel on the northern quay after sunset. The rent is EUR 4,000 a"
        " month and falls due on the first working day. A deposit of three months is kept by the"
        " harbour office until the lease ends.",
    ),
    (
        "Notice",
        "Either party may end this lease with a notice period of 28 days. The notice must be given"
        " in writing and must name the berth, the vessel and the day on which the tenant leaves.",
    ),
    pages=True,
)
RULES = document(
    "harbour-rules.md",
    "Harbour Rules",
    (
        "Speed",
        "No vessel may pass the breakwater at more than six knots. The harbour master, Ada Lorne,"
        " was appointed on 3 May 2019 and may close the fairway for twenty-five days a year.",
    ),
)


@contextmanager
def harbour(folder: Path) -> Iterator[Library]:
    with library(folder / "harbour.pincite", (LEASE, RULES)) as made:
        yield made


def checked(made: Library, text: str) -> DraftCheck:
    return check(made, Document(0, "draft", "draft", text))


def verdicts(made: Library, text: str) -> list[str]:
    return [finding.verdict for finding in checked(made, text).findings]
