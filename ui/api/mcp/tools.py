"""The operations of `ui.api.service` as MCP tools, over stdio (`pincite mcp`) or HTTP.

Over HTTP they are at `/mcp` (`pincite ui --mcp`).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, Field, ValidationError
from starlette.routing import BaseRoute

from index.errors import PinciteError
from ui.api import draft_models, models
from ui.api.errors import describe_invalid
from ui.api.service import ApiService
from ui.engine.libraries import Libraries

if TYPE_CHECKING:
    from mcp.server import MCPServer

_INSTRUCTIONS = """Answers from the user's own documents, as exact quotations.
`ask` returns the words that answer a question, with their sentence, page and section. Its outcome
is "answer"; "possible": tell the user that it is uncertain; or "nothing": say that the documents do
not answer it. Quote `citations`; do not present a paraphrase as a quotation. If there are
`conflicting` answers, tell them too. If a question follows up on another one ("and when?"), send
that one as `previous_question`. `search` returns passages for you to read; `verify` checks
that a quotation is where a citation says. Before you give an answer that quotes or states figures,
call `check_quotes` with its whole text, and correct what is not "verbatim"."""


def server(libraries: Libraries) -> MCPServer[Any]:
    """Raises PinciteError if the package mcp is not installed."""
    try:
        from mcp.server import MCPServer
    except ImportError:
        raise PinciteError(
            'The package mcp is not installed. Install it with: pip install "pincite[mcp]"'
        ) from None
    tools: MCPServer[Any] = MCPServer(
        "pincite", title="Pincite", instructions=_INSTRUCTIONS, log_level="ERROR"
    )
    service = ApiService(libraries)
    for operation, model, reply in (
        (service.ask, models.AskRequest, models.Answer),
        (service.search, models.SearchRequest, models.Passages),
        (service.documents, models.DocumentsRequest, models.Documents),
        (service.verify, models.VerifyRequest, models.Verified),
        (service.check_quotes, draft_models.CheckRequest, draft_models.Check),
        (service.libraries, models.Arguments, models.Libraries),
    ):
        tools.add_tool(
            _tool(operation, model, reply),
            name=operation.__name__,
            description=inspect.getdoc(operation),
            structured_output=True,
        )
    return tools


def _tool(
    operation: Callable[[Any], BaseModel], model: type[BaseModel], reply: type[BaseModel]
) -> Callable[..., BaseModel]:
    """A function with a parameter for each field of the request model, as MCP wants it.

    The client sees the sentence of a PinciteError; other errors stay in the server's log.
    """
    from mcp.server.mcpserver.exceptions import ToolError

    def call(**arguments: object) -> BaseModel:
        try:
            return operation(model.model_validate(arguments))
        except ValidationError as error:
            problems = [dict(each) for each in error.errors()]
            raise ToolError(describe_invalid(problems, model, "argument")) from error
        except PinciteError as error:
            raise ToolError(str(error)) from error

    call.__signature__ = _signature(model, reply)  # type: ignore[attr-defined]
    return call


def _signature(model: type[BaseModel], reply: type[BaseModel]) -> inspect.Signature:
    """Bounds are described here and checked by the model, whose errors are one sentence."""
    schemas = model.model_json_schema()["properties"]
    parameters = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if field.is_required() else field.get_default(),
            annotation=Annotated[field.annotation, Field(json_schema_extra=schemas[name])],
        )
        for name, field in model.model_fields.items()
    ]
    return inspect.Signature(parameters, return_annotation=reply)


def over_http(
    libraries: Libraries,
) -> tuple[list[BaseRoute], Callable[[], AbstractAsyncContextManager[None]]]:
    """The route `/mcp`, and a context manager that has to be entered while it is served.

    No request depends on an earlier one. `ui.http.security_headers` checks hosts and origins,
    `ui.http.limits` the length of requests.
    """
    tools = server(libraries)
    from mcp.server.transport_security import TransportSecuritySettings

    app = tools.streamable_http_app(
        stateless_http=True,
        json_response=True,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    return app.routes, tools.session_manager.run
