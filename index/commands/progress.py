"""Progress of long commands, on standard error: one line, drawn by tqdm."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Self, TextIO, TypeVar

from index.commands.console import status_in_words

if TYPE_CHECKING:
    from index.ingest.pipeline import IngestProgress

T = TypeVar("T")

_REDRAW_SECONDS = 0.1  # on a terminal, where one line is rewritten
_LINE_SECONDS = 5.0  # elsewhere, as in a log: a new line each time


class ProgressLine:
    """A progress line: rewritten in place on a terminal, a line every five seconds elsewhere.

    `total` and `done` are in the same unit. `layout` is a `bar_format` of tqdm, such as
    "{desc}, {percentage:.0f}%". Use it as a context manager: at its end the line is erased.
    """

    def __init__(self, total: float, layout: str, done: float = 0, unit: str = "") -> None:
        from tqdm import tqdm

        live = sys.stderr.isatty()
        interval = _REDRAW_SECONDS if live else _LINE_SECONDS
        self._bar = tqdm(
            total=total,
            initial=done,
            unit=unit,
            bar_format=layout,
            file=sys.stderr if live else _LineWriter(sys.stderr),
            mininterval=interval,
            delay=interval,
            miniters=0,
            smoothing=0,  # the average since the start
            ncols=shutil.get_terminal_size().columns if live else None,
            leave=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def update(self, done: float, description: str) -> None:
        """Sets how much is done, and the text of `{desc}`; redraws the line if it is due."""
        self._bar.set_description_str(description, refresh=False)
        self._bar.update(done - self._bar.n)

    def print(self, message: str) -> None:
        """Writes a line that stays, above the progress line."""
        self._bar.clear()
        sys.stderr.write(f"{message}\n")


class IngestProgressLine(ProgressLine):
    """Progress of adding files. A file that is not read, or a warning, gets a line that stays."""

    def __init__(self) -> None:
        super().__init__(1.0, "{desc}, {percentage:.0f}%, {remaining} to go")

    def show(self, step: IngestProgress) -> None:
        if step.result and step.result.message:
            status = status_in_words(step.result.status)
            self.print(f"{status} {step.result.source}: {step.result.message}")
        self.update(step.fraction, f"{describe(step)}, {step.rate:.0f}/s")


def describe(step: IngestProgress) -> str:
    """Such as "file 2 of 9, 1,234 sentences"."""
    return f"file {step.file} of {step.files}, {step.sentences:,} sentences"


def progress(items: Iterable[T], total: int, noun: str, done: int = 0) -> Iterator[T]:
    """Yields the items and shows "12 of 400 questions, 3.50 questions/s, 01:51 to go".

    `done` of the `total` were finished earlier; they do not count for the rate.
    """
    layout = "{desc}, {rate_noinv_fmt}, {remaining} to go"
    with ProgressLine(total, layout, done, f" {noun}") as line:
        for count, item in enumerate(items, done + 1):
            yield item
            line.update(count, f"{count:,} of {total:,} {noun}")


def note(lines: Iterable[str], most: int = 10) -> None:
    """Writes the first `most` lines to standard error, and how many more there are."""
    listed = list(lines)
    for line in listed[:most]:
        sys.stderr.write(f"{line}\n")
    if len(listed) > most:
        sys.stderr.write(f"… and {len(listed) - most:,} more of this kind\n")


class _LineWriter:
    """Turns tqdm's carriage returns into lines of their own, for a file or a pipe."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        if line := text.strip():
            self._stream.write(f"{line}\n")

    def flush(self) -> None:
        self._stream.flush()
