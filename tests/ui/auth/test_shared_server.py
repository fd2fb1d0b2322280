"""What each role may do on a real server, and that a change of the file takes effect at once."""

from __future__ import annotations

import json
from importlib.util import find_spec
from typing import Any

import httpx
import pytest

from tests.ui.auth.shared_server import SECRETS, USERS, Shared, password
from ui.auth.password import Password
from ui.auth.rights import event_name
from ui.auth.roles import Role
from ui.auth.users import User, change_users, read_users
from ui.views.addresses import HASH_CHARS

pytestmark = pytest.mark.xdist_group("ui/auth/shared")  # one server

HTML = {"accept": "text/html"}
HOW_HIGH = {"question": "What is the height?"}
REQUESTS: tuple[tuple[Role, str, str], ...] = (
    (Role.READER, "GET", "/ask"),
    (Role.READER, "GET", "/library"),
    (Role.READER, "GET", "/evaluation"),
    (Role.READER, "GET", "/check"),
    (Role.READER, "GET", "/document/1"),
    (Role.READER, "GET", "/document/1/text?start=0&end=9&text=HASH"),
    (Role.READER, "GET", "/document/1/outline"),
    (Role.READER, "GET", "/document/1/find?q=height"),
    (Role.READER, "GET", "/document/1/citation?start=0&end=9&text=HASH"),
    (Role.READER, "GET", "/places?q=What is the height?"),
    (Role.READER, "POST", "/api/ask"),
    (Role.READER, "POST", "/api/search"),
    (Role.READER, "GET", "/api/documents"),
    (Role.OWNER, "GET", "/backup"),
)


def number_of(shared: Shared, name: str) -> int:
    """The number of the event whose handler has this name in `ui.auth.rights.EVENTS`."""
    functions = shared.demo.fns.items()
    return next(number for number, each in functions if event_name(each.fn) == name)


@pytest.mark.parametrize(("need", "method", "path"), REQUESTS)
def test_a_request_needs_its_role(shared: Shared, need: Role, method: str, path: str) -> None:
    """Without any, the library is as unknown as one that is not there."""
    for user in USERS:
        with shared.as_user(user) as web:
            for name, library in shared.libraries.items():
                (listed,) = library.list_documents()
                hash = library.document(listed.id).hash[:HASH_CHARS]
                sent = HOW_HIGH if method == "POST" else None
                address = path.replace("HASH", hash).replace("/1", f"/{listed.id}")
                reply = web.request(method, f"/l/{name}{address}", json=sent)
                role = read_users(shared.users)[user].role(name)
                expected = 404 if role is Role.NONE else 200 if role >= need else 403
                assert reply.status_code == expected, (user, name, reply.text[:300])
                if method == "GET" and expected != 200:
                    page = web.get(f"/l/{name}{address}", headers=HTML)
                    kind = page.headers["content-type"]
                    assert (page.status_code, kind[:9]) == (expected, "text/html"), page.text[:300]
                    assert "<h1" in page.text
                gone = web.request(method, f"/l/gone{address}", json=sent)
                if role is Role.NONE:
                    assert gone.text.replace("gone", name) == reply.text


def test_an_event_needs_its_role(shared: Shared) -> None:
    """Whatever the page shows: ben edits the first library, reads the second, has no third."""
    removal, library = number_of(shared, "library.remove"), shared.libraries["millzq"]
    sent: dict[str, Any] = {"event_data": {"source": f"{SECRETS['millzq']}.md"}}
    before = library.generation
    with shared.as_user("ben") as ben, shared.as_user("cora") as cora:
        for name in ("millzq", "towerzq", "", "gone"):
            reply = shared.run(ben, name, removal, **sent)
            assert (reply.status_code >= 400, library.generation) == (True, before)
        assert "may change this library" in shared.run(ben, "millzq", removal, **sent).text
        load = number_of(shared, "library.load")
        assert SECRETS["millzq"] in shared.run(ben, "millzq", load).text
        assert SECRETS["towerzq"] not in shared.run(ben, "towerzq", load).text
        stolen = shared.run(ben, "millzq", load, session_hash="of cora")
        assert stolen.status_code == 200
        assert "somebody else" in shared.run(cora, "millzq", load, session_hash="of cora").text
        assert shared.run(cora, "millzq", removal, **sent).status_code == 200
        assert library.generation > before
        restored = shared.run(cora, "millzq", number_of(shared, "library.restore"), **sent)
        assert "back in the library" in restored.text


