"""The header of a proxy: from its address only, and never twice."""

from __future__ import annotations

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from index.errors import PinciteError
from tests.ui.auth.test_users import put
from ui.auth.access import role_in
from ui.auth.identity import user_of
from ui.auth.login import Login
from ui.auth.proxy import TrustedProxy
from ui.auth.roles import Role
from ui.auth.users import User, UsersFile

PROXY = TrustedProxy.parse("X-Forwarded-User", ["10.0.0.5", "192.168.0.0/24", "fd00::/8"])


async def who(scope: Scope, receive: Receive, send: Send) -> None:
    said = f"{user_of(scope)} {role_in(scope, 'a').name}"
    await PlainTextResponse(said)(scope, receive, send)


@pytest.fixture(scope="module")
def login(tmp_path_factory: pytest.TempPathFactory) -> Login:
    path = tmp_path_factory.mktemp("proxy") / "users"
    put(path, User("anna", None, {"a": Role.EDITOR}))
    return Login(who, UsersFile(path), PROXY)


def sent(login: Login, peer: str, *headers: tuple[str, str]) -> tuple[int, str]:
    web = TestClient(login, client=(peer, 50000), follow_redirects=False)
    reply = web.get("/", headers=list(headers))
    return reply.status_code, reply.text


@pytest.mark.parametrize(
    "peer", ["10.0.0.5", "192.168.0.77", "fd00::17", "::ffff:10.0.0.5", "::ffff:192.168.0.1"]
)
def test_the_proxy_names_the_user(login: Login, peer: str) -> None:
    assert sent(login, peer, ("X-Forwarded-User", "Anna")) == (200, "anna EDITOR")
    assert sent(login, peer, ("x-forwarded-user", "anna")) == (200, "anna EDITOR")


@pytest.mark.parametrize("peer", ["10.0.0.6", "127.0.0.1", "testclient", "", "fe80::1", "::1"])
def test_the_header_of_others_is_ignored(login: Login, peer: str) -> None:
    status, said = sent(login, peer, ("X-Forwarded-User", "anna"))
    assert (status, "A password is required" in said) == (401, True)
    forwarded = ("X-Forwarded-For", "10.0.0.5")
    assert sent(login, peer, ("X-Forwarded-User", "anna"), forwarded)[0] == 401


@pytest.mark.parametrize(
    "values", [("anna", "anna"), ("anna", "ben"), ("",), ("anna, ben",), ("ben",), ("an na",)]
)
def test_a_header_that_names_no_one_user_is_refused(login: Login, values: tuple[str, ...]) -> None:
    assert sent(login, "10.0.0.5", *(("X-Forwarded-User", value) for value in values))[0] == 403


def test_without_the_header_the_password_is_asked_for(login: Login) -> None:
    assert sent(login, "10.0.0.5")[0] == 401
    assert sent(login, "10.0.0.5", ("X_Forwarded_User", "anna"))[0] == 401


@pytest.mark.parametrize("address", ["10.0.0.5/8", "proxy", "", "10.0.0.0/33"])
def test_an_address_that_is_none_is_said(address: str) -> None:
    with pytest.raises(PinciteError, match="is not an address of a proxy"):
        TrustedProxy.parse("X-User", [address])
    with pytest.raises(PinciteError, match="not the name of a header"):
        TrustedProxy.parse("X User", ["10.0.0.5"])
