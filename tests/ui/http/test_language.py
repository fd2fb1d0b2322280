"""The language of a request, and errors as pages where a person sees them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.responses import HTMLResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from ui.auth.login import Login
from ui.auth.password import Password
from ui.http.language import Languages
from ui.views.layout import problem

GERMAN = {"accept": "text/html", "accept-language": "de-CH, en;q=0.8"}
HTML = {"accept": "text/html"}


@pytest.fixture
def web(client: TestClient) -> Iterator[TestClient]:
    yield client
    client.cookies.clear()


def test_pages_speak_the_language_of_the_browser(web: TestClient) -> None:
    for path in ("/l/small/check", "/l/small/ask", "/api/docs", "/nowhere"):
        page = web.get(path, headers=GERMAN).text
        assert page.count('lang="de"') >= 1, path
        assert "Fragen" in page, path
        assert 'lang="de"' not in web.get(path, headers=HTML).text.replace('lang="de" hreflang', "")


def test_gradio_s_components_are_translated_and_nothing_else_is(web: TestClient) -> None:
    page = web.get("/l/small/ask", headers=GERMAN)
    assert len(page.content) == int(page.headers["content-length"])
    assert '"label": "Frage"' in page.text
    assert "Nur einen Teil der Dokumente fragen" in page.text
    assert '"api_name": "page"' in page.text
    assert '"root": "http://localhost:7860/l/small"' in page.text


def test_a_language_that_was_chosen_is_kept(web: TestClient) -> None:
    here = "http://localhost:7860/l/small/ask?q=x"
    reply = web.get("/language?to=fr", headers={"referer": here}, follow_redirects=False)
    assert (reply.status_code, reply.headers["location"]) == (303, "/l/small/ask?q=x")
    assert "httponly" in reply.headers["set-cookie"].lower()
    assert '<html lang="fr">' in web.get("/l/small/check", headers=GERMAN).text
    for referer in ("https://evil.example/l/small/ask", "http://localhost:7860//evil.example", ""):
        reply = web.get("/language?to=xx", headers={"referer": referer}, follow_redirects=False)
        assert reply.headers["location"] in ("/", "/evil.example")
        assert "set-cookie" not in reply.headers


def test_programs_are_answered_in_english(web: TestClient) -> None:
    german = {"accept-language": "de"}
    assert "empty" in web.post("/api/ask", json={"question": " "}, headers=german).text
    assert web.get("/nowhere", headers=german).json() == {"detail": "Not Found"}


@pytest.mark.parametrize(
    ("path", "headers", "status", "said"),
    [
        ("/l/small/check", {"origin": "http://evil.example"}, 403, "another web site"),
        ("/l/small/places/export", {"content-length": "2000001"}, 413, "too large"),
        ("/l/small/nowhere", {}, 404, "There is no such page"),
        ("/l/gone/check", {}, 404, "There is no library"),
        ("/l/small/document/999", {}, 404, "not in the library"),
    ],
)
def test_errors_are_pages_with_a_way_on(
    web: TestClient, path: str, headers: dict[str, str], status: int, said: str
) -> None:
    method = "POST" if headers else "GET"
    reply = web.request(method, path, headers={**HTML, **headers})
    assert (reply.status_code, said in reply.text) == (status, True)
    assert '<header class="masthead">' in reply.text
    assert 'class="button" href="' in reply.text
    assert "content-security-policy" in reply.headers


def test_a_bug_and_a_wrong_host_are_pages_too(
    web: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.pages.check.routes.form_page", lambda *_: 1 / 0)
    reply = web.get("/l/small/check", headers=GERMAN)
    assert reply.status_code == 500
    assert "Ihre Dokumente sind unversehrt" in reply.text
    assert "ZeroDivision" not in reply.text
    assert '<header class="masthead">' in web.get("/", headers={**HTML, "host": "a.example"}).text


def test_the_form_for_the_password_has_all_in_itself() -> None:
    async def page(scope: Scope, receive: Receive, send: Send) -> None:
        await HTMLResponse(problem("It is gone.", "", "../"))(scope, receive, send)

    locked = Login(page, Password.from_plaintext("open sesame"))
    web = TestClient(Languages(locked, locked=True), base_url="http://localhost")
    form = web.get("/", headers=GERMAN)
    assert form.url.path == "/login"
    assert "Passwort" in form.text
    assert "url(data:font" in form.text.replace('"', "")
    assert 'src="/' not in form.text
    wrong = web.post("/login", data={"password": "x"}, headers=GERMAN)
    assert "Das ist nicht das Passwort." in wrong.text
    inside = web.post("/login", data={"password": "open sesame"}, headers=GERMAN)
    assert 'href="/login">Abmelden</a>' in inside.text
