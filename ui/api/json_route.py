"""Routes whose bodies and errors are JSON, whatever a client says of its own."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Scope

from index.errors import PinciteError
from ui.api.errors import describe_invalid, error_reply
from ui.http.limits import MAX_REQUEST_BYTES

MAX_BODY_BYTES = 64_000
"""A question of 2,000 characters takes at most 24,000 of them, with every character escaped."""

_CHECK = "/api/check"

_USAGE = 'Send a JSON object: {"question": "…"}; /api/docs lists its fields.'


class JsonRequest(Request):
    """A request whose body is JSON, whatever its Content-Type says, of at most MAX_BODY_BYTES;
    a draft may be longer."""

    async def body(self) -> bytes:
        if not hasattr(self, "_body"):
            body = b""
            async for chunk in self.stream():
                body += chunk
                if len(body) > (most := self._most_bytes):
                    raise PinciteError(f"The request is longer than {most:,} bytes. {_USAGE}")
            self._body = body
        return self._body

    @property
    def _most_bytes(self) -> int:
        is_draft = self.url.path.endswith(_CHECK)
        return MAX_REQUEST_BYTES if is_draft else MAX_BODY_BYTES


class JsonRoute(APIRoute):
    """A route whose errors are JSON with one sentence (`ui.api.errors`)."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_errors(request: Request) -> Response:
            try:
                request = JsonRequest(_as_json(request.scope), request.receive)
                await request.body()
                return await handle(request)
            except ClientDisconnect:
                raise
            except RequestValidationError as error:
                return error_reply(PinciteError(self._describe(error)))
            except HTTPException:  # of FastAPI, for a body that json.loads does not take
                return error_reply(PinciteError(f"The request is not JSON. {_USAGE}"))
            except Exception as error:
                return error_reply(error)

        return handle_errors

    def _describe(self, error: RequestValidationError) -> str:
        first = error.errors()[0]
        place, *field = first["loc"]
        if first["type"] == "json_invalid":
            return f"The request is not JSON. {_USAGE}"
        if not field:
            return f"The request is not a JSON object. {_USAGE}"
        errors = [{**each, "loc": each["loc"][1:]} for each in error.errors()]
        return describe_invalid(errors, self._model, "field" if place == "body" else "parameter")

    @property
    def _model(self) -> type[BaseModel]:
        """The request model of the endpoint."""
        parameter = next(iter(inspect.signature(self.endpoint).parameters.values()))
        annotation = parameter.annotation
        model: type[BaseModel] = getattr(annotation, "__origin__", annotation)
        return model


def _as_json(scope: Scope) -> Scope:
    """With the Content-Type that makes FastAPI parse the body: curl -d sends that of a form."""
    others = [header for header in scope["headers"] if header[0] != b"content-type"]
    return {**scope, "headers": [*others, (b"content-type", b"application/json")]}
