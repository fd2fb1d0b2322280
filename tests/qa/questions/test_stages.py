"""The stages of a question are told to the one who asked it, and to nobody else."""

from __future__ import annotations

import threading

from index.library import Library
from qa.pipeline import QAPipeline
from qa.questions.stages import Stage, listening, tell
from tests.conftest import document
from tests.support.readers import HALF, FirstWords


def test_only_the_thread_that_listens_hears_and_only_meanwhile() -> None:
    heard: list[Stage] = []
    tell("searching")
    with listening(heard.append):
        tell("searching")
        other = threading.Thread(target=tell, args=["reading"])
        other.start()
        other.join()
        tell("reading")
    tell("reading")
    assert heard == ["searching", "reading"]


def test_a_pipeline_searches_then_reads(library: Library) -> None:
    library.add(document("Cats sleep."))
    heard: list[Stage] = []
    with listening(heard.append):
        QAPipeline(library, FirstWords(), HALF).ask("cats")
    assert heard == ["searching", "reading"]
