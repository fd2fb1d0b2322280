"""A collection on a cluster: its answers are those of the collection opened in one process, bit for
bit, whatever fails and while versions change."""

from __future__ import annotations

import json
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from index.collection.collection_library import open_collection
from index.errors import PinciteError
from index.library import Library
from pincite.cluster.connection import connected
from pincite.cluster.nodes.address import Address
from qa.decision.calibrations import load_calibration
from qa.pipeline import BUNDLED_READER, QAPipeline, open_reader
from tests.qa.test_joined_answers import plain
from tests.support.clusters import LocalCluster, start_command
from tests.support.paths import SAMPLE_SET
from tests.support.sealed_collections import split

pytest_plugins = ["tests.support.sample_fixtures"]
pytestmark = [pytest.mark.cluster, pytest.mark.model, pytest.mark.xdist_group("cluster")]

QUESTIONS, USERS = 12, 2
MISSPELT = "Who is the Belarussian defnce minister?"
WORDS = (b"belarussian", b"defnce")
"""Of a question; they are nowhere else, even alone."""
COPIES, READERS = 2, 2
WORST, BACK = 5.0, 10.0
"""Seconds within which every question is answered, and everything runs twice again.

On a machine with one busy process for each core; where others work too, longer by as many times
as there are more of them (`slowdown`).
"""

Answers = dict[str, object]
"""Question -> all that its answer says."""


@dataclass
class Log:
    """What the users saw, as it happens."""

    seconds: list[float] = field(default_factory=list)
    versions: list[int] = field(default_factory=list)
    """Of which versions the answers can be: 1, 2, or 0 if both give it."""
    wrong: list[str] = field(default_factory=list)
    failed: list[Exception] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def note(self, seconds: float, version: int) -> None:
        with self.changed:
            self.seconds.append(seconds)
            self.versions.append(version)
            self.changed.notify_all()

    def wait_for(self, more: int, version: int | None = None) -> None:
        """Until the users have so many more answers, of a version if one is named."""
        with self.changed:
            first = len(self.versions)
            assert self.changed.wait_for(
                lambda: (
                    self.failed
                    or self.wrong
                    or sum(version in (None, each) for each in self.versions[first:]) >= more
                ),
                timeout=60,
            )


