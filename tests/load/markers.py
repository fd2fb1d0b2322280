"""Questions of which each has its own answer: 64 short documents about places that do not exist, among whatever else a library holds."""

from __future__ import annotations

import random
import re
import tarfile
from dataclasses import dataclass
from pathlib import Path

COUNT = 64
_SYLLABLES = tuple(
    re.findall(
        r"\w+",
        "bar dol fen gur hal jor kel lum mor nev pol quor rud sel tav vim wex yar zel bri dru gla kno sna thre",
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
            f"Sailors know {self.name} by its white cliffs. The lighthouse of {self.name} was built in {self.year} by fishermen. "
            f"Every spring {self.name} holds a fair of boats, and nobody there has ever locked a door."
        )


def markers(count: int = COUNT) -> list[Marker]:
    """Always the same."""
    dice = random.Random(8)
    names: dict[str, None] = {}
    while len(names) < count:
        names["".join(dice.sample(_SYLLABLES, 3)).capitalize()] = None
    return [
        Marker(name, year)
        for name, year in zip(names, dice.sample(range(1501, 1999), count), strict=True)
    ]


def write(
    folder: Path, count: int = COUNT, novels: Path | None = None, sentences: int = 10_000
) -> Path:
    """Text files to be added: the markers, and chapters' worth of the novels in an archive until there are so many sentences."""
    folder.mkdir(parents=True, exist_ok=True)
    for marker in markers(count):
        (folder / f"{marker.name}.txt").write_text(marker.text, encoding="utf-8")
    if novels is not None:
        from index.chunking import sentences as split

        left = sentences - 3 * count
        with tarfile.open(novels) as archive:
            for member in (each for each in archive if each.name.endswith(".txt")):
                file = archive.extractfile(member)
                text = file.read().decode("utf-8") if file is not None else ""
                ends = split(text)[:left]
                (folder / Path(member.name).name).write_text(text[: ends[-1][1]], encoding="utf-8")
                if (left := left - len(ends)) <= 0:
                    break
    return folder
