"""Starts the web page: the port, the sample library, the engine, the server, and the shutdown."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, NoReturn

from index.errors import PinciteError
from ui.http.security_headers import LOCAL_HOSTS

if TYPE_CHECKING:
    from ui.auth.audit import AuditLog
    from ui.auth.password import Password
    from ui.auth.proxy import TrustedProxy
    from ui.auth.users import UsersFile
    from ui.engine.engine import Engine

FIRST_PORT, PORTS = 7860, 20
"""Without a port, the first free one of PORTS ports from FIRST_PORT on is used."""

SHUTDOWN_DEADLINE = 8.0
"""Seconds after a signal; a busy server needs 6.5 of them (`ui.http.uvicorn_server`)."""

ALL_ADDRESSES = ("0.0.0.0", "::")

Callback = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ServeOptions:
    library: Path | None
    """None: the bundled sample."""
    host: str
    port: int | None
    """None: the first free one."""
    password: Password | UsersFile | None = None
    mcp: bool = False
    proxy: TrustedProxy | None = None
    audit: AuditLog | None = None
    history: bool = True
    """Are questions recorded beside the library?"""
    folders: Sequence[Path] = ()
    """Those of this machine that the page may read."""
    urls: Sequence[str] = ()
    """Prefixes of the web addresses that the page may fetch."""


def launch(options: ServeOptions, ready: Callback, note: Callback) -> None:
    """Serves until a signal. `ready` gets the address; `note` gets messages before that.

    Raises PinciteError for what the user can correct.
    """
    from ui.engine.web.allowed import AllowedAddresses

    AllowedAddresses(options.urls)  # raises before anything is started
    host = options.host
    with (
        tempfile.TemporaryDirectory(prefix="pincite-") as uploads,
        _exit_on_signals(uploads),
        listen(host, options.port) as listening,
    ):
        os.environ["GRADIO_TEMP_DIR"] = uploads
        note("Starting …")
        if host not in LOCAL_HOSTS and options.password is None:
            note(
                "There is no password: anyone on this network can ask, add and remove documents. "
                "Set one with --password-file."
            )
        name = "localhost" if host in ALL_ADDRESSES else _in_url(host)
        address = f"http://{name}:{listening.getsockname()[1]}"
        on_signal = _force_exit_after_signal(uploads).set
        _serve(options, listening, lambda: ready(address), on_signal)


def _serve(
    options: ServeOptions,
    listening: socket.socket,
    ready: Callable[[], None],
    on_signal: Callable[[], None],
) -> None:
    from qa.pipeline import open_pipeline
    from ui.app import application
    from ui.engine import sample_library
    from ui.engine.engine import Engine
    from ui.engine.folders import AllowedFolders
    from ui.http.uvicorn_server import Server

    folders = AllowedFolders(options.folders)
    examples = sample_library.EXAMPLES if options.library is None else ()
    path = _built_sample() if options.library is None else options.library
    with open_pipeline(path) as pipeline:
        engine = Engine(pipeline)
        threading.Thread(target=_load_models, args=[engine], daemon=True).start()
        app = application(
            engine,
            examples,
            hosts(options.host),
            options.password,
            options.mcp,
            options.proxy,
            options.audit,
            options.history,
            folders,
            options.urls,
        )
        Server(app, ready, engine=engine, on_signal=on_signal).run(sockets=[listening])


def _built_sample() -> Path:
    """The path of the sample library, after it has been built or brought up to date."""
    from index.commands.progress import IngestProgressLine
    from ui.engine import sample_library

    path = sample_library.default_path()
    with (line := IngestProgressLine()):
        sample_library.build(line.show, path)
    return path


def listen(host: str, port: int | None) -> socket.socket:
    """A socket bound to `port`, or to the first free one from FIRST_PORT on."""
    if port is not None and not 0 <= port <= 65535:
        raise PinciteError(f"There is no port {port}. Choose one from 0 to 65535 with --port.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    ports = range(FIRST_PORT, FIRST_PORT + PORTS) if port is None else [port]
    for candidate in ports:
        try:
            return socket.create_server((host, candidate), family=family)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise PinciteError(
                    f"Cannot listen on {host}:{candidate}: {error.strerror}. "
                    "Try another --host or --port."
                ) from error
    taken = f"Port {port} is" if port is not None else f"Ports {ports[0]} to {ports[-1]} are"
    raise PinciteError(
        f"{taken} in use by another program. Choose a free one with --port, or end that program."
    )


def hosts(host: str) -> list[str]:
    """The host names that requests may use: any if the server listens on all addresses."""
    return ["*"] if host in ALL_ADDRESSES else [*LOCAL_HOSTS, _in_url(host)]


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _load_models(engine: Engine) -> None:
    """Asks a question, so that the first visitor does not wait until the models are loaded."""
    with suppress(PinciteError):
        engine.ask("Is there anything to read?")


def _exit(uploads: str) -> NoReturn:
    shutil.rmtree(uploads, ignore_errors=True)
    os._exit(0)


def _force_exit_after_signal(uploads: str) -> Event:
    """To be set when a signal arrives: SHUTDOWN_DEADLINE seconds later the process exits.

    Python would wait for its threads, and one that reads a document may take long. A transaction
    that is not committed then is rolled back.
    """
    signalled = Event()

    def exit_later() -> None:
        signalled.wait()
        time.sleep(SHUTDOWN_DEADLINE)
        _exit(uploads)

    threading.Thread(target=exit_later, daemon=True).start()
    return signalled


@contextmanager
def _exit_on_signals(uploads: str) -> Iterator[None]:
    """SIGTERM and Ctrl-C exit at once; the server later replaces these handlers by its own.

    Nothing is running yet that an exit could harm. An exception would not do: raised during an
    import it may be swallowed, or leave a lock locked for which others wait for ever.
    """
    previous = {
        number: signal.signal(number, lambda *_: _exit(uploads))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
