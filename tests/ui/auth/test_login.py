"""The password on the real server: the form, the cookie, HTTP Basic, and waits."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

import httpx
import pytest

from tests.support.serving import running
from tests.support.ui_engine import HIGH, StandIn, library
from ui.auth import throttle
from ui.auth.password import Password
from ui.auth.throttle import FREE_ATTEMPTS
from ui.engine.engine import Engine

PASSWORD = "pont du gärd 48.8"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("locked") / "small.pincite"
    password = Password.from_plaintext(PASSWORD)
    with (
        library(path) as small,
        running(Engine(StandIn(small)), password, mcp=find_spec("mcp") is not None) as address,
    ):
        yield address


@pytest.fixture
def web(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=60) as client:
        yield client


PAGES = (
    "/",
    "/library",
    "/l/small/library",
    "/l/gone/ask",
    "/pages/x.png",
    "/nowhere",
    "/logout/x",
)
API = ("/api/documents", "/api/docs", "/api/openapi.json", "/healthz", "/metrics", "/mcp")
STATIC = (
    *("/look/base.css", "/assets/index.js", "/static/img/logo.svg", "/favicon.ico"),
    *("/config", "/theme.css"),
)
GRADIO = tuple(
    f"/gradio_api/{path}"
    for path in (
        *("info", "queue/data", "queue/status", "file=/etc/passwd"),
        *("heartbeat/x", "upload_progress"),
    )
)
POSTED = (
    *("/api/ask", "/api/search", "/mcp"),
    *(f"/gradio_api/{path}" for path in ("upload", "queue/join", "run/ask", "call/ask", "cancel")),
)


def test_every_route_requires_the_password(web: httpx.Client) -> None:
    responses = [web.get(path) for path in (*PAGES, *API, *STATIC, *GRADIO)]
    responses += [web.post(path, json={"question": HIGH}) for path in POSTED]
    assert [each.status_code for each in responses] == [401] * len(responses)
    assert all("password is required" in each.json()["error"] for each in responses)
    assert all(each.headers["www-authenticate"].startswith("Basic") for each in responses)
    assert all("content-security-policy" in each.headers for each in responses)


def test_scripts_of_a_page_get_no_dialogue_of_the_browser(web: httpx.Client) -> None:
    response = web.get("/api/documents", headers={"sec-fetch-mode": "cors"})
    assert response.status_code == 401
    assert "www-authenticate" not in response.headers


def test_a_browser_signs_in_and_out(web: httpx.Client) -> None:
    browser = {"accept": "text/html,*/*"}
    redirect = web.get("/library?tag=a%26b", headers=browser)
    assert (redirect.status_code, redirect.headers["location"]) == (
        303,
        "/login?next=/library%3Ftag%3Da%2526b",
    )
    odd = web.get("/l/second%20h%C3%B6he/ask?q=%25", headers=browser).headers["location"]
    assert odd == "/login?next=/l/second%2520h%25C3%25B6he/ask%3Fq%3D%2525"
    assert 'value="/l/second%20h%C3%B6he/ask?q=%25"' in web.get(odd).text
    form = web.get(redirect.headers["location"])
    assert 'value="/library?tag=a%26b"' in form.text
    assert "src=" not in form.text
    wrong = web.post("/login", data={"password": "aqueduct", "next": "/library"})
    assert (wrong.status_code, "That is not the password." in wrong.text) == (403, True)
    assert "set-cookie" not in wrong.headers

    right = web.post(
        "/login",
        data={"password": PASSWORD, "next": "/library"},
        headers={"origin": str(web.base_url)},
    )
    assert (right.status_code, right.headers["location"]) == (303, "/library")
    cookie = right.headers["set-cookie"].lower()
    assert cookie.startswith("pincite-")
    assert "; httponly" in cookie
    assert "; samesite=strict" in cookie
    assert all(
        web.get(path).status_code == 200
        for path in ("/l/small/ask", "/l/small/library", "/look/base.css", "/healthz", "/config")
    )
    assert "Sign out" in web.get("/login").text

    cookies = "; ".join(f"{name}={value}" for name, value in web.cookies.items())
    assert web.post("/logout").headers["location"] == "/login"
    assert web.get("/healthz", headers={"cookie": cookies}).status_code == 401


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
def test_the_form_does_not_redirect_to_other_servers(web: httpx.Client, target: str) -> None:
    assert 'name="next" value="/"' in web.get("/login", params={"next": target}).text
    assert (
        web.post("/login", data={"password": PASSWORD, "next": target}).headers["location"] == "/"
    )


def test_the_form_shows_markup_as_text(web: httpx.Client) -> None:
    assert (
        "<script>alert"
        not in web.get("/login", params={"next": '/"><script>alert(1)</script>'}).text
    )


def test_other_web_sites_cannot_sign_in(web: httpx.Client) -> None:
    assert (
        web.post(
            "/login", data={"password": PASSWORD}, headers={"origin": "http://evil.example"}
        ).status_code
        == 403
    )


def test_programs_send_the_password_with_each_request(web: httpx.Client) -> None:
    answers = [
        web.post("/api/ask", json={"question": HIGH}, auth=(name, PASSWORD))
        for name in ("", "anna", "anna")
    ]
    assert [reply.json()["answer"] for reply in answers] == ["48.8 metres"] * 3
    assert web.get("/metrics", auth=("", PASSWORD)).status_code == 200
    for header in ("Basic", "Basic !!!", "Basic /w==", "Bearer x", "basic OnBvbnQ="):
        assert web.get("/healthz", headers={"authorization": header}).status_code in (401, 429)


def test_wrong_attempts_have_to_wait(
    url: str, web: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even with the right password; sessions are not affected.

    This test is the last in the file, because all of them come from one address.
    """
    monkeypatch.setattr(throttle, "FIRST_WAIT", 40.0)
    with httpx.Client(base_url=url, timeout=60) as signed_in:
        signed_in.post("/login", data={"password": PASSWORD})
        statuses = [
            web.get("/healthz", auth=("", f"guess {number}")).status_code
            for number in range(FREE_ATTEMPTS)
        ]
        assert statuses == [401] * FREE_ATTEMPTS
        slowed = web.get("/healthz", auth=("", PASSWORD))
        assert (slowed.status_code, 10 < int(slowed.headers["retry-after"]) <= 41) == (429, True)
        form = web.post("/login", data={"password": PASSWORD})
        assert (form.status_code, "Wait" in form.text) == (429, True)
        assert signed_in.get("/healthz").status_code == 200
