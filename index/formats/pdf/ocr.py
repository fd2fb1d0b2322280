"""OCR by tesseract, where that is installed: the words of a page that is a picture, and where they stand.

The program itself is run, from the process that reads the file and within its limits of memory: the picture goes in and the words come
out through pipes. (pytesseract would do the same by way of files, which that process may not write.)
"""

from __future__ import annotations

import math
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from index.errors import PinciteError
from index.formats.pdf.reading_order import LINE_ENDS, Box

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

LONGEST = 240
"""Seconds for one page. A dense one takes about five, on a machine that does nothing else."""

_DPI = 300  # what tesseract was trained for
_MOST_PIXELS = 30_000_000  # of a page: A3 at 300 dots an inch has 17 million
_LEAST_SURE = (
    40  # of 100, by tesseract's own judgement; below it are mostly specks and parts of photographs
)
_WORD = "5"  # the level of words in its table


@dataclass(frozen=True, slots=True)
class Word:
    """`box` in points of the page; `paragraph` and `line` tell which words stand together."""

    text: str
    box: Box
    paragraph: tuple[str, ...]
    line: str


@dataclass(frozen=True, slots=True)
class OcrPage:
    """A page as it was read: pieces of its text, each with its box (None: put in by us), and how many words were not made out."""

    pieces: tuple[tuple[str, Box | None], ...]
    uncertain: int

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.pieces)

    def boxes(self, start: int, end: int) -> Iterator[Box]:
        """Of the characters [start, end), as if those of a word were equally wide."""
        at = 0
        for text, box in self.pieces:
            first, last = max(start - at, 0), min(end - at, len(text))
            if box is not None and first < last:
                left, width = box[0], (box[2] - box[0]) / len(text)
                yield left + first * width, box[1], left + last * width, box[3]
            at += len(text)


def find_tesseract() -> str:
    """Where tesseract is. Raises PinciteError where it is not installed."""
    found = shutil.which("tesseract")
    if found is None:
        raise PinciteError(
            "OCR needs the program tesseract, which is not installed here. Install it (on Debian: apt-get install tesseract-ocr) "
            "or leave OCR out."
        )
    return os.path.abspath(found)


def recognize_page(page: PdfPage, tesseract: str) -> OcrPage:
    """Reads a page's picture. Raises PinciteError, with the reason, where tesseract does not come to an end."""
    width, height = page.get_width(), page.get_height()
    scale = min(_DPI / 72, math.sqrt(_MOST_PIXELS / max(width * height, 1)))
    bitmap = page.render(scale=scale, grayscale=True)
    drawn = bitmap.to_numpy()
    pixels = drawn[:, :, 0] if drawn.ndim == 3 else drawn
    image = b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + pixels.tobytes()
    place = bitmap.get_posconv(page).to_page
    words, doubtful = [], 0
    for row in _table(tesseract, image, round(scale * 72)):
        if float(row[10]) < _LEAST_SURE:
            doubtful += 1
            continue
        left, top, wide, high = map(int, row[6:10])
        (x, y), (far_x, far_y) = place(left, top), place(left + wide, top + high)
        box = (min(x, far_x), min(y, far_y), max(x, far_x), max(y, far_y))
        words.append(Word(row[11].strip(), box, tuple(row[1:4]), row[4]))
    return OcrPage(tuple(_assembled(words)), doubtful)


def _table(tesseract: str, image: bytes, dpi: int) -> Iterator[list[str]]:
    """tesseract's rows for words."""
    command = [
        tesseract,
        "stdin",
        "stdout",
        "-l",
        "eng",
        "--dpi",
        str(dpi),
        "-c",
        "tessedit_create_tsv=1",
    ]
    kept = {name: os.environ[name] for name in ("TESSDATA_PREFIX",) if name in os.environ}
    environment = {
        **kept,
        "OMP_THREAD_LIMIT": "1",
    }  # its threads cost more than they bring, and there are several processes already
    try:
        done = subprocess.run(
            command, input=image, capture_output=True, env=environment, timeout=LONGEST, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise PinciteError(f"tesseract took more than {LONGEST} seconds") from error
    except OSError as error:
        raise PinciteError(f"tesseract cannot be started: {error.strerror}") from error
    if done.returncode != 0:
        told = done.stderr.decode(errors="replace").strip().splitlines()
        raise PinciteError(
            f"tesseract ended with {done.returncode}{f': {told[0][:100]}' if told else ''}"
        )
    for line in done.stdout.decode(errors="replace").splitlines():
        row = line.split("\t")
        if len(row) == 12 and row[0] == _WORD and row[11].strip():
            yield row


def _assembled(words: Sequence[Word]) -> Iterator[tuple[str, Box | None]]:
    """Paragraphs with blank lines between; in them, words with spaces between, those parted at a line end put together again."""
    for number, (_, paragraph) in enumerate(groupby(words, lambda word: word.paragraph)):
        if number:
            yield "\n\n", None
        run = list(paragraph)
        for word, following in zip(run, [*run[1:], None], strict=True):
            parted = (
                following is not None
                and following.line != word.line
                and word.text[-1:] in LINE_ENDS
                and word.text[-2:-1].isalnum()
            )
            joined = (
                parted
                and following is not None
                and word.text[-2].islower()
                and following.text[0].islower()
            )
            kept = word.text[:-1] if joined else word.text
            left, bottom, right, top = word.box
            yield kept, (left, bottom, left + (right - left) * len(kept) / len(word.text), top)
            if following is not None and not parted:
                yield " ", None
