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
from qa.train.base_models import BaseModel, load_base
from qa.train.data import read_examples
from qa.train.distillation import Teacher
from qa.train.features import make_features
from qa.train.trainer import Trainer, TrainingSettings

if TYPE_CHECKING:
    from torch import device as Device

Precision = Literal["auto", "single", "bfloat16"]
Note = Callable[[str], None]

_NOTE_SECONDS = 30
_HISTORY_STEPS = 100


@dataclass(frozen=True, slots=True)
class RunOptions:
    """Options that do not affect the settings a training is resumed with.

    After `minutes` the run stops with a checkpoint, but not before its first step.
    """

    device: str = "auto"
    precision: Precision = "auto"
    threads: int | None = None
    minutes: float | None = None
    checkpoint_minutes: float = 10.0


@dataclass(frozen=True, slots=True)
class FitResult:
    """The newest checkpoint (None before the first step), and how the run ended.

    `done`: all rows were read. `interrupted`: it was stopped by a signal.
    """

    path: Path | None
    done: bool
    interrupted: bool


def fit(
    data: Path,
    folder: Path,
    base: BaseModel,
    settings: TrainingSettings,
    options: RunOptions,
    teacher: BaseModel | None,
    note: Note,
) -> FitResult:
    """Trains from the newest checkpoint in `folder`, and writes the next ones there.

    Raises PinciteError if the checkpoints there have other settings.
    """
    for path in checkpoint.checkpoints(folder)[-1:]:
        checkpoint.check_settings(path, settings)
    device = _device(options)
    bfloat16 = _uses_bfloat16(options, device)
    model, tokenizer = load_base(base, settings.seed, settings.layers)
    windows = make_features(read_examples(data), tokenizer, note)
    trainer = Trainer(
        model,
        tokenizer,
        windows,
        settings,
        device,
        bfloat16,
        Teacher(teacher, tokenizer, device, bfloat16) if teacher is not None else None,
    )
    state = checkpoint.resume(folder, trainer, note)
    note(
        f"{len(windows):,} windows; {trainer.rows:,} of {trainer.all_rows:,} rows read so far; "
        f"on {device}{' in bfloat16' if bfloat16 else ''}"
    )
    run = _Run(trainer, state, options, note)
    with _signals() as stop:
        for _ in run.steps(stop):
            checkpoint.save(folder, trainer, tokenizer, run.seconds, run.history)
    return FitResult(
        next(reversed(checkpoint.checkpoints(folder)), None), trainer.done, stop.is_set()
    )


class _Run:
    """The loop of a run: steps, notes on the progress, and when a checkpoint is due."""

    def __init__(
        self, trainer: Trainer, state: checkpoint.State | None, options: RunOptions, note: Note
    ) -> None:
        self.trainer, self.options, self.note = trainer, options, note
        self.history = list(state.history) if state else []
        self._rows_before = trainer.rows
        self._seconds_before = state.seconds if state else 0.0
        self._start = self._last_note = self._last_save = time.monotonic()

    @property
    def seconds(self) -> float:
        """Duration of this run and those before it."""
        return self._seconds_before + time.monotonic() - self._start

    def steps(self, stop: threading.Event) -> Iterator[None]:
        """Trains until the end or `stop`; yields when a checkpoint is due.

        One is due every `checkpoint_minutes` and at the end, unless no step was done.
        """
        while not self.trainer.done and not stop.is_set():
            self.trainer.advance()
            if self.trainer.step % _HISTORY_STEPS == 0 or self.trainer.done:
                self.history.append((self.trainer.rows, round(self.trainer.loss(), 4)))
            if _passed(self._last_note, _NOTE_SECONDS):
                self._last_note = time.monotonic()
                self.note(self.progress())
            if _passed(self._last_save, self.options.checkpoint_minutes * 60):
                yield
                self._last_save = time.monotonic()
            if self.options.minutes is not None and _passed(self._start, self.options.minutes * 60):
                break
        if self.trainer.rows > self._rows_before:
            self.note(self.progress())
            yield

    def progress(self) -> str:
        """One line: rows, loss, rows per second of this run, and the time to go."""
        rate = (self.trainer.rows - self._rows_before) / max(time.monotonic() - self._start, 1e-9)
        minutes = (self.trainer.all_rows - self.trainer.rows) / rate / 60 if rate else 0.0
        read = f"{self.trainer.rows:,} of {self.trainer.all_rows:,} rows"
        to_go = f"{int(minutes // 60)} h {int(minutes % 60):02} min left"
        return f"{read} · loss {self.trainer.loss():.3f} · {rate:.1f} rows/s · {to_go}"


def _passed(since: float, seconds: float) -> bool:
    return time.monotonic() - since >= seconds


def set_threads(threads: int) -> None:
    """Sets torch's number of CPU threads. Raises PinciteError if it is less than 1."""
    import torch

    if threads < 1:
        raise PinciteError(f"--threads is {threads}, wanted 1 or more.")
    torch.set_num_threads(threads)


def _device(options: RunOptions) -> Device:
    import torch

    if options.threads is not None:
        set_threads(options.threads)
    name = (
        options.device
        if options.device != "auto"
        else "cuda"
        if torch.cuda.is_available()
        else "cpu"
    )
    if name.startswith("cuda") and not torch.cuda.is_available():
        raise PinciteError(
            f"--device is {name}, which torch does not find here. Leave it out to use the CPU."
        )
    return torch.device(name)


def _uses_bfloat16(options: RunOptions, device: Device) -> bool:
    if options.precision == "auto":
        return device.type == "cuda"
    return options.precision == "bfloat16"


@contextmanager
def _signals() -> Iterator[threading.Event]:
    """Context manager: an event that the first Ctrl-C or SIGTERM sets.

    The current step is then finished and saved. A second signal ends the program at once.
    """
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def request_stop(number: int, frame: FrameType | None) -> None:
        stop.set()
        signal.signal(number, signal.SIG_DFL)

    for number in handlers:
        signal.signal(number, request_stop)
    try:
        yield stop
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
