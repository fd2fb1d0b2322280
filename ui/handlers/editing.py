"""Setting title, author, date and tags of documents. Values come from the browser."""

from __future__ import annotations

from collections.abc import Mapping

from index.errors import PinciteError
from index.storage.metadata import FIELDS
from ui.engine.engine import Engine
from ui.views import library as library_view
from ui.views.errors import error_card
from ui.views.i18n.language import gettext, written

MAX_AT_ONCE = 1000
"""Documents whose tags are changed at once."""


def set_metadata(engine: Engine, source: object, values: object) -> str:
    """Sets the fields of one document; tags are separated by commas. Returns a message.

    A value that is that of the file is not set any more. Never raises.
    """
    try:
        if not isinstance(values, Mapping):
            raise PinciteError(gettext("Nothing was sent to be set. Open the list again."))
        changes = {field: values[field] for field in FIELDS if field in values}
        if "tags" in changes:
            changes["tags"] = _tags(changes["tags"])
        engine.library.edit({str(source): changes})
        title = engine.library.info(str(source)).title
    except Exception as error:
        return error_card(error)
    return library_view.saved([title])


def set_tags(engine: Engine, sources: object, add: object, remove: object) -> str:
    """Adds and removes tags, separated by commas, of several documents. Never raises."""
    try:
        chosen = {str(each) for each in sources} if isinstance(sources, list | tuple) else set()
        if not chosen or len(chosen) > MAX_AT_ONCE:
            most = written(MAX_AT_ONCE)
            raise PinciteError(
                gettext("Choose at least one document, and at most {most}.", most=most)
            )
        added, removed = _tags(add), _tags(remove)
        if not added and not removed:
            raise PinciteError(
                gettext("No tag was typed. Write one, or several separated by commas.")
            )
        infos = [engine.library.info(source) for source in sorted(chosen)]
        engine.library.edit(
            {info.source: {"tags": [*({*info.tags} - {*removed}), *added]} for info in infos}
        )
    except Exception as error:
        return error_card(error)
    return library_view.saved([info.title for info in infos])


def _tags(value: object) -> list[str]:
    """Each once, without white space around it."""
    parts = value.split(",") if isinstance(value, str) else ()
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))
