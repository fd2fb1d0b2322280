"""The standard streams of a command: closed ones, narrow encodings, and output that fails."""

from __future__ import annotations

import codecs
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from typing import TextIO, cast

from index.errors import PinciteError


class OutputError(PinciteError):
    """What a command prints cannot be written: the disk is full, or the stream is closed."""


@contextmanager
def checked_streams() -> Iterator[None]:
    """Within it, and at its end, output that cannot be written raises OutputError.

    A pipe that is no longer read still raises BrokenPipeError. Characters that the encoding of
    the output lacks are printed as the escapes of JSON, such as \\u00a3, so that JSON stays JSON.
    """
    _open_closed_streams()
    if sys.stdout is None:
        raise OutputError(
            "Nothing can be printed, because standard output is closed. "
            "Send it to a file or to /dev/null."
        )
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors in _FAIL_OR_BYTES:
            codecs.register_error("pincite.json", _json_escapes)
            stream.reconfigure(errors="pincite.json")
    with (
        redirect_stdout(cast(TextIO, _Checked(sys.stdout))),
        redirect_stderr(cast(TextIO, _Checked(sys.stderr))),
    ):
        try:
            yield
        finally:
            sys.stdout.flush()


def discard_output() -> None:
    """Drops what is still buffered: it would fail again when Python exits."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


_FAIL_OR_BYTES = ("strict", "surrogateescape")
"""The error handlers that a locale sets: neither can print "£" in ASCII."""


class _Checked:
    """A stream that raises OutputError if it cannot be written."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with _failure_named():
            return self._stream.write(text)

    def flush(self) -> None:
        with _failure_named():
            self._stream.flush()

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)


@contextmanager
def _failure_named() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(
            f"The output cannot be written ({error.strerror}). Send it to another place."
        ) from error


def _open_closed_streams() -> None:
    """Python has None for a stream that was closed before it started, as in `2>&-`."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115  # to the end of the process
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


def _json_escapes(error: UnicodeError) -> tuple[str, int]:
    """An error handler of codecs: the text in its place, and where to go on."""
    import json

    assert isinstance(error, UnicodeEncodeError)
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end
