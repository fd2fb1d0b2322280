"""MCP tools, called by the client of the package mcp: over HTTP, and over stdio as a process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import pytest

from index.library import Library
from tests.support.paths import ROOT
from tests.support.serving import running
from tests.support.ui_engine import HIGH, NOBODY, StandIn, library
from ui.api import models
from ui.engine.engine import Engine

mcp = pytest.importorskip("mcp", reason='pip install "pincite[mcp]"')


@pytest.mark.slow
def test_tools_over_http(tmp_path: Path) -> None:
    async def call_tools(url: str) -> None:
        async with mcp.Client(f"{url}/mcp") as client:

            async def result(tool: str, **arguments: object) -> dict[str, Any]:
                response = await client.call_tool(tool, arguments)
                return dict(response.structured_content)

            answer = await result("ask", question=HIGH)
            assert answer["answer"] == "48.8 metres"
            assert (await result("ask", question=NOBODY))["answer"] is None
            names = ("hash", "start", "end", "quote")
            quotation = {name: answer["citations"][0][name] for name in names}
            assert await result("verify", **quotation) == {"verified": True, "problem": None}
            found = await result("search", question=HIGH, k=1, sources=["*.txt"])
            assert [each["source"] for each in found["passages"]] == ["gard-guide.txt"]
            assert (await result("documents"))["total"] == 3
            checked = await result("check_quotes", draft=f"It says “{answer['answer']} high”.")
            assert (checked["fine"], checked["counts"]["verbatim"]) == (True, 1)
            assert await result("libraries") == {"libraries": ["small"], "first": "small"}

    with_server(tmp_path, call_tools)


@pytest.mark.slow
def test_tools_describe_themselves_by_the_models_of_the_api(tmp_path: Path) -> None:
    async def list_tools(url: str) -> None:
        async with mcp.Client(f"{url}/mcp") as client:
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {
            *("ask", "search", "documents", "verify", "check_quotes", "libraries"),
            *("compare", "mentions"),
        }
        assert tools["ask"].input_schema["required"] == ["question"]
        assert "exact words" in tools["ask"].description
        k = tools["search"].input_schema["properties"]["k"]
        assert (k["minimum"], k["maximum"], k["default"]) == (1, 100, 10)
        assert set(tools["ask"].output_schema["properties"]) == set(models.Answer.model_fields)

    with_server(tmp_path, list_tools)


@pytest.mark.slow
def test_errors_are_one_sentence(tmp_path: Path) -> None:
    async def call_tools(url: str) -> None:
        async with mcp.Client(f"{url}/mcp") as client:

            async def error(tool: str, **arguments: object) -> str:
                result = await client.call_tool(tool, arguments)
                assert result.is_error
                return str(result.content[0].text)

            assert "The question is empty." in await error("ask", question=" ")
            sentence = '"k" is 0. Send a whole number from 1 to 100.'
            assert sentence in await error("search", question=HIGH, k=0)
            assert "broke" not in await error("ask", question="explode")

    with_server(tmp_path, call_tools)


def with_server(folder: Path, test: Callable[[str], Awaitable[None]]) -> None:
    with (
        library(folder / "small.pincite") as small,
        running(Engine(StandIn(small)), mcp=True) as url,
    ):
        in_thread(partial(test, url))


def in_thread(test: Callable[[], Awaitable[None]]) -> None:
    """Browser tests keep an event loop running in this thread, so this needs another one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(anyio.run, test).result()


@pytest.mark.model
def test_tools_over_stdio(tmp_path: Path) -> None:
    """They offer the library that was named, and no other in the same folder."""
    for name in ("empty", "private"):
        Library.open(tmp_path / f"{name}.pincite", create=True).close()

    async def call_tools() -> None:
        command = mcp.StdioServerParameters(
            command=sys.executable,
            args=["-m", "pincite", "mcp", str(tmp_path / "empty.pincite")],
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

    in_thread(call_tools)


def test_a_missing_library_is_reported(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pincite", "mcp", str(tmp_path / "none.pincite")]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "none.pincite" in done.stderr
