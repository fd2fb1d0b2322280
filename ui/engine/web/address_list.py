"""The list of web addresses of a library: fetched when a person asks for it, never otherwise.

It is a setting of the library, "addresses", so that it moves with the library's file.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, get_args

from index.errors import PinciteError
from index.ingest.extracted_document import WEB
from index.ingest.pipeline import InputFile, ingest
from index.library import IngestResult, Library
from ui.engine.engine import Engine
from ui.engine.web.allowed import AllowedAddresses
from ui.engine.web.fetch import Fetched, FetchLimits, Gone, Validators, fetch

MAX_ADDRESSES = 500
"""In one library."""

FETCHES = 3
"""At a time, of the whole server."""

_SETTING = "addresses"
_UNEXPECTED = "It cannot be read. Save it in your browser, and add the file."

Status = Literal["", "added", "unchanged", "changed", "gone", "failed"]

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ListedAddress:
    """An address and what the last fetch of it found. The document's source is the address."""

    address: str
    status: Status = ""
    """"" before the first fetch."""
    message: str = ""
    """Why it failed, or what to know of it: an error as the engine says it."""
    fetched: str = ""
    """UTC, ISO 8601; "" before the first fetch."""
    digest: str = ""
    """SHA-256 of what was read last."""
    etag: str = ""
    modified: str = ""

    @classmethod
    def parse(cls, stored: object) -> ListedAddress | None:
        """None for what is no entry."""
        names = cls.__dataclass_fields__
        if not isinstance(stored, dict) or not str(stored.get("address")).startswith(WEB):
            return None
        values = {name: str(value) for name, value in stored.items() if name in names}
        known = values.get("status", "") in get_args(Status)
        return cls(**values) if known else None  # type: ignore[arg-type]  # checked


class WebAddresses:
    """The lists of all libraries, and the threads that fetch. Any thread may call."""

    def __init__(self, prefixes: Sequence[str] = (), limits: FetchLimits | None = None) -> None:
        """Without `prefixes` nothing may be fetched. Raises PinciteError for what is no prefix."""
        self._allowed = AllowedAddresses(prefixes)
        self._limits = FetchLimits() if limits is None else limits
        self._lock = threading.Lock()
        self._pending = set[tuple[Path, str]]()
        self._waiting: deque[Callable[[], None]] = deque()
        self._threads = 0

    @property
    def prefixes(self) -> list[str]:
        """The addresses below which all may be fetched; none if the owner allows none."""
        return self._allowed.names

    def listed(self, engine: Engine) -> list[tuple[ListedAddress, bool]]:
        """The list of a library in its order; each with whether it is waiting or being fetched."""
        path = engine.library.path
        return [
            (entry, (path, entry.address) in self._pending) for entry in _stored(engine.library)
        ]

    def check(self, typed: str) -> str:
        """An address as it is listed. Raises PinciteError if it may not be fetched."""
        return str(self._allowed.require(typed.strip()))

    def fetch(self, engine: Engine, addresses: Sequence[str] = ()) -> None:
        """Puts addresses on the list of a library and fetches them; without any, all of the list.

        Raises PinciteError, and fetches none, if one of them may not be fetched, or if the list
        would be too long.
        """
        checked = [self.check(each) for each in dict.fromkeys(addresses)]
        with self._lock:
            entries = _stored(engine.library)
            known = {entry.address for entry in entries}
            new = [each for each in dict.fromkeys(checked) if each not in known]
            if len(entries) + len(new) > MAX_ADDRESSES:
                raise PinciteError(
                    f"The list would have {len(entries) + len(new)} addresses; at most "
                    f"{MAX_ADDRESSES} are allowed. Take some off."
                )
            if new:
                _store(engine.library, [*entries, *map(ListedAddress, new)])
            for each in checked if addresses else [entry.address for entry in entries]:
                self._start(engine, each)

    def remove(self, engine: Engine, address: str) -> None:
        """Takes an address off the list; its document stays. Raises PinciteError if it is not on
        it."""
        with self._lock:
            entries = _stored(engine.library)
            others = [entry for entry in entries if entry.address != address]
            if len(others) == len(entries):
                raise PinciteError("That address is not on the list any more. Open it again.")
            _store(engine.library, others)

    def _start(self, engine: Engine, address: str) -> None:
        """Within the lock."""
        key = engine.library.path, address
        if key in self._pending:
            return
        self._pending.add(key)
        self._waiting.append(lambda: self._run(engine, address))
        if self._threads < FETCHES:
            self._threads += 1
            threading.Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._threads -= 1
                    return
                run = self._waiting.popleft()
            run()

    def _run(self, engine: Engine, address: str) -> None:
        """Fetches one address and stores what it found. Never raises."""
        try:
            entry = next((e for e in _stored(engine.library) if e.address == address), None)
            if entry is None or engine.refusing:
                return
            found = self._found(engine, entry)
            now = datetime.now(UTC).isoformat(timespec="seconds")
            with self._lock:
                entries = _stored(engine.library)
                changed = [
                    replace(found, fetched=now) if each.address == address else each
                    for each in entries
                ]
                _store(engine.library, changed)
        except Exception:
            _LOG.exception("What was fetched cannot be stored")
        finally:
            with self._lock:
                self._pending.discard((engine.library.path, address))

    def _found(self, engine: Engine, entry: ListedAddress) -> ListedAddress:
        """The entry after a fetch."""
        try:
            address = self._allowed.require(entry.address)  # the prefixes may be others now
            here = engine.library.has_source(entry.address)
            known = Validators(entry.etag, entry.modified) if here else Validators()
            fetched = fetch(self._allowed, address, known, self._limits)
            if fetched.data is None:
                return replace(entry, status="unchanged", message="")
            with engine.adding():
                if entry.address not in {each.address for each in _stored(engine.library)}:
                    return entry  # taken off meanwhile
                return _read(engine.library, entry, fetched, here)
        except Gone as error:
            status: Status = "gone" if entry.digest else "failed"  # it has never been there
            return replace(entry, status=status, message=str(error))
        except PinciteError as error:
            return replace(entry, status="failed", message=str(error))
        except Exception:
            _LOG.exception("An address cannot be fetched")
            return replace(entry, status="failed", message=_UNEXPECTED)


