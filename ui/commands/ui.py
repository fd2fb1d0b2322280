"""pincite ui: the web page."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from index.commands.numbers import whole_number
from index.errors import PinciteError

if TYPE_CHECKING:
    from ui.auth.audit import AuditLog
    from ui.auth.password import Password
    from ui.auth.proxy import TrustedProxy
    from ui.auth.users import UsersFile


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "ui",
        help="open the web page",
        description="Start the web page: ask questions, and read each answer in its document. "
        "Stop with Ctrl-C.",
    )
    add_arguments(parser)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "library",
        nargs="?",
        type=Path,
        metavar="LIBRARY",
        help="the library, NAME.pincite (default: the bundled sample)",
    )
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="the address to listen on (default: %(default)s, this machine only)",
    )
    parser.add_argument(
        "--port",
        type=whole_number("--port"),
        help="the port to listen on (default: the first free one from 7860 on)",
    )
    parser.add_argument(
        "--no-browser", action="store_true", help="print the address without opening a browser"
    )
    parser.add_argument(
        "--password-file",
        type=Path,
        metavar="FILE",
        help="require the password whose hash is in FILE, or the password of one of the users in "
        "FILE, who may do what their roles say (see pincite users)",
    )
    parser.add_argument(
        "--new-password",
        type=Path,
        metavar="FILE",
        help="ask for a new password, write its hash to FILE, and exit",
    )
    _add_user_options(parser)
    parser.add_argument(
        "--mcp",
        action="store_true",
        help="also offer tools for language models (MCP) at /mcp; needs the package mcp",
    )
    _add_page_options(parser)
    parser.set_defaults(run=run)


def _add_user_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--user-header",
        metavar="NAME",
        help="take the name of the user from this header, which a proxy sets that people sign in "
        "to; needs --trusted-proxy and a file of users",
    )
    parser.add_argument(
        "--trusted-proxy",
        action="append",
        metavar="ADDRESS[/MASK]",
        help="the address of that proxy; from any other the header is ignored (repeatable)",
    )
    parser.add_argument(
        "--audit-log",
        type=Path,
        metavar="FILE",
        help="append to FILE who signed in, asked, added, removed and so on, without the texts of "
        "questions",
    )
    parser.add_argument(
        "--audit-questions",
        action="store_true",
        help="with --audit-log: store the texts of questions, too",
    )


def _add_page_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--no-history",
        action="store_true",
        help="do not record the questions that are asked (default: in NAME.history.db beside the "
        "library)",
    )
    parser.add_argument(
        "--allow-folder",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="let the page read and watch this folder and those in it (repeatable)",
    )
    parser.add_argument(
        "--allow-url",
        action="append",
        default=[],
        metavar="PREFIX",
        help="let the page fetch this web address and those below it, such as "
        "https://example.org/docs/, when a person asks for one; https:// allows every public "
        "server (repeatable)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Exit code 0: stopped by Ctrl-C or SIGTERM, or the password file is written."""
    from ui.auth.password import Password
    from ui.launch import ServeOptions, launch

    if arguments.new_password:
        Password.from_plaintext(new_password()).write(arguments.new_password)
        return 0
    from ui.auth.users import read_credentials

    password = read_credentials(arguments.password_file) if arguments.password_file else None
    options = ServeOptions(
        library=arguments.library,
        host=arguments.host,
        port=arguments.port,
        password=password,
        mcp=arguments.mcp,
        proxy=_proxy(arguments, password),
        audit=_audit(arguments),
        history=not arguments.no_history,
        folders=arguments.allow_folder,
        urls=arguments.allow_url,
    )
    launch(options, _print if arguments.no_browser else _print_and_open, _note)
    return 0


def _proxy(
    arguments: argparse.Namespace, password: Password | UsersFile | None
) -> TrustedProxy | None:
    """Raises PinciteError if one of the options is missing that belong together."""
    from ui.auth.proxy import TrustedProxy
    from ui.auth.users import UsersFile

    if arguments.user_header is None and not arguments.trusted_proxy:
        return None
    if arguments.user_header is None or not arguments.trusted_proxy:
        raise PinciteError("--user-header and --trusted-proxy belong together. Give both.")
    if not isinstance(password, UsersFile):
        raise PinciteError(
            "--user-header needs users. Name their file with --password-file; make one with: "
            "pincite users add FILE NAME"
        )
    return TrustedProxy.parse(arguments.user_header, arguments.trusted_proxy)


def _audit(arguments: argparse.Namespace) -> AuditLog | None:
    from ui.auth.audit import AuditLog

    if arguments.audit_log is None:
        if arguments.audit_questions:
            raise PinciteError("--audit-questions needs a log. Name its file with --audit-log.")
        return None
    return AuditLog(arguments.audit_log, questions=arguments.audit_questions)


def new_password() -> str:
    """Typed twice without echo, or the first line of standard input.

    It is no argument, so that neither the list of processes nor the shell's history shows it.
    """
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    from getpass import getpass

    password = getpass("New password: ")
    if getpass("Repeat the password: ") != password:
        raise PinciteError("The two passwords differ. Start again.")
    return password


def _print(address: str) -> None:
    print(address, flush=True)


def _print_and_open(address: str) -> None:
    """Opens the browser in a thread, because some browsers block the process that starts them."""
    import threading
    import webbrowser

    _print(address)
    threading.Thread(target=webbrowser.open, args=[address], daemon=True).start()


def _note(message: str) -> None:
    print(message, file=sys.stderr, flush=True)
