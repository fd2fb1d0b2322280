"""A server that several people share: three libraries, each with a word that no other has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from unittest.mock import patch

import gradio as gr
import httpx
from fastapi import FastAPI

from index.library import Library
from index.spans import Document
from tests.support.serving import running
from tests.support.ui_engine import StandIn, document, library
from ui import app
from ui.auth.audit import AuditLog
from ui.auth.password import Password
from ui.auth.roles import ALL_LIBRARIES, Role
from ui.auth.users import User, UsersFile, change_users
from ui.engine.engine import Engine

SECRETS = {"harbourzq": "zqanchor", "millzq": "zqgrindstone", "towerzq": "zqbellrope"}
"""Name of a library → the word that only its document has, in title, text and file name."""

USERS: Mapping[str, Mapping[str, Role]] = {
    "anna": {ALL_LIBRARIES: Role.OWNER},
    "ben": {"harbourzq": Role.EDITOR, "millzq": Role.READER},
    "cora": {"millzq": Role.OWNER},
    "dan": {},
}


def password(user: str) -> str:
    return f"password of {user}"


def secret_document(word: str) -> Document:
    text = f"The height of the {word} is 48.8 metres."
    return document(f"{word}.md", f"On the {word}", ("Facts", text))


@dataclass
class Shared:
    """`events`: MODULE.FUNCTION of a handler → what a page sends to have it called."""

    url: str
    users: Path
    audit: Path
    libraries: Mapping[str, Library]
    demo: gr.Blocks
    routes: FastAPI
    clients: dict[str, httpx.Client] = field(default_factory=dict)

    def client(self, name: str) -> httpx.Client:
        if name not in self.clients:
            auth = (name, password(name)) if name else None
            self.clients[name] = httpx.Client(base_url=self.url, auth=auth, timeout=20)
        return self.clients[name]

    @contextmanager
    def as_user(self, name: str) -> Iterator[httpx.Client]:
        yield self.client(name)

    def set_roles(self, name: str, roles: Mapping[str, Role]) -> None:
        def change(users: dict[str, User]) -> None:
            users[name] = User(name, users[name].password, dict(roles))

        change_users(self.users, change, create=False)

    def run(self, web: httpx.Client, library: str, number: int, **sent: object) -> httpx.Response:
        """Sends an event of a page; the values of its fields are empty unless they are `sent`."""
        function = self.demo.fns[number]
        body: dict[str, Any] = {
            "data": [None] * len(function.inputs),
            "fn_index": number,
            "session_hash": f"session of {web.auth} in {library}",
            "trigger_id": function.targets[0][0] if function.targets else None,
        }
        root = f"/l/{library}" if library else ""
        return web.post(f"{root}/gradio_api/run/predict", json=body | sent)


@contextmanager
def shared_server(folder: Path, questions: bool = True) -> Iterator[Shared]:
    users = folder / "users"

    def add(stored: dict[str, User]) -> None:
        for name, roles in USERS.items():
            stored[name] = User(name, Password.from_plaintext(password(name)), roles)

    change_users(users, add, create=True)
    opened = {
        name: library(folder / f"{name}.pincite", [secret_document(word)])
        for name, word in SECRETS.items()
    }
    demos: list[gr.Blocks] = []
    apps: list[FastAPI] = []
    build = app._interface

    def interface(*arguments: Any) -> gr.Blocks:  # noqa: ANN401
        demos.append(build(*arguments))
        return demos[0]

    def fastapi(**options: Any) -> FastAPI:  # noqa: ANN401
        apps.append(FastAPI(**options))
        return apps[0]

    serving = running(
        Engine(StandIn(opened["harbourzq"])),
        UsersFile(users),
        mcp=find_spec("mcp") is not None,
        audit=AuditLog(folder / "audit", questions),
    )
    with ExitStack() as stack:
        with patch.object(app, "_interface", interface), patch.object(app, "FastAPI", fastapi):
            url = stack.enter_context(serving)
        server = Shared(url, users, folder / "audit", opened, demos[0], apps[0])
        yield server
        for client in server.clients.values():
            client.close()
    for each in opened.values():
        each.close()
