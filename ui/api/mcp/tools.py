"""The operations of `ui.api.service` as MCP tools, over stdio (`pincite mcp`) or HTTP.

Over HTTP they are at `/mcp` (`pincite ui --mcp`).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, Field, ValidationError
from starlette.routing import BaseRoute

from index.errors import PinciteError
from ui.api import document_models, draft_models, models
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
that a quotation is where a citation says; `mentions` finds every sentence with some words;
`compare` says what changed between two versions of a document. Before you give an answer that
quotes or states figures, call `check_quotes` with its whole text, and correct what is not
"verbatim"."""


Seen = Callable[[Any, str, Mapping[str, object]], Libraries]
"""The libraries that the sender of a request may see, for a call of a tool with arguments.

The request is None over stdio. Raises PinciteError if the tool may not be called.
"""


def server(libraries: Libraries, seen: Seen | None = None) -> MCPServer[Any]:
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
    service = ApiService(libraries)  # for the names and descriptions of the tools
    for operation, model, reply in (
        (service.ask, models.AskRequest, models.Answer),
        (service.search, models.SearchRequest, models.Passages),
        (service.documents, models.DocumentsRequest, models.Documents),
        (service.verify, models.VerifyRequest, models.Verified),
        (service.check_quotes, draft_models.CheckRequest, draft_models.Check),
        (service.compare, document_models.CompareRequest, document_models.Comparison),
        (service.mentions, document_models.MentionsRequest, document_models.Mentions),
        (service.libraries, models.Arguments, models.Libraries),
    ):
        tools.add_tool(
            _tool(operation.__name__, libraries, seen, model, reply),
            name=operation.__name__,
            description=inspect.getdoc(operation),
            structured_output=True,
        )
    return tools


def _tool(
    name: str,
    libraries: Libraries,
    seen: Seen | None,
    model: type[BaseModel],
    reply: type[BaseModel],
) -> Callable[..., BaseModel]:
    """A function with a parameter for each field of the request model, as MCP wants it.

    The client sees the sentence of a PinciteError; other errors stay in the server's log.
    """
    from mcp.server.mcpserver import Context
    from mcp.server.mcpserver.exceptions import ToolError

    def call(*, context: Any, **arguments: object) -> BaseModel:  # noqa: ANN401
        try:
            checked = model.model_validate(arguments)
            mine = libraries
            if seen is not None:
                mine = seen(context.request_context.request, name, checked.model_dump())
            result: BaseModel = getattr(ApiService(mine), name)(checked)
            return result
        except ValidationError as error:
            problems = [dict(each) for each in error.errors()]
            raise ToolError(describe_invalid(problems, model, "argument")) from error
        except PinciteError as error:
            raise ToolError(str(error)) from error

    call.__signature__ = _signature(model, reply, Context)  # type: ignore[attr-defined]
    call.__annotations__ = {"context": Context}  # by which the server finds that parameter
    return call


def _signature(
    model: type[BaseModel], reply: type[BaseModel], context: type[object]
) -> inspect.Signature:
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
    own = inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=context)
    return inspect.Signature([*parameters, own], return_annotation=reply)


def over_http(
    libraries: Libraries,
    seen: Seen,
) -> tuple[list[BaseRoute], Callable[[], AbstractAsyncContextManager[None]]]:
    """The route `/mcp`, and a context manager that has to be entered while it is served.

    No request depends on an earlier one. `ui.http.security_headers` checks hosts and origins,
    `ui.http.limits` the length of requests.
    """
    tools = server(libraries, seen)
    from mcp.server.transport_security import TransportSecuritySettings

    app = tools.streamable_http_app(
        stateless_http=True,
        json_response=True,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    return app.routes, tools.session_manager.run
