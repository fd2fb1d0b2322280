"""A copy of a library as one file: `GET /l/LIBRARY/backup`."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from threading import Lock

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from index.errors import PinciteError
from index.library import Library
from index.maintenance.backup import backup
from ui.api.errors import error_reply
from ui.engine.admission import ServerBusy
from ui.http.library_address import library_of
from ui.http.limits import MIN_FREE_BYTES


def routes(library: Callable[[str], Library]) -> list[Route]:
    """`library` returns one by its name."""
    copying = Lock()  # one at a time: each takes the space of a library until it is sent

    def download(request: Request) -> Response:
        if not copying.acquire(blocking=False):
            return error_reply(ServerBusy("Another backup is being made. Please try again."))
        folder = Path(mkdtemp(prefix="backup-"))
        try:
            copied = _copied(library(library_of(request.scope)), folder)
        except Exception as error:
            shutil.rmtree(folder, ignore_errors=True)
            return error_reply(error)
        finally:
            copying.release()
        return FileResponse(
            copied,
            filename=copied.name,
            headers={"cache-control": "no-store"},
            background=BackgroundTask(shutil.rmtree, folder, ignore_errors=True),
        )

    return [Route("/backup", download)]


def _copied(library: Library, folder: Path) -> Path:
    """A verified copy. Raises PinciteError for a collection, and if there is no space or damage."""
    if library.path.is_dir():
        raise PinciteError("A collection is not copied here. Ask the person who runs Pincite here.")
    needed = library.path.stat().st_size
    if shutil.disk_usage(folder).free < needed + MIN_FREE_BYTES:
        raise PinciteError(
            f"The disk of the server has no space for a copy of {needed / 1e6:,.0f} MB. "
            "Free some, then try again."
        )
    target = folder / f"{library.path.stem} {datetime.now(UTC):%Y-%m-%d %H%M}.pincite"
    try:
        backup(library.path, target)
    except PinciteError as error:
        raise PinciteError(str(error).replace(f"{library.path.parent}/", "")) from error
    return target
