"""The password: its hash, its file, who is slowed down, and that no route is without it."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest
from gradio_client import Client

from index.errors import PinciteError
from tests.support.serving import running
from tests.support.ui_engine import HIGH, StandIn, library
from ui.__main__ import main
from ui.auth import throttle
from ui.auth.password import Password
from ui.auth.sessions import SESSION_SECONDS, Sessions
from ui.auth.throttle import FIRST, FREE, LONGEST, Throttle
from ui.engine.engine import Engine

WORDS = "pont du gärd 48.8"


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


# the hash and its file


def test_a_password_is_known_by_its_hash() -> None:
    one, other = Password.from_plaintext(WORDS), Password.from_plaintext(WORDS)
    assert one.verify(WORDS)
    assert not one.verify(f"{WORDS} ")
    assert not one.verify("")
    assert not one.verify("\ud800")
    assert one.digest != other.digest
    assert "gärd" not in one.serialise()


def test_a_password_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "password"
    Password.from_plaintext(WORDS).write(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert Password.read(path).verify(WORDS)
    with pytest.raises(PinciteError, match="cannot be written: File exists"):
        Password.from_plaintext(WORDS).write(path)
    path.chmod(0o640)
    with pytest.raises(PinciteError, match="chmod 600"):
        Password.read(path)


@pytest.mark.parametrize(
    "content",
    [WORDS, "", "scrypt", "scrypt xy zz", "bcrypt 00 11", "scrypt 00 11 22", "plain words"],
)
def test_a_file_without_a_hash_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "password"
    path.write_text(content, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(PinciteError, match="--new-password"):
        Password.read(path)


def test_a_new_password_comes_by_stdin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "password"
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{WORDS}\n"))
    assert main(["--new-password", str(path)]) == 0
    assert Password.read(path).verify(WORDS)
    monkeypatch.setattr(sys, "stdin", io.StringIO("short\n"))
    assert main(["--new-password", str(tmp_path / "other")]) == 2
    assert main(["--password-file", str(tmp_path / "none")]) == 2
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2
    assert "The password has 5 characters" in told[0]
    assert "cannot be read" in told[1]


# who is slowed down


def test_guessing_is_slowed_down() -> None:
    clock = Clock()
    slower = Throttle(clock)
    for _ in range(FREE):
        assert slower.wait("a") == 0
        slower.count("a")
    pauses = []
    for _ in range(12):
        pauses.append(slower.wait("a"))
        clock.now += slower.wait("a")
        slower.count("a")
    assert pauses == [min(FIRST * 2**turn, LONGEST) for turn in range(12)]
    assert slower.wait("b") == 0
    slower.clear("a")
    assert slower.wait("a") == 0


def test_wrong_tries_are_forgotten() -> None:
    clock = Clock()
    slower = Throttle(clock)
    for _ in range(20):
        slower.count("a")
    clock.now += 1000
    assert slower.wait("a") == 0


def test_a_session_lasts_from_when_it_was_last_seen() -> None:
    clock = Clock()
    sessions = Sessions(clock)
    token, other = sessions.open(), sessions.open()
    clock.now += SESSION_SECONDS - 1
    name = sessions.name(token)
    assert name is not None
    assert token not in name
    clock.now += SESSION_SECONDS - 1
    assert sessions.name(token) == name
    assert sessions.name(other) is None
    sessions.close(token)
    assert sessions.name(token) is None
    assert sessions.name("") is None


# the real server


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path, password = tmp_path_factory.mktemp("locked") / "small.pincite", Password.from_plaintext(WORDS)
    with (
        library(path) as made,
        running(Engine(StandIn(made)), password, mcp=find_spec("mcp") is not None) as address,
    ):
        yield address


@pytest.fixture
def web(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=60) as client:
        yield client


CLOSED = [
    "/",
    "/library",
    "/evaluation",
    "/api/documents",
    "/api/docs",
    "/api/openapi.json",
    "/healthz",
    "/metrics",
    "/mcp",
    "/pages/x.png",
]
CLOSED += [
    "/look/base.css",
    "/assets/index.js",
    "/static/img/logo.svg",
    "/favicon.ico",
    "/config",
    "/theme.css",
    "/nowhere",
    "/logout/x",
]
CLOSED += [
    f"/gradio_api/{path}"
    for path in (
        "info",
        "queue/data",
        "queue/status",
        "file=/etc/passwd",
        "heartbeat/x",
        "upload_progress",
    )
]
POSTED = [
    "/api/ask",
    "/api/search",
    "/mcp",
    *(f"/gradio_api/{path}" for path in ("upload", "queue/join", "run/ask", "call/ask", "cancel")),
]


def test_no_route_is_without_it(web: httpx.Client) -> None:
    replies = [web.get(path) for path in CLOSED] + [
        web.post(path, json={"question": HIGH}) for path in POSTED
    ]
    assert [reply.status_code for reply in replies] == [401] * len(replies)
    assert all("password is wanted" in reply.json()["error"] for reply in replies)
    assert all(reply.headers["www-authenticate"].startswith("Basic") for reply in replies)
    assert all("content-security-policy" in reply.headers for reply in replies)
    assert (
        web.get("/api/documents", headers={"sec-fetch-mode": "cors"}).headers.get(
            "www-authenticate"
        )
        is None
    )


def test_a_person_signs_in_and_out(web: httpx.Client) -> None:
    person = {"accept": "text/html,*/*"}
    sent_away = web.get("/library?tag=a%26b", headers=person)
    assert (sent_away.status_code, sent_away.headers["location"]) == (
        303,
        "/login?next=/library%3Ftag%3Da%2526b",
    )
    form = web.get(sent_away.headers["location"])
    assert 'value="/library?tag=a%26b"' in form.text
    assert "src=" not in form.text
    wrong = web.post("/login", data={"password": "aqueduct", "next": "/library"})
    assert (wrong.status_code, "That is not the password." in wrong.text) == (403, True)
    assert "set-cookie" not in wrong.headers

    right = web.post(
        "/login",
        data={"password": WORDS, "next": "/library"},
        headers={"origin": str(web.base_url)},
    )
    assert (right.status_code, right.headers["location"]) == (303, "/library")
    cookie = right.headers["set-cookie"].lower()
    assert cookie.startswith("pincite-")
    assert "; httponly" in cookie
    assert "; samesite=strict" in cookie
    assert all(
        web.get(path).status_code == 200
        for path in ("/", "/library", "/look/base.css", "/healthz", "/config")
    )
    assert "Sign out" in web.get("/login").text

    kept = "; ".join(f"{name}={value}" for name, value in web.cookies.items())
    assert web.post("/logout").headers["location"] == "/login"
    assert web.get("/healthz", headers={"cookie": kept}).status_code == 401


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\tx",
        "",
    ],
)
def test_the_form_leads_nowhere_else(web: httpx.Client, target: str) -> None:
    assert 'name="next" value="/"' in web.get("/login", params={"next": target}).text
    assert web.post("/login", data={"password": WORDS, "next": target}).headers["location"] == "/"


def test_the_form_shows_markup_as_text(web: httpx.Client) -> None:
    assert "<script>" not in web.get("/login", params={"next": '/"><script>alert(1)</script>'}).text


def test_other_sites_cannot_sign_in(web: httpx.Client) -> None:
    assert (
        web.post(
            "/login", data={"password": WORDS}, headers={"origin": "http://evil.example"}
        ).status_code
        == 403
    )


def test_programs_send_it_with_each_request(url: str, web: httpx.Client) -> None:
    told = [
        web.post("/api/ask", json={"question": HIGH}, auth=(name, WORDS))
        for name in ("", "anna", "anna")
    ]
    assert [reply.json()["answer"] for reply in told] == ["48.8 metres"] * 3
    assert web.get("/metrics", auth=("", WORDS)).status_code == 200
    client = Client(
        url, headers={"authorization": httpx.BasicAuth("", WORDS)._auth_header}, verbose=False
    )
    assert client.predict(HIGH, api_name="/ask")["answer"] == "48.8 metres"
    client.close()
    for header in ("Basic", "Basic !!!", "Basic /w==", "Bearer x", "basic OnBvbnQ="):
        assert web.get("/healthz", headers={"authorization": header}).status_code in (401, 429)


def test_whoever_guesses_has_to_wait(
    url: str, web: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even with the right password at last; whoever is signed in notices nothing. (Last in this file: all of it is one address.)"""
    monkeypatch.setattr(throttle, "FIRST", 40.0)
    with httpx.Client(base_url=url, timeout=60) as inside:
        inside.post("/login", data={"password": WORDS})
        guesses = [
            web.get("/healthz", auth=("", f"guess {number}")).status_code for number in range(FREE)
        ]
        assert guesses == [401] * FREE
        slowed = web.get("/healthz", auth=("", WORDS))
        assert (slowed.status_code, 10 < int(slowed.headers["retry-after"]) <= 41) == (429, True)
        form = web.post("/login", data={"password": WORDS})
        assert (form.status_code, "Wait" in form.text) == (429, True)
        assert inside.get("/healthz").status_code == 200
