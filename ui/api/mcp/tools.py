"""The verbs of `ui.api.service` as tools, over stdio (`python -m ui.api.mcp`) or HTTP (`python -m ui --mcp`, at `/mcp`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from functools import wraps
from typing import TYPE_CHECKING, Any

from starlette.routing import BaseRoute

from index.errors import PinciteError
from ui.api.service import ApiService
from ui.engine.libraries import Libraries

if TYPE_CHECKING:
    from mcp.server import MCPServer

_INSTRUCTIONS = """Answers from the user's own documents, as exact quotations. `ask` returns the words that answer, with the sentence, page
and section they stand in, or null where the documents do not answer: then say so. Quote `citations`, do not paraphrase them as quotations.
`search` returns passages to read yourself; `verify` checks that a quotation stands where a citation says."""


def server(libraries: Libraries) -> MCPServer[Any]:
    """Raises PinciteError where the package is not installed."""
    try:
        from mcp.server import MCPServer
    except ImportError:
        raise PinciteError(
            "The package mcp is not installed. Install it with: pip install -r requirements-mcp.txt -c constraints.txt"
        ) from None
    made: MCPServer[Any] = MCPServer(
        "pincite", title="Pincite", instructions=_INSTRUCTIONS, log_level="ERROR"
    )
    for verb in ApiService(libraries).endpoints:
        made.add_tool(_told(verb), structured_output=True)
    return made


def _told(verb: Callable[..., Mapping[str, Any]]) -> Callable[..., Mapping[str, Any]]:
    """What the caller can mend is told to it; of every other error it hears no more than that there was one."""
    from mcp.server.mcpserver.exceptions import ToolError

    @wraps(verb)
    def guarded(**values: object) -> Mapping[str, Any]:
        try:
            return verb(**values)
        except PinciteError as error:
            raise ToolError(str(error)) from error

    return guarded


def over_http(
    libraries: Libraries,
) -> tuple[list[BaseRoute], Callable[[], AbstractAsyncContextManager[None]]]:
    """The route `/mcp`, and what has to run while it is served. Each request stands for itself, no session is kept.

    Hosts and origins are `ui.http.security_headers`'s business, the length of a request is `ui.http.limits`'.
    """
    made = server(libraries)
    from mcp.server.transport_security import TransportSecuritySettings

    unguarded = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    app = made.streamable_http_app(
        stateless_http=True, json_response=True, transport_security=unguarded
    )
    return app.routes, made.session_manager.run
