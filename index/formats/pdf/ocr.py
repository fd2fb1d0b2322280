"""OCR of scanned PDF pages with the program tesseract, if it is installed.

tesseract is started by the process that reads the file and has the same memory limit. The image
goes in and the words come out through pipes: pytesseract would use files, which that process may
not write.
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
from index.formats.pdf.boxes import LINE_ENDS, Box

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

PAGE_TIMEOUT = 240
"""Seconds for one page. A dense one takes about five on an idle machine."""

_DPI = 300  # what tesseract was trained for
_MAX_PIXELS = 30_000_000  # of a page; A3 at 300 dpi has 17 million
_MIN_CONFIDENCE = 40  # of 100; below it are mostly specks and parts of photographs
_WORD_LEVEL = "5"  # of tesseract's table


@dataclass(frozen=True, slots=True)
class Word:
    """A recognised word. `box` is in points; `paragraph` and `line` are tesseract's numbers."""

    text: str
    box: Box
    paragraph: tuple[str, ...]
    line: str


@dataclass(frozen=True, slots=True)
class OcrPage:
    """The recognised text of a page."""

    pieces: tuple[tuple[str, Box | None], ...]
    """Text with its box; None for the white space between words."""
    uncertain: int
    """The number of words left out because tesseract's confidence was too low."""

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.pieces)

    def boxes(self, start: int, end: int) -> Iterator[Box]:
        """Boxes of the characters [start, end), one per word, as if all were equally wide."""
        offset = 0
        for text, box in self.pieces:
            first, last = max(start - offset, 0), min(end - offset, len(text))
            if box is not None and first < last:
                left, width = box[0], (box[2] - box[0]) / len(text)
                yield left + first * width, box[1], left + last * width, box[3]
            offset += len(text)


def find_tesseract() -> str:
    """The path of the program tesseract. Raises PinciteError if it is not installed."""
    path = shutil.which("tesseract")
    if path is None:
        raise PinciteError(
            "OCR needs the program tesseract, which is not installed. Install it "
            "(on Debian: apt-get install tesseract-ocr) or leave OCR out."
        )
    return os.path.abspath(path)


def recognize_page(page: PdfPage, tesseract: str) -> OcrPage:
    """Renders a page and recognises its text. Raises PinciteError if tesseract fails."""
    width, height = page.get_width(), page.get_height()
    scale = min(_DPI / 72, math.sqrt(_MAX_PIXELS / max(width * height, 1)))
    bitmap = page.render(scale=scale, grayscale=True)
    array = bitmap.to_numpy()
    pixels = array[:, :, 0] if array.ndim == 3 else array
    image = b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + pixels.tobytes()
    to_page = bitmap.get_posconv(page).to_page
    words, uncertain = [], 0
    for row in _word_rows(tesseract, image, round(scale * 72)):
        if float(row[10]) < _MIN_CONFIDENCE:
            uncertain += 1
            continue
        left, top, width, height = map(int, row[6:10])
        corners = to_page(left, top), to_page(left + width, top + height)
        (x1, y1), (x2, y2) = corners
        box = (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
        words.append(Word(row[11].strip(), box, tuple(row[1:4]), row[4]))
    return OcrPage(tuple(_join(words)), uncertain)


def _word_rows(tesseract: str, image: bytes, dpi: int) -> Iterator[list[str]]:
    """The rows of tesseract's table (TSV) that are words."""
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
    # its threads cost more than they gain, and several processes run already
    environment = {"OMP_THREAD_LIMIT": "1"}
    if "TESSDATA_PREFIX" in os.environ:
        environment["TESSDATA_PREFIX"] = os.environ["TESSDATA_PREFIX"]
    try:
        process = subprocess.run(
            command,
            input=image,
            capture_output=True,
            env=environment,
            timeout=PAGE_TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PinciteError(f"tesseract took more than {PAGE_TIMEOUT} seconds") from error
    except OSError as error:
        raise PinciteError(f"tesseract cannot be started: {error.strerror}") from error
    if process.returncode != 0:
        lines = process.stderr.decode(errors="replace").strip().splitlines()
        reason = f": {lines[0][:100]}" if lines else ""
        raise PinciteError(f"tesseract ended with exit code {process.returncode}{reason}")
    for line in process.stdout.decode(errors="replace").splitlines():
        row = line.split("\t")
        if len(row) == 12 and row[0] == _WORD_LEVEL and row[11].strip():
            yield row


def _join(words: Sequence[Word]) -> Iterator[tuple[str, Box | None]]:
    """Joins words with spaces, paragraphs with blank lines, and words hyphenated at a line end."""
    for number, (_, group) in enumerate(groupby(words, lambda word: word.paragraph)):
        if number:
            yield "\n\n", None
        paragraph = list(group)
        for word, following in zip(paragraph, [*paragraph[1:], None], strict=True):
            if following is None:
                yield word.text, word.box
            elif not _is_hyphenated(word, following):
                yield word.text, word.box
                yield " ", None
            elif word.text[-2].islower() and following.text[0].islower():
                yield _without_hyphen(word)
            else:
                yield word.text, word.box


def _is_hyphenated(word: Word, following: Word) -> bool:
    ends_with_hyphen = word.text[-1:] in LINE_ENDS and word.text[-2:-1].isalnum()
    return following.line != word.line and ends_with_hyphen


def _without_hyphen(word: Word) -> tuple[str, Box]:
    text = word.text[:-1]
    left, bottom, right, top = word.box
    return text, (left, bottom, left + (right - left) * len(text) / len(word.text), top)
