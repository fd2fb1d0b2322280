"""The stages of the questions that are being asked, by the tickets of those who wait."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from qa.questions.stages import Stage, listening

MAX_TICKET_CHARS = 40


class Stages:
    """Any thread may call."""

    def __init__(self) -> None:
        self._stages: dict[str, Stage] = {}

    @contextmanager
    def following(self, ticket: str) -> Iterator[None]:
        """Notes the stages of the question that is asked meanwhile in this thread."""
        if not ticket or len(ticket) > MAX_TICKET_CHARS:
            yield
            return
        try:
            with listening(lambda stage: self._stages.__setitem__(ticket, stage)):
                yield
        finally:
            self._stages.pop(ticket, None)

    def of(self, ticket: str) -> Stage | str:
        """The stage that began last; "" if there is no such question."""
        return self._stages.get(ticket, "")
