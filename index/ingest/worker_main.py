"""python -m index.ingest.worker_main: the child process in which files are read. Its parent (index/ingest/sandbox.py) sends it bytes and gets documents.

Frames go both ways: eight bytes of length, then as many bytes. A job is a JSON frame, then the file in frames, then an empty one. What
comes back for it are JSON frames, some followed by a frame of bytes; the last one has the kind "end", "error" or "retire".
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import astuple
from functools import partial
from typing import Any, BinaryIO

from index.errors import PinciteError
from index.spans import Document, Marker

MAX_FRAME_BYTES = 64_000_000
"""Bytes, of what a child may send at once; ten million characters are at most forty million bytes."""

_RETIRE_AT = (
    500_000_000  # bytes; a child that once held more is replaced, for memory is not given back well
)
_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "os.remove",
    "os.rename",
    "os.mkdir",
    "shutil.",
)


def send(stream: BinaryIO, *frames: bytes) -> None:
    for frame in frames:
        stream.write(len(frame).to_bytes(8, "big"))
        stream.write(frame)
    stream.flush()


def receive(stream: BinaryIO) -> bytes:
    """Raises EOFError where the stream ends before the frame does, or the frame is larger than any may be."""
    length = int.from_bytes(_exactly(stream, 8), "big")
    if length > MAX_FRAME_BYTES:
        raise EOFError
    return _exactly(stream, length)


def _exactly(stream: BinaryIO, count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise EOFError
    return data


def serialize(document: Document) -> tuple[bytes, bytes]:
    """A document that is in no library yet, as two frames."""
    head = {
        "kind": "document",
        "source": document.source,
        "title": document.title,
        "author": document.author,
        "date": document.date,
        "warnings": document.warnings,
        "losses": dict(document.losses),
        "markers": [astuple(mark) for mark in document.markers],
    }
    return json.dumps(head).encode(), document.text.encode()


def deserialize(head: dict[str, Any], text: bytes) -> Document:
    marks = tuple(Marker(*mark) for mark in head["markers"])
    told = ("", tuple(head["warnings"]), head["author"], head["date"], (), head["losses"])
    return Document(0, head["source"], head["title"], text.decode(), marks, *told)


def main() -> None:
    """Serves jobs until its standard input ends. The argument is JSON: the limits, as `index.ingest.sandbox.Limits` has them."""
    limits = json.loads(sys.argv[1])
    incoming, outgoing = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a library that prints does not garble the frames
    _confine(limits)
    while True:
        try:
            job = json.loads(receive(incoming))
            data = b"".join(iter(lambda: receive(incoming), b""))
        except EOFError:
            return
        allow_cpu(limits["cpu"])
        for frames in _answer(job, data, limits["tesseract"]):
            send(outgoing, *frames)
        del data


def _answer(job: dict[str, Any], data: bytes, tesseract: str) -> Iterator[tuple[bytes, ...]]:
    """Nothing that a file does to a parser may come out of here as anything but an "error"."""
    try:
        yield from (
            _picture(job, data, tesseract)
            if job["task"] == "picture"
            else _documents(job["source"], data, tesseract)
        )
        yield (json.dumps({"kind": "retire" if _peak() > _RETIRE_AT else "end"}).encode(),)
    except PinciteError as error:
        yield _error(str(error).removeprefix(f"{job['source']}: "))
    except MemoryError:
        yield _error("it needs more memory than a file may take.")
    except (
        Exception
    ) as error:  # a parser's own bug: this file is refused, the others are not harmed
        yield _error(
            f"it cannot be read ({type(error).__name__}: {' '.join(str(error).split())[:200]})."
        )


def _error(reason: str) -> tuple[bytes, ...]:
    return (json.dumps({"kind": "error", "reason": reason}).encode(),)


def _documents(source: str, data: bytes, tesseract: str) -> Iterator[tuple[bytes, ...]]:
    from index.ingest.readers import RejectedFile, read_documents

    for item in read_documents(source, data, tesseract):
        if isinstance(item, RejectedFile):
            yield (
                json.dumps(
                    {"kind": "refusal", "source": item.source, "reason": item.reason}
                ).encode(),
            )
        else:
            yield serialize(item)


def _picture(job: dict[str, Any], data: bytes, tesseract: str) -> Iterator[tuple[bytes, ...]]:
    from index.formats.pdf.render import draw_page, page_boxes

    boxes = page_boxes(data, job["page"], job["start"], job["end"], job["words"], tesseract)
    pen = (
        page_boxes(data, job["page"], job["pen"][0], job["pen"][1], None, tesseract)
        if job["pen"]
        else []
    )
    png, marked = draw_page(data, job["page"], boxes, job["width"], pen)
    yield json.dumps({"kind": "picture", "boxes": boxes, "marked": marked}).encode(), png


def _confine(limits: dict[str, Any]) -> None:
    """No more memory than it may take; no files written, no network, no programs started (by Python, that is) but tesseract, if named.

    What it starts has the same limits of memory, processor time and files.
    """
    sys.dont_write_bytecode = True
    sys.addaudithook(partial(_forbid, limits.get("tesseract", "")))
    if sys.platform != "win32":
        import resource
        import signal

        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
        resource.setrlimit(resource.RLIMIT_AS, (int(limits["memory"]), int(limits["memory"])))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _forbid(tesseract: str, event: str, arguments: tuple[Any, ...]) -> None:
    if event == "subprocess.Popen" and tesseract and arguments[0] == tesseract:
        return
    to_write = (
        event == "open"
        and isinstance(arguments[2], int)
        and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    )
    writes = to_write and not isinstance(
        arguments[0], int
    )  # a number is a pipe that is open already
    if writes or event.startswith(_FORBIDDEN):
        raise PermissionError(f"{event} has no place in a parser")


def allow_cpu(seconds: float) -> None:
    """So much processor time from now on; then the kernel ends this process."""
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(used.ru_utime + used.ru_stime + seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _peak() -> int:
    """The most bytes that this process ever held. Linux lets getrusage begin with the parent's peak, which /proc does not."""
    if sys.platform == "win32":
        return 0
    if sys.platform == "linux":
        with open("/proc/self/status", encoding="ascii") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (
        1 if sys.platform == "darwin" else 1024
    )


if __name__ == "__main__":
    main()
