"""The HTML of the page of settings."""

from __future__ import annotations

from shutil import which

from index.errors import PinciteError
from index.ingest.not_read import describe_not_read
from qa.decision.calibration import Calibration
from ui.engine.engine import Engine
from ui.engine.folders import NO_FOLDERS, AllowedFolders
from ui.handlers.settings import DEFAULT
from ui.http.static import address
from ui.views.i18n.language import gettext
from ui.views.layout import layout
from ui.views.templating import percent, render

SCRIPT = "settings/settings.js"


def settings_page(engine: Engine, library: str, folders: AllowedFolders = NO_FOLDERS) -> str:
    """`library` is the name to show, `folders` those that the page may read."""
    settings = engine.library.settings
    stops = sorted(engine.risks, key=lambda point: point.max_error_rate)
    risk, threshold = settings.get("risk"), settings.get("threshold")
    of_reader = percent(float(engine.settings["threshold"] or 0.0))
    choices = [
        (DEFAULT, gettext("As measured: answers from a confidence of {share} on", share=of_reader))
    ]
    for stop in stops:
        share = f"{100 * stop.max_error_rate:g}"
        words = gettext(
            "At most {share} wrong: answers from {threshold}",
            share=percent(stop.max_error_rate, 0 if share.isdigit() else 1),
            threshold=percent(stop.threshold),
        )
        choices.append((share, words))
    chosen = f"{100 * risk:g}" if isinstance(risk, float) else DEFAULT
    return render(
        "settings/settings.html",
        **layout("./", library, "settings", ("document/document.css",)),
        library=library,
        choices=choices,
        chosen="" if threshold is not None else chosen,
        threshold=engine.threshold,
        passages=engine.settings.get("passages"),
        calibration=_own_calibration(engine),
        ocr=settings.get("ocr") is True,
        has_ocr=bool(which("tesseract")),
        folders=folders.names,
        statuses=folders.statuses(engine),
        not_read=describe_not_read,
        script=address(SCRIPT),
    )


def _own_calibration(engine: Engine) -> Calibration | None:
    """What the library stores, in use or not; None if nothing, or if it cannot be read."""
    stored = engine.library.calibration
    try:
        return None if stored is None else Calibration.parse(stored, "The library's calibration")
    except PinciteError:
        return Calibration({}, 0.0, 0.0)
