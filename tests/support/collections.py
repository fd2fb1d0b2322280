"""Made-up documents in several libraries, and in the one library that has them all."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from index.collection.joined import JoinedLibrary
from index.encoders.base import Encoder
from index.library import Library
from index.spans import Document, Marker, Passage
from tests.conftest import WordEncoder, document

WORDS = (
    *("harbour", "harbours", "bridge", "mill", "Mühle", "café", "e-mail", "database", "permit"),
    *("engineer", "treasurer", "carpenter", "lease", "invoice", "the", "of", "and", "in", "for"),
    *("1,250", "1 250", "DIN 4102", "PO-301", "INV-2023-42", "§ 7.2", "state_of_play", "U.S."),
    *("running", "runs", "naïve", "oﬃce", "data base", "tool shed", "Bypass", "Limit", "2024"),
)
PHRASES = ("The Bypass Operating Limit (BOL) is 5.", "Who repairs masts?", "All rights reserved.")
TITLES = ("Harbour Lease 2024", "Minutes of May", "Master Services Agreement", "Orders", "Notes")
QUESTIONS = (
    *("What is the BOL?", "Which engineer repairs the harbour bridge?", "Who paid INV-2023-42?"),
    *("Where is the toolshed?", "Who is the tresurer of the harbuor?", "What does DIN4102 say?"),
    *("What is in the May minutes?", "Which permit is in the Harbour Lease 2024?", "the of and"),
    *(
        "How much is 1250 in § 7.2?",
        "What is the Master Services Agreement for?",
        "???",
        "elephant",
    ),
)


def documents(count: int, seed: int) -> list[Document]:
    """Some share their text with another of another source; dates and tags differ."""
    draw = random.Random(seed)
    made = list[Document]()
    for number in range(count):
        sentences = [_sentence(draw) for _ in range(draw.randint(1, 9))]
        text = f"Part {draw.randint(1, 3)}\n\n{' '.join(sentences)}"
        if made and draw.random() < 0.15:
            text = draw.choice(made).text
        heading = text.index("\n")
        made.append(
            replace(
                document(
                    text,
                    f"folder/{draw.choice('abc')}{number:03}.txt",
                    draw.choice(TITLES),
                    (Marker("heading", 0, heading, text[:heading]),),
                ),
                date=draw.choice(("", "2023", "2024-05", "2024-05-14")),
                tags=tuple(sorted(draw.sample(("old", "new", "x"), draw.randint(0, 2)))),
                added="2026-01-01T00:00:00+00:00",
            )
        )
    return made


def _sentence(draw: random.Random) -> str:
    if draw.random() < 0.1:
        return draw.choice(PHRASES)
    return f"{' '.join(draw.choices(WORDS, k=draw.randint(2, 9))).capitalize()}."


def questions(count: int, seed: int) -> Iterator[str]:
    """Made-up ones, some misspelt, and those of QUESTIONS."""
    draw = random.Random(seed)
    for number in range(count):
        if number % 3 == 0:
            yield draw.choice(QUESTIONS)
        else:
            words = draw.choices(WORDS, k=draw.randint(1, 7))
            if draw.random() < 0.3:
                words.append(draw.choice(("harbuor", "enginer", "Treasuer", "permitt")))
            yield f"{' '.join(words)}?"


@contextmanager
def libraries(
    folder: Path,
    texts: Sequence[Document],
    parts: int,
    seed: int,
    hidden_share: float = 0.0,
    encoder: Encoder | None = None,
) -> Iterator[tuple[Library, JoinedLibrary]]:
    """One library, filled in any order, and as many parts as one with the same documents.

    Some documents are in two parts. Those of a share are hidden: they are only in the parts.
    """
    draw, encoder = random.Random(seed), WordEncoder() if encoder is None else encoder
    folder.mkdir()
    with ExitStack() as stack:
        one = stack.enter_context(Library.open(folder / "one", create=True, encoder=encoder))
        opened = [
            stack.enter_context(Library.open(folder / f"{number}", create=True, encoder=encoder))
            for number in range(parts)
        ]
        homes = [
            sorted(draw.sample(range(parts), min(parts, 1 + (draw.random() < 0.1)))) for _ in texts
        ]
        hidden = {
            (number, text.source)
            for text, home in zip(texts, homes, strict=True)
            if draw.random() < hidden_share
            for number in home
        }
        for text, home in draw.sample(list(zip(texts, homes, strict=True)), len(texts)):
            for number in home:
                opened[number].add(text)
        shown = [
            text
            for text, home in zip(texts, homes, strict=True)
            if (home[0], text.source) not in hidden
        ]
        for text in draw.sample(shown, len(shown)):
            one.add(text)
        yield one, JoinedLibrary(opened, hidden=hidden)


Seen = list[tuple[object, ...]]


def seen(passages: Collection[Passage]) -> Seen:
    """All that a search says of each passage, but the ids of documents."""
    return [
        (
            *(each.span.document.source, each.span.start, each.span.end, each.span.text),
            *(each.score, each.dense_rank, each.lexical_rank),
            [(hit.span.start, hit.span.end, hit.score) for hit in each.sentences],
        )
        for each in passages
    ]
