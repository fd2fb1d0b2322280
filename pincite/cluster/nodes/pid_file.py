"""Which process runs the node of an address, so that `pincite cluster down` can end it.

The kernel's lock of the file ends with the process: a number that is left over ends nothing else.
"""

from __future__ import annotations

import fcntl
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import PinciteError
from pincite.cluster.nodes.address import Address


@contextmanager
def running(folder: Path, address: Address) -> Iterator[None]:
    """Records this process. Raises PinciteError if another one runs there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _path(folder, address).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PinciteError(
                f"A machine of a cluster runs at {address} already. "
                f"Stop it with: pincite cluster down {address}"
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def stop(folder: Path, address: Address) -> None:
    """Ends the node, and waits until it has ended. Raises PinciteError if none runs there."""
    try:
        file = _path(folder, address).open("r+")
    except OSError:
        raise _none_runs(address) from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.kill(int(file.read()), signal.SIGTERM)
            fcntl.flock(file, fcntl.LOCK_EX)
            return
    raise _none_runs(address)


def _path(folder: Path, address: Address) -> Path:
    return folder / f"{address.port}.pid"


def _none_runs(address: Address) -> PinciteError:
    return PinciteError(f"No machine of a cluster runs at {address} on this computer.")
