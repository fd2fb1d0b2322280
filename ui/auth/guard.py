"""Which requests and events pass: every one is checked against the table in `ui.auth.rights`.

Requests are checked by an ASGI middleware behind the one that finds the library in the address;
events, whose handler Gradio finds in the body, where Gradio calls their handler, at each step.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs

from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.errors import PinciteError
from ui.auth.access import ACCESS, role_in, seen_by
from ui.auth.audit import AuditLog
from ui.auth.identity import NOTES, user_of
from ui.auth.rights import TOOLS, UNDECLARED, Rule, event_name, rule_of_event, rule_of_route
from ui.auth.roles import ALL_LIBRARIES, Role
from ui.engine.libraries import Libraries, unknown_library
from ui.http.language import language_of
from ui.http.library_address import library_of, path_in_library
from ui.views.i18n.language import speaking

MAX_OWNERS = 100_000
"""Open pages and uploaded files whose user is remembered, the latest ones."""

_EVENTS = "/gradio_api/"
_HEARTBEAT, _FILE, _UPLOAD = "/gradio_api/heartbeat/", "/gradio_api/file=", "/gradio_api/upload"
_ERROR = 'class="card error-card"'
"""In what a handler returns after an error; in no text of a document, where quotes are escaped."""

_NOTHING = "There is nothing at {}."

Process = Callable[..., Awaitable[dict[str, Any]]]
_NEED = {
    Role.EDITOR: "Only people who may change this library can do that. Ask its owner.",
    Role.OWNER: "Only an owner of this library can do that. Ask its owner.",
}


class Refused(PinciteError):
    """A request that the sender has no right for."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class Guard:
    """The checks of one server. `users`: has it any? Otherwise it only writes the log.

    Used by the event loop only.
    """

    def __init__(self, libraries: Libraries, users: bool, audit: AuditLog | None) -> None:
        self._libraries = libraries
        self._users = users
        self._audit = audit
        self._owners: OrderedDict[str, set[tuple[str, str]]] = OrderedDict()
        """Session of a page, or path of an uploaded file → (user, library) of who may use it."""

    def around(self, app: ASGIApp) -> ASGIApp:
        """`app` for the requests that the table allows; `LibraryAddress` has to wrap it."""

        async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                return await app(scope, receive, send)
            if not self._users and self._audit is None:
                return await app(scope, receive, send)
            rule = rule_of_route(scope["method"], path_in_library(scope))
            scope[NOTES] = []
            try:
                self._check_request(scope, rule)
            except Refused as error:
                self._log_refusal(scope, f"{scope['method']} {path_in_library(scope)}")
                return await _reply(error)(scope, receive, send)
            await app(scope, receive, self._logging(scope, rule, send))

        return guarded

    def around_events(self, process: Process, page_error: Callable[[str], Exception]) -> Process:
        """Gradio's `Blocks.process_api`, through which each step of each event passes.

        `page_error` makes an exception whose message the page shows.
        """

        async def guarded(*args: object, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401
            handler = getattr(kwargs.get("block_fn"), "fn", None)
            rule, scope = rule_of_event(handler), _scope(kwargs.get("request"))
            if self._users:
                try:
                    self._check_event(scope, rule, kwargs)
                except Refused as error:
                    self._log_refusal(scope or {}, event_name(handler))
                    with speaking(language_of(scope or {})):  # a queued event knows no language
                        raise page_error(str(error)) from error
            output = await process(*args, **kwargs)
            if scope is not None and NOTES in scope:
                self._own(scope, _paths(output.get("data")))
                if self._audit and kwargs.get("iterator") is None:
                    self._audit.write_notes(scope, rule, failed=_ERROR in str(output.get("data")))
            return output

        return guarded

    def seen_by_tool(
        self,
        request: object,
        tool: str,
        arguments: Mapping[str, object],
    ) -> Libraries:
        """The libraries for a call of a tool over HTTP (`ui.api.mcp.tools`); any thread may call.

        Raises Refused.
        """
        scope: Scope | None = getattr(request, "scope", None)
        rule = TOOLS.get(tool, UNDECLARED)
        if self._users and (scope is None or ACCESS not in scope or rule.need is Role.NOBODY):
            raise Refused("That may not be done here.", 403)
        if scope is None:
            return self._libraries
        seen = seen_by(scope, self._libraries)
        library = str(arguments.get("library", "")) or seen.first
        if self._users and rule.need is not Role.NONE:
            self._check_role(scope, rule, library)
        if self._audit and rule.action:
            question = str(arguments.get("question", ""))
            self._audit.write(user_of(scope), library, rule.action, question)
        return seen

    def _check_request(self, scope: Scope, rule: Rule) -> None:
        """Raises Refused."""
        if not self._users:
            return
        if ACCESS not in scope:
            raise Refused("Sign in first.", 401)
        if rule.need is Role.NOBODY:
            raise Refused(_NOTHING.format(scope["path"][:200]), 404)
        if rule.everywhere:
            if role_in(scope, ALL_LIBRARIES) < rule.need:
                raise Refused("Only people with a role for all libraries can see that.", 403)
        elif library := library_of(scope):
            self._check_role(scope, rule, library)
        elif rule.inside:  # `seen_by` shows its handler those that the user may read, no more
            if rule.need > Role.READER:
                raise Refused("Name the library in the address, as in /l/NAME/api/….", 400)
        elif role_in(scope, self._libraries.first) < rule.need:
            raise Refused(_NOTHING.format(scope["path"][:200]), 404)
        self._check_owner(scope)

    def _check_role(self, scope: Scope, rule: Rule, library: str) -> None:
        role = role_in(scope, library)
        if role >= rule.need:
            return
        if role is Role.NONE:
            known = seen_by(scope, self._libraries).names()
            raise Refused(str(unknown_library(library, known)), 404)
        raise Refused(_NEED.get(rule.need, "You may not do that."), 403)

    def _check_owner(self, scope: Scope) -> None:
        """A page's session and an uploaded file are of the user, and the library, that began it."""
        path = path_in_library(scope)
        if not path.startswith(_EVENTS):
            return
        query = parse_qs(scope["query_string"].decode("latin-1"))
        sessions = [*query.get("session_hash", ()), *_after(_HEARTBEAT, path)]
        for session in sessions:
            self._claim_session(scope, session)
        if not all(self._is_own(scope, file) for file in _after(_FILE, path)):
            raise Refused(_NOTHING.format(scope["path"][:200]), 404)

    def _claim_session(self, scope: Scope, session: str) -> None:
        owners = self._owners.setdefault(f"session {session}", {_claim(scope)})
        if _claim(scope) not in owners:
            raise Refused("This page is somebody else's. Open it again.", 403)
        self._forget()

    def _check_event(self, scope: Scope | None, rule: Rule, kwargs: dict[str, Any]) -> None:
        """Raises Refused."""
        if scope is None or ACCESS not in scope or not library_of(scope):
            raise Refused("The address of this page names no library. Open it again.", 404)
        if rule.need is Role.NOBODY:
            raise Refused("That is nothing that can be done here. Open the page again.", 403)
        self._check_role(scope, rule, library_of(scope))
        if (session := kwargs.get("session_hash")) is not None:
            self._claim_session(scope, session)
        if kwargs.get("iterator") is None:
            for path in _paths(kwargs.get("inputs")):
                if not self._is_own(scope, path):
                    raise Refused("That file is not here any more. Send it again.", 403)

    def _logging(self, scope: Scope, rule: Rule, send: Send) -> Send:
        """Logs what the request did, and whose the files are that it uploaded."""
        path, status, body = path_in_library(scope), 0, b""
        is_upload = self._users and path == _UPLOAD

        async def send_and_log(message: Message) -> None:
            nonlocal status, body
            if message["type"] == "http.response.start":
                status = message["status"]
            elif is_upload and status == 200:
                body += message.get("body", b"")
                if not message.get("more_body"):
                    self._own(scope, json.loads(body))
            await send(message)
            done = message["type"] == "http.response.body" and not message.get("more_body")
            if done and status < 400 and self._audit:
                self._audit.write_notes(scope, rule)

        return send_and_log

    def _own(self, scope: Scope, files: Iterable[object]) -> None:
        """Files that the user has sent, or that a handler has made for the user."""
        for file in files:
            self._owners.setdefault(f"file {file}", set()).add(_claim(scope))
        self._forget()

    def _is_own(self, scope: Scope, file: object) -> bool:
        return _claim(scope) in self._owners.get(f"file {file}", ())

    def _forget(self) -> None:
        while len(self._owners) > MAX_OWNERS:
            self._owners.popitem(last=False)

    def _log_refusal(self, scope: Scope, what: str) -> None:
        if self._audit:
            library, address = library_of(scope), (scope.get("client") or ("",))[0]
            self._audit.write(user_of(scope), library, "refused", what, address=address)


def _claim(scope: Scope) -> tuple[str, str]:
    return user_of(scope), library_of(scope)


def _after(start: str, path: str) -> list[str]:
    return [path.removeprefix(start)] if path.startswith(start) else []


def _scope(request: object) -> Scope | None:
    """The scope of a `gradio.Request`; None for anything else."""
    scope: Scope | None = getattr(getattr(request, "request", None), "scope", None)
    return scope


def _paths(value: object) -> Iterator[object]:
    """The paths of files in what a page sends: Gradio writes them as {"path": …}."""
    if isinstance(value, dict):
        if "path" in value:
            yield value["path"]
        for each in value.values():
            yield from _paths(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _paths(each)


def _reply(error: Refused) -> Response:
    return JSONResponse({"error": str(error)}, error.status, {"cache-control": "no-store"})
