"""The password of the web page: its scrypt hash, in a file that only the owner may read."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import shlex
from dataclasses import dataclass
from pathlib import Path

from index.errors import PinciteError, reason

MIN_CHARS, MAX_CHARS = 8, 1000

_N, _R, _P = 2**15, 8, 1
"""Parameters of scrypt: 32 MiB and about 80 ms for each attempt."""

_REMEDY = "Make one with: pincite ui --new-password FILE"


@dataclass(frozen=True, slots=True)
class Password:
    """The hash of a password and its salt."""

    salt: bytes
    digest: bytes

    @classmethod
    def from_plaintext(cls, password: str) -> Password:
        """Hashes with a new salt. Raises PinciteError if the password is too short or too long."""
        if not MIN_CHARS <= len(password) <= MAX_CHARS:
            raise PinciteError(
                f"The password has {len(password)} character{'' if len(password) == 1 else 's'}. "
                f"Choose one of {MIN_CHARS} to {MAX_CHARS:,} characters."
            )
        salt = secrets.token_bytes(16)
        return cls(salt, _scrypt(password, salt))

    def verify(self, password: str) -> bool:
        """Takes the same time for every password."""
        return hmac.compare_digest(self.digest, _scrypt(password[:MAX_CHARS], self.salt))

    def serialise(self) -> str:
        return f"scrypt {self.salt.hex()} {self.digest.hex()}"

    @classmethod
    def parse(cls, content: str) -> Password:
        """Raises ValueError for what `serialise` does not write."""
        kind, salt, digest = content.split()
        if kind != "scrypt":
            raise ValueError(kind)
        return cls(bytes.fromhex(salt), bytes.fromhex(digest))

    @classmethod
    def read(cls, path: Path) -> Password:
        """Raises PinciteError if the file is unreadable, readable by others, or not a hash."""
        try:
            content, mode = path.read_text(encoding="ascii"), path.stat().st_mode
        except (OSError, ValueError) as error:
            raise PinciteError(
                f"The password file {path} cannot be read ({reason(error)}). {_REMEDY}"
            ) from error
        if os.name == "posix" and mode & 0o077:
            raise PinciteError(
                f"Other users may read the password file {path}. "
                f"Change that with: chmod 600 {shlex.quote(str(path))}"
            )
        try:
            return cls.parse(content)
        except ValueError:
            raise PinciteError(
                f"{path} is not a password file of Pincite, which contains a hash, "
                f"not the password itself. {_REMEDY}"
            ) from None

    def write(self, path: Path) -> None:
        """Readable by the owner only. Raises PinciteError if the file exists or cannot be made."""
        try:
            with os.fdopen(
                os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
            ) as file:
                file.write(self.serialise() + "\n")
        except OSError as error:
            raise PinciteError(
                f"The password file {path} cannot be written: {error.strerror}. "
                "Choose another path, or remove the file."
            ) from error


def _scrypt(password: str, salt: bytes) -> bytes:
    secret = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(secret, salt=salt, n=_N, r=_R, p=_P, maxmem=2 * 128 * _N * _R, dklen=32)
