"""The audit log: who did what with which library, one JSON object a line.

Its keys are `time` (UTC), `user`, `library`, `action` and `object`, such as the name of a document;
`failed` if it was tried in vain; `address` of who signed in, or was refused. Questions and drafts
are not stored, unless that is asked for; answers and passwords never.
"""

from __future__ import annotations

import json
import logging
import os
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from starlette.types import Scope

from index.errors import PinciteError
from ui.auth.identity import NOTES, Note, user_of
from ui.auth.rights import Rule
from ui.http.library_address import library_of

MAX_CHARS = 2_000
"""Of a value; as long as a question may be."""

_QUESTIONS = ("asked", "searched")
"""Actions whose object is the text of a question."""

_LOG = logging.getLogger(__name__)


class AuditLog:
    """Appends to a file that only its owner may read. Any thread may call.

    The file is opened for each line, so that it may be moved away at any time.
    """

    def __init__(self, path: Path, questions: bool = False) -> None:
        """`questions`: store their text. Raises PinciteError if the file cannot be written."""
        self._path = path
        self._questions = questions
        self._lock = Lock()
        self._torn = False
        try:
            self._append(b"")
            mode = path.stat().st_mode
        except OSError as error:
            raise PinciteError(
                f"The audit log {path} cannot be written: {error.strerror}. Choose another file."
            ) from error
        if os.name == "posix" and mode & 0o077:
            raise PinciteError(
                f"Other people of this machine may read {path}. Change that with: chmod 600 {path}"
            )

    def write(
        self,
        user: str,
        library: str,
        action: str,
        about: str = "",
        *,
        failed: bool = False,
        address: str = "",
    ) -> None:
        """A line that cannot be written is reported in the server's log; the server goes on."""
        stored = "" if action in _QUESTIONS and not self._questions else about
        line: dict[str, object] = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "user": user,
            "library": library[:MAX_CHARS],
            "action": action,
            "object": stored[:MAX_CHARS],
        }
        line |= {"failed": True} if failed else {}
        line |= {"address": address} if address else {}
        try:
            with self._lock:
                self._append(json.dumps(line).encode("ascii") + b"\n")
        except OSError:
            _LOG.exception("The audit log cannot be written")

    def write_notes(self, scope: Scope, rule: Rule, *, failed: bool = False) -> None:
        """Writes what a request did, by its rule and what its handler noted."""
        if not rule.action:
            return
        notes: list[Note] = scope.get(NOTES, [])
        found, notes[:] = list(notes), []
        if rule.if_noted and not found:
            return
        for note in found or [Note("")]:
            library = library_of(scope) if note.library is None else note.library
            action = rule.action if note.action is None else note.action
            self.write(user_of(scope), library, action, note.about, failed=failed)

    def _append(self, line: bytes) -> None:
        """Begins a new line if the one before could be written in part only."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        descriptor = os.open(self._path, flags, 0o600)
        try:
            data = b"\n" + line if self._torn else line
            written = os.write(descriptor, data) if data else 0
            self._torn = written < len(data)
        finally:
            os.close(descriptor)
