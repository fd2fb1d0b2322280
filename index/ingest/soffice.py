"""Converts office files with LibreOffice, in a process of its own with limits.

Each run has a folder of its own for its profile and files, which is deleted after it. Macros are
disabled, links are not updated, and on Linux it has no network where the kernel lets a user make a
namespace. Limits of memory, processor time and file size are the kernel's (not on Windows).

As a program, it sets the limits and becomes LibreOffice: it needs only the standard library.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path

from index.errors import PinciteError
from index.formats.legacy.convert import COMPONENTS, CONVERTED, needs_libreoffice

TIMEOUT = 60.0
"""Seconds for one file. It takes about two on an idle machine."""

_LIMITS = {"RLIMIT_AS": 4_000_000_000, "RLIMIT_FSIZE": 256_000_000, "RLIMIT_CORE": 0}
_MOST_BYTES = 64_000_000
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "/opt/libreoffice/program/soffice",
    "/snap/bin/libreoffice",
)
_FILTERS = {".xls": ("MS Excel 97",)}
"""Names of LibreOffice's own readers, without which it takes a damaged file for text."""

_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
 <prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
 <prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
 <prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
 <prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
 <prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


@cache
def find_soffice() -> str:
    """The path of LibreOffice; "" if it is not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if Path(place).is_file()), "")


class Conversion:
    """One run of LibreOffice, which another thread may stop."""

    def __init__(self, soffice: str | None = None, timeout: float = TIMEOUT) -> None:
        self._soffice = find_soffice() if soffice is None else soffice
        self._timeout = timeout
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = threading.Event()

    def run(self, data: bytes, suffix: str, to: str) -> bytes:
        """The file in the format `to`. Raises PinciteError with the reason if there is none."""
        if CONVERTED.get(suffix) != to:
            raise PinciteError(f"{suffix} files are not converted to {to}.")
        if not self._soffice:
            raise PinciteError(needs_libreoffice(suffix))
        with tempfile.TemporaryDirectory(prefix="pincite-", ignore_cleanup_errors=True) as place:
            folder = Path(place)
            (folder / "profile" / "user").mkdir(parents=True)
            (folder / "profile" / "user" / "registrymodifications.xcu").write_text(_PROFILE)
            (folder / f"file{suffix}").write_bytes(data)
            self._start(folder, suffix, to)
            return self._result(folder / "out" / f"file{to}", to)

    def stop(self) -> None:
        """Ends LibreOffice, from any thread."""
        self._stopped.set()
        if self._process is not None and self._process.poll() is None:
            if sys.platform != "win32":
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(self._process.pid, signal.SIGKILL)
            self._process.kill()

    def _start(self, folder: Path, suffix: str, to: str) -> None:
        arguments = [
            self._soffice,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            *(f"--infilter={name}" for name in _FILTERS.get(suffix, ())),
            "--convert-to",
            to.removeprefix("."),
            "--outdir",
            str(folder / "out"),
            str(folder / f"file{suffix}"),
        ]
        environment = {"HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
        environment |= {
            name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG") if name in os.environ
        }
        package = __name__.rpartition(".")[0]
        limits = json.dumps({**_LIMITS, "RLIMIT_CPU": int(self._timeout) + 1})
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-s", "-m", f"{package}.soffice", limits, *arguments],
                cwd=Path(__file__).parents[len(package.split("."))],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            raise PinciteError(f"LibreOffice cannot be started ({error.strerror}).") from error
        if self._stopped.is_set():
            self.stop()

    def _result(self, path: Path, to: str) -> bytes:
        process = self._process
        if process is None:
            raise PinciteError("LibreOffice was not started.")
        try:
            code = process.wait(self._timeout)
        except subprocess.TimeoutExpired:
            raise PinciteError(
                f"LibreOffice took more than {self._timeout:.0f} seconds to convert it."
            ) from None
        finally:
            self.stop()
            process.wait()
        if not path.is_file() or not 0 < path.stat().st_size <= _MOST_BYTES:
            raise PinciteError(
                f"LibreOffice could not convert it (exit code {code}). It may be damaged, or "
                f"libreoffice-{COMPONENTS[to]}-nogui (on Debian and Ubuntu) is not installed."
            )
        return path.read_bytes()


def main() -> None:
    """Sets the limits, leaves the network, and becomes the program. Arguments: limits, command."""
    limits, command = json.loads(sys.argv[1]), sys.argv[2:]
    if sys.platform == "win32":
        sys.exit(subprocess.run(command, check=False).returncode)
    import resource

    if sys.platform == "linux":
        _leave_network()
    for name, value in limits.items():
        with suppress(ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (value, value))
    os.execv(command[0], command)


def _leave_network() -> None:
    """Moves to a network namespace without interfaces; does nothing where that is not allowed."""
    user, group = os.getuid(), os.getgid()
    if ctypes.CDLL(None).unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0:
        with suppress(OSError):
            Path("/proc/self/setgroups").write_text("deny")
            Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
            Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


if __name__ == "__main__":
    main()
