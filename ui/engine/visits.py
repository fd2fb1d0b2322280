"""What Gradio keeps of a program's call is given up once the answer is fetched.

A call of its queue that names no session is a visit of its own: a copy of the whole page, kept until `ui.app.SESSIONS` others came. A
program that asks some hundreds of questions would so push out the answers on the pages that people have open.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Receive, Scope, Send

if TYPE_CHECKING:
    import gradio as gr

_FETCHED = re.compile(r"/gradio_api/call/(?:v2/)?[^/]+/([^/]+)")


class Visits:
    """Plain ASGI wrapping of an app in which `demo` is mounted. Knows where Gradio 6 keeps what; `tests/ui/test_app.py` knows whether
    it still does."""

    def __init__(self, app: ASGIApp, demo: gr.Blocks) -> None:
        self._app = app
        self._demo = demo

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)
        fetched = (
            _FETCHED.fullmatch(scope["path"])
            if scope["type"] == "http" and scope["method"] == "GET"
            else None
        )
        if fetched is not None:
            self._forget(fetched[1])

    def _forget(self, event: str) -> None:
        """Gradio names the visit of such a call after the event, and strikes out the event when its answer is sent."""
        queue, states = self._demo._queue, self._demo.state_holder
        if queue.pending_event_ids_session.get(event) != set():
            return
        del queue.pending_event_ids_session[event]
        queue.pending_messages_per_session.pop(event, None)
        with states.lock:
            states.session_data.pop(event, None)
            states.time_last_used.pop(event, None)
