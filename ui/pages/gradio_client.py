"""The verbs of `ui.api.service` as named endpoints of Gradio, for gradio_client: `Client(address).predict("…", api_name="/ask")`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import gradio as gr
from gradio.events import api

from index.errors import PinciteError
from ui.api.service import ApiService
from ui.engine.admission import MAX_CONCURRENT
from ui.engine.libraries import Libraries


def build(libraries: Libraries) -> None:
    for verb in ApiService(libraries).endpoints:
        api(
            _told(verb),
            api_name=verb.__name__,
            concurrency_id="programs",
            concurrency_limit=MAX_CONCURRENT,
        )


def _told(verb: Callable[..., Mapping[str, Any]]) -> Callable[..., Mapping[str, Any]]:
    """What a user can mend is told to the program; Gradio keeps quiet about every other error."""

    @wraps(verb)
    def guarded(*values: object, **more: object) -> Mapping[str, Any]:
        try:
            return verb(*values, **more)
        except PinciteError as error:
            raise gr.Error(str(error), print_exception=False) from error

    return guarded