@pytest.fixture(scope="module")
def collection(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Version 1 has all documents but two, in three parts."""
    path = tmp_path_factory.mktemp("served") / "sample.collection"
    with Library.open(sample) as library:
        split(library, path, 3, library.sources()[2:])
    return path


def reference(collection: Path, questions: list[str]) -> Answers:
    """The answers of the current version, opened in this process."""
    with open_collection(collection) as library:
        library.refresh_index()
        reader, calibration = open_reader(BUNDLED_READER), load_calibration(BUNDLED_READER)
        pipeline = QAPipeline(library, reader, calibration)
        return {question: plain(pipeline.ask(question)) for question in questions}


def questions() -> list[str]:
    asked = json.loads((SAMPLE_SET / "questions.json").read_text(encoding="utf-8"))["questions"]
    chosen = [each["question"] for each in asked[:: len(asked) // QUESTIONS]][:QUESTIONS]
    return [*chosen, MISSPELT]


@pytest.fixture(scope="module")
def served(cluster: LocalCluster, collection: Path) -> Iterator[LocalCluster]:
    """A process that is connected, while version 1 answers."""
    with connected(cluster.head, cluster.token):
        up(cluster, collection)
        yield cluster


def up(cluster: LocalCluster, collection: Path) -> str:
    process = start_command(
        [
            *("cluster", "up", str(collection), "--cluster", str(cluster.head)),
            *("--token", str(cluster.token), "--copies", str(COPIES), "--readers", str(READERS)),
        ]
    )
    output, _ = process.communicate(timeout=300)
    assert process.returncode == 0, output
    return output


def ask_until(
    stop: threading.Event, ask: Callable[[str], object], known: list[Answers], seed: int, log: Log
) -> None:
    """A user who asks at random; `known` has the answers of each version."""
    draw = random.Random(seed)
    while not stop.is_set():
        question = draw.choice(sorted(known[0]))
        start = time.monotonic()
        try:
            answer = plain(ask(question))
        except Exception as error:
            log.failed.append(error)
            log.note(time.monotonic() - start, -1)
            continue
        of = [number for number, answers in enumerate(known, 1) if answers[question] == answer]
        if not of:
            log.wrong.append(question)
        log.note(time.monotonic() - start, of[0] if len(of) == 1 else 0)


def test_answers_stay_right_when_things_fail_and_versions_change(
    served: LocalCluster, collection: Path, sample: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Seen to fail with other counts of words in the front end (wrong), when a part prints what it
    is asked (logs), and when Ray prints (capfd).
    """
    from pincite.cluster.serving.pipeline import open_cluster_pipeline

    asked = questions()
    known = [reference(collection, asked)]
    with Library.open(sample) as library:
        split(library, collection, 1, library.sources()[:2])  # version 2, which nobody asks yet
    known.append(reference(collection, asked))
    assert sum(known[0][each] != known[1][each] for each in asked) > len(asked) // 2
    pipeline, log, stop = open_cluster_pipeline(collection), Log(), threading.Event()
    users = [
        threading.Thread(target=ask_until, args=(stop, pipeline.ask, known, seed, log), daemon=True)
        for seed in range(USERS)
    ]
    for user in users:
        user.start()
    try:
        log.wait_for(4, version=1)
        back = [kill_a_node(served, log), stop_a_process(served, log)]
        output = up(served, collection)
        log.wait_for(4, version=2)
    finally:
        stop.set()
        for user in users:
            user.join(60)
    assert "Version 2 answers.\nVersion 1 is removed." in output
    assert log.wrong == []
    assert [str(each) for each in log.failed] == []
    assert 1 not in log.versions[-USERS:]
    assert max(log.seconds) < WORST * slowdown()
    assert max(back) < BACK * slowdown()
    pipeline.ask(MISSPELT)
    assert capfd.readouterr() == ("", "")  # Ray's messages of what failed
    assert served.logs
    assert [path for path in served.logs if has_words_of_a_question(path)] == []


def slowdown() -> float:
    """Processes that want to run, of the last minute, for each core; at least 1."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def kill_a_node(cluster: LocalCluster, log: Log) -> float:
    """Seconds until everything that ran there runs elsewhere."""
    address = next(
        Address(host, int(port))
        for host, _, port in (each["machine"].rpartition(":") for each in processes())
        if host
    )
    cluster.kill_node(address)
    start = time.monotonic()
    seconds = wait_until_complete(start, {str(address)})
    log.wait_for(4)
    cluster.add_node()
    return seconds


def stop_a_process(cluster: LocalCluster, log: Log) -> float:
    """Seconds until another process runs in its place."""
    pid = next(each["pid"] for each in processes() if each["kind"] == "parts")
    os.kill(pid, signal.SIGSTOP)
    start = time.monotonic()
    while Path(f"/proc/{pid}").exists():
        log.wait_for(1)
        assert time.monotonic() - start < 60
    seconds = wait_until_complete(start, set())
    log.wait_for(4)
    return seconds


def processes() -> list[dict[str, Any]]:
    from dataclasses import asdict

    from pincite.cluster.serving.status import cluster_status

    return [asdict(process) for process in cluster_status().processes]


def wait_until_complete(start: float, gone: set[str]) -> float:
    """Seconds since `start` when everything runs, and nothing at the addresses that are gone."""
    while any(each["machine"] in ({""} | gone) for each in processes()):
        assert time.monotonic() - start < 60
        time.sleep(0.1)
    return time.monotonic() - start


def test_a_question_does_not_wait_for_a_version_that_was_replaced(
    served: LocalCluster, collection: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its processes do not come back. Seen to take PATIENCE seconds without `is_replaced`."""
    from pincite.cluster.serving import placement
    from pincite.cluster.serving.calls import PATIENCE
    from pincite.cluster.serving.errors import UnavailableError
    from pincite.cluster.serving.pipeline import open_cluster_pipeline

    pipeline, question = open_cluster_pipeline(collection), questions()[0]
    library, passages = pipeline.library, pipeline.library.search(question)
    monkeypatch.setattr(placement, "IDLE", 0.0)  # at once, whoever asks
    placement.deploy(collection, COPIES, READERS, list[str]().append)
    start = time.monotonic()
    with pytest.raises(UnavailableError):
        library.search(question)
    assert time.monotonic() - start < PATIENCE / 2
    assert plain(pipeline.library.search(question)) == plain(passages)
    assert pipeline.library is not library


def has_words_of_a_question(log: Path) -> bool:
    text = log.read_bytes().lower()
    return any(word in text for word in WORDS)


def test_commands_ask_the_cluster(served: LocalCluster, collection: Path) -> None:
    asked = questions()[0]
    options = ["--cluster", str(served.head), "--token", str(served.token)]
    process = start_command(["ask", str(collection), asked, "--json", *options])
    output, _ = process.communicate(timeout=300)
    assert json.loads(output)["question"] == asked
    status, _ = start_command(["cluster", "status", *options]).communicate(timeout=300)
    assert "4 machines" in status
    assert "not running" not in status


def test_what_cannot_be_served_is_refused(
    served: LocalCluster, collection: Path, tmp_path: Path
) -> None:
    from pincite.cluster.serving.pipeline import open_cluster_pipeline
    from pincite.cluster.serving.placement import deploy

    with pytest.raises(PinciteError, match=r"does not run on this cluster.*pincite cluster up"):
        open_cluster_pipeline(tmp_path / "other.collection")
    with pytest.raises(PinciteError, match="with the bundled models"):
        open_cluster_pipeline(tmp_path / "other.collection", reader=tmp_path)
    with pytest.raises(PinciteError, match=r"9 copies need as many machines.*has 3"):
        deploy(collection, 9, 1, list[str]().append)
