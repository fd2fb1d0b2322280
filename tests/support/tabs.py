"""A page as its browser tab uses it, without a browser: its events over HTTP."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx


class Tab:
    """A page of a library; tabs that share `web` share their cookies, as those of a browser do."""

    def __init__(self, web: httpx.Client, page: str, library: str, session: str) -> None:
        """`library` is part of an address: percent-encoded. `session` is as Gradio names a tab."""
        self._web = web
        self._root = f"/l/{library}"
        self._session = session
        config = web.get(f"{self._root}/config", params={"page": page}).json()
        self._ids = {each["props"].get("elem_id"): each["id"] for each in config["components"]}
        self._events = config["dependencies"]

    def send(self, element: str, event: str, *data: object, **payload: object) -> str:
        """All that an event changes, as JSON. `data` are the first values of its inputs."""
        return self._reply(self._post("run/predict", element, event, data, payload))

    def upload(self, files: list[Path]) -> str:
        """Adds files; returns all that changes until they are read, as JSON."""
        opened = [("files", (path.name, path.read_bytes())) for path in files]
        paths = self._web.post(f"{self._root}/gradio_api/upload", files=opened).json()
        sent = [
            {"path": path, "orig_name": file.name, "meta": {"_type": "gradio.FileData"}}
            for path, file in zip(paths, files, strict=True)
        ]
        self._post("queue/join", "upload", "upload", (sent, "", False, ""), {})
        address = f"{self._root}/gradio_api/queue/data"
        shown = ""
        with self._web.stream("GET", address, params={"session_hash": self._session}) as events:
            for line in events.iter_lines():
                message = json.loads(line.removeprefix("data: ")) if line else {}
                if message.get("msg") in ("process_generating", "process_completed"):
                    shown += json.dumps(message["output"], ensure_ascii=False)
                if message.get("msg") == "process_completed":
                    break
        return shown

    def _post(
        self, path: str, element: str, event: str, data: tuple[object, ...], payload: object
    ) -> httpx.Response:
        id = self._ids[element]
        found: dict[str, Any] = next(
            each for each in self._events if [id, event] in each["targets"]
        )
        body = {
            "data": [*data, *[None] * (len(found["inputs"]) - len(data))],
            "fn_index": found["id"],
            "session_hash": self._session,
            "event_data": payload,
            "trigger_id": id,
        }
        return self._web.post(f"{self._root}/gradio_api/{path}", json=body)

    def _reply(self, response: httpx.Response) -> str:
        response.raise_for_status()
        return json.dumps(response.json()["data"], ensure_ascii=False)
