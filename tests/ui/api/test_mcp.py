"""The tools, by MCP's own client: over HTTP beside the page, and over stdio with the real encoder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import anyio
import pytest

from index.library import Library
from tests.support.paths import ROOT
from tests.support.serving import running
from tests.support.ui_engine import HIGH, NOBODY, StandIn, library
from ui.engine.engine import Engine

mcp = pytest.importorskip(
    "mcp",
    reason="the package mcp is not installed: pip install -r requirements-mcp.txt -c constraints.txt",
)


def test_the_tools_over_http(tmp_path: Path) -> None:
    async def speak(url: str) -> None:
        async with mcp.Client(f"{url}/mcp") as client:
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
            assert set(tools) == {"ask", "search", "documents", "verify", "libraries"}
            assert tools["ask"].input_schema["required"] == ["question"]
            answered = (await client.call_tool("ask", {"question": HIGH})).structured_content
            assert answered["answer"] == "48.8 metres"
            assert (await client.call_tool("ask", {"question": NOBODY})).structured_content[
                "answer"
            ] is None
            first = answered["citations"][0]
            cited = {name: first[name] for name in ("hash", "start", "end", "quote")}
            assert (await client.call_tool("verify", cited)).structured_content == {
                "verified": True,
                "problem": None,
            }
            found = await client.call_tool(
                "search", {"question": HIGH, "k": 1, "sources": ["*.txt"]}
            )
            assert [each["source"] for each in found.structured_content["passages"]] == [
                "gard-guide.txt"
            ]
            assert (await client.call_tool("documents", {})).structured_content["total"] == 3
            empty = await client.call_tool("ask", {"question": " "})
            assert empty.is_error
            assert "The question is empty." in empty.content[0].text
            broken = await client.call_tool("ask", {"question": "explode"})
            assert broken.is_error
            assert "broke" not in broken.content[0].text

    with (
        library(tmp_path / "small.pincite") as made,
        running(Engine(StandIn(made)), mcp=True) as url,
    ):
        apart(partial(speak, url))


def apart(speak: Callable[[], Awaitable[None]]) -> None:
    """In a thread of its own: a browser that other tests keep open has an event loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(anyio.run, speak).result()


@pytest.mark.model
def test_the_tools_over_stdio(tmp_path: Path) -> None:
    """A model is given the library that was named, and no other that lies beside it."""
    for name in ("empty", "private"):
        Library.open(tmp_path / f"{name}.pincite", create=True).close()

    async def speak() -> None:
        command = mcp.StdioServerParameters(
            command=sys.executable,
            args=["-m", "ui.api.mcp", str(tmp_path / "empty.pincite")],
            cwd=str(ROOT),
        )
        async with mcp.Client(command) as client:
            assert (await client.call_tool("documents", {})).structured_content == {
                "total": 0,
                "documents": [],
            }
            assert (await client.call_tool("ask", {"question": HIGH})).structured_content[
                "answer"
            ] is None
            assert (await client.call_tool("libraries", {})).structured_content == {
                "libraries": ["empty"],
                "first": "empty",
            }
            other = await client.call_tool("documents", {"library": "private"})
            assert other.is_error
            assert 'no library "private"' in other.content[0].text

    apart(speak)


def test_a_missing_library_is_named(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "ui.api.mcp", str(tmp_path / "none.pincite")]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "none.pincite" in done.stderr
