"""What a question on the ask page may follow up on, and how its address says that it did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from qa.questions.follow_up.asking import ask_after
from qa.questions.follow_up.types import NO_PREVIOUS, Previous
from qa.types import Answer


@dataclass(frozen=True, slots=True)
class Follows:
    """A question typed on the page has `previous`.

    One in an address has been read already: `written` is how it was typed, `offered` the reading
    that was offered, `without` what of its answer the next question does not take over.
    """

    previous: Previous = NO_PREVIOUS
    without: tuple[str, ...] = ()
    written: str = ""
    offered: str = ""

    def asked(self, ask: Callable[[str], Answer], question: str) -> Answer:
        """The answer, which says how the question was read."""
        answer = ask_after(ask, question, self.previous)
        if not (self.written or self.offered):
            return answer
        return replace(answer, written=self.written, follow_up=self.offered)


ALONE = Follows()
