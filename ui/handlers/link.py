"""The question and the settings in the address of the ask page, `?q=…&source=…`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from index.errors import PinciteError
from index.storage.filters import Filter, parse_filters
from qa.types import Answer
from ui.engine.engine import Engine
from ui.handlers.ask import chosen_risk, threshold
from ui.handlers.follow_up import Follows
from ui.views.i18n.language import gettext

SETTINGS = (
    *("q", "source", "title", "tag", "since", "until", "risk", "everywhere"),
    *("written", "offered", "without"),
)
"""`written` and `offered` are of a question that follows up (`ui.handlers.follow_up`), `without`
what of its answer is not taken over."""

_SEVERAL = ("source", "tag", "without")
"""Those that may be there more than once."""

_OF_GRADIO = "__"
"""Its settings begin with it, as in `?__theme=dark`."""


@dataclass(frozen=True, slots=True)
class Link:
    """What an address asks: values as they are there, not checked."""

    values: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, parameters: Iterable[tuple[str, str]]) -> Link:
        """`parameters` of an address, in its order."""
        return cls(tuple(pair for pair in parameters if not pair[0].startswith(_OF_GRADIO)))

    def all(self, name: str) -> list[str]:
        return [value for each, value in self.values if each == name]

    def first(self, name: str) -> str:
        """ "" if it is not there."""
        return next(iter(self.all(name)), "")

    @property
    def filters(self) -> dict[str, object]:
        """As `ui.handlers.ask.ask` takes them, and as the fields of the page show them."""
        return {
            "sources": ", ".join(self.all("source")),
            "title": self.first("title"),
            "tags": self.all("tag"),
            "since": self.first("since"),
            "until": self.first("until"),
        }

    @property
    def filter(self) -> Filter:
        """Raises PinciteError for a date that is none."""
        return parse_filters(
            self.all("source"),
            self.first("title"),
            self.all("tag"),
            self.first("since"),
            self.first("until"),
        )

    @property
    def follows(self) -> Follows:
        return Follows(
            without=tuple(self.all("without")),
            written=self.first("written"),
            offered=self.first("offered"),
        )

    @property
    def everywhere(self) -> bool:
        return bool(self.all("everywhere"))

    def risk(self, engine: Engine) -> float | None:
        """The `max_error_rate` of the link; None for the default.

        Raises PinciteError for one that the library does not have.
        """
        if not (value := self.first("risk")):
            return None
        if (risk := chosen_risk(engine, value)) is None:
            known = sorted(point.max_error_rate for point in engine.risks)
            listed = ", ".join(f"{100 * each:g}" for each in known)
            raise PinciteError(
                gettext(
                    "The address has the risk “{risk}”, which this library does not offer. Choose "
                    "one of {listed} (percent of wrong answers), or use the slider.",
                    risk=value[:40],
                    listed=listed,
                )
            )
        return risk

    def check(self) -> None:
        """Raises PinciteError for a setting that does not exist; `ask` checks the filters."""
        names = [name for name, _ in self.values]
        for name in names:
            if name not in SETTINGS:
                raise PinciteError(
                    gettext(
                        "The address has the setting “{name}”, which is unknown. The settings are "
                        "{settings}.",
                        name=name[:40],
                        settings=", ".join(SETTINGS),
                    )
                )
            if name not in _SEVERAL and names.count(name) > 1:
                raise PinciteError(
                    gettext(
                        "The address has “{name}” {number} times. Leave one of them.",
                        name=name,
                        number=names.count(name),
                    )
                )
        if self.first("everywhere") not in ("", "1"):
            raise PinciteError(
                gettext(
                    "The address has everywhere={value}. Write everywhere=1, or leave it out.",
                    value=self.first("everywhere")[:40],
                )
            )

    def answer(self, engine: Engine, question: str) -> Answer:
        """The answer to a question with these settings.

        Raises ServerBusy, and PinciteError for settings that the library does not have.
        """
        self.check()
        risk = self.risk(engine)
        answer = engine.ask(question, self.filter, everywhere=self.everywhere)
        return replace(answer, threshold=threshold(engine, risk))
