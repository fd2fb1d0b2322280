"""The frame of every page: header, footer, styles, and the words of its scripts."""

from __future__ import annotations

import base64
import hashlib
import json
from contextvars import ContextVar
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from markupsafe import Markup

from ui.engine.libraries import ALL
from ui.http.static import ASSETS, address
from ui.views.i18n.language import ENGLISH, LANGUAGES, N_, gettext, language, speaking
from ui.views.i18n.script_words import SCRIPT_WORDS
from ui.views.templating import render

_LINKS = (
    *(("ask", N_("Ask")), ("check", N_("Check")), ("history", N_("History"))),
    *(("library", N_("Library")), ("evaluation", N_("Evaluation")), ("settings", N_("Settings"))),
)
"""Pages of a library in the header."""

STYLES = ("page.css", "plain.css")
_THEME = "document/theme.js"
_PLEX = "/static/fonts/IBMPlexSans/IBMPlexSans-Regular.woff2"
_SERIF = "/look/fonts/source-serif-4.woff2"

LOCKED: ContextVar[bool] = ContextVar("locked", default=False)
"""Must visitors of this server sign in?"""

USER: ContextVar[str] = ContextVar("user", default="")
"""The name of the user who sends the request; "" where the server has no users."""


def header(
    current: str = "", root: str = "", library: str | None = "", locked: bool | None = None
) -> str:
    """`root` is the relative address of the library's pages, `current` one of them.

    `library`: "" if a script shows its name, None for none. `locked`: None for what `LOCKED` says,
    and then with the name of the `USER`, which a script adds otherwise.
    """
    shown = _LINKS[:2] if library == ALL else _LINKS
    links = [(page, gettext(name)) for page, name in shown]
    return render(
        "header.html",
        current=current,
        root=root,
        library=library,
        links=links,
        locked=LOCKED.get() if locked is None else locked,
        user=USER.get() if locked is None else "",
    )


def footer(root: str | None = "", *, keys: bool = False) -> str:
    """`keys`: explain those of the ask page. Without a `root` there is no link to the API."""
    return render("footer.html", root=root, keys=keys, languages=LANGUAGES)


def layout(
    root: str, library: str = "", current: str = "", styles: tuple[str, ...] = ()
) -> dict[str, object]:
    """Values for layout.html; `library` is its name, "" for none; `styles` are further files."""
    return {
        "root": root,
        "inline": False,
        "styles": [address(name) for name in (*STYLES, *styles)],
        "theme": address(_THEME),
        "words": words_element(),
        "header": Markup(header(current, root, library or None)),
        "footer": Markup(footer(root)),
    }


def inline_layout() -> dict[str, object]:
    """The same for a page that has all in itself, and no links."""
    return {
        "root": "/",
        "inline": True,
        "styles": _inline_styles(),
        "theme": Markup((ASSETS / _THEME).read_text(encoding="utf-8")),
        "words": "",
        "header": Markup(render("plain_header.html")),
        "footer": Markup(footer(None)),
    }


def problem(summary: str, remedy: str, root: str, library: str = "") -> str:
    """A page that says what is wrong. `root` is the relative address of the library's pages."""
    return render("problem.html", **layout(root, library), summary=summary, remedy=remedy)


def words_element() -> Markup:
    """The script that gives all others `say`, with their words in the language of the request."""
    version = hashlib.sha256(words_script(language()).encode()).hexdigest()[:12]
    address = f"/look/words/{language()}.js?v={version}"
    return Markup('<script src="{}"></script>').format(address)


@cache
def words_script(code: str) -> str:
    """The text of that script for a language."""
    with speaking(code):
        words = {} if code == ENGLISH else {each: gettext(each) for each in SCRIPT_WORDS}
    script = (ASSETS / "words.js").read_text(encoding="utf-8")
    return script.replace("{/*words*/}", json.dumps(words, ensure_ascii=False))


@cache
def _inline_styles() -> Markup:
    """The two stylesheets that a page without answers needs, with their fonts."""
    styles = "\n".join(
        (ASSETS / name).read_text(encoding="utf-8") for name in ("base.css", "plain.css")
    )
    gradio = find_spec("gradio")
    folder = Path(str(gradio.origin)).parent if gradio else ASSETS
    for url, file in (
        (_SERIF, ASSETS / "fonts" / Path(_SERIF).name),
        (_PLEX, folder / f"templates/frontend{_PLEX}"),
    ):
        if file.is_file():
            data = base64.b64encode(file.read_bytes()).decode()
            styles = styles.replace(url, f"data:font/woff2;base64,{data}")
    return Markup(styles)
