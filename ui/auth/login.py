"""ASGI middleware that requires a password: a form and a cookie in browsers, else HTTP Basic.

It wraps the whole application, so that no route can be left out. Where the server has users, it
says who sends a request; `ui.auth.guard` decides what the user may do.
"""

from __future__ import annotations

import hmac
import secrets

from anyio import Lock, to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.auth import forms
from ui.auth.access import ACCESS, SENDER, Access
from ui.auth.audit import AuditLog
from ui.auth.identity import USER
from ui.auth.password import Password
from ui.auth.proxy import NoOneUser, TrustedProxy
from ui.auth.sessions import SESSION_SECONDS, Session, Sessions
from ui.auth.throttle import Attempts
from ui.auth.users import User, UsersFile
from ui.views import layout
from ui.views.i18n.language import N_, gettext, ngettext

_WRONG = N_("That is not the password.")
_WRONG_USER = N_("That is not the name and the password of a user.")


class Login:
    """Passes requests with a session or the password on to `app`.

    The scope of a request with a session names it (`pincite.visitor`, see `ui.http.limits`); where
    there are users, it names the user, and holds what the user may do (`ui.auth.access`).
    """

    def __init__(
        self,
        app: ASGIApp,
        password: Password | UsersFile,
        proxy: TrustedProxy | None = None,
        audit: AuditLog | None = None,
    ) -> None:
        self._app = app
        self._password = password if isinstance(password, Password) else None
        self._users = password if isinstance(password, UsersFile) else None
        self._proxy = proxy
        self._audit = audit
        self._sessions = Sessions()
        self._attempts = Attempts()
        self._one_at_a_time = Lock()  # an attempt takes 32 MiB and 80 ms of a core
        self._key = secrets.token_bytes(32)
        self._verified: dict[str, tuple[bytes, bytes]] = {}
        """User → (hash of the password, HMAC of the right password under a key of this process).

        Programs send the password with every request; scrypt would take 80 ms each time.
        """
        self._dummy = self._password or Password.from_plaintext(secrets.token_hex())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            return await send({"type": "websocket.close", "code": 1008})  # none are used
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        request = Request(scope, receive)
        try:
            by_proxy = self._user_of_proxy(scope)
        except NoOneUser as error:
            self._log(request, "", "refused", str(error))
            return await forms.forbidden(str(error))(scope, receive, send)
        if request.url.path in (forms.LOGIN, forms.LOGOUT):
            response = await self._log_in_or_out(request, by_proxy)
            return await response(scope, receive, send)
        refusal = None
        if by_proxy:
            self._let_in(request, by_proxy)
        else:
            refusal = await self._refusal(request)
        return await (self._app if refusal is None else refusal)(scope, receive, send)

    def _user_of_proxy(self, scope: Scope) -> str:
        """ "" without one. Raises NoOneUser if the proxy names none, or one that is not here."""
        name = self._proxy.user(scope) if self._proxy else ""
        if name and self._user(name) is None:
            raise NoOneUser(f"There is no user {name} here. Ask who keeps this server.")
        return name

    def _user(self, name: str) -> User | None:
        return self._users.users().get(name) if self._users else None

    def _password_of(self, name: str) -> Password | None:
        """The only password where there are no users."""
        if self._users is None:
            return self._password
        user = self._user(name)
        return user.password if user else None

    def _let_in(self, request: Request, user: str) -> None:
        if self._users is not None:
            request.scope[USER] = user
            layout.USER.set(user)
            request.scope[ACCESS] = access = Access(user, self._users)
            SENDER.set(access)
            request.scope["pincite.visitor"] = f"user {user}"

    async def _refusal(self, request: Request) -> Response | None:
        if session := self._session(request):
            request.scope["pincite.visitor"] = session.name
            self._let_in(request, session.user)
            return None
        if (given := forms.basic(request.headers)) is not None:
            user = self._name(given[0])
            wait, right = await self._try(request, user, given[1])
            if right:
                self._let_in(request, user)
                return None
            if wait:
                return forms.too_many_attempts(wait)
            return forms.unauthorised(request, self._users is not None)
        if forms.is_page(request):
            return forms.redirect_to_form(request)
        return forms.unauthorised(request, self._users is not None)

    def _name(self, typed: str) -> str:
        """ "" where there are no users."""
        return typed.strip().lower()[:100] if self._users else ""

    def _session(self, request: Request) -> Session | None:
        """The session of the cookie, unless its user or the password is not there any more."""
        session = self._sessions.find(forms.token_of(request))
        if session is None:
            return None
        password = self._password_of(session.user)
        if password is None or password.digest != session.password:
            self._sessions.close(forms.token_of(request))
            return None
        return session

    async def _try(self, request: Request, user: str, given: str) -> tuple[float, bool]:
        """(seconds to wait, whether it is the password).

        One attempt at a time, so that many at once are throttled, too. Takes the same time for a
        user who does not exist.
        """
        address = _address(request)
        digest = hmac.digest(self._key, given.encode("utf-8", "surrogatepass"), "sha256")
        if not self._attempts.wait(address, user) and self._is_verified(user, digest):
            self._attempts.succeed(address, user)
            return 0.0, True
        async with self._one_at_a_time:
            if wait := self._attempts.wait(address, user):
                return wait, False
            if not self._is_verified(user, digest):
                self._attempts.count(address, user)
                password = self._password_of(user)
                tried = self._dummy if password is None else password
                right = await to_thread.run_sync(tried.verify, given)
                if password is None or not right:
                    self._log(request, user, "refused", "wrong password")
                    return 0.0, False
                self._verified[user] = (password.digest, digest)
            self._attempts.succeed(address, user)
            return 0.0, True

    def _is_verified(self, user: str, digest: bytes) -> bool:
        password, verified = self._password_of(user), self._verified.get(user)
        if password is None or verified is None or verified[0] != password.digest:
            return False
        return hmac.compare_digest(digest, verified[1])

    async def _log_in_or_out(self, request: Request, by_proxy: str) -> Response:
        """The form (GET), a password sent with it, or the end of the session."""
        session = self._session(request)
        user = by_proxy or (session.user if session else "")
        if request.method != "POST":
            if session or by_proxy:
                return forms.signed_in_page(user, bool(by_proxy))
            return forms.form_page(request.query_params.get("next", "/"), self._users is not None)
        sent = await forms.sent_form(request)
        if request.url.path == forms.LOGOUT:
            return self._log_out(request, user, "everywhere" in sent)
        return await self._log_in(request, sent)

    def _log_out(self, request: Request, user: str, everywhere: bool) -> Response:
        self._sessions.close(forms.token_of(request))
        if everywhere and user:
            self._sessions.close_all(user)
        self._log(request, user, "signed out", "everywhere" if everywhere else "")
        return forms.with_cookie(request, RedirectResponse(forms.LOGIN, 303), "", 0)

    async def _log_in(self, request: Request, sent: dict[str, str]) -> Response:
        user, target = self._name(sent.get("user", "")), sent.get("next", "/")
        wait, right = await self._try(request, user, sent.get("password", ""))
        password = self._password_of(user)
        if not right or password is None:
            problem = gettext(_WRONG_USER if self._users else _WRONG)
            if wait:
                problem = ngettext(
                    "Too many wrong attempts. Wait {n} second.",
                    "Too many wrong attempts. Wait {n} seconds.",
                    round(wait),
                )
            return forms.form_page(target, self._users is not None, problem, wait)
        self._log(request, user, "signed in")
        token = self._sessions.open(user, password.digest)
        response = RedirectResponse(forms.own_path(target), 303)
        return forms.with_cookie(request, response, token, int(SESSION_SECONDS))

    def _log(self, request: Request, user: str, action: str, about: str = "") -> None:
        if self._audit:
            self._audit.write(user, "", action, about, address=_address(request))


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
