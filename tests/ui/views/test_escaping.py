"""Markup in documents, names and questions is shown as text by every view."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from eval.metrics.aggregate import summarise
from eval.runs.comparison import compare
from eval.runs.records import EvalRecord
from index.errors import PinciteError
from index.ingest.pipeline import IngestProgress
from index.library import IngestResult
from index.spans import Document, Hit, Passage, Span
from index.storage.documents import DocumentInfo
from index.storage.filters import parse_filters
from qa.types import Answer, AnswerCandidate, Occurrence
from tests.ui.views.parse_html import tree
from tests.ui.views.runs import AFTER, BEFORE
from ui.views import answer as answer_view
from ui.views import evaluation as evaluation_view
from ui.views import library as library_view
from ui.views import uploads as uploads_view
from ui.views.answer import AskOptions
from ui.views.errors import error_card
from ui.views.evaluation import Evaluated
from ui.views.file_names import file_name
from ui.views.library import DiskUsage, LibraryList
from ui.views.sources import sources
from ui.views.uploads import Actions

HOSTILE = """<img src=x onerror=alert(1)>${alert(1)}{{7*7}}"'><script>alert(1)</script>"""
NAME = HOSTILE.replace("/", "")
"""Of a file: of a path, only the last part is shown."""


def hostile_answer() -> Answer:
    document = Document(1, HOSTILE, HOSTILE, f"{HOSTILE} {HOSTILE}")
    sentence = Span(document, 0, len(HOSTILE))
    whole = Span(document, 0, len(document.text))
    passage = Passage(whole, 0.1, 1, 1, (Hit(sentence, 0.5),))
    occurrence = Occurrence(Span(document, 3, 30), sentence, passage)
    return Answer(
        question=HOSTILE,
        candidates=(AnswerCandidate((occurrence,), 0.9, {}),),
        passages=(passage,),
        threshold=0.5,
        documents=1,
        milliseconds=1.0,
        reader=HOSTILE,
    )


def answer_views() -> Iterator[str]:
    result = hostile_answer()
    options = AskOptions(parse_filters([HOSTILE[:40]]), HOSTILE)
    yield answer_view.answer(result)
    yield answer_view.answer(replace(result, threshold=0.95))
    yield answer_view.answer(result, options)
    yield answer_view.sources_of(result)
    yield answer_view.feedback(replace(result, candidates=result.candidates * 2))
    yield answer_view.feedback_saved(HOSTILE, 1, True)
    yield answer_view.viewer(sources(result)[0])
    yield answer_view.welcome(1, [HOSTILE], [".txt"])
    yield error_card(PinciteError(HOSTILE))


def library_views() -> Iterator[str]:
    disk, result = DiskUsage(1, 1, 1), IngestResult(NAME, "refused", HOSTILE)
    entry = DocumentInfo(1, HOSTILE, HOSTILE, "0", HOSTILE, 1, 1, (HOSTILE,))
    plain = DocumentInfo(1, "a", "A", "0", "", 1, 1)
    yield library_view.documents(HOSTILE, disk, [entry])
    yield library_view.documents("a", disk, [plain], HOSTILE)
    yield uploads_view.progress(IngestProgress(NAME, 1, 1, 1, 0.5, 1.0))
    step = IngestProgress("b.txt", 1, 1, 1, 0.5, 1.0)
    yield uploads_view.progress(step, [result], [NAME])
    actions = Actions(1, frozenset({NAME}), 1)
    yield uploads_view.results([result], [NAME], actions)
    yield library_view.documents("a", disk, [plain], "", [Document(0, HOSTILE, HOSTILE, "a")])
    for can_undo in (True, False):
        yield library_view.removed(NAME, can_undo=can_undo)
    yield library_view.restored(NAME)
    yield library_view.saved([HOSTILE])
    for can_change in (True, False):
        listed = LibraryList([HOSTILE], [HOSTILE], HOSTILE, True, can_change)
        yield library_view.libraries(listed, "rename", HOSTILE)
    yield library_view.leads_to("/l/a/library", HOSTILE)


def evaluation_views() -> Iterator[str]:
    row = EvalRecord("1", HOSTILE, (), answer=HOSTILE, confidence=0.5, error=HOSTILE)
    failed = replace(row, error="", why=HOSTILE)
    before = replace(BEFORE, config={**BEFORE.config, HOSTILE: HOSTILE})
    yield evaluation_view.progress(1, 2, HOSTILE, 1.0)
    yield evaluation_view.report(Evaluated([row], summarise([row]), 1, 1, [], HOSTILE, [HOSTILE]))
    yield evaluation_view.report(Evaluated([failed], summarise([failed]), 1, 1, [], ""))
    yield evaluation_view.comparison(HOSTILE, HOSTILE, compare(before, AFTER))


def test_markup_is_shown_as_text_everywhere() -> None:
    for markup in (*answer_views(), *library_views(), *evaluation_views()):
        root = tree(markup)
        assert not root.xpath("//img | //script")
        attributes = [name for element in root.iter() for name in element.attrib]
        assert not [name for name in attributes if name.startswith("on")]
        assert file_name(HOSTILE) in root.text_content()
