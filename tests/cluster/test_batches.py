"""Batches of an ingest: each file is read once, whatever ends the processes that read them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from index.collection.writing.reading import HashedFile
from index.ingest.pipeline import InputFile
from pincite.cluster.ingest.batches import TRIES, Batches


def _files(count: int) -> list[HashedFile]:
    return [HashedFile(InputFile(str(n), Path(str(n))), str(n), n) for n in range(count)]


@pytest.mark.parametrize("seed", range(10))
def test_every_file_is_done_once_and_those_that_end_processes_are_refused(seed: int) -> None:
    """Processes end by chance too, and some parts have no room for all of a batch."""
    draw = random.Random(seed)
    files = _files(draw.choice((0, 1, 2, 37, 200)))
    killers = {each.file.source for each in draw.sample(files, min(len(files) // 20, 3))}
    batches, running = Batches(files, 3), list[list[HashedFile]]()
    done, refused = list[str](), list[str]()
    while True:
        while len(running) < 4 and (batch := batches.take()):
            running.append(batch)
        if not running:
            break
        batch = running.pop(draw.randrange(len(running)))
        is_killed = any(each.file.source in killers for each in batch)
        if is_killed or (len(batch) > 1 and draw.random() < 0.1):
            if (file := batches.halve(batch)) is not None:
                refused.append(file.file.source)
        else:
            count = draw.randint(1, len(batch))
            done += [each.file.source for each in batch[:count]]
            batches.put_back(batch[count:])
    assert sorted(refused) == sorted(killers)
    assert sorted(done + refused, key=int) == [each.file.source for each in files]


def test_a_file_alone_is_tried_again_before_it_is_refused() -> None:
    (file,) = files = _files(1)
    batches = Batches(files, 1)
    for last in range(1, TRIES + 1):
        assert batches.take() == files
        assert (batches.halve(files) == file) == (last == TRIES)
    assert batches.take() == []
