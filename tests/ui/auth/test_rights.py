"""Every route, event and tool has a rule; nothing passes that the rules do not allow."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from starlette.routing import BaseRoute, Mount

from tests.ui.auth.shared_server import SECRETS, USERS, Shared, secret_document
from ui.auth.rights import (
    EVENTS,
    ROUTES,
    TOOLS,
    UNDECLARED,
    event_name,
    rule_of_route,
)
from ui.auth.roles import Role
from ui.auth.users import read_users

pytestmark = pytest.mark.xdist_group("ui/auth/shared")  # one server

ROUNDS = 200


def walk(routes: list[BaseRoute], prefix: str = "") -> Iterator[tuple[str, str]]:
    """(method, path) of all routes, those of mounted applications too."""
    for route in routes:
        path = prefix + (getattr(route, "path", "") or "")
        if isinstance(route, Mount):
            inner = list(getattr(route.app, "routes", ()))
            yield from walk(inner, path) if inner else [("GET", f"{path}/{{path:path}}")]
        elif (nested := getattr(route, "original_router", None)) is not None:  # of FastAPI
            yield from walk(list(nested.routes), prefix)
        else:
            methods = getattr(route, "methods", None) or {"GET"}
            yield from ((method, path) for method in methods - {"HEAD", "OPTIONS"})


def test_every_route_has_a_rule(shared: Shared) -> None:
    found = sorted(walk(list(shared.routes.routes)))
    assert len(found) > 80
    assert ("POST", "/gradio_api/run/{api_name}") in found
    undeclared = []
    for method, template in found:
        path = template.rstrip("/") or "/"
        rule = rule_of_route(method, re.sub(r"\{[^}]*\}", "1", path))
        declared = ROUTES.get(f"{method} {path}")
        if rule is UNDECLARED:
            undeclared.append(f"{method} {template}")
        assert declared in (None, rule), f"another rule comes before that of {template}"
        # what has no line of its own is refused by one of those for the rest of Gradio
        assert declared is not None or rule.need is Role.NOBODY, f"{method} {template}"
    assert undeclared == []


def test_every_event_has_a_rule(shared: Shared) -> None:
    names = {event_name(each.fn) for each in shared.demo.fns.values() if each.fn is not None}
    assert names == set(EVENTS)


@pytest.mark.skipif(find_spec("mcp") is None, reason="mcp is not installed")
def test_every_tool_has_a_rule(shared: Shared) -> None:
    from tests.support.ui_engine import StandIn
    from ui.api.mcp.tools import server
    from ui.engine.engine import Engine
    from ui.engine.libraries import Libraries

    libraries = Libraries(Engine(StandIn(shared.libraries["harbourzq"])))
    with ThreadPoolExecutor(1) as pool:  # the browser's tests leave a loop in this thread
        tools = pool.submit(asyncio.run, server(libraries).list_tools()).result()
    assert {tool.name for tool in tools} == set(TOOLS)


class Fuzz:
    """Random requests; `chance` is seeded."""

    def __init__(self, shared: Shared, chance: random.Random) -> None:
        self.shared = shared
        self.chance = chance
        self.names = [*SECRETS]
        self.clients = {name: shared.client(name) for name in (*USERS, "")}

    def target(self) -> tuple[str, str]:
        """Method and path of a declared route, or nearly one."""
        pick, chance = self.chance.choice, self.chance
        method, template = pick([*ROUTES]).split(" ", 1)
        values = ["1", "2", "x", "page.css", "predict", ".."]
        path = re.sub(r"\{[^}]*\}", lambda _: pick(values), template)
        spoilt = [f"{path}/", f"/{path}", path.replace("a", "%61", 1), f"{path}/../ask", path[:-1]]
        path = pick(spoilt) if chance.random() < 0.15 else path
        if any(word in path for word in ("heartbeat", "queue/data", "upload_progress")):
            path = "/ask"  # they never end
        if chance.random() < 0.1:
            method = pick(["GET", "POST", "HEAD", "PUT", "DELETE"])
        return "POST" if "mcp" in path else method, path

    def root(self) -> tuple[str, str]:
        """(first part of an address, the library it leads to)."""
        name = self.chance.choice([*self.names, *self.names, "", "", "gone"])
        if not name:
            return "", ""
        odd = "".join(f"%{ord(each):02x}" for each in name)
        return self.chance.choice([*[f"/l/{name}"] * 6, f"/l/{odd}", f"//l/{name}"]), name

    def body(self) -> dict[str, Any]:
        pick, word = self.chance.choice, self.chance.choice([*SECRETS.values()])
        library = pick([*self.names, "", "gone"])
        tool = {"name": pick([*TOOLS]), "arguments": {"library": library, "question": "height"}}
        event = {"source": f"{word}.md", "action": pick(["make", "rename", "close"]), "name": "x"}
        return pick(
            [
                {"question": "What is the height?", "library": library},
                {"question": "What is the height?"},
                {"words": "height", "library": library},
                {"old": "1", "new": pick(["1", "2"]), "library": library},
                {"draft": "The height is “48.8 metres”.", "library": library},
                {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": tool},
                {
                    "data": [None] * self.chance.randint(0, 9),
                    "fn_index": pick([*self.shared.demo.fns, "0", True]),
                    "session_hash": pick(["a", "b", None]),
                    "event_data": event,
                },
            ]
        )

    def send(self, user: str) -> tuple[httpx.Response, str, str]:
        (root, library), (method, path) = self.root(), self.target()
        accept = self.chance.choice(["text/html", "application/json, text/event-stream", "*/*"])
        query = self.chance.choice(
            [
                "",
                "?library=millzq",
                "?q=height",
                "?old=1&new=1&q=height",
                "?question=x&library=towerzq",
            ]
        )
        reply = self.clients[user].request(
            method,
            f"{root}{path}{query}",
            headers={"accept": accept},
            json=self.body() if method == "POST" else None,
        )
        return reply, f"{method} {root}{path}{query} {reply.request.content!r}", library


def test_nothing_passes_that_is_not_allowed(shared: Shared) -> None:
    """No word of a library, nor its name, reaches a user without a role; only editors change it."""
    chance = random.Random(20261129)
    fuzz = Fuzz(shared, chance)
    roles = {name: dict(given) for name, given in USERS.items() if name != "anna"}
    passed = 0
    for turn in range(ROUNDS):
        if turn % 20 == 0:  # a running server follows the file
            some = chance.choice([*roles])
            roles[some] = {
                name: chance.choice([Role.READER, Role.EDITOR])
                for name in chance.sample([*SECRETS], chance.randint(0, 2))
            }
            shared.set_roles(some, roles[some])
        user = chance.choice([*roles, *roles, *roles, ""])
        before = {name: each.generation for name, each in shared.libraries.items()}
        reply, sent, library = fuzz.send(user)
        passed += reply.status_code == 200
        text = reply.text + str(reply.headers)
        for name, word in SECRETS.items():
            role = roles.get(user, {}).get(name, Role.NONE)
            if role is Role.NONE:
                assert word in sent or word not in text, sent
                assert name in unquote(sent) or name not in text, sent
            if shared.libraries[name].generation != before[name]:
                assert role >= Role.EDITOR, sent
                shared.libraries[name].add(secret_document(word))
            if library == name and reply.status_code < 300:
                rule = rule_of_route(reply.request.method, reply.request.url.path.split(name)[-1])
                assert rule.need <= role or rule.need is Role.NONE, sent
    assert passed > ROUNDS / 10
    assert set(read_users(shared.users)) == set(USERS)
    for name, given in USERS.items():
        shared.set_roles(name, given)
