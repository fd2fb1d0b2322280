"""Calls of actors that have copies: another copy is asked if one fails, or lets us wait.

All that is asked is read-only, so it may be asked twice; the first answer counts.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import ray
from ray.exceptions import RayError

from pincite.cluster.ray_types import Actor, Reference
from pincite.cluster.serving.errors import BusyError, CopyError, UnavailableError, lost
from pincite.cluster.serving.watch import Watch

PATIENCE = 30.0
"""Seconds after which a call has failed: what a dead machine did is restarted within 10."""

AVOIDED = 5.0
"""Seconds for which a copy that failed, or was too slow, is asked after all others."""

_PAUSE = 0.05  # seconds before copies are asked again that have all failed


@dataclass(eq=False)
class _Question:
    """One group's call, and the copies that were asked."""

    arguments: tuple[Any, ...]
    order: list[Actor]
    tried: int = 0
    last_start: float = 0.0
    running: dict[Reference, Actor] = field(default_factory=dict)
    """Reference of a result -> the copy that computes it."""


class HedgedCalls:
    """Safe for many threads."""

    def __init__(
        self,
        groups: Sequence[Sequence[Actor]],
        what: str,
        hedge: float,
        watch: Watch,
        is_replaced: Callable[[], bool],
    ) -> None:
        """`groups`: of each group the handles of its copies. `what` is named in errors.

        `is_replaced`: do other actors answer by now? Then those that have failed do not come back.
        After `hedge` seconds another copy is asked too, if it has nothing to do, or if the first
        died or hangs. Otherwise slow answers would double the work, and become slower.
        """
        self._groups, self._what, self._hedge = groups, what, hedge
        self._avoided = dict[Actor, float]()
        self._in_flight = Counter[Actor]()
        self._watch, self._is_replaced = watch, is_replaced

    def __len__(self) -> int:
        return len(self._groups)

    def call(self, arguments: Mapping[int, tuple[Any, ...]]) -> dict[int, Any]:
        """Group -> what its `answer` returns for these arguments.

        Raises UnavailableError if no copy of a group answers, BusyError if all have too much to do.
        """
        end = time.monotonic() + PATIENCE
        asked = {group: _Question(each, self._order(group)) for group, each in arguments.items()}
        done = dict[int, Any]()
        try:
            for each in asked.values():
                self._ask(each)
            answers = self._all(asked)
            while True:
                for group, answer in answers:
                    if isinstance(answer, UnavailableError):
                        self._again(asked[group], answer)
                    else:
                        self._settle(asked.pop(group))
                        done[group] = answer
                if not asked:
                    return done
                if time.monotonic() > end:
                    raise lost(self._what)
                self._hedge_late(asked.values())
                answers = self._wait(asked)
        finally:
            for each in asked.values():
                self._settle(each)

    def _order(self, group: int) -> list[Actor]:
        """Copies with the least to do first, those that failed lately last."""
        copies = enumerate(self._groups[group])
        turn = int(time.monotonic() * 1000)
        ranked = sorted(
            copies,
            key=lambda item: (
                self._avoids(item[1]),
                self._in_flight[item[1]],
                (item[0] + turn) % len(self._groups[group]),
            ),
        )
        return [copy for _, copy in ranked]

    def _ask(self, question: _Question, copy: Actor | None = None) -> None:
        """The copy, or the next one."""
        if copy is None:
            copy = question.order[question.tried % len(question.order)]
        question.tried += 1
        question.last_start = time.monotonic()
        question.running[copy.answer.remote(*question.arguments)] = copy
        self._in_flight[copy] += 1

    def _again(self, question: _Question, problem: UnavailableError) -> None:
        """Asks the next copy after one has failed, unless another is being asked.

        Raises the error if it is of a kind that more attempts will hardly mend.
        """
        if not question.running:
            rounds, first = divmod(question.tried, len(question.order))
            if rounds >= problem.attempts:
                raise problem
            if not first:
                if self._is_replaced():
                    raise problem
                time.sleep(_PAUSE)
            self._ask(question)

    def _all(self, asked: Mapping[int, _Question]) -> list[tuple[int, Any]]:
        """Groups with what the copies asked first have answered; empty if one died, or is late.

        One call of Ray for all groups, while `_wait` takes two for each.
        """
        refs = [(ref, group) for group, each in asked.items() for ref in each.running]
        try:
            found = ray.get([ref for ref, _ in refs], timeout=self._hedge)
        except RayError:  # or it is late
            return []
        return [
            (group, self._taken(asked[group], ref, answer))
            for (ref, group), answer in zip(refs, found, strict=True)
        ]

    def _wait(self, asked: Mapping[int, _Question]) -> list[tuple[int, Any]]:
        """Groups with what one of their copies has answered, or the error it is."""
        groups = {ref: group for group, each in asked.items() for ref in each.running}
        ready, _ = ray.wait(list(groups), num_returns=1, timeout=self._hedge / 2)
        answers = list[tuple[int, Any]]()
        for ref in ready:
            try:
                answer = ray.get(ref)
            except RayError:
                answer = None
            answers.append((groups[ref], self._taken(asked[groups[ref]], ref, answer)))
        return answers

    def _taken(self, question: _Question, ref: Reference, answer: tuple[str, Any] | None) -> Any:  # noqa: ANN401  # of any method, or an error
        """What a copy has answered; None: it died."""
        copy = question.running.pop(ref)
        self._in_flight[copy] -= 1
        if answer is None:
            self._avoid(copy)
            return lost(self._what)
        kind, value = answer
        if kind == "busy":
            return BusyError("Too many questions at once. Ask again soon.")
        if kind == "error":
            self._avoid(copy)
            return CopyError(value)
        self._avoided.pop(copy, None)
        return value

    def _hedge_late(self, questions: Iterable[_Question]) -> None:
        for each in questions:
            asked = set(each.running.values())
            late = time.monotonic() - each.last_start > self._hedge
            others = [copy for copy in each.order if copy not in asked]
            if not late or not others:
                continue
            for copy in asked:
                self._watch.check(copy)
            silent = all(map(self._watch.is_silent, asked))
            other = min(others, key=lambda copy: (self._avoids(copy), self._in_flight[copy]))
            if silent or not self._in_flight[other]:
                for copy in asked:
                    self._avoid(copy)
                self._ask(each, other)

    def _avoids(self, copy: Actor) -> bool:
        late = self._avoided.get(copy, 0.0) > time.monotonic()
        return late or self._watch.suspects(copy)

    def _avoid(self, copy: Actor) -> None:
        self._avoided[copy] = time.monotonic() + AVOIDED

    def _settle(self, question: _Question) -> None:
        """The copies that lost the race are no longer counted."""
        for copy in question.running.values():
            self._in_flight[copy] -= 1
