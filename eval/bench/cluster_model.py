"""A discrete-event model of a cluster: questions arrive at random, cores work on their steps.

Parts are in as many groups as there are machines, each on `copies` of them. A question goes to the
front end of one machine, which encodes it and asks one copy of every group in rounds; each round
ends with the slowest group. Then a reader reads, on one core of any machine, and the front end
decides. Cores take steps first come, first served. What a step costs is measured
(eval.bench.cluster_costs).
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from random import Random

import numpy as np

LATENCY = 0.0003
"""Seconds that a message is on its way in a local network; assumed, not measured."""

MAX_P95 = 2.0
MAX_BUSY = 0.85
"""Above one of them, a cluster gets more questions than it can answer."""

_SPREAD = 0.25
"""Standard deviation of the logarithm of what equal steps take; that of SCALE.md's simulation."""

_MIN_QUESTIONS, _MAX_QUESTIONS = 300, 1_500
_WARM_UP = 0.2  # share of the questions before the cluster is as full as it will be
_TRIALS = 8  # of a bisection, each a simulation


@dataclass(frozen=True, slots=True)
class Costs:
    """Of one question, in seconds of processor time."""

    encode: float
    search: float
    """At the front end, of one part."""
    parts: Mapping[int, float]
    """Sentences of a part → all its work."""
    rounds: float
    """Of messages to the groups."""
    merge: float
    """At the front end, of the hits of each part besides the first."""
    read: float
    decide: float
    """At the front end, after reading and before."""
    call: float
    """Of a message, at the sender."""
    answer: float
    """Of the same message, at the receiver."""

    def part(self, sentences: float) -> float:
        """Between measured sizes on a straight line, in proportion above the largest."""
        sizes = sorted(self.parts)
        if sentences > sizes[-1]:
            return self.parts[sizes[-1]] * sentences / sizes[-1]
        return float(np.interp(sentences, sizes, [self.parts[size] for size in sizes]))


@dataclass(frozen=True, slots=True)
class Cluster:
    """With parts of equal size."""

    nodes: int
    cores: int
    """Of a node."""
    sentences: int
    parts: int
    copies: int = 2
    dead: int = 0
    """Nodes that are lost, the first ones."""

    @property
    def groups(self) -> int:
        return min(self.parts, self.nodes)

    def homes(self, group: int) -> list[int]:
        """The nodes that have a copy of the group and are alive."""
        step = max(1, self.nodes // self.copies)
        every = {(group + copy * step) % self.nodes for copy in range(self.copies)}
        return sorted(node for node in every if node >= self.dead)

    @property
    def copies_of_parts(self) -> int:
        """On one node, at most."""
        placed = [node for group in range(self.groups) for node in self.homes(group)]
        most = max(placed.count(node) for node in set(placed))
        return most * -(-self.parts // self.groups)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of a simulation."""

    seconds: Sequence[float]
    """That each answer took."""
    busy: float
    """Share of the time that the cores worked."""
    processor: float
    """Seconds of a question."""

    @property
    def p95(self) -> float:
        return float(np.quantile(self.seconds, 0.95))

    @property
    def is_too_much(self) -> bool:
        return self.p95 > MAX_P95 or self.busy > MAX_BUSY


class _Cores:
    """Those of one node: each works on one step at a time."""

    def __init__(self, number: int) -> None:
        self._free = [0.0] * number
        self.worked = 0.0

    def work(self, start: float, seconds: float) -> float:
        """The end of a step that can start at `start`."""
        end = max(heapq.heappop(self._free), start) + seconds
        heapq.heappush(self._free, end)
        self.worked += seconds
        return end

    @property
    def end(self) -> float:
        return max(self._free)


def simulate(cluster: Cluster, costs: Costs, rate: float, seed: int = 1) -> Outcome:
    """`rate` questions a second, for some ten seconds; the same for the same seed."""
    draw = Random(seed)
    nodes = [_Cores(cluster.cores) for _ in range(cluster.nodes)]
    number = int(min(max(rate * 10, _MIN_QUESTIONS), _MAX_QUESTIONS))
    order, events, now = count(), list[tuple[float, int, float, Iterator[float]]](), 0.0
    for _ in range(number):
        now += draw.expovariate(rate)
        steps = _question(cluster, costs, nodes, draw, now)
        heapq.heappush(events, (now, next(order), now, steps))
    seconds = []
    while events:  # in the order of time, so that cores are given out in it
        end, _, begun, steps = heapq.heappop(events)
        if (following := next(steps, None)) is None:
            seconds.append((begun, end - begun))
        else:
            heapq.heappush(events, (following, next(order), begun, steps))
    worked = sum(node.worked for node in nodes)
    duration = max(node.end for node in nodes)
    alive = (cluster.nodes - cluster.dead) * cluster.cores
    late = [spent for _, spent in sorted(seconds)[int(number * _WARM_UP) :]]
    return Outcome(late, worked / (alive * duration), worked / number)


def _question(
    cluster: Cluster, costs: Costs, nodes: Sequence[_Cores], draw: Random, now: float
) -> Iterator[float]:
    """The end of each step; the next one is asked for when it is reached."""
    alive = range(cluster.dead, cluster.nodes)
    front, rounds = nodes[draw.choice(alive)], round(costs.rounds)
    now = front.work(now, costs.encode)
    yield now
    each = costs.part(cluster.sentences / cluster.parts) * cluster.parts / cluster.groups / rounds
    for _ in range(rounds):
        sent = front.work(now, costs.call * cluster.groups)
        yield sent
        ends = []
        for group in range(cluster.groups):
            node = nodes[draw.choice(cluster.homes(group))]
            spent = costs.answer + each * draw.lognormvariate(0, _SPREAD)
            ends.append(node.work(sent + LATENCY, spent) + LATENCY)
        now = max(ends)
        yield now
    now = front.work(now, costs.search + costs.merge * (cluster.parts - 1) + costs.call)
    yield now
    reader = nodes[draw.choice(alive)]
    now = reader.work(now + LATENCY, costs.answer + costs.read * draw.lognormvariate(0, _SPREAD))
    yield now + LATENCY
    yield front.work(now + LATENCY, costs.decide)


def capacity(cluster: Cluster, costs: Costs) -> float:
    """The most questions a second that it answers: p95 below MAX_P95, cores below MAX_BUSY."""
    low, high = 0.1, cluster.cores * cluster.nodes / costs.read  # reading alone needs all cores
    for _ in range(_TRIALS):
        middle = (low * high) ** 0.5
        if simulate(cluster, costs, middle).is_too_much:
            high = middle
        else:
            low = middle
    return low
