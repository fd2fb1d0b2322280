"""The token of a cluster: whoever has it may run programs on every machine of it."""

from __future__ import annotations

import os
import secrets
import stat
import sys
from pathlib import Path

from index.errors import PinciteError

MIN_CHARS = 32
"""128 bits in hexadecimal digits."""


def read_token(path: Path) -> str:
    """The token in a file.

    Raises PinciteError if there is none, if others can read the file, or if it is too short.
    """
    try:
        mode, token = path.stat().st_mode, path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not text"
        raise PinciteError(
            f"The token file {path} cannot be read ({reason}). Make one with: pincite cluster "
            f"token {path}, and copy it to every machine of the cluster."
        ) from error
    if sys.platform != "win32" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise PinciteError(f"The token file {path} is open to others. Run: chmod 600 {path}")
    if len(token) < MIN_CHARS or not token.isascii() or not token.isalnum():
        raise PinciteError(
            f"{path} is not a token: {MIN_CHARS} or more letters and digits are needed. "
            "Make one with: pincite cluster token FILE"
        )
    return token


def write_token(path: Path) -> None:
    """Writes a new token to a new file. Raises PinciteError if there is one of that name."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise PinciteError(f"{path} exists already. Name another file.") from error
    except OSError as error:
        raise PinciteError(f"{path} cannot be written ({error.strerror}).") from error
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(MIN_CHARS))
