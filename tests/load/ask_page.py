"""Sends what a browser sends to ask a question on the page, without a browser."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from typing import Any


class AskPage:
    """The ask page of the first library, with a connection of its own. `host` is ADDRESS:PORT."""

    def __init__(self, host: str, session: str = "test") -> None:
        self.connection = HTTPConnection(host, timeout=60)
        self._session = session
        self._library = self._find_library()
        self._event = self._find_event()

    def ask(self, question: str) -> tuple[int, dict[str, Any]]:
        """(status, response) of the event that submitting the question field sends."""
        data = [question, *[""] * (len(self._event["inputs"]) - 1)]
        body = {
            "data": data,
            "fn_index": self._event["id"],
            "session_hash": self._session,
            "event_data": None,
            "trigger_id": self._event["targets"][0][0],
        }
        headers = {"Content-Type": "application/json"}
        address = f"{self._library}/gradio_api/run/predict"
        self.connection.request("POST", address, json.dumps(body), headers)
        response = self.connection.getresponse()
        content = response.read()
        if not content.startswith(b"{"):
            return response.status, {"error": content.decode("utf-8", "replace")}
        return response.status, json.loads(content)

    def _find_library(self) -> str:
        """The first part of its addresses, `/l/NAME`."""
        self.connection.request("GET", "/")
        response = self.connection.getresponse()
        response.read()
        return str(response.headers["location"]).removesuffix("/ask")

    def _find_event(self) -> dict[str, Any]:
        self.connection.request("GET", "/config")
        events = json.loads(self.connection.getresponse().read())["dependencies"]
        event: dict[str, Any] = next(
            event for event in events if any(target[1] == "submit" for target in event["targets"])
        )
        return event
