"""`GET /asking/TICKET`: how far a question is, for the page that waits for its answer.

The page makes the ticket up and sends it with the question; nobody else knows it.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from index.errors import PinciteError
from ui.engine.libraries import FindEngine
from ui.http.library_address import library_of

BUSY = """(...values) => {
  const ticket = Math.random().toString(36).slice(2) + Date.now().toString(36);
  if (values.length) document.body.dataset.ticket = ticket;
  document.body.classList.add("asking");
  return values.length ? [...values.slice(0, -1), ticket] : values;
}"""
DONE = "() => { document.body.classList.remove('asking'); }"
"""Scripts that show that a question is being answered. Gradio does so for queued events only.

The last of the values that a question is sent with is its ticket.
"""


def routes(engine: FindEngine) -> list[Route]:
    async def asking(request: Request) -> Response:
        """`stage` is "waiting" (behind `before` other questions), "searching", "reading" or ""."""
        try:
            stage, before = engine(library_of(request.scope)).progress(
                request.path_params["ticket"]
            )
        except PinciteError:  # the answer says it
            stage, before = "", 0
        return JSONResponse(
            {"stage": stage, "before": before}, headers={"cache-control": "no-store"}
        )

    return [Route("/asking/{ticket}", asking)]
