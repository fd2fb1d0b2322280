"""One child process that reads files, and the limits it keeps. subprocess lives only here."""

from __future__ import annotations

import io
import json
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, cast

from index.errors import PinciteError
from index.formats.limits import MAX_FILE_BYTES
from index.formats.pdf.ocr import find_tesseract
from index.formats.pdf.reader import LONGEST_OCR
from index.ingest.readers import RejectedFile
from index.ingest.worker_main import deserialize, receive, send
from index.spans import Document

T = TypeVar("T")
_CHUNK = 1_000_000
_ROOT = Path(__file__).parents[2]
_KEPT = (
    "SYSTEMROOT",
    "LANG",
    "LC_ALL",
    "TZ",
    "TESSDATA_PREFIX",
)  # of the environment; a parser needs no secrets


@dataclass(frozen=True, slots=True)
class ResourceLimits:
    """Of one file. Memory and processor time are limited by the kernel, where it can (not on Windows)."""

    file: int = MAX_FILE_BYTES
    memory: int = 1_500_000_000
    """Bytes of address space, the libraries' own included."""
    cpu: float = 40
    wall: float = 50
    """Seconds spent waiting for the child; what the parent does meanwhile does not count."""
    tesseract: str = ""
    """The program that reads pages without text; empty: they are only named."""

    @classmethod
    def with_ocr(cls) -> ResourceLimits:
        """A scanned page takes seconds. Raises PinciteError where tesseract is not installed."""
        return cls(cpu=600, wall=LONGEST_OCR + 300, tesseract=find_tesseract())


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read, and the name under which the library keeps it: adding another file of the same name replaces it."""

    source: str
    path: Path


ReadResult = Document | RejectedFile


class Worker:
    """One child process, warm from file to file."""

    def __init__(self, limits: ResourceLimits) -> None:
        self._limits = limits
        self._late = False
        self._left = limits.wall
        environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
        command = [
            sys.executable,
            "-s",
            "-m",
            "index.ingest.worker_main",
            json.dumps(asdict(limits)),
        ]
        try:
            self._process = subprocess.Popen(
                command,
                cwd=_ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # so that what it started ends with it
            )
        except OSError as error:
            raise PinciteError(
                f"No process can be started to read files in ({error.strerror})."
            ) from error
        self._in, self._out = (
            cast(BinaryIO, self._process.stdin),
            cast(BinaryIO, self._process.stdout),
        )

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> None:
        """Ends the child from another thread; whoever waits for it is told that it broke off, and closes."""
        self._kill()

    def close(self) -> None:
        self._kill()
        self._process.wait()
        for stream in (self._in, self._out):
            with suppress(OSError):  # the child was gone with bytes still under way
                stream.close()

    def read(self, file: InputFile) -> Iterator[ReadResult]:
        """Its documents. Raises PinciteError, with the reason alone, where the file cannot be read."""
        with open_regular_file(file.path, self._limits.file) as stream:
            for head, data in self._answers({"task": "read", "source": file.source}, stream):
                yield (
                    RejectedFile(head["source"], head["reason"])
                    if head["kind"] == "refusal"
                    else deserialize(head, data)
                )

    def render(self, file: Path | bytes, job: dict[str, object]) -> tuple[dict[str, Any], bytes]:
        """What is told of a page ("boxes", "marked"), and its PNG. Raises PinciteError where the file is no PDF (any more)."""
        with (
            io.BytesIO(file)
            if isinstance(file, bytes)
            else open_regular_file(file, self._limits.file) as stream
        ):
            ((head, data),) = self._answers({"task": "picture", "source": "", **job}, stream)
            return head, data

    def _answers(
        self, job: dict[str, object], stream: BinaryIO
    ) -> Iterator[tuple[dict[str, Any], bytes]]:
        self._left = self._limits.wall
        self._within(lambda: self._send(job, stream))
        while True:
            head = self._within(lambda: cast(dict[str, Any], json.loads(receive(self._out))))
            if head["kind"] in ("end", "retire", "error"):
                if head["kind"] != "end":
                    self.close()
                if head["kind"] == "error":
                    raise PinciteError(head["reason"])
                return
            yield (
                head,
                b"" if head["kind"] == "refusal" else self._within(lambda: receive(self._out)),
            )

    def _send(self, job: dict[str, object], stream: BinaryIO) -> None:
        send(self._in, json.dumps(job).encode())
        size = 0
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > self._limits.file:
                self.close()
                raise PinciteError(f"it grew beyond {self._limits.file:,} bytes while it was read.")
            send(self._in, chunk)
        send(self._in, b"")

    def _within(self, work: Callable[[], T]) -> T:
        """Does what waits for the child; a child that lets us wait too long is ended. Raises PinciteError where the child broke off."""
        start = time.monotonic()
        alarm = threading.Timer(max(self._left, 0.01), self._too_late)
        alarm.daemon = True
        alarm.start()
        try:
            return work()
        except (EOFError, OSError, ValueError) as error:
            self.close()
            raise PinciteError(self._why()) from error
        finally:
            alarm.cancel()
            self._left -= time.monotonic() - start

    def _too_late(self) -> None:
        self._late = True
        self._kill()

    def _kill(self) -> None:
        """With what it started."""
        if sys.platform != "win32" and self.alive:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()

    def _why(self) -> str:
        code = self._process.returncode
        if self._late:
            return f"it took more than {self._limits.wall:.0f} seconds to read."
        if code == -24:  # SIGXCPU
            return f"it took more than {self._limits.cpu:.0f} seconds of processor time to read."
        return f"its parser broke off (exit {code}), most likely for want of memory: a file may take {self._limits.memory:,} bytes."


def open_regular_file(path: Path, largest: int = MAX_FILE_BYTES) -> io.BufferedReader:
    """A regular file. Raises PinciteError for all else, without waiting for a pipe's other end."""
    try:
        descriptor = os.open(
            path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
    except OSError as error:
        raise PinciteError(f"cannot be read ({error.strerror}).") from error
    found = os.fstat(descriptor)
    if stat.S_ISREG(found.st_mode) and found.st_size <= largest:
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    if not stat.S_ISREG(found.st_mode):
        raise PinciteError("this is no regular file but a folder, device or pipe.")
    raise PinciteError(
        f"{found.st_size:,} bytes are more than the {largest:,} a file may have; split it."
    )
