"""The library in the address: `/l/NAME/ask` is the page `/ask` about the library NAME.

Nothing else says which library a page is about: no cookie, and nothing that the server stores. Its
events, uploads and images have addresses below `/l/NAME`, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import parse_qsl, quote, unquote, urlencode

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.auth.access import role_in, seen_by
from ui.auth.identity import user_of
from ui.engine.libraries import ALL, Libraries, unknown_library
from ui.views.i18n.gradio_page import in_language
from ui.views.layout import layout
from ui.views.templating import render

LIBRARY = "pincite.library"
"""Key of the scope: the name in the address, which may be that of no library."""

PAGES = ("ask", "library", "evaluation")
"""Without a library in their address they are those of the first library."""

_BELOW = ("addresses", "check", "document", "history", "places", "settings")
"""First parts of the addresses of further pages of a library."""

_OF_ONE = ("library", "evaluation", "history", "settings", "backup")
"""First parts of the addresses that all libraries together do not have."""

_EVENTS = "gradio_api"
_ASSETS, _SHARED_ASSETS = b'="./assets/', b'="/assets/'
"""Gradio's scripts in the HTML of a page: at one address for all libraries, so that a browser loads
them once."""

_OF_THE_SERVER = ("healthz", "metrics", "mcp", "login", "logout", "l")
"""First parts of addresses that are about no library."""


def page_address(library: str, page: str = "ask") -> str:
    """The address of a page of a library, in ASCII.

    >>> page_address("Müller & Söhne")
    '/l/M%C3%BCller%20&%20S%C3%B6hne/ask'
    """
    return f"/l/{_quoted(library)}/{page}"


def _quoted(name: str) -> str:
    """With the characters encoded that Gradio encodes in the root of a page's events.

    Its script finds no page if the address in the browser is not written as that root.
    """
    return quote(name, safe="&'()+,")


def library_of(scope: Scope) -> str:
    """The name of the library in the address of a request; "" if there is none."""
    return str(scope.get(LIBRARY, ""))


def path_in_library(scope: Scope) -> str:
    """The path of a request without the part that names the library.

    >>> path_in_library({"path": "/l/my notes/gradio_api/upload", "root_path": "/l/my notes"})
    '/gradio_api/upload'
    """
    return str(scope["path"]).removeprefix(scope.get("root_path", ""))


class LibraryAddress:
    """ASGI middleware: `app` sees the name as `library_of(scope)`, and `/l/NAME` as its root path.

    An address without a library, or with one that is not there, gets a redirect or a page that says
    so. Events of a page are passed on even then: their handlers show the error where it belongs.
    """

    def __init__(self, app: ASGIApp, libraries: Libraries) -> None:
        self._app = app
        self._libraries = libraries

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        raw = scope.get("raw_path") or quote(scope["path"]).encode()
        _, first, *rest = raw.decode("ascii", "replace").partition("?")[0].split("/")
        if first == "l":
            response = self._in_library(scope, rest)
        else:
            response = self._without_library(scope, "/".join([first, *rest]))
        if response is not None:
            await response(scope, receive, send)
        elif _wants_html(scope):
            await self._page(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _in_library(self, scope: Scope, parts: Sequence[str]) -> Response | None:
        """None after the scope was changed, if `app` has to answer."""
        name, place = unquote(parts[0]) if parts else "", parts[1] if len(parts) > 1 else ""
        seen = seen_by(scope, self._libraries)
        known = [*seen.names(), *([ALL] if seen.can_join else [])]
        hidden = (*_OF_THE_SERVER, *(_OF_ONE if name == ALL else ()))
        if (name not in known and place != _EVENTS) or place in hidden:
            return self._not_found(scope, "" if name in known else name)
        if not place:
            return _redirect(page_address(name), scope["query_string"])
        if parts[0] != _quoted(name) and _wants_html(scope):
            return _redirect(page_address(name, "/".join(parts[1:])), scope["query_string"])
        scope["root_path"], scope[LIBRARY] = f"/l/{name}", name
        return None

    def _without_library(self, scope: Scope, path: str) -> Response | None:
        page = path.strip("/")
        if page.partition("/")[0] not in ("", *PAGES, *_BELOW) or not _is_read(scope):
            return None
        parameters = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        names = [value for name, value in parameters if name == "library" and value]
        first = seen_by(scope, self._libraries).first
        if not names and not first:
            return self._not_found(scope, none=True)
        address = page_address((names or [first])[-1], page or PAGES[0])
        others = [(name, value) for name, value in parameters if name != "library"]
        query = urlencode(others).encode() if len(others) < len(parameters) else None
        return _redirect(address, scope["query_string"] if query is None else query)

    def _not_found(self, scope: Scope, library: str = "", *, none: bool = False) -> Response:
        """`library` is the name that is not there; "" if it is the page that is not there.

        `none`: there is no library at all that the user may see.
        """
        names = seen_by(scope, self._libraries).names()
        if not _wants_html(scope):
            problem = f"There is nothing at {scope['path'][:200]}."
            return JSONResponse(
                {"error": str(unknown_library(library, names)) if library else problem}, 404
            )
        known = [(name, page_address(name)) for name in names]
        page = render("not_found.html", **layout("/"), missing=library[:80], none=none, known=known)
        return HTMLResponse(page, 404, {"cache-control": "no-store"})

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The page of `app`, or one that says that there is none."""
        start: Message = {}
        body = b""

        async def send_page(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                if not _is_html(message) and message["status"] != 404:
                    return await send(message)
                start = message  # sent when the body is complete
            elif start and message["type"] == "http.response.body":
                body += message.get("body", b"")
                if not message.get("more_body"):
                    shown = _is_html(start)
                    response = _replaced(scope, start, body) if shown else self._not_found(scope)
                    await response(scope, receive, send)
            else:
                await send(message)

        await self._app(scope, receive, send_page)


def _replaced(scope: Scope, start: Message, body: bytes) -> Response:
    """The page in the language of the request, with the scripts that all libraries share, and its
    user's role."""
    content = in_language(body.replace(_ASSETS, _SHARED_ASSETS))
    user, name = user_of(scope), library_of(scope)
    if user or name == ALL:
        role = "reader" if name == ALL else role_in(scope, name).name.lower()
        attributes = f'<html data-user="{escape(user)}" data-role="{role}"'
        content = content.replace(b"<html", attributes.encode(), 1)
    response = Response(content, start["status"])
    others = [header for header in start["headers"] if header[0] != b"content-length"]
    response.raw_headers = [*others, (b"content-length", str(len(content)).encode())]
    return response


def _is_html(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith("text/html")


def _wants_html(scope: Scope) -> bool:
    return _is_read(scope) and "text/html" in Headers(scope=scope).get("accept", "")


def _is_read(scope: Scope) -> bool:
    return scope["method"] in ("GET", "HEAD")


def _redirect(address: str, query: bytes) -> Response:
    url = f"{address}?{query.decode('latin-1')}" if query else address
    return RedirectResponse(url, 307, {"cache-control": "no-store"})
