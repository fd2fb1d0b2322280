"""Changing the settings of a library."""

from __future__ import annotations

from collections.abc import Mapping

from index.errors import PinciteError
from ui.engine.engine import Engine
from ui.engine.folders import NO_FOLDERS, AllowedFolders
from ui.views.i18n.language import gettext

DEFAULT = "default"
"""The value of a setting that takes what the reader's calibration says."""


def change(engine: Engine, form: Mapping[str, str], folders: AllowedFolders = NO_FOLDERS) -> None:
    """Does what the `action` of a form says, which comes from the browser.

    "threshold" takes a `risk`, "ocr" is switched by `ocr`, "calibration" removes that of the
    library; "read" and "watch" read the folder `inside` the allowed `root`, "stop" ends the watch
    of the folder `name`. Raises PinciteError for anything else.
    """
    action = form.get("action", "")
    if action == "threshold":
        _set_risk(engine, form.get("risk", ""))
    elif action == "ocr":
        engine.library.set_settings(ocr=True if form.get("ocr") else None)
    elif action == "calibration":
        engine.remove_calibration()
    elif action in ("read", "watch"):
        root, inside = form.get("root", ""), form.get("inside", "")
        folders.read(engine, root, inside, watching=action == "watch")
    elif action == "stop":
        folders.stop(engine, form.get("name", ""))
    else:
        raise PinciteError(
            gettext(
                "“{action}” is nothing that can be set. Open the settings again.",
                action=action[:40],
            )
        )


def _set_risk(engine: Engine, value: str) -> None:
    if value == DEFAULT:
        engine.library.set_settings(risk=None, threshold=None)
        return
    known = {f"{100 * point.max_error_rate:g}": point.max_error_rate for point in engine.risks}
    if value not in known:
        raise PinciteError(
            gettext(
                "The share of wrong answers is “{value}”. Choose one of {known} percent.",
                value=value[:40],
                known=", ".join(known) or "–",
            )
        )
    engine.library.set_settings(risk=known[value], threshold=None)
