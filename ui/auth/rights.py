"""Which role each route, event and tool needs: all of it in one table.

What is not listed here is refused to users. Where a server has no users, nothing here applies.
`tests/ui/auth/test_rights.py` walks the routes, events and tools of the application and fails for
one that is missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ui.auth.roles import Role

NOBODY, NONE, READER, EDITOR, OWNER = (
    Role.NOBODY,
    Role.NONE,
    Role.READER,
    Role.EDITOR,
    Role.OWNER,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """The role that is needed in the library of the address, or else in the first one.

    Role.NONE: everybody who is signed in.
    """

    need: Role
    action: str = ""
    """What the audit log calls it; "" is not logged."""
    inside: bool = False
    """Without a library in the address the request names one itself, and its handler sees only
    those that the user has a role for."""
    everywhere: bool = False
    """The role is needed for all libraries."""
    if_noted: bool = False
    """Logged only if the handler has named an object."""


ROUTES: Mapping[str, Rule] = {
    # pages
    "GET /": Rule(READER),
    "GET /ask": Rule(READER),
    "GET /library": Rule(READER),
    "GET /evaluation": Rule(READER),
    "GET /check": Rule(READER),
    "POST /check": Rule(READER, "checked a draft"),
    "GET /document/{id}": Rule(READER, "opened a document"),
    "GET /document/{id}/text": Rule(READER),
    "GET /document/{id}/outline": Rule(READER),
    "GET /document/{id}/find": Rule(READER),
    "GET /document/{id}/citation": Rule(READER),
    "GET /document/{id}/page/{number}.png": Rule(READER),
    "GET /pages/{name}": Rule(READER),
    "GET /places": Rule(READER, "asked"),
    "POST /places/export": Rule(READER, "exported"),
    "GET /mentions": Rule(READER, "searched", if_noted=True),
    "GET /changes": Rule(READER, "compared", if_noted=True),
    "GET /changes/export": Rule(READER, "exported"),
    "GET /history": Rule(READER),  # of the user's own questions, as all below it
    "GET /history/recent": Rule(READER),
    "GET /history/saved": Rule(READER),
    "GET /history/export": Rule(READER, "exported"),
    "POST /history/pin": Rule(READER),
    "POST /history/note": Rule(READER),
    "POST /history/delete": Rule(READER),
    "POST /history/restore": Rule(READER),
    "POST /history/accept": Rule(READER),
    "POST /history/clear": Rule(READER, "cleared the history"),
    "POST /history/again": Rule(READER, "asked again"),
    "GET /settings": Rule(READER),
    "POST /settings": Rule(OWNER, "changed settings"),
    "GET /addresses": Rule(READER),
    "POST /addresses": Rule(EDITOR, "fetched"),
    "GET /asking/{ticket}": Rule(READER),
    "GET /backup": Rule(OWNER, "backed up"),
    # programs
    "POST /api/ask": Rule(READER, "asked", inside=True),
    "POST /api/search": Rule(READER, "searched", inside=True),
    "POST /api/check": Rule(READER, "checked a draft", inside=True),
    "POST /api/compare": Rule(READER, "compared", inside=True),
    "POST /api/mentions": Rule(READER, "searched", inside=True),
    "GET /api/documents": Rule(READER, inside=True),
    "PATCH /api/documents/{id:int}": Rule(EDITOR, "edited", inside=True),
    "GET /api/verify": Rule(READER, inside=True),
    "GET /api/addresses": Rule(READER, inside=True),
    "POST /api/addresses": Rule(EDITOR, "fetched", inside=True),
    "DELETE /api/addresses": Rule(EDITOR, "took off the list", inside=True),
    "GET /api/history": Rule(READER, inside=True),
    "DELETE /api/history": Rule(READER, inside=True),
    "GET /api/libraries": Rule(NONE),
    "GET /api/docs": Rule(NONE),
    "GET /api/openapi.json": Rule(NONE),
    "GET /mcp": Rule(NONE),
    "POST /mcp": Rule(NONE),
    "DELETE /mcp": Rule(NONE),
    "GET /healthz": Rule(READER),
    "GET /metrics": Rule(READER, everywhere=True),
    # files of a release
    "GET /look/page.css": Rule(NONE),
    "GET /look/words/{code}.js": Rule(NONE),
    "GET /look/{path:path}": Rule(NONE),
    "GET /assets/{path:path}": Rule(NONE),
    "GET /static/{path:path}": Rule(NONE),
    "GET /favicon.ico": Rule(NONE),
    "GET /theme.css": Rule(NONE),
    "GET /gradio_api/theme.css": Rule(NONE),
    "GET /robots.txt": Rule(NONE),
    "GET /manifest.json": Rule(NONE),
    "GET /pwa_icon": Rule(NONE),
    "GET /pwa_icon/{size}": Rule(NONE),
    # Gradio: the pages' events, each of which is in EVENTS
    "GET /config": Rule(NONE),
    "GET /gradio_api/info": Rule(NONE),
    "GET /gradio_api/startup-events": Rule(NONE),
    "GET /gradio_api/app_id": Rule(NONE),
    "POST /gradio_api/run/{api_name}": Rule(READER),
    "POST /gradio_api/queue/join": Rule(READER),
    "GET /gradio_api/queue/data": Rule(READER),
    "POST /gradio_api/cancel": Rule(READER),
    "POST /gradio_api/reset": Rule(READER),
    "GET /gradio_api/heartbeat/{session_hash}": Rule(READER),
    "POST /gradio_api/upload": Rule(READER),  # of a draft or questions; `library.add` adds files
    "GET /gradio_api/upload_progress": Rule(READER),
    "GET /gradio_api/file={path_or_url:path}": Rule(READER),
    # Gradio: what no page of Pincite uses
    "GET /gradio_api/{path:path}": Rule(NOBODY),
    "POST /gradio_api/{path:path}": Rule(NOBODY),
    "GET /monitoring": Rule(NOBODY),
    "GET /monitoring/{path:path}": Rule(NOBODY),
    "GET /openapi.json": Rule(NOBODY),
    "GET /svelte/{path:path}": Rule(NOBODY),
    "POST /login": Rule(NOBODY),  # Gradio's; that of Pincite is answered before
    "GET /logout": Rule(NOBODY),
}
"""METHOD and path below the library → rule; HEAD is GET. The first one that fits applies."""

EVENTS: Mapping[str, Rule] = {
    "ask.ask": Rule(READER, "asked"),
    "ask.load": Rule(READER, "asked", if_noted=True),
    "ask.go": Rule(READER, "asked", if_noted=True),
    "ask.choose_example": Rule(READER),
    "ask.set_risk": Rule(READER),
    "ask.set_aside": Rule(READER),
    "ask.open_source": Rule(READER),
    "ask.open_candidate": Rule(READER),
    "ask.ask_for_feedback": Rule(READER),
    "ask.save_feedback": Rule(EDITOR, "gave feedback"),
    "library.load": Rule(READER),
    "library.search": Rule(READER),
    "library.resume": Rule(READER),
    "library.add": Rule(EDITOR, "added"),
    "library.again": Rule(EDITOR, "added"),
    "library.undo_upload": Rule(EDITOR, "removed"),
    "library.set_metadata": Rule(EDITOR, "edited"),
    "library.set_tags": Rule(EDITOR, "edited"),
    "library.cancel": Rule(EDITOR, "cancelled adding"),
    "library.remove": Rule(EDITOR, "removed"),
    "library.restore": Rule(EDITOR, "restored"),
    "library.manage": Rule(OWNER, "managed"),
    "evaluation.load": Rule(READER),
    "evaluation.choose_question_set": Rule(READER),
    "evaluation.run": Rule(READER, "evaluated"),
    "evaluation.ready": Rule(READER),
    "evaluation.stop": Rule(READER),
    "evaluation.compare": Rule(READER),
    "evaluation.apply_threshold": Rule(OWNER, "changed settings"),
}
"""MODULE.FUNCTION of a page's event handler → rule, for the library in the page's address."""

TOOLS: Mapping[str, Rule] = {
    "ask": Rule(READER, "asked"),
    "search": Rule(READER, "searched"),
    "documents": Rule(READER),
    "verify": Rule(READER),
    "check_quotes": Rule(READER, "checked a draft"),
    "compare": Rule(READER, "compared"),
    "mentions": Rule(READER, "searched"),
    "libraries": Rule(NONE),
}
"""Tool of a language model (MCP) → rule, for the library among its arguments."""

UNDECLARED = Rule(NOBODY)


def rule_of_route(method: str, path: str) -> Rule:
    """`path` is that of a request, without the part that names the library.

    >>> rule_of_route("HEAD", "/document/12/text/").need.name
    'READER'
    >>> rule_of_route("DELETE", "/document/12").need.name
    'NOBODY'
    """
    method = "GET" if method == "HEAD" else method
    place = f"{method} {path.rstrip('/') or '/'}"
    return next((rule for pattern, rule in _patterns() if pattern.fullmatch(place)), UNDECLARED)


def rule_of_event(handler: object) -> Rule:
    """The rule of a page's event handler, a method of its page."""
    return EVENTS.get(event_name(handler), UNDECLARED)


def event_name(handler: object) -> str:
    """MODULE.FUNCTION, as in `library.add`."""
    module = str(getattr(handler, "__module__", "")).rpartition(".pages.")[2]
    return f"{module}.{getattr(handler, '__name__', '')}"


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Rule], ...]:
    return tuple((_pattern(template), rule) for template, rule in ROUTES.items())


def _pattern(template: str) -> re.Pattern[str]:
    """
    >>> bool(_pattern("GET /a/{x}.png").fullmatch("GET /a/b.png"))
    True
    >>> bool(_pattern("GET /a/{x}").fullmatch("GET /a/b/c"))
    False
    """
    parts = re.split(r"(\{[^}]*\})", template)
    written = (
        (r".*" if part.endswith(":path}") else r"[^/]+")
        if part.startswith("{")
        else re.escape(part)
        for part in parts
    )
    return re.compile("".join(written), re.DOTALL)
