"""The routes of the history: the page, its parts, files, and what changes it.

Everything is about the user who sends the request and the library in the address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import parse_qsl

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from index.errors import PinciteError, TryAgainError
from qa.types import Answer
from ui.api.errors import error_reply
from ui.auth.identity import user_of
from ui.engine.engine import Engine
from ui.engine.history.again import Stopped, Task
from ui.engine.history.entries import Entry
from ui.engine.history.history import History
from ui.engine.history.store import HistoryStore, Query, UnknownEntry
from ui.engine.libraries import Libraries
from ui.handlers.link import Link
from ui.http.endpoints import NotFound, as_page, library_name, of_library
from ui.http.forms import form_body, form_values, whole_number
from ui.pages.history.files import FORMATS
from ui.pages.history.view import ENTRIES, RECENT, HistoryView, history_page
from ui.views.engine_words import page_words
from ui.views.i18n.language import gettext

MAX_FORM_BYTES = 50_000
"""A note of 2,000 characters takes at most 24,000 of them."""

_NO_STORE = {"cache-control": "no-store"}

Form = Mapping[str, str]


def routes(libraries: Libraries) -> list[Route]:
    """`/l/NAME/history`, and below it."""
    pages = HistoryPages(libraries)
    shown = {
        "": (pages.page, "./"),
        "/recent": (pages.recent, "../"),
        "/saved": (pages.saved, "../"),
        "/export": (pages.export, "../"),
    }
    listed = [
        Route(f"/history{path}", as_page(endpoint, root))
        for path, (endpoint, root) in shown.items()
    ]
    actions = {
        "pin": pages.pin,
        "note": pages.note,
        "delete": pages.delete,
        "restore": pages.restore,
        "accept": pages.accept,
        "clear": pages.clear,
        "again": pages.again,
    }
    changes = [
        Route(f"/history/{name}", _change(action), methods=["POST"])
        for name, action in actions.items()
    ]
    return [*listed, *changes]


def _change(action: Callable[[Request, Form], Response]) -> Callable[[Request], object]:
    """An endpoint that reads the form. Errors are JSON for the page's script, which sends `part`,
    and a page else."""

    async def answer(request: Request) -> Response:
        form = form_values(await form_body(request, MAX_FORM_BYTES) or b"")

        def changed(request: Request) -> Response:
            return action(request, form)

        if "part" in form:
            return await to_thread.run_sync(_as_part, changed, request)
        return await to_thread.run_sync(as_page(changed, "../"), request)

    return answer


def _as_part(endpoint: Callable[[Request], Response], request: Request) -> Response:
    try:
        return endpoint(request)
    except Exception as error:
        status = 404 if isinstance(error, UnknownEntry | NotFound) else 400
        return error_reply(error, status, on_page=True)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request is: the history of a user in a library."""

    history: History
    engine: Engine
    name: str
    user: str

    @property
    def store(self) -> HistoryStore:
        return self.history.store(self.engine.library)

    @property
    def view(self) -> HistoryView:
        return HistoryView(self.engine.library, self.name, self.user)

    @property
    def key(self) -> tuple[str, str]:
        """Of the task that asks the saved questions again."""
        return str(self.engine.library.path), self.user


