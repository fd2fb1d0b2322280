"""Opens files that users name, and nothing that is not a regular file."""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path

from index.errors import PinciteError
from index.formats.limits import MAX_FILE_BYTES


def open_regular_file(path: Path, max_bytes: int = MAX_FILE_BYTES) -> io.BufferedReader:
    """Opens a regular file for reading, without waiting for the other end of a pipe.

    Raises PinciteError if it cannot be read, is not a regular file or has more than `max_bytes`.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except OSError as error:
        raise PinciteError(f"cannot be read ({error.strerror}).") from error
    status = os.fstat(descriptor)
    is_regular = stat.S_ISREG(status.st_mode)
    if is_regular and status.st_size <= max_bytes:
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    if not is_regular:
        raise PinciteError("this is not a regular file but a folder, device or pipe.")
    raise PinciteError(
        f"it has {status.st_size:,} bytes; a file may have at most {max_bytes:,}. Split it."
    )
