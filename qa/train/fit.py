"""Runs a training from the start or from a checkpoint, until it is done or stopped."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Literal

from index.errors import PinciteError
from qa.train import checkpoint
from qa.train.base_models import BaseModel, load
from qa.train.data import read_examples
from qa.train.distillation import Teacher
from qa.train.features import features
from qa.train.trainer import Trainer, TrainingSettings

if TYPE_CHECKING:
    from torch import device

Precision = Literal["auto", "single", "bfloat16"]
Note = Callable[[str], None]

_NOTE_SECONDS = 30
_HISTORY_STEPS = 100


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What a run may do differently from the one before it.

    `minutes`: stop after so many, but not before one step, with a checkpoint.
    """

    device: str = "auto"
    precision: Precision = "auto"
    threads: int | None = None
    minutes: float | None = None
    checkpoint_minutes: float = 10.0


@dataclass(frozen=True, slots=True)
class FitResult:
    """Where the newest checkpoint lies (None: not a step was made), whether all rows were read, and
    whether a signal ended the run.
    """

    path: Path | None
    done: bool
    interrupted: bool


def fit(
    data: Path,
    folder: Path,
    base: BaseModel,
    settings: TrainingSettings,
    how: RunOptions,
    teacher: BaseModel | None,
    note: Note,
) -> FitResult:
    """Trains in `folder`, which holds the checkpoints.

    Raises PinciteError where it holds those of other settings.
    """
    for path in checkpoint.checkpoints(folder)[-1:]:
        checkpoint.check_same(path, settings)
    place = _device(how)
    half = how.precision == "bfloat16" or (how.precision == "auto" and place.type == "cuda")
    model, tokenizer = load(base, settings.seed, settings.layers)
    windows = features(read_examples(data), tokenizer, note)
    taught_by = Teacher(teacher, tokenizer, place, half) if teacher is not None else None
    trainer = Trainer(model, tokenizer, windows, settings, place, half, taught_by)
    state = checkpoint.resume(folder, trainer, note)
    note(
        f"{len(windows):,} windows; {trainer.rows:,} of {trainer.all_rows:,} rows read so far; "
        f"on {place}{' in bfloat16' if half else ''}"
    )
    run = _Run(trainer, state, how, note)
    with _signals() as stop:
        for _ in run.steps(stop):
            checkpoint.save(folder, trainer, tokenizer, run.seconds, run.history)
    return FitResult(
        next(reversed(checkpoint.checkpoints(folder)), None), trainer.done, stop.is_set()
    )


class _Run:
    def __init__(
        self, trainer: Trainer, state: checkpoint.State | None, how: RunOptions, note: Note
    ) -> None:
        self.trainer, self.how, self.note = trainer, how, note
        self.history = list(state.history) if state else []
        self._began, self._rows, self._before = (
            time.monotonic(),
            trainer.rows,
            state.seconds if state else 0.0,
        )
        self._noted = self._saved = self._began

    @property
    def seconds(self) -> float:
        """Of this run and those before it."""
        return self._before + time.monotonic() - self._began

    def steps(self, stop: threading.Event) -> Iterator[None]:
        """Yields whenever a checkpoint is due: now and then, and at the end, unless nothing was
        done.
        """
        while not self.trainer.done and not stop.is_set():
            self.trainer.advance()
            if self.trainer.step % _HISTORY_STEPS == 0 or self.trainer.done:
                self.history.append((self.trainer.rows, round(self.trainer.loss(), 4)))
            if self._passed(self._noted, _NOTE_SECONDS):
                self._noted = time.monotonic()
                self.note(self.progress())
            if self._passed(self._saved, self.how.checkpoint_minutes * 60):
                yield
                self._saved = time.monotonic()
            if self.how.minutes is not None and self._passed(self._began, self.how.minutes * 60):
                break
        if self.trainer.rows > self._rows:
            self.note(self.progress())
            yield

    def _passed(self, since: float, seconds: float) -> bool:
        return time.monotonic() - since >= seconds

    def progress(self) -> str:
        rate = (self.trainer.rows - self._rows) / max(time.monotonic() - self._began, 1e-9)
        left = (self.trainer.all_rows - self.trainer.rows) / rate / 60 if rate else 0.0
        read = f"{self.trainer.rows:,} of {self.trainer.all_rows:,} rows"
        hours, minutes = int(left // 60), int(left % 60)
        loss = self.trainer.loss()
        return f"{read} · loss {loss:.3f} · {rate:.1f} rows/s · {hours} h {minutes:02} min left"


def set_threads(threads: int) -> None:
    import torch

    if threads < 1:
        raise PinciteError(f"--threads is {threads}, wanted 1 or more.")
    torch.set_num_threads(threads)


def _device(how: RunOptions) -> device:
    import torch

    if how.threads is not None:
        set_threads(how.threads)
    name = how.device if how.device != "auto" else "cuda" if torch.cuda.is_available() else "cpu"
    if name.startswith("cuda") and not torch.cuda.is_available():
        raise PinciteError(
            f"--device is {name}, which torch does not find here. Leave it out to use the CPU."
        )
    return torch.device(name)


@contextmanager
def _signals() -> Iterator[threading.Event]:
    """Set by the first Ctrl-C or SIGTERM, so that the step in hand is finished and saved; a second
    one ends the program at once.
    """
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()
        signal.signal(number, signal.SIG_DFL)

    for number in before:
        signal.signal(number, ask)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
