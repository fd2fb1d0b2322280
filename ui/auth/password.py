"""The password of the page: kept as a hash (scrypt), in a file that only its owner may read."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from index.errors import PinciteError

SHORTEST, LONGEST = 8, 1000
"""Characters."""

_COST, _BLOCK, _LANES = 2**15, 8, 1
"""Of scrypt: 32 MiB and about 80 ms for each try."""

_MAKE = "Make it with: python -m ui --new-password FILE"


@dataclass(frozen=True, slots=True)
class Password:
    """What is known of a password: enough to tell whether somebody knows it, too little to say it."""

    salt: bytes
    digest: bytes

    @classmethod
    def of(cls, words: str) -> Password:
        """Raises PinciteError for one that is too short, or absurdly long."""
        if not SHORTEST <= len(words) <= LONGEST:
            raise PinciteError(
                f"The password has {len(words)} characters. Choose one of {SHORTEST} to {LONGEST:,}."
            )
        salt = secrets.token_bytes(16)
        return cls(salt, _scrypt(words, salt))

    def verify(self, words: str) -> bool:
        """Takes the same time, whatever is wrong."""
        return hmac.compare_digest(self.digest, _scrypt(words[:LONGEST], self.salt))

    def serialise(self) -> str:
        return f"scrypt {self.salt.hex()} {self.digest.hex()}"

    @classmethod
    def read(cls, path: Path) -> Password:
        """Raises PinciteError where the file cannot be read, is open to others, or holds no hash."""
        try:
            told, mode = path.read_text(encoding="ascii"), path.stat().st_mode
        except (OSError, ValueError) as error:
            raise PinciteError(
                f"The password file {path} cannot be read ({error}). {_MAKE}"
            ) from error
        if os.name == "posix" and mode & 0o077:
            raise PinciteError(
                f"Others on this machine may read the password file {path}. Close it with: chmod 600 {path}"
            )
        try:
            kind, salt, digest = told.split()
            if kind != "scrypt":
                raise ValueError(kind)
            return cls(bytes.fromhex(salt), bytes.fromhex(digest))
        except ValueError:
            raise PinciteError(
                f"{path} holds no password of Pincite's (a password itself is not wanted there). {_MAKE}"
            ) from None

    def write(self, path: Path) -> None:
        """For its owner alone. Raises PinciteError where there is a file already, or none can be made."""
        try:
            with os.fdopen(
                os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
            ) as file:
                file.write(self.serialise() + "\n")
        except OSError as error:
            raise PinciteError(
                f"The password file {path} cannot be written: {error.strerror}. Name another place, or remove it."
            ) from error


def _scrypt(words: str, salt: bytes) -> bytes:
    secret = words.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(
        secret, salt=salt, n=_COST, r=_BLOCK, p=_LANES, maxmem=2 * 128 * _COST * _BLOCK, dklen=32
    )
