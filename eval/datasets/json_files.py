"""Reading and writing files: JSON whose values know their place, lines, gzip, atomic writing.

Every error names the place: `set.json: data[0].title: got 3, wanted text`. Pydantic's strict models
were considered: six formats would need as many models, and its errors would have to be translated
to these (place in the file, value, remedy), which is no shorter.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import math
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from index.errors import PinciteError, reason

T = TypeVar("T")

MAX_BYTES = 256 * 2**20
"""Uncompressed: six times the largest SQuAD file, and a limit for zip bombs."""


@dataclass(frozen=True, slots=True)
class JsonNode:
    """A value in a JSON file, with its place: a path such as "data[0].title", or "line 7"."""

    file: Path
    place: str
    value: object

    def error(self, problem: str, remedy: str) -> PinciteError:
        place = self.place if self.place else "top level"
        return PinciteError(f"{self.file}: {place}: {problem}. {remedy}")

    def wanted(self, what: str) -> PinciteError:
        return self.error(f"got {repr(self.value)[:60]}, wanted {what}", "Correct it there.")

    def of(self, kind: type[T], what: str) -> T:
        """The value, if it has exactly this type: JSON's `true` is not a number."""
        if not isinstance(self.value, kind) or type(self.value) is not kind:
            raise self.wanted(what)
        return self.value

    def fields(self, needed: str, optional: str = "") -> dict[str, JsonNode]:
        """The members of an object, by name; `needed` and `optional` list names, with spaces.

        Raises PinciteError for a missing name, and for an unknown one, which may be misspelt.
        """
        known = needed.split() + optional.split()
        self._check_present(needed)
        for name in self.of(dict, "an object {…}"):
            if name not in known:
                raise self.error(
                    f"unknown field {name[:60]!r}; the fields are {', '.join(known)}",
                    "Remove it or correct its name.",
                )
        return self.members(needed)

    def members(self, needed: str) -> dict[str, JsonNode]:
        """As `fields`, but unknown names are allowed: for the files of other programs."""
        self._check_present(needed)
        return {
            name: JsonNode(self.file, f"{self.place}.{name}".lstrip("."), value)
            for name, value in self.of(dict, "an object {…}").items()
        }

    def _check_present(self, needed: str) -> None:
        members = self.of(dict, "an object {…}")
        for name in needed.split():
            if name not in members:
                wanted = ", ".join(needed.split())
                raise self.error(f"the field {name!r} is missing; it needs {wanted}", "Add it.")

    def items(self) -> list[JsonNode]:
        return [
            JsonNode(self.file, f"{self.place}[{n}]", value)
            for n, value in enumerate(self.of(list, "a list […]"))
        ]

    def text(self) -> str:
        """A string that UTF-8 can encode: JSON allows lone surrogates, no document has one."""
        if re.search("[\ud800-\udfff]", self.of(str, "text")):
            raise self.wanted("text without lone surrogates")
        return self.of(str, "text")

    def integer(self) -> int:
        return self.of(int, "a whole number")

    def boolean(self) -> bool:
        return self.of(bool, "true or false")

    def number(self) -> float:
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise self.wanted("a finite number")
        if not abs(self.value) < math.inf:
            raise self.wanted("a finite number")
        return float(self.value)


def read_bytes(path: Path, what: str = "a JSON file") -> bytes:
    """The content of a file, decompressed if it is gzipped. `what` is wanted, for errors."""
    if not path.is_file():
        problem = "is not a file" if path.exists() else "does not exist"
        raise PinciteError(f"{path}: {problem}, wanted {what}. Check the path.")
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        if content.startswith(b"\x1f\x8b"):
            content = gzip.GzipFile(fileobj=io.BytesIO(content)).read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise PinciteError(
            f"{path}: cannot be read ({reason(error)}). Check its permissions, or fetch it again."
        ) from error
    if content.startswith(b"PK\x03\x04"):
        raise PinciteError(
            f"{path} is a zip archive, wanted {what}. Unpack it and choose a file in it."
        )
    if len(content) > MAX_BYTES:
        raise PinciteError(
            f"{path}: contains more than {MAX_BYTES // 2**20} MiB of JSON."
            " Split it into smaller sets."
        )
    return content


def _parse(content: str | bytes, file: Path, place: str = "") -> JsonNode:
    try:
        text = content if isinstance(content, str) else content.decode("utf-8-sig")
        return JsonNode(file, place, json.loads(text))
    except (ValueError, RecursionError) as error:
        where = f"{file}: {place}" if place else f"{file}"
        raise PinciteError(
            f"{where}: broken JSON: {error}. Correct it there, or choose another file."
        ) from error


def read_json(path: Path) -> tuple[JsonNode, str]:
    """The value in a JSON file, gzipped or not, and the SHA-256 of its uncompressed bytes."""
    content = read_bytes(path)
    return _parse(content, path), hashlib.sha256(content).hexdigest()


def read_text(path: Path, what: str) -> str:
    try:
        return read_bytes(path, what).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PinciteError(f"{path}: is not UTF-8 ({error}). Save it as UTF-8.") from error


def read_lines(path: Path, what: str) -> Iterator[tuple[str, str]]:
    """("line 7", its text) for every line that is not blank. Lines end only at a line feed."""
    for number, line in enumerate(read_text(path, what).split("\n"), 1):
        if line.strip():
            yield f"line {number}", line.rstrip("\r")


def read_json_lines(path: Path) -> Iterator[JsonNode]:
    """One value a line."""
    for place, line in read_lines(path, "a file of JSON lines"):
        yield _parse(line, path, place)


def check_output_path(out: Path, *inputs: Path, option: str = "--out") -> None:
    """Raises PinciteError if `out` cannot be written or is an input. Before the work begins."""
    problem = ""
    if out.is_dir():
        problem = "is a folder"
    elif not out.parent.is_dir():
        problem = "is in a folder that does not exist"
    elif out.resolve() in {path.resolve() for path in inputs}:
        problem = "is an input of this command"
    if problem:
        raise PinciteError(f"{out} {problem}. Name another file for {option}.")


def write(out: Path, text: str | Iterable[str]) -> None:
    """Writes a file atomically."""
    part = out.with_name(f"{out.name}.part")
    try:
        with part.open("w", encoding="utf-8") as file:
            file.writelines([text] if isinstance(text, str) else text)
        part.replace(out)
    except OSError as error:
        raise PinciteError(
            f"{out} cannot be written ({error.strerror}). Name another file."
        ) from error