def test_a_file_is_of_who_sent_it(shared: Shared) -> None:
    """Its address can be guessed by whoever has the same file."""
    add = number_of(shared, "library.add")
    with shared.as_user("ben") as ben, shared.as_user("cora") as cora:
        files = {"files": ("plan.txt", b"The plan is secret.")}
        (path,) = ben.post("/l/harbourzq/gradio_api/upload", files=files).json()
        assert ben.get(f"/l/harbourzq/gradio_api/file={path}").status_code == 200
        assert cora.get(f"/l/millzq/gradio_api/file={path}").status_code == 404
        assert ben.get(f"/l/millzq/gradio_api/file={path}").status_code == 404
        upload = {"path": path, "orig_name": "plan.txt", "meta": {"_type": "gradio.FileData"}}
        data = [[upload], "", False, None]
        assert "not here any more" in shared.run(cora, "millzq", add, data=data).text
        assert "may change this library" in shared.run(ben, "millzq", add, data=data).text


def test_lists_of_libraries_hold_only_those_of_the_user(shared: Shared) -> None:
    for user, names in (
        ("anna", ["harbourzq", "millzq", "towerzq"]),
        ("ben", ["harbourzq", "millzq"]),
        ("cora", ["millzq"]),
        ("dan", []),
    ):
        with shared.as_user(user) as web:
            listed = web.get("/api/libraries").json()
            assert listed == {"libraries": names, "first": (names or [""])[0]}
            reply = web.post("/api/ask", json=HOW_HIGH)
            assert (reply.status_code == 200) == bool(names)
            named = web.post("/api/ask", json=HOW_HIGH | {"library": "towerzq"})
            assert (named.status_code == 200) == ("towerzq" in names)
            start = web.get("/", headers=HTML)
            assert start.headers.get("location") == (f"/l/{names[0]}/ask" if names else None)
            assert web.get("/metrics").status_code == (200 if user == "anna" else 403)


def test_all_libraries_together_are_those_of_the_user(shared: Shared) -> None:
    """A reader of two of three asks those two; documents lead to their own library."""
    for user, names in (("anna", [*SECRETS]), ("ben", ["harbourzq", "millzq"]), ("cora", [])):
        with shared.as_user(user) as web:
            reply = web.post("/l/~all/api/search", json=HOW_HIGH)
            assert (reply.status_code == 200) == bool(names), reply.text
            found = {each["source"] for each in reply.json().get("passages", ())}
            assert found == {f"{SECRETS[name]}.md" for name in names}
            named = web.post("/api/ask", json=HOW_HIGH | {"library": "~all"})
            assert (named.status_code == 200) == bool(names)
            listed = web.get("/l/~all/api/documents").json().get("documents", ())
            for document in listed:
                opened = web.get(f"/l/~all/document/{document['id']}?at=0")
                assert opened.status_code == 307
                assert opened.headers["location"].split("/")[2] in names
                assert web.get(opened.headers["location"]).status_code == 200
            for path in ("library", "history", "settings", "evaluation", "backup"):
                assert web.get(f"/l/~all/{path}", headers=HTML).status_code in (403, 404), path
    with shared.as_user("ben") as ben:
        ask = ben.get("/l/~all/ask", headers=HTML)
        assert 'data-role="reader"' in ask.text
        event = shared.run(ben, "~all", number_of(shared, "library.remove"))
        assert "may change this library" in event.text
        change = {"title": "New"}
        id = ben.get("/l/~all/api/documents").json()["documents"][0]["id"]
        assert ben.patch(f"/l/~all/api/documents/{id}", json=change).status_code == 403
    with shared.as_user("dan") as dan:
        assert "no library" in dan.post("/l/~all/api/ask", json=HOW_HIGH).text


@pytest.mark.skipif(find_spec("mcp") is None, reason="mcp is not installed")
def test_a_tool_answers_from_libraries_of_the_user(shared: Shared) -> None:
    headers = {"accept": "application/json, text/event-stream"}
    for user, library, allowed in (
        ("ben", "millzq", True),
        ("ben", "", True),
        ("ben", "towerzq", False),
        ("dan", "", False),
    ):
        call = {"name": "ask", "arguments": HOW_HIGH | {"library": library}}
        sent = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
        with shared.as_user(user) as web:
            result = web.post("/mcp", json=sent, headers=headers).json()["result"]
            assert result["isError"] is not allowed
            assert ("48.8 metres" in json.dumps(result)) is allowed


def sign_in(web: httpx.Client, user: str, secret: str) -> httpx.Response:
    return web.post("/login", data={"user": user, "password": secret})


