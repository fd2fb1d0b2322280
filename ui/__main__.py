"""python -m ui: Pincite in a browser. Ask, see the sentence, read it where it stands."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from index.commands.console import cli_command
from index.errors import PinciteError


@cli_command
def main(argv: list[str] | None = None) -> int:
    """0: ended by Ctrl-C or SIGTERM, or the password file is written; 2: bad input."""
    options = _options(argv)
    from ui.auth.password import Password
    from ui.launch import ServeOptions, launch

    if options.new_password:
        Password.of(_new_words()).write(options.new_password)
        return 0
    password = Password.read(options.password_file) if options.password_file else None
    offer = ServeOptions(options.library, options.host, options.port, password, options.mcp)
    launch(offer, _print if options.no_browser else _open, _note)
    return 0


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m ui",
        description="Pincite in a browser: ask, and read the answer where it stands.",
    )
    parser.add_argument(
        "library",
        nargs="?",
        type=Path,
        metavar="LIBRARY",
        help="a .pincite file; without one, the bundled sample",
    )
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="the address to listen on (default: %(default)s, this machine only)",
    )
    parser.add_argument(
        "--port", type=int, help="the port to listen on (default: the first free one from 7860)"
    )
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    parser.add_argument(
        "--password-file",
        type=Path,
        metavar="FILE",
        help="ask everyone for the password whose hash is in FILE",
    )
    parser.add_argument(
        "--new-password",
        type=Path,
        metavar="FILE",
        help="ask for a password, write its hash to FILE, and end",
    )
    parser.add_argument(
        "--mcp",
        action="store_true",
        help="offer tools for language models at /mcp too (needs requirements-mcp.txt)",
    )
    return parser.parse_args(argv)


def _new_words() -> str:
    """Typed twice without being shown, or the first line of stdin: nothing that a list of processes or a history would keep."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    from getpass import getpass

    words = getpass("New password: ")
    if getpass("The same again: ") != words:
        raise PinciteError("These are two different passwords. Start again.")
    return words


def _print(address: str) -> None:
    print(address, flush=True)


def _open(address: str) -> None:
    """Prints the address and opens it: some browsers keep the one who started them waiting."""
    import threading
    import webbrowser

    _print(address)
    threading.Thread(target=webbrowser.open, args=[address], daemon=True).start()


def _note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
