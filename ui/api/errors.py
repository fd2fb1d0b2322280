"""Errors of the API: `{"error": "what is wrong, and what to do"}` with the status that fits."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from starlette.responses import JSONResponse

from index.errors import PinciteError, TryAgainError
from ui.views.engine_words import page_words

_LOG = logging.getLogger(__name__)

_MAX_CHARS = 40  # of a value that a message repeats


def error_reply(error: Exception, status: int = 400, *, on_page: bool = False) -> JSONResponse:
    """`status` for a PinciteError, 503 for a TryAgainError; 500, without details, for others.

    `on_page`: a script of the page shows the message, so it is in the words of the page.
    """
    headers = dict[str, str]()
    message = " ".join(filter(None, page_words(error))) if on_page else str(error)
    if isinstance(error, TryAgainError):
        status, headers = 503, {"Retry-After": str(error.retry_seconds)}
    elif not isinstance(error, PinciteError):
        _LOG.error("Unexpected error", exc_info=error)
        status = 500
        if not on_page:
            message = "Internal error in Pincite. Details are in the log of the server."
    return _reply(message, status, headers)


def _reply(message: str, status: int, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """A message may repeat what was sent: half a surrogate pair, too, which has no UTF-8."""
    text = message.encode("utf-8", "backslashreplace").decode("utf-8")
    return JSONResponse({"error": text}, status, headers)


def describe_invalid(errors: Sequence[Mapping[str, Any]], model: type[BaseModel], noun: str) -> str:
    """What pydantic found wrong with the fields of a request, in a sentence, with the remedy.

    `noun` is what a field is to the sender: "field" of a JSON object, "parameter" of a query.

    >>> from ui.api.models import SearchRequest, VerifyRequest
    >>> error = {"type": "int_type", "loc": ("k",), "input": True}
    >>> describe_invalid([error], SearchRequest, "field")
    '"k" is true. Send a whole number from 1 to 100.'
    >>> error = {"type": "missing", "loc": ("quote",), "input": {}}
    >>> describe_invalid([error], VerifyRequest, "parameter")
    'The parameter "quote" is missing. The parameters are hash, start, end, quote, library.'
    """
    schema = model.model_json_schema()
    properties: dict[str, dict[str, Any]] = schema["properties"]
    first = min(errors, key=lambda error: error["type"] != "extra_forbidden")
    name, value = str(first["loc"][0]), first["input"]
    listed = f"The {noun}s are {', '.join(properties)}." if properties else "There are none."
    if first["type"] == "missing":
        return f'The {noun} "{name}" is missing. {listed}'
    if first["type"] == "extra_forbidden":
        return f'There is no {noun} "{name[:_MAX_CHARS]}". {listed}'
    if len(first["loc"]) > 1:
        return f'"{name}" contains {_shown(value)}, not a text. Put it in quotation marks.'
    return f'"{name}" is {_shown(value)}{_remedy(properties[name])}'


def _shown(value: object) -> str:
    text = json.dumps(value)
    return text if len(text) <= _MAX_CHARS else f"{text[:_MAX_CHARS]}…"


def _remedy(schema: Mapping[str, Any]) -> str:
    schema = schema.get("anyOf", [schema])[0]  # or null
    if "enum" in schema:
        return f". Choose one of {', '.join(schema['enum'])}."
    if schema["type"] == "array":
        return ', not a list of texts. Send a list such as ["a", "b"].'
    if schema["type"] == "boolean":
        return ". Send true or false."
    if schema["type"] == "string":
        return ", not a text. Put it in quotation marks."
    least, most = schema["minimum"], schema.get("maximum")
    allowed = f"of {least:,} or more" if most is None else f"from {least:,} to {most:,}"
    return f". Send a whole number {allowed}."
