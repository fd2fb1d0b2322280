"""The fields of a form that a page sends, up to a length, and the numbers in them."""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.requests import Request

from index.errors import PinciteError
from ui.views.i18n.language import gettext

_MAX_DIGITS = 15


async def form_body(request: Request, most: int) -> bytes | None:
    """None if it has more than `most` bytes, of which the rest is not read."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            return None
    return body


def form_values(body: bytes) -> dict[str, str]:
    """The last value of each field.

    >>> form_values(b"note=&id=1&id=2")
    {'note': '', 'id': '2'}
    """
    sent = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[-1] for name, values in sent.items()}


def whole_number(value: str, name: str) -> int:
    """The number in the field or parameter `name`. Raises PinciteError if it is none.

    >>> whole_number("12", "page")
    12
    """
    if not (value.isascii() and value.isdecimal() and len(value) <= _MAX_DIGITS):
        raise PinciteError(
            gettext(
                "“{name}” is “{value}”, not a number. Open the page again.",
                name=name,
                value=value[:40],
            )
        )
    return int(value)
