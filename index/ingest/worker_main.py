"""The child process that reads files. Its parent is `index.ingest.worker.Worker`.

Messages are frames: eight bytes of length (big-endian), then that many bytes. A job is a JSON
frame, then the file in frames, then an empty frame. The reply is a sequence of JSON frames; one of
kind "document" or "page" is followed by a frame of bytes (the text, the PNG). The last one has the
kind "end", "retire" (ended, and this process should be replaced because it is large) or "error"
(this process should be replaced because a parser failed), and the reason if the file is refused.

In the middle of a reply may be {"kind": "convert", "suffix": str, "to": str} and a frame of bytes;
the parent then sends {"reason": str} and a frame of converted bytes, which is empty if it failed.

Jobs are {"task": "read", "source": str, "password": str (of a PDF, mostly ""), "suffix": str} and
{"task": "render", "page": int, "text": str, "width": int, "marked": [[int, int], ...],
"highlighted": [[int, int], ...]}.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO, cast

from index.errors import PinciteError
from index.formats.legacy.convert import set_converter
from index.ingest.peak_memory import peak_bytes
from index.spans import Document, Marker

_MARKER_FIELDS = ("kind", "start", "end", "label")

MAX_FRAME_BYTES = 64_000_000
"""The longest frame; ten million characters are at most forty million bytes."""

# a child that once held more is replaced, because memory is not returned to the system reliably
_RETIRE_AT_BYTES = 500_000_000

GARBAGE_THRESHOLD = 20_000
"""New objects before Python looks for garbage: readers make many that live on, and little of it."""

# prefixes of the names of Python's audit events
_FORBIDDEN_EVENTS = (
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
    """The next frame. Raises EOFError if the stream ends before it does, or if it is too long."""
    length = int.from_bytes(_read_exactly(stream, 8), "big")
    if length > MAX_FRAME_BYTES:
        raise EOFError
    return _read_exactly(stream, length)


def _read_exactly(stream: BinaryIO, count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise EOFError
    return data


def serialize(document: Document) -> tuple[bytes, bytes]:
    """A document that is not in a library yet, as two frames: JSON and the text."""
    head = {
        "kind": "document",
        "source": document.source,
        "title": document.title,
        "author": document.author,
        "date": document.date,
        "warnings": document.warnings,
        "losses": dict(document.losses),
        "markers": [
            [getattr(marker, name) for marker in document.markers] for name in _MARKER_FIELDS
        ],
    }
    return json.dumps(head).encode(), document.text.encode()


def _marker(kind: str, start: int, end: int, label: str) -> Marker:
    """A table of 200,000 rows has as many markers: their kinds are one string each."""
    return Marker(cast(Any, sys.intern(kind)), start, end, label)


def deserialize(head: dict[str, Any], text: bytes) -> Document:
    return Document(
        id=0,
        source=head["source"],
        title=head["title"],
        text=text.decode(),
        markers=tuple(map(_marker, *head["markers"])),
        warnings=tuple(head["warnings"]),
        author=head["author"],
        date=head["date"],
        losses=head["losses"],
    )


def main() -> None:
    """Serves jobs until standard input ends. The argument is JSON: the fields of ResourceLimits."""
    limits = json.loads(sys.argv[1])
    incoming, outgoing = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # so that a library that prints does not garble the frames
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    _confine(limits)
    gc.set_threshold(GARBAGE_THRESHOLD)
    set_converter(partial(_ask_to_convert, incoming, outgoing))
    while True:
        try:
            job = json.loads(receive(incoming))
            data = b"".join(iter(lambda: receive(incoming), b""))
        except EOFError:
            return
        allow_cpu(limits["cpu"])
        for frames in _reply(job, data, limits["tesseract"]):
            send(outgoing, *frames)
        del data


def _ask_to_convert(
    incoming: BinaryIO, outgoing: BinaryIO, data: bytes, suffix: str, to: str
) -> bytes:
    """Asks the parent for a conversion by LibreOffice, in the middle of a reply."""
    if len(data) > MAX_FRAME_BYTES:
        raise PinciteError(f"it has more than {MAX_FRAME_BYTES:,} bytes.")
    send(outgoing, *_json_frame(kind="convert", suffix=suffix, to=to), data)
    reason = json.loads(receive(incoming))["reason"]
    converted = receive(incoming)
    if reason:
        raise PinciteError(reason)
    return converted


def _reply(job: dict[str, Any], data: bytes, tesseract: str) -> Iterator[tuple[bytes, ...]]:
    """The frames of the reply. Whatever goes wrong in a parser becomes a reply of kind "error"."""
    try:
        if job["task"] == "render":
            yield _render(job, data, tesseract)
        else:
            yield from _read(job, data, tesseract)
        yield _last_frame()
    except PinciteError as error:  # the parser is sound: this process reads the next file
        yield _last_frame(str(error).removeprefix(f"{job['source']}: "))
    except MemoryError:
        yield _error("it needs more memory than a file may take.")
    except Exception as error:  # a bug in a parser: only this file is refused
        message = " ".join(str(error).split())[:200]
        yield _error(f"it cannot be read ({type(error).__name__}: {message}).")


def _last_frame(reason: str = "") -> tuple[bytes]:
    is_large = (peak_bytes() or 0) > _RETIRE_AT_BYTES
    return _json_frame(kind="retire" if is_large else "end", reason=reason)


def _json_frame(**values: object) -> tuple[bytes]:
    return (json.dumps(values).encode(),)


def _error(reason: str) -> tuple[bytes]:
    return _json_frame(kind="error", reason=reason)


def _read(job: dict[str, Any], data: bytes, tesseract: str) -> Iterator[tuple[bytes, ...]]:
    from index.ingest.readers import RejectedFile, read_documents

    for result in read_documents(job["source"], data, tesseract, job["password"], job["suffix"]):
        if isinstance(result, RejectedFile):
            yield _json_frame(kind="refusal", source=result.source, reason=result.reason)
        else:
            yield serialize(result)


def _render(job: dict[str, Any], data: bytes, tesseract: str) -> tuple[bytes, ...]:
    from index.formats.pdf.render import draw_page, page_boxes

    page, marked_ranges = job["page"], job["marked"]
    ranges = [*marked_ranges, *job["highlighted"]]
    found = page_boxes(data, page, job["text"], ranges, tesseract)
    boxes = [box for each in found[: len(marked_ranges)] for box in each]
    highlighted = [box for each in found[len(marked_ranges) :] for box in each]
    png, marked = draw_page(data, page, boxes, job["width"], highlighted)
    return *_json_frame(kind="page", boxes=boxes, marked=marked), png


def _confine(limits: dict[str, Any]) -> None:
    """Limits memory, and forbids Python to write files, use the network or start programs.

    The program `limits["tesseract"]`, if named, may be started; it inherits the limits of memory,
    processor time and file size.
    """
    sys.dont_write_bytecode = True
    sys.addaudithook(partial(_forbid, limits.get("tesseract", "")))
    if sys.platform != "win32":
        import resource
        import signal

        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is handled by the parent
        resource.setrlimit(resource.RLIMIT_AS, (int(limits["memory"]), int(limits["memory"])))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _forbid(tesseract: str, event: str, arguments: tuple[Any, ...]) -> None:
    """Audit hook: raises PermissionError for what a parser must not do."""
    if event == "subprocess.Popen" and tesseract and arguments[0] == tesseract:
        return
    if event.startswith(_FORBIDDEN_EVENTS) or (event == "open" and _opens_for_writing(arguments)):
        raise PermissionError(f"{event} is not allowed in a parser")


def _opens_for_writing(arguments: tuple[Any, ...]) -> bool:
    path, flags = arguments[0], arguments[2]
    if isinstance(path, int):  # a descriptor, such as a pipe, that is open already
        return False
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def allow_cpu(seconds: float) -> None:
    """Allows that much more processor time; then the kernel kills this process."""
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(used.ru_utime + used.ru_stime + seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


if __name__ == "__main__":
    main()
