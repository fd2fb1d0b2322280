"""Every template of the page, with a given number of everything and files in a given folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import cast, get_args

from eval.datasets.dataset import RelevantDocument
from eval.metrics.aggregate import summarise
from eval.runs.comparison import compare as compare_runs
from eval.runs.records import EvalRecord
from index.errors import CorruptLibraryError, OutdatedLibraryError, PinciteError
from index.ingest.not_read import describe_not_read
from index.ingest.pipeline import IngestProgress
from index.library import IngestResult, Library
from index.search.mentions import Mention
from index.spans import Document, Hit, Marker, Passage, Span
from index.storage.documents import DocumentInfo
from qa.decision.calibration import Calibration, OperatingPoint
from qa.drafts.types import Claim, DraftCheck, Finding
from qa.drafts.versions.compare import compare
from qa.questions.follow_up.types import Previous
from qa.types import Answer, AnswerCandidate, Occurrence
from tests.ui.views.runs import AFTER, BEFORE
from ui.engine.folders import FolderStatus
from ui.engine.history.again import Progress
from ui.engine.history.entries import Again, Entry, Result
from ui.engine.history.store import Query
from ui.engine.web.address_list import ListedAddress, Status
from ui.pages.check.view import check_page, form_page
from ui.pages.document.changes.view import Shown, changes_page, choose_page
from ui.pages.document.view import OpenAt, document_page, outline
from ui.pages.history.view import HistoryView, history_page
from ui.pages.places.mentions import mentions_page
from ui.pages.places.view import places_page
from ui.pages.settings.addresses import Row, addresses_page
from ui.views import answer as answer_view
from ui.views import evaluation as evaluation_view
from ui.views import follow_up
from ui.views import library as library_view
from ui.views import uploads as uploads_view
from ui.views.addresses import Mark
from ui.views.errors import error_card
from ui.views.evaluation import Evaluated
from ui.views.layout import footer, header, inline_layout, layout, problem
from ui.views.library import DiskUsage, LibraryList
from ui.views.sources import sources
from ui.views.templating import render
from ui.views.uploads import Actions

TEXT = "Terms\n\nThe notice period is 28 days. The rent is due on the first day."
API = {
    "info": {"description": "Ranges count characters."},
    "openapi": "3.1.0",
    "paths": {},
    "components": {"schemas": {}},
}


def every_template(number: int, folder: str) -> Iterator[str]:
    file = f"{folder}/lease.pdf"
    result = answer(number, file)
    yield from _answer(number, result)
    yield from _library(number, folder)
    yield from _evaluation(number, folder)
    yield from _pages(number, result)
    yield from _history(number, result)
    yield _settings(number, file)
    for error in errors(folder):
        yield error_card(error)


def errors(folder: str) -> Sequence[Exception]:
    """Of each kind that reaches the page."""
    path = Path(folder) / "Mills 2024.pincite"
    messages = (
        f"There is no library at {path}. Make one with: pincite add {path} FILES...",
        f"{path} has no document {folder + '/a.pdf'!r}. See: pincite list {path}",
        f"No document in {path} has tag x. See: pincite list {path}",
        f"{path} is being written by pincite add (process 1234). Try again when it is done.",
        f"{path} cannot be opened as a library (not a database). Is it another kind of file?",
        f"{path} cannot be changed: the file or its folder is read-only. Ask again.",
        f"{path} has format 9, this version reads formats up to 3: use a newer one.",
        "It needs the package mcp, which is not installed. Install it: pip install pincite[mcp]",
        "This reader has no table of risks. Make one with: pincite eval calibrate",
        "old.json is a finished run. Name another file for --out, or remove it.",
    )
    return [
        *map(PinciteError, messages),
        CorruptLibraryError(path, "row 3 is not as it was"),
        OutdatedLibraryError(path),
        ValueError(f"a bug at {path}"),
    ]


def answer(number: int, source: str) -> Answer:
    """With that many candidates, each in as many places."""
    markers = [Marker("page", 0, 0, "i"), Marker("heading", 0, 5, "Terms")]
    documents = [
        Document(
            id,
            source,
            "Lease" + " again" * (id - 1),
            TEXT,
            tuple(markers[:number]),
            date="2024-03-31",
        )
        for id in range(1, max(number, 1) + 1)
    ]
    places = [_place(each) for each in documents]
    features = {"log_odds": 1.0, "margin": 0.5, "cosine": 0.1, "new_one": 0.0}
    candidates = [
        AnswerCandidate((place,), 0.9 - 0.1 * at, features) for at, place in enumerate(places)
    ]
    return Answer(
        question="How long is the notice period?",
        candidates=tuple(candidates[:number]),
        passages=tuple(place.passage for place in places[:number]),
        threshold=0.5,
        documents=number,
        milliseconds=float(number),
        reader=source,
        items=tuple(places) if number == 2 else (),
        named=tuple(documents[:number]),
        corrections={"notise": "notice"},
        written="And the notice period?",
        follow_up="How long is the notice period of the lease?",
    )


def _place(document: Document) -> Occurrence:
    at = TEXT.index("28 days")
    sentence = Span(document, TEXT.index("The"), TEXT.index(" The rent"))
    passage = Passage(Span(document, 0, len(TEXT)), 0.1, 1, 1, (Hit(sentence, 0.5),))
    return Occurrence(Span(document, at, at + 7), sentence, passage)


def _answer(number: int, result: Answer) -> Iterator[str]:
    conflicting = replace(result, items=(), conflicting=result.candidates[1:])
    yield answer_view.answer(result)
    yield answer_view.answer(conflicting)
    yield answer_view.answer(replace(result, items=(), threshold=0.95))
    yield answer_view.answer(replace(result, threshold=0.95, possible_threshold=0.95))
    yield answer_view.sources_of(result)
    yield answer_view.feedback(result)
    yield answer_view.feedback_saved("lease.questions.json", number, True)
    yield answer_view.viewer(next(iter(sources(result)), None))
    yield answer_view.viewer(None, unavailable=True)
    stops = [OperatingPoint(0.05 * each, 0.5, 0.5, None) for each in range(1, number + 1)]
    yield answer_view.risk_slider(stops, 0.5, None)
    yield answer_view.welcome(number, ["How long?"] * number, [".txt"])
    yield answer_view.awaited()
    yield follow_up.context(Previous("How long is the notice period?", "28 days", ("Lease",)))


def _library(number: int, folder: str) -> Iterator[str]:
    file = f"{folder}/lease.pdf"
    disk, result = DiskUsage(number, number, number), IngestResult(file, "added", "", number)
    refused = IngestResult(file, "refused", f"{file} cannot be read. Run: pincite add {file}")
    losses = {"pictures skipped": number}
    entry = DocumentInfo(1, file, "Lease", "0", "", number, number, (), losses=losses)
    yield library_view.documents("lease", disk, [entry] * number)
    edited = replace(entry, of_file={"title": "Lease", "date": ""}, pages=number)
    yield library_view.documents("lease", disk, [edited] * number, "lease")
    yield library_view.documents("lease", disk, [], removed=[Document(1, file, "Lease", TEXT)])
    step = IngestProgress(file, 1, number, number, 0.5, 1.0)
    yield uploads_view.progress(step, [result] * number, [file] * number)
    yield uploads_view.queued([file] * number)
    for actions in (Actions(number, frozenset([file]), number), Actions(number, has_ocr=False)):
        yield uploads_view.results([result, refused][:number], [file] * number, actions)
    yield uploads_view.undone(number) + library_view.saved(["Lease"] * number)
    for can_undo in (True, False):
        yield library_view.removed(file, can_undo=can_undo) + library_view.restored(file)
    yield library_view.libraries(LibraryList(["a"], ["b"] * number, "a", True, True))
    yield library_view.libraries(LibraryList(["a"], [], "a", True, False), "make", "b")
    yield library_view.leads_to("/l/a/library", "Made.")


def _evaluation(number: int, folder: str) -> Iterator[str]:
    gold = (RelevantDocument("0" * 64, f"{folder}/lease.pdf"),)
    failed = EvalRecord("2", "Why?", (), documents=gold, error=f"No text in {folder}/a.pdf")
    row = EvalRecord("1", "How long?", (), documents=gold, answer="28 days", confidence=0.5)
    rows = [row, failed][:number] or [row]
    yield evaluation_view.about("lease", number, has_set=bool(number))
    yield evaluation_view.applied(0.5, "lease")
    yield evaluation_view.progress(number, 2, "How long?", 1.0)
    remarks = [f"{folder}/lease.pdf is not in the library"] * number
    settings = f"set={folder}/questions.json"
    yield evaluation_view.report(Evaluated(rows, summarise(rows), 2, number, [], settings, remarks))
    yield evaluation_view.comparison("run 1", "run 2", compare_runs(BEFORE, AFTER))


def _pages(number: int, result: Answer) -> Iterator[str]:
    place = _place(Document(1, f"{result.reader}", "Lease", TEXT))
    document = replace(place.span.document, markers=(Marker("page", 0, 0, "1"),) * number)
    yield document_page(document, OpenAt((Mark.of(place.span, place.sentence),) * number), "a")
    yield outline(document) + outline(document, "rent")
    yield places_page(result, "", "a")
    yield from _of_documents(number, document)
    finding = Finding(Claim("quotation", place.span), "altered", (place.span,) * number)
    check = DraftCheck(document, (finding,) * number, number, float(number))
    yield check_page(check, TEXT, "a") + form_page("a", "", ("It is empty.", "Paste it."))
    yield problem("It is gone.", "Open another one.", "../")
    for status in get_args(Status):
        entry = ListedAddress("https://a.org/b", status, "It is gone." * number, "2026-01-01")
        row = Row(entry, status == "", "document/1" if number else None, entry.message)
        yield addresses_page("a", ["https://a.org/"], [row] * number, ["x"] * number, ["No."])
    lost = {"missing": "a" * number, "none": number == 1, "known": [("a", "/l/a")][:number]}
    yield render("not_found.html", **layout("/"), **lost)
    for inside in (True, False):
        form = {"target": "/", "problem": "Wrong." * number, "users": number > 1, "inside": inside}
        signed_in = {"user": "ada" * number, "by_proxy": number == 1}
        yield render("login.html", **inline_layout(), **form, **signed_in)
    yield header("ask", "", "a", locked=True) + footer(keys=True)
    yield render("reference.html", **layout("../"), api=API)


def _of_documents(number: int, document: Document) -> Iterator[str]:
    """What changed between two versions, and all mentions of words."""
    text = document.text.replace("28", "30" * number).replace(" is due", " is not due")
    new = replace(document, id=2, text=f"{text} Rent is paid by the tenant. " * max(number, 1))
    entries = [
        DocumentInfo(each, f"{document.source}/{each}.pdf", "Lease", str(each), "", 1, 1)
        for each in range(1, number + 2)
    ]
    yield choose_page(entries, None, "lease" * number, "a")
    yield choose_page(entries, document, "", "a")
    for kind in ("words", "form", "negations"):
        yield changes_page(compare(document, new), Shown(kind, "rent" * (number == 1)), 0, "a")
    spans = [Span(document, 7, 10), Span(document, 0, 40)]
    mentions = [Mention(spans[1], (spans[0],))] * number
    yield mentions_page("rent", mentions, "a", document if number == 1 else None)
    yield mentions_page("&", [], "a", error=("There is no word.", "Type one." * number))


def _history(number: int, result: Answer) -> Iterator[str]:
    library = SimpleNamespace(ids_by_hash=dict, has_source=lambda source: number == 2)
    view = HistoryView(cast(Library, library), "a", "ada" * number)
    first, then = "2026-11-23T09:42:10+00:00", "2026-11-24T09:42:10+00:00"
    nothing = Result("nothing", 0.1, ())
    given = [Result.of(result), replace(Result.of(result), outcome="possible"), nothing]
    agains = [None, Again(then, None, "It is gone."), *(Again(then, each) for each in given)]
    entries = [
        Entry(id, first, "How long?", "tag=a&risk=5", result, True, "Look again.", again)
        for id, (result, again) in enumerate(product(given, agains), 1)
    ][: 20 * number]
    for progress in (Progress(number, number), Progress(0, number), Progress(0, 2, "It is gone.")):
        values = view.saved_values(entries, progress)
        yield view.page(entries, Query("lease", offset=100), number, values, number > 0)
    yield view.page([], Query(), 0, values, True) + view.recent(entries)
    yield view.deleted(Entry(1, first, "How long?", "", nothing))
    yield history_page("a", off=True) + history_page("a", error=("It is gone.", "Ask again."))


def _settings(number: int, file: str) -> str:
    result = IngestResult(file, "refused", f"{file} cannot be read. Run: pincite add {file}")
    counts = Counter({"added": number, "replaced": number})
    when = "2026-11-23T09:42:10+00:00"
    statuses = [
        FolderStatus("docs", number > 1, number > 1, when, counts, (result,) * number, (), "Gone.")
    ]
    return render(
        "settings/settings.html",
        **layout("./", "a" * number, "settings"),
        library="a" * number,
        choices=[("5", "At most 5 % wrong")],
        chosen="5" * number,
        threshold=0.5,
        passages=10,
        calibration=Calibration({}, 0.0, 0.0, questions=number) if number else None,
        ocr=True,
        has_ocr=number > 1,
        folders=["docs"],
        statuses=statuses,
        not_read=describe_not_read,
        script="settings.js",
    )