def _read(library: Library, entry: ListedAddress, fetched: Fetched, here: bool) -> ListedAddress:
    """Reads what was fetched into the library. Raises PinciteError if it cannot be read."""
    data = fetched.data if fetched.data is not None else b""
    digest = hashlib.sha256(data).hexdigest()
    current = replace(
        entry,
        digest=digest,
        etag=fetched.validators.etag,
        modified=fetched.validators.modified,
        message="",
    )
    if here and digest == entry.digest:
        return replace(current, status="unchanged")
    results = _ingested(library, entry.address, fetched)
    own = next((each for each in results if each.source == entry.address), None)
    message = own.message if own else ""
    if all(each.status == "refused" for each in results):
        raise PinciteError(message if message else _UNEXPECTED)
    if all(each.status in ("unchanged", "refused") for each in results):
        return replace(current, status="unchanged", message=message)
    status: Status = "changed" if here or entry.digest else "added"
    return replace(current, status=status, message=message)


def _ingested(library: Library, source: str, fetched: Fetched) -> list[IngestResult]:
    with TemporaryDirectory(prefix="web-") as folder:
        path = Path(folder) / "file"
        path.write_bytes(fetched.file)
        files = [InputFile(source, path, suffix=fetched.suffix)]
        with closing(ingest(library, files, store_files=True)) as steps:
            return [step.result for step in steps if step.result is not None]


def _stored(library: Library) -> list[ListedAddress]:
    stored = library.settings.get(_SETTING)
    entries = map(ListedAddress.parse, stored if isinstance(stored, list) else ())
    return [entry for entry in entries if entry is not None]


def _store(library: Library, entries: Sequence[ListedAddress]) -> None:
    values = [{name: v for name, v in asdict(entry).items() if v} for entry in entries]
    library.set_settings(**{_SETTING: values if values else None})


NO_ADDRESSES = WebAddresses()
