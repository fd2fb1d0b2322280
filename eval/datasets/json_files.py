"""Files in and out: JSON whose values know their place, lines, gzip, and writing whole or not at all.

Whatever is wrong with a file is said with the place where it stands: `set.json: data[0].title: got 3, wanted text`.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from index.errors import PinciteError

T = TypeVar("T")
LARGEST = 256 * 2**20  # bytes, unzipped: six times the largest SQuAD file, and an end to zip bombs


@dataclass(frozen=True, slots=True)
class JsonNode:
    """A value in a JSON file that knows its place there."""

    file: Path
    place: str
    value: object

    def error(self, problem: str, remedy: str) -> PinciteError:
        return PinciteError(
            f"{self.file}: {self.place if self.place else 'top level'}: {problem}. {remedy}"
        )

    def wanted(self, what: str) -> PinciteError:
        return self.error(f"got {repr(self.value)[:60]}, wanted {what}", "Correct it there.")

    def of(self, kind: type[T], what: str) -> T:
        """The value, if it is of exactly this type: JSON's `true` is no number."""
        if not isinstance(self.value, kind) or type(self.value) is not kind:
            raise self.wanted(what)
        return self.value

    def fields(self, needed: str, optional: str = "") -> dict[str, JsonNode]:
        """The members of an object, by name. Refuses a missing name and an unknown one, so that a misspelt field is not passed over."""
        members = self.of(dict, "an object {…}")
        known = needed.split() + optional.split()
        for name in [name for name in members if name not in known]:
            self._missing(needed)
            raise self.error(
                f"unknown field {name[:60]!r}; the fields are {', '.join(known)}",
                "Remove it or correct its name.",
            )
        return self.members(needed)

    def members(self, needed: str) -> dict[str, JsonNode]:
        """As `fields`, but other names may stand there: for the files of other programs."""
        self._missing(needed)
        return {
            name: JsonNode(self.file, f"{self.place}.{name}".lstrip("."), value)
            for name, value in self.of(dict, "an object {…}").items()
        }

    def _missing(self, needed: str) -> None:
        members = self.of(dict, "an object {…}")
        for name in [name for name in needed.split() if name not in members]:
            raise self.error(
                f"the field {name!r} is missing; it needs {', '.join(needed.split())}", "Add it."
            )

    def items(self) -> list[JsonNode]:
        return [
            JsonNode(self.file, f"{self.place}[{n}]", value)
            for n, value in enumerate(self.of(list, "a list […]"))
        ]

    def text(self) -> str:
        """Text that UTF-8 can hold: JSON can spell half a surrogate pair, which no document contains."""
        if re.search("[\ud800-\udfff]", self.of(str, "text")):
            raise self.wanted("text without lone surrogates")
        return self.of(str, "text")

    def integer(self) -> int:
        return self.of(int, "a whole number")

    def number(self) -> float:
        if (
            isinstance(self.value, bool)
            or not isinstance(self.value, int | float)
            or not abs(self.value) < float("inf")
        ):
            raise self.wanted("a finite number")
        return float(self.value)


def read_bytes(path: Path, what: str = "a file of JSON") -> bytes:
    """The bytes of a file, unzipped where it is gzipped."""
    if not path.is_file():
        raise PinciteError(
            f"{path}: {'is no file' if path.exists() else 'does not exist'}, wanted {what}. Check the path."
        )
    try:
        with path.open("rb") as plain:
            raw = plain.read(LARGEST + 1)
        if raw.startswith(b"\x1f\x8b"):
            raw = gzip.GzipFile(fileobj=io.BytesIO(raw)).read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise PinciteError(
            f"{path}: cannot be read ({error}). Check its permissions, or fetch it again."
        ) from error
    if raw.startswith(b"PK\x03\x04"):
        raise PinciteError(
            f"{path} is a zip archive, wanted {what}. Unpack it and choose what is in it."
        )
    if len(raw) > LARGEST:
        raise PinciteError(
            f"{path}: holds more than {LARGEST // 2**20} MiB of JSON. Split it into smaller sets."
        )
    return raw


def read_json(path: Path) -> tuple[JsonNode, str]:
    """The value in a file of JSON, gzipped or not, and the SHA-256 of the bytes it was parsed from."""
    raw = read_bytes(path)
    try:
        return JsonNode(path, "", json.loads(raw.decode("utf-8-sig"))), hashlib.sha256(
            raw
        ).hexdigest()
    except (ValueError, RecursionError) as error:
        raise PinciteError(
            f"{path}: broken JSON: {error}. Mend it there, or choose another file."
        ) from error


def read_text(path: Path, what: str) -> str:
    try:
        return read_bytes(path, what).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PinciteError(f"{path}: is not UTF-8 ({error}). Save it as UTF-8.") from error


def read_lines(path: Path, what: str) -> Iterator[tuple[str, str]]:
    """("line 7", its text) for every line that is not blank. A line ends at a line feed and nowhere else."""
    for number, line in enumerate(read_text(path, what).split("\n"), 1):
        if line.strip():
            yield f"line {number}", line.rstrip("\r")


def read_json_lines(path: Path) -> Iterator[JsonNode]:
    """One value a line."""
    for place, line in read_lines(path, "a file of JSON lines"):
        try:
            yield JsonNode(path, place, json.loads(line))
        except (ValueError, RecursionError) as error:
            raise PinciteError(
                f"{path}: {place}: broken JSON: {error}. Mend it there, or choose another file."
            ) from error


def check_place(out: Path, *inputs: Path, option: str = "--out") -> None:
    """Before an hour's work rather than after it."""
    wrong = (
        "is a folder"
        if out.is_dir()
        else ""
        if out.parent.is_dir()
        else "is in no folder that exists"
    )
    if wrong or out.resolve() in {path.resolve() for path in inputs}:
        raise PinciteError(
            f"{out} {wrong if wrong else 'is to be read, not written'}. Name another file for {option}."
        )


def write(out: Path, text: str | Iterable[str]) -> None:
    """Whole or not at all."""
    part = out.with_name(f"{out.name}.part")
    try:
        with part.open("w", encoding="utf-8") as file:
            file.writelines([text] if isinstance(text, str) else text)
        part.replace(out)
    except OSError as error:
        raise PinciteError(
            f"{out} cannot be written ({error.strerror}). Name another file."
        ) from error
