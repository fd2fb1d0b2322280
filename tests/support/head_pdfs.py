"""Pages with running heads, page numbers and tables that reach the edges, in many layouts."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from tests.support.draw_pdfs import Page
from tests.support.flow_pdfs import FILLER

HEADS = ("none", "title", "title and chapter", "sides", "title and number")
FEET = ("none", "centre", "left", "right", "outer", "of", "roman", "section", "dashes", "beside")
BODIES = ("figures", "header", "total", "items", "words", "lone figure", "form", "text")
_CHAPTERS = ("The mill", "The weir and its gates", "Tolls", "The bridge", "Repairs of the road")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv")
_LEFT, _TOP, _BOTTOM, _PITCH = 72, 734, 64, 14.0


@dataclass(slots=True)
class Sheet:
    """A page and the texts on it, those of its running heads apart."""

    page: Page = field(default_factory=Page)
    heads: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)

    def head(self, x: float, y: float, words: str) -> None:
        self.page.text(x, y, words, 9)
        self.heads.append(words)

    def row(self, y: float, cells: list[str], step: float = 90, x: float = _LEFT) -> None:
        for number, cell in enumerate(cells):
            self.page.text(x + step * number, y, cell)
            self.body.append(cell)


def sheets(seed: int, head: str, foot: str, body: str, count: int = 9) -> list[Sheet]:
    """The pages of a document: names of the lists above; figures and breaks are of the seed."""
    rng = random.Random(f"{seed} {head} {foot} {body}")
    made = [Sheet() for _ in range(count)]
    first = rng.choice((1, 3, 17))
    ends = sorted(rng.sample(range(1, count), min(3, count - 1)))
    for at, sheet in enumerate(made):
        chapter = sum(at >= end for end in ends)
        _draw_head(sheet, head, at, first + at, _CHAPTERS[chapter])
        _draw_foot(sheet, foot, at, first + at, count, chapter, ([0, *ends])[chapter])
        _draw_body(sheet, body, at, rng)
    return made


def _draw_head(sheet: Sheet, head: str, at: int, number: int, chapter: str) -> None:
    if head == "sides":
        sheet.head(_LEFT, 764, chapter if at % 2 else "Annals of the valley")
    elif head != "none":
        sheet.head(_LEFT, 764, "Annals of the valley")
    if head == "title and chapter":
        sheet.head(545 - 4.3 * len(chapter), 764, chapter)
    elif head == "title and number":
        sheet.head(520, 764, str(number))


def _draw_foot(
    sheet: Sheet, foot: str, at: int, number: int, count: int, chapter: int, start: int
) -> None:
    places = {"left": 72, "right": 520, "outer": 520 if at % 2 else 72}
    words = {
        "of": f"Page {at + 1} of {count}",
        "roman": _ROMAN[at],
        "section": f"{chapter + 1}-{at - start + 1}",
        "dashes": f"- {number} -",
    }.get(foot, str(number))
    if foot != "none":
        sheet.head(places.get(foot, 300), 30, words)
    if foot == "beside":
        sheet.head(_LEFT, 30, "Printed by the council")


def _draw_body(sheet: Sheet, body: str, at: int, rng: random.Random) -> None:
    rows = int((_TOP - _BOTTOM) / _PITCH) + 1
    above, below = rng.choice((0, 1, 4, 9)), rng.choice((1, 2, 7, 12))
    for number in range(rows):
        y = _TOP - _PITCH * number
        last = rows - 1 - number
        if body == "text" or above <= number < rows - below:
            words = " ".join(rng.choices(FILLER.split(), k=9))
            sheet.row(y, [words])
        elif body == "form":
            names = ("Name of the boat", "Home", "Length", "Owner", "Berth", "Weight", "Day")
            sheet.row(y, [f"{names[last % 7]}:", rng.choice(("oak", "Elmford", "12.5", "Miller"))])
        else:
            sheet.row(y, _cells(body, number, last, above, rng))


def _cells(body: str, number: int, last: int, above: int, rng: random.Random) -> list[str]:
    sums = [f"{500 * rng.randint(3, 60):,}" for _ in range(2)]
    if body == "words":
        yes = ("Yes", "No", "n.a.", "open")
        return [rng.choice(("Mill", "Weir", "Toll")), rng.choice(yes), rng.choice(yes)]
    if body == "lone figure" and last == 0:
        return [str(rng.randint(1, 90)) if rng.random() < 0.5 else sums[0]]
    if body == "items":
        return [str(rng.randint(1, 40)), rng.choice(FILLER.split()), str(rng.randint(1, 12))]
    if body == "header" and number == 0 and above > 1:
        return ["Year", "Planned", "Actual", "Visitors"]
    if body == "total" and last == 0:
        return ["Total", *sums, str(rng.randint(90, 7000))]
    return [str(2022 - last % 6), *sums, str(rng.randint(9, 99))]
