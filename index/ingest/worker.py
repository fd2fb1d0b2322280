"""A child process that reads files within resource limits."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, cast

from index.errors import PinciteError
from index.formats.limits import MAX_FILE_BYTES
from index.formats.pdf.ocr import find_tesseract
from index.formats.pdf.reader import OCR_TIMEOUT
from index.ingest.file_type import true_suffix
from index.ingest.readers import RejectedFile
from index.ingest.soffice import TIMEOUT, Conversion
from index.ingest.worker_main import deserialize, receive, send
from index.spans import Document
from index.storage.regular_file import open_regular_file

T = TypeVar("T")
_CHUNK = 1_000_000
MOST_CONVERTING = 3 * TIMEOUT
"""Seconds for all conversions of one file, such as an archive."""

_PACKAGE = __name__.rpartition(".")[0]  # not the same in an installed copy: pincite.index.ingest
_ROOT = Path(__file__).parents[len(_PACKAGE.split("."))]  # contains the top-level package

# all that a parser gets of the environment: it needs no secrets
_ENVIRONMENT = ("SYSTEMROOT", "LANG", "LC_ALL", "TZ", "TESSDATA_PREFIX")


@dataclass(frozen=True, slots=True)
class ResourceLimits:
    """What reading one file may take. The kernel enforces memory and CPU time (not on Windows)."""

    file: int = MAX_FILE_BYTES
    """Size of the file in bytes."""
    memory: int = 1_500_000_000
    """Bytes of address space, the libraries themselves included."""
    cpu: float = 40
    """Seconds of processor time."""
    wall: float = 50
    """Seconds spent waiting for the child; what the parent does meanwhile does not count."""
    tesseract: str = ""
    """The OCR program for pages without text; "" for no OCR."""

    @classmethod
    def with_ocr(cls) -> ResourceLimits:
        """Limits that allow for OCR. Raises PinciteError if tesseract is not installed."""
        return cls(cpu=600, wall=OCR_TIMEOUT + 300, tesseract=find_tesseract())


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read. `source` names its document: adding the same source replaces it."""

    source: str
    path: Path
    password: str = field(default="", repr=False)
    """Of an encrypted PDF. It is sent to the child process, and neither stored nor logged."""
    suffix: str | None = None
    """Of its format, where `source` does not name it: "" if only the content tells."""


ReadResult = Document | RejectedFile


class Worker:
    """One child process, which reads one file after another."""

    def __init__(self, limits: ResourceLimits) -> None:
        self._limits = limits
        self._timed_out = False
        self._remaining = limits.wall
        self._converting = MOST_CONVERTING
        self._conversion: Conversion | None = None
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        command = [
            sys.executable,
            "-s",
            "-m",
            f"{_PACKAGE}.worker_main",
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
                start_new_session=True,  # so that the programs it started end with it
            )
        except OSError as error:
            raise PinciteError(
                f"The process that reads files cannot be started ({error.strerror})."
            ) from error
        self._in = cast(BinaryIO, self._process.stdin)
        self._out = cast(BinaryIO, self._process.stdout)

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> None:
        """Kills the child, from any thread. The thread that waits for it gets a PinciteError."""
        self._kill()

    def close(self) -> None:
        self._kill()
        self._process.wait()
        for stream in (self._in, self._out):
            with suppress(OSError):  # the child ended before it had read everything
                stream.close()

    def read(self, file: InputFile) -> Iterator[ReadResult]:
        """The documents of a file. Raises PinciteError with the reason if it cannot be read."""
        with open_regular_file(file.path, self._limits.file) as stream:
            job = {
                "task": "read",
                "source": file.source,
                "password": file.password,
                "suffix": true_suffix(file.source) if file.suffix is None else file.suffix,
            }
            for head, data in self._replies(job, stream):
                if head["kind"] == "refusal":
                    yield RejectedFile(head["source"], head["reason"])
                else:
                    yield deserialize(head, data)

    def render(self, file: Path | bytes, job: dict[str, object]) -> tuple[dict[str, Any], bytes]:
        """({"boxes", "marked"}, PNG) of one page. `job` is as `worker_main` describes it.

        Raises PinciteError if the file is not the PDF that it was.
        """
        with (
            io.BytesIO(file)
            if isinstance(file, bytes)
            else open_regular_file(file, self._limits.file) as stream
        ):
            ((head, data),) = self._replies({"task": "render", "source": "", **job}, stream)
            return head, data

    def _replies(
        self, job: Mapping[str, object], stream: BinaryIO
    ) -> Iterator[tuple[dict[str, Any], bytes]]:
        self._remaining = self._limits.wall
        self._converting = MOST_CONVERTING
        self._with_timeout(lambda: self._send(job, stream))
        while True:
            head = self._with_timeout(lambda: cast(dict[str, Any], json.loads(receive(self._out))))
            if head["kind"] in ("end", "retire", "error"):
                if head["kind"] != "end":
                    self.close()
                if head["reason"]:
                    raise PinciteError(head["reason"])
                return
            if head["kind"] == "refusal":
                yield head, b""
            elif head["kind"] == "convert":
                self._convert(head)
            else:
                yield head, self._with_timeout(lambda: receive(self._out))

    def _convert(self, head: dict[str, Any]) -> None:
        """Lets LibreOffice convert what the child asks for, and sends the result or the reason."""
        data = self._with_timeout(lambda: receive(self._out))
        converted, reason = b"", ""
        start = time.monotonic()
        try:
            if self._converting <= 0:
                raise PinciteError("it has too many parts for LibreOffice to convert.")
            self._conversion = Conversion(timeout=min(TIMEOUT, self._converting))
            converted = self._conversion.run(data, head["suffix"], head["to"])
        except PinciteError as error:
            reason = str(error)
        self._converting -= time.monotonic() - start
        answer = json.dumps({"reason": reason}).encode()
        self._with_timeout(lambda: send(self._in, answer, converted))

    def _send(self, job: Mapping[str, object], stream: BinaryIO) -> None:
        send(self._in, json.dumps(job).encode())
        size = 0
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > self._limits.file:
                self.close()
                raise PinciteError(f"it grew beyond {self._limits.file:,} bytes while it was read.")
            send(self._in, chunk)
        send(self._in, b"")

    def _with_timeout(self, work: Callable[[], T]) -> T:
        """Runs what waits for the child; kills the child when the time of the file is used up.

        Raises PinciteError if the child ends meanwhile.
        """
        start = time.monotonic()
        timer = threading.Timer(max(self._remaining, 0.01), self._time_out)
        timer.daemon = True
        timer.start()
        try:
            return work()
        except (EOFError, OSError, ValueError) as error:
            self.close()
            raise PinciteError(self._exit_reason()) from error
        finally:
            timer.cancel()
            self._remaining -= time.monotonic() - start

    def _time_out(self) -> None:
        self._timed_out = True
        self._kill()

    def _kill(self) -> None:
        """Kills the child and the programs it started, and LibreOffice."""
        if self._conversion is not None:
            self._conversion.stop()
        if sys.platform != "win32" and self.alive:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()

    def _exit_reason(self) -> str:
        code = self._process.returncode
        if self._timed_out:
            return f"it took more than {self._limits.wall:.0f} seconds to read."
        if code == -24:  # SIGXCPU
            return f"it took more than {self._limits.cpu:.0f} seconds of processor time to read."
        return (
            f"its parser crashed (exit code {code}), most likely because it ran out of memory: a "
            f"file may take {self._limits.memory:,} bytes."
        )
