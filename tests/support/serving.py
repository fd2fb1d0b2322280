"""The real server in a thread, on a free port."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.support.ui_engine import EXAMPLES
from ui.app import application
from ui.auth.audit import AuditLog
from ui.auth.password import Password
from ui.auth.users import UsersFile
from ui.engine.engine import Engine
from ui.http.security_headers import LOCAL_HOSTS
from ui.http.uvicorn_server import Server


@contextmanager
def running(
    engine: Engine,
    password: Password | UsersFile | None = None,
    mcp: bool = False,
    examples: Sequence[str] = EXAMPLES,
    audit: AuditLog | None = None,
    urls: Sequence[str] = (),
) -> Iterator[str]:
    """Its address."""
    app = application(engine, examples, LOCAL_HOSTS, password, mcp, audit=audit, urls=urls)
    ready = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = Server(app, ready.set, graceful_seconds=1, engine=engine)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        assert ready.wait(20)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)
        assert not thread.is_alive()