class HistoryPages:
    """The endpoints. Any thread may call."""

    def __init__(self, libraries: Libraries) -> None:
        self._libraries = libraries

    def page(self, request: Request) -> Response:
        """The entries of `q`, the `saved` ones only, from `page` on."""
        if self._libraries.history is None:
            return HTMLResponse(history_page(library_name(request), off=True), headers=_NO_STORE)
        place, values = self._place(request), request.query_params
        page = min(whole_number(values.get("page", "0"), "page"), 10_000)
        words, saved = values.get("q", "")[:500], values.get("saved") == "1"
        query = Query(words, saved, ENTRIES, page * ENTRIES)
        place.history.flush()
        try:
            shown = self._listed(place, query)
        except PinciteError as error:
            shown = history_page(place.name, error=page_words(error))
        return HTMLResponse(shown, headers=_NO_STORE)

    @staticmethod
    def _listed(place: Place, query: Query) -> str:
        store, view = place.store, place.view
        entries, total = store.entries(place.user, query), store.count(place.user, query)
        saved = store.entries(place.user, Query(pinned=True))
        values = view.saved_values(saved, place.history.again.progress(place.key))
        return view.page(entries, query, total, values, store.is_writable)

    def recent(self, request: Request) -> Response:
        """For the ask page: the last questions, or why there are none."""
        place = self._place(request)
        place.history.flush()
        try:
            shown = place.view.recent(place.store.entries(place.user, Query(limit=RECENT)))
        except PinciteError as error:
            return error_reply(error, on_page=True)
        return HTMLResponse(shown, headers=_NO_STORE)

    def saved(self, request: Request) -> Response:
        return HTMLResponse(self._saved(self._place(request)), headers=_NO_STORE)

    @staticmethod
    def _saved(place: Place) -> str:
        progress = place.history.again.progress(place.key)
        return place.view.saved(place.store.entries(place.user, Query(pinned=True)), progress)

    def export(self, request: Request) -> Response:
        place, values = self._place(request), request.query_params
        chosen = FORMATS.get(values.get("format", ""))
        if chosen is None:
            listed = ", ".join(FORMATS)
            raise PinciteError(
                gettext("There is no such kind of file. Choose one of {listed}.", listed=listed)
            )
        place.history.flush()
        query = Query(values.get("q", "")[:500], values.get("saved") == "1")
        entries = place.store.entries(place.user, query)
        content = chosen.make(entries, place.engine.library.ids_by_hash())
        name = f'attachment; filename="history{chosen.suffix}"'
        headers = {"content-disposition": name, **_NO_STORE}
        return Response(content, media_type=chosen.media_type, headers=headers)

    def pin(self, request: Request, form: Form) -> Response:
        place = self._place(request)
        entry = place.store.pin(
            place.user, whole_number(form.get("id", ""), "id"), form.get("on") == "1"
        )
        return _reply(form, place.view.entry(entry), entry.id)

    def note(self, request: Request, form: Form) -> Response:
        place = self._place(request)
        note = form.get("note", "").replace("\r\n", "\n")
        entry = place.store.annotate(place.user, whole_number(form.get("id", ""), "id"), note)
        return _reply(form, place.view.entry(entry), entry.id)

    def delete(self, request: Request, form: Form) -> Response:
        place = self._place(request)
        number = whole_number(form.get("id", ""), "id")
        entry = place.history.delete(place.engine.library, place.user, number)
        return _reply(form, place.view.deleted(entry))

    def restore(self, request: Request, form: Form) -> Response:
        place = self._place(request)
        number = whole_number(form.get("id", ""), "id")
        entry = place.history.restore(place.engine.library, place.user, number)
        return _reply(form, place.view.entry(entry), entry.id)

    def accept(self, request: Request, form: Form) -> Response:
        """Saves the later answer of one question."""
        place = self._place(request)
        place.store.accept(place.user, whole_number(form.get("id", ""), "id"))
        return _reply(form, self._saved(place))

    def clear(self, request: Request, form: Form) -> Response:
        """Deletes all questions, the saved ones too if `saved` is 1."""
        place = self._place(request)
        place.history.flush()
        place.store.delete_all(place.user, pinned=form.get("saved") == "1")
        return _reply({}, "")

    def again(self, request: Request, form: Form) -> Response:
        """Starts to ask the saved questions again."""
        place = self._place(request)
        ask = partial(self._ask, place.name or self._libraries.first)
        place.history.again.start(place.key, Task(place.store, place.user, ask))
        return _reply(form, self._saved(place))

    def _ask(self, name: str, entry: Entry) -> Answer:
        """See `Task`."""
        try:
            engine = self._libraries.engine(name)
            return Link.of(parse_qsl(entry.link)).answer(engine, entry.question)
        except TryAgainError:
            raise
        except PinciteError as error:
            if name not in self._libraries.names():
                raise Stopped from error
            raise PinciteError(str(error).replace(f"{self._libraries.folder}/", "")) from error

    def _place(self, request: Request) -> Place:
        """Raises NotFound if there is no such library, or no history."""
        history, name = self._libraries.history, library_name(request)
        if history is None:
            raise NotFound("The history is switched off on this server. Nothing is stored.")
        engine = of_library(self._libraries.engine, request)
        return Place(history, engine, name, user_of(request.scope))


def _reply(form: Form, part: str, id: int = 0) -> Response:
    """The part of the page that has changed; the page again without the page's script."""
    if "part" in form:
        return HTMLResponse(part, headers=_NO_STORE)
    return RedirectResponse(f"../history{f'#entry-{id}' if id else ''}", 303, _NO_STORE)
