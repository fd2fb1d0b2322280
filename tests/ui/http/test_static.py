"""Static files: all are there, and browsers cache them for as long as they may."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from ui.http import static


def test_every_asset_that_is_named_exists(client: TestClient) -> None:
    named = re.findall(r"/look/[\w./-]+", client.get("/").text)
    style = client.get("/look/page.css")
    fonts = re.findall(r"/look/[\w./-]+", style.text)
    assert style.headers["content-type"] == "text/css; charset=utf-8"
    assert set(named) == {"/look/page.css", "/look/document/theme.js"}
    assert len(fonts) == 2
    assert all(client.get(path).status_code == 200 for path in [*named, *fonts, "/favicon.ico"])


def test_browsers_cache_static_files_and_nothing_else(client: TestClient) -> None:
    def caching(path: str) -> str | None:
        return client.get(path).headers.get("cache-control")

    page = client.get("/").text
    own = re.findall(r"/look/[\w.-]+[?]v=\w{12}", page)
    gradio = re.findall(r"(/assets/index-[\w.-]+)\"", page)
    assert (len(own), len(gradio)) == (1, 2)
    for path in [*own, *gradio, "/theme.css?v=1"]:
        assert caching(path) == "private, max-age=31536000, immutable"
    for path in ("/look/fonts/source-serif-4.woff2", "/look/base.css"):
        assert caching(path) == "private, max-age=86400"
    for path in ("/", "/library", "/api/documents", "/look/none.css?v=1", "/theme.css"):
        assert caching(path) is None


def test_a_changed_stylesheet_has_another_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (*static.STYLES, "document/theme.js", "libraries.js"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(static.ASSETS / name, tmp_path / name)
    before = static.head()
    monkeypatch.setattr(static, "ASSETS", tmp_path)
    assert static.head() == before
    (tmp_path / "viewer.css").write_text("p { margin: 0 }")
    assert static.head() != before
