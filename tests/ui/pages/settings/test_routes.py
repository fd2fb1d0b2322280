"""The page of settings: what it shows, what its forms do, what it refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html
from starlette.testclient import TestClient

from index.library import Library
from index.maintenance.check import check_library
from tests.support.calibration import store_calibration
from tests.support.ui_engine import HIGH, VISITORS, StandIn, library
from ui.app import application
from ui.engine.engine import Engine


class Calibrated(StandIn):
    """Takes the threshold of the library's own calibration, as the real pipeline does."""

    def __init__(self, library: Library) -> None:
        super().__init__(library)
        own = library.calibration
        threshold = self.threshold if own is None else json.loads(own)["threshold"]
        self.config = {"reader": self.reader, "threshold": threshold, "passages": 10}

    def for_library(self, library: Library) -> Calibrated:
        return Calibrated(library)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Library]:
    with library(tmp_path / "small.pincite") as opened:
        yield opened


def client(opened: Library) -> TestClient:
    app = application(Engine(Calibrated(opened)))
    return TestClient(app, base_url="http://localhost", raise_server_exceptions=False)


def shown(web: TestClient) -> str:
    page = web.get("/l/small/settings")
    assert page.status_code == 200
    return " ".join(html.fromstring(page.text).xpath("string(//main)").split())


def send(web: TestClient, **values: str) -> int:
    reply = web.post("/l/small/settings", data=values, follow_redirects=False)
    assert reply.headers.get("location", "settings") == "settings"
    return reply.status_code


def outcomes(web: TestClient) -> list[str]:
    """Of a question of 0.94 and of one of 0.27."""
    replies = [web.post("/l/small/api/ask", json={"question": q}) for q in (HIGH, VISITORS)]
    return [reply.json()["outcome"] for reply in replies]


def test_the_accepted_risk_holds_for_page_and_api_until_it_is_taken_back(opened: Library) -> None:
    web = client(opened)
    assert "from a confidence of 35 % on" in shown(web)
    assert outcomes(web) == ["answer", "possible"]
    assert send(web, action="threshold", risk="2") == 303
    assert "from a confidence of 95 % on" in shown(web)
    assert outcomes(web) == ["possible", "possible"]
    assert send(web, action="threshold", risk="30") == 303
    assert outcomes(web) == ["answer", "answer"]
    assert opened.settings == {"risk": 0.3}
    again = Engine(Calibrated(opened))  # as after a new start of the server
    assert again.threshold == 0.05
    assert send(web, action="threshold", risk="default") == 303
    assert outcomes(web) == ["answer", "possible"]
    assert opened.settings == {}


def test_a_calibration_of_its_own_is_shown_and_removed(opened: Library) -> None:
    store_calibration(
        opened,
        json.dumps(
            {
                "features": {"margin": 1.0},
                "bias": 0.0,
                "threshold": 0.99,
                "questions": 40,
                "risks": [{"wrong": 0.05, "threshold": 0.99, "answered": 0.5, "refused": None}],
            }
        ),
    )
    web = client(opened)
    assert "fitted to 40 questions of this library" in shown(web)
    assert "5 % 99 % 50 %" in shown(web)
    assert "from a confidence of 99 % on" in shown(web)
    assert send(web, action="calibration") == 303
    assert opened.calibration is None
    assert "It has none" in shown(web)
    assert "from a confidence of 35 % on" in shown(web)
    assert send(web, action="calibration") == 303


def test_text_recognition_is_the_default_of_the_library(opened: Library) -> None:
    web = client(opened)
    send(web, action="ocr", ocr="1")
    assert opened.settings == {"ocr": True}
    send(web, action="ocr")
    assert opened.settings == {}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "nothing that can be set"),
        ({"action": "delete"}, "“delete” is nothing"),
        ({"action": "threshold", "risk": "7"}, "Choose one of 2, 5, 10, 30 percent"),
        ({"action": "threshold", "risk": "<b>"}, "is “<b>”"),
    ],
)
def test_nonsense_is_refused(opened: Library, values: dict[str, str], message: str) -> None:
    web = client(opened)
    reply = web.post("/l/small/settings", data=values)
    assert reply.status_code == 400
    assert message in html.fromstring(reply.text).xpath("string(//main)")
    assert opened.settings == {}
    assert web.get("/l/none/settings").status_code == 404
    cross = web.post("/l/small/settings", data=values, headers={"origin": "http://evil.example"})
    assert cross.status_code == 403


def test_settings_are_no_damage(opened: Library) -> None:
    send(client(opened), action="threshold", risk="5")
    assert check_library(opened.path) == []
