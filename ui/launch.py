"""From a library file to an open page: the port, the sample, the engine, the browser, and the end."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, NoReturn

from index.errors import PinciteError
from ui.http.security_headers import LOCAL_HOSTS

if TYPE_CHECKING:
    from index.ingest.pipeline import IngestProgress
    from ui.auth.password import Password
    from ui.engine.engine import Engine

Callback = Callable[[str], None]

FIRST_PORT, PORTS = 7860, 20
SHUTDOWN_DEADLINE = 8.0
"""Seconds after a signal; `ui.http.uvicorn_server` needs 6.5 of them where much is asked."""

EVERYWHERE = ("0.0.0.0", "::")


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """What is served, where, and to whom."""

    library: Path | None
    """None: the bundled sample."""
    host: str
    port: int | None
    password: Password | None = None
    mcp: bool = False


def launch(offer: ServeOptions, ready: Callback, note: Callback) -> None:
    """Serves until a signal comes. `ready` is told the address, `note` what goes on before.

    Raises PinciteError for what the user can mend.
    """
    host = offer.host
    with (
        tempfile.TemporaryDirectory(prefix="pincite-") as uploads,
        _ending_on_signals(uploads),
        listen(host, offer.port) as listening,
    ):
        os.environ["GRADIO_TEMP_DIR"] = uploads
        note("Starting …")
        if host not in LOCAL_HOSTS and offer.password is None:
            note(
                "Anyone on this network can ask, add and remove documents: there is no password (--password-file)."
            )
        address = f"http://{'localhost' if host in EVERYWHERE else _name(host)}:{listening.getsockname()[1]}"
        _serve(
            offer, listening, lambda: ready(address), _force_exit_after_signal(uploads).set, note
        )


def _serve(
    offer: ServeOptions,
    listening: socket.socket,
    ready: Callable[[], None],
    ending: Callable[[], None],
    note: Callback,
) -> None:
    from qa.pipeline import open_pipeline
    from ui.app import application
    from ui.engine import sample_library
    from ui.engine.engine import Engine
    from ui.http.uvicorn_server import Server

    path = offer.library
    if path is None:
        sample_library.build(lambda step: _show(step, note))
    bot = open_pipeline(sample_library.LIBRARY if path is None else path)
    engine = Engine(bot)
    threading.Thread(target=_warm, args=[engine], daemon=True).start()
    app = application(
        engine,
        sample_library.EXAMPLES if path is None else (),
        hosts(offer.host),
        offer.password,
        offer.mcp,
    )
    Server(app, ready, engine=engine, ending=ending).run(sockets=[listening])
    bot.library.close()


def listen(host: str, port: int | None) -> socket.socket:
    """A socket bound to `port`, or to the first free one from FIRST_PORT on where none is named."""
    if port is not None and not 0 <= port <= 65535:
        raise PinciteError(f"There is no port {port}. Name one between 0 and 65535 with --port.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    ports = range(FIRST_PORT, FIRST_PORT + PORTS) if port is None else [port]
    for candidate in ports:
        try:
            return socket.create_server((host, candidate), family=family)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise PinciteError(
                    f"Cannot listen on {host}:{candidate}: {error.strerror}. Try another --host or --port."
                ) from error
    taken = f"Port {port} is" if port is not None else f"Ports {ports[0]} to {ports[-1]} are"
    raise PinciteError(
        f"{taken} in use by another program. Name a free one with --port, or end that program."
    )


def hosts(host: str) -> list[str]:
    """The names the server answers to. Listening on every address means that nobody knows them all."""
    return ["*"] if host in EVERYWHERE else [*LOCAL_HOSTS, _name(host)]


def _name(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _warm(engine: Engine) -> None:
    """The first question loads the models: better this one than the first visitor's."""
    with suppress(PinciteError):
        engine.ask("Is there anything to read?")


def _show(step: IngestProgress, note: Callback) -> None:
    if step.result is not None and step.result.status != "unchanged":
        remaining = f", about {step.remaining:.0f} s left" if step.remaining else ""
        note(
            f"Building the sample library: file {step.file} of {step.files}, {step.sentences} sentences{remaining}"
        )


def _end(uploads: str) -> NoReturn:
    shutil.rmtree(uploads, ignore_errors=True)
    os._exit(0)


def _force_exit_after_signal(uploads: str) -> Event:
    """Set when a signal came: some seconds later all ends, whatever still runs. What is not stored then is rolled back.

    Python would wait for its threads, and one that reads a document, or a machine that is busy with other things, may take long.
    """
    signalled = Event()

    def end_at_last() -> None:
        signalled.wait()
        time.sleep(SHUTDOWN_DEADLINE)
        _end(uploads)

    threading.Thread(target=end_at_last, daemon=True).start()
    return signalled


@contextmanager
def _ending_on_signals(uploads: str) -> Iterator[None]:
    """Until the server listens to signals itself, SIGTERM and Ctrl-C end all at once: nothing runs yet that could be harmed.

    An exception would not do. Raised in the midst of an import it may be swallowed, or leave a lock behind for which others wait for ever.
    """
    before = {
        number: signal.signal(number, lambda *_: _end(uploads))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