def test_a_session_ends_with_its_rights(shared: Shared) -> None:
    """Role, password and user: each change of the file counts from the next request on."""
    page = "/l/harbourzq/library"
    with httpx.Client(base_url=shared.url, timeout=20) as web:
        assert "Name" in web.get("/login").text
        wrong = sign_in(web, "ben", "password of cora").text
        assert wrong == sign_in(web, "nobody", "password of cora").text
        assert sign_in(web, " Ben ", password("ben")).status_code == 303
        shown = web.get(page, headers=HTML).text
        assert '<html data-user="ben" data-role="editor"' in shown
        shared.set_roles("ben", {"harbourzq": Role.READER})
        assert 'data-role="reader"' in web.get(page, headers=HTML).text
        shared.set_roles("ben", {})
        assert web.get(page).status_code == 404
        shared.set_roles("ben", USERS["ben"])
        assert web.get(page).status_code == 200

        def other(stored: dict[str, User]) -> None:
            stored["ben"] = User("ben", Password.from_plaintext("another one"), USERS["ben"])

        change_users(shared.users, other, create=False)
        assert web.get(page).status_code == 401
        assert sign_in(web, "ben", "another one").status_code == 303
        assert web.get(page).status_code == 200
        change_users(shared.users, lambda stored: dict.__delitem__(stored, "ben"), create=False)
        assert web.get(page).status_code == 401

    def back(stored: dict[str, User]) -> None:
        stored["ben"] = User("ben", Password.from_plaintext(password("ben")), USERS["ben"])

    change_users(shared.users, back, create=False)


def test_signing_out_everywhere_ends_all_sessions_of_the_user(shared: Shared) -> None:
    with (
        httpx.Client(base_url=shared.url, timeout=20) as here,
        httpx.Client(base_url=shared.url, timeout=20) as there,
        httpx.Client(base_url=shared.url, timeout=20) as ben,
    ):
        for web, user in ((here, "cora"), (there, "cora"), (ben, "ben")):
            sign_in(web, user, password(user))
        form = here.get("/login").text
        assert "signed in as <b>cora</b>" in form
        here.post("/logout", data={"everywhere": ""})
        statuses = [web.get("/l/millzq/ask").status_code for web in (here, there, ben)]
        assert statuses == [401, 401, 200]


def test_the_log_says_who_did_what(shared: Shared) -> None:
    shared.audit.write_bytes(b"")
    (listed,) = shared.libraries["millzq"].list_documents()
    with shared.as_user("ben") as ben:
        ben.post("/l/millzq/api/ask", json=HOW_HIGH)
        ben.get(f"/l/millzq/document/{listed.id}")
        ben.get("/l/millzq/backup")
        ben.get("/l/towerzq/document/1")
        removal = number_of(shared, "library.remove")
        shared.run(ben, "harbourzq", removal, event_data={"source": "none.md"})
    keys = ("user", "library", "action", "object", "failed")
    lines = [json.loads(line) for line in shared.audit.read_text().splitlines()]
    assert [tuple(line.get(key) for key in keys) for line in lines] == [
        ("ben", "millzq", "asked", "What is the height?", None),
        ("ben", "millzq", "opened a document", f"{SECRETS['millzq']}.md", None),
        ("ben", "millzq", "refused", "GET /backup", None),
        ("ben", "harbourzq", "removed", "none.md", True),
    ]


def test_making_and_renaming_a_library_keeps_its_roles(shared: Shared) -> None:
    """Who makes a library owns it."""
    manage = number_of(shared, "library.manage")

    def do(library: str, **what: str) -> str:
        with shared.as_user("cora") as cora:
            return shared.run(cora, library, manage, event_data=what).text

    assert "was made" in do("millzq", action="make", name="new one")
    assert read_users(shared.users)["cora"].role("new one") is Role.OWNER
    shared.set_roles("dan", {"new one": Role.READER})
    assert "is now called" in do("new one", action="rename", name="newer")
    assert read_users(shared.users)["dan"].role("newer") is Role.READER
    assert "was closed" in do("newer", action="close")
    with shared.as_user("dan") as dan:
        assert dan.get("/l/newer/ask").status_code == 404
    assert "is open again" in do("millzq", action="reopen", name="newer")
    assert "was deleted" in do("newer", action="delete", name="newer")
    assert dict(read_users(shared.users)["dan"].roles) == {}
    with shared.as_user("ben") as ben:
        refused = shared.run(ben, "harbourzq", manage, event_data={"action": "make", "name": "y"})
    assert "Only an owner" in refused.text
