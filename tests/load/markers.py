"""Documents with one fact each, about places that do not exist, and questions for these facts.

They are added to a library alone or among novels.
"""

from __future__ import annotations

import random
import re
import tarfile
from dataclasses import dataclass
from pathlib import Path

COUNT = 64
SENTENCE = re.compile(r"The lighthouse of \w+ was built in \d+ by fishermen\.")

_SYLLABLES = tuple(
    re.findall(
        r"\w+",
        "bar dol fen gur hal jor kel lum mor nev pol quor rud sel tav vim wex yar zel "
        "bri dru gla kno sna thre",
    )
)


@dataclass(frozen=True, slots=True)
class Marker:
    name: str
    year: int

    @property
    def question(self) -> str:
        return f"In what year was the lighthouse of {self.name} built?"

    @property
    def text(self) -> str:
        return (
            f"Sailors know {self.name} by its white cliffs. "
            f"The lighthouse of {self.name} was built in {self.year} by fishermen. "
            f"Every spring {self.name} holds a fair of boats, "
            "and nobody there has ever locked a door."
        )


def markers(count: int = COUNT) -> list[Marker]:
    """The same ones each time."""
    generator = random.Random(8)
    names: dict[str, None] = {}
    while len(names) < count:
        names["".join(generator.sample(_SYLLABLES, 3)).capitalize()] = None
    years = generator.sample(range(1501, 1999), count)
    return [Marker(name, year) for name, year in zip(names, years, strict=True)]


def write(
    folder: Path, count: int = COUNT, novels: Path | None = None, sentences: int = 10_000
) -> Path:
    """Writes the documents as text files, with parts of novels up to `sentences` in all.

    `novels` is a tar file of .txt files. Returns the folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for marker in markers(count):
        (folder / f"{marker.name}.txt").write_text(marker.text, encoding="utf-8")
    if novels is not None:
        _write_novels(folder, novels, sentences - 3 * count)
    return folder


def _write_novels(folder: Path, novels: Path, sentences: int) -> None:
    from index.chunking import sentences as split

    with tarfile.open(novels) as archive:
        for member in (each for each in archive if each.name.endswith(".txt")):
            file = archive.extractfile(member)
            text = file.read().decode("utf-8") if file is not None else ""
            ends = split(text)[:sentences]
            (folder / Path(member.name).name).write_text(text[: ends[-1][1]], encoding="utf-8")
            sentences -= len(ends)
            if sentences <= 0:
                return
