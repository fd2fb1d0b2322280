"""The public API; `pincite/__init__.py` lists it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.collection.opening import open_libraries
from index.errors import PinciteError
from index.ingest.discover import nothing_to_read, search_folders
from index.ingest.pipeline import IngestProgress, ingest
from index.ingest.worker import ResourceLimits
from index.library import IngestResult
from index.library import Library as IndexLibrary
from index.spans import Passage
from index.storage.documents import DocumentInfo
from index.storage.filters import NO_FILTER, Filter, parse_filters
from pincite.results import AddResult, Answer, DraftCheck, Verification
from qa.citations import Citation
from qa.citations import verify as find_problem
from qa.decision.calibrations import load_calibration
from qa.drafts.check import check as check_draft
from qa.drafts.read import draft_of, read_draft
from qa.pipeline import BUNDLED_READER, QAPipeline, open_reader
from qa.questions.validation import validate_question

if TYPE_CHECKING:
    from qa.readers.reader import Reader

__all__ = [
    "AddResult",
    "Answer",
    "Citation",
    "DocumentInfo",
    "DraftCheck",
    "Filter",
    "IngestProgress",
    "IngestResult",
    "Library",
    "Passage",
    "PinciteError",
    "Verification",
    "add",
    "ask",
    "check",
    "open_library",
    "verify",
]

Paths = str | Path | Iterable[str | Path]


class Library:
    """An open library. Get one from `open_library`; close it, or use it as a context manager.

    Any number of threads may use it. The reader model is loaded by the first question.
    """

    def __init__(self, library: IndexLibrary, reader: Path = BUNDLED_READER) -> None:
        """For `open_library`."""
        self._library = library
        self._reader_folder = reader
        self._reader: Reader | None = None
        self._calibration = load_calibration(reader)
        self._lock = threading.Lock()

    @property
    def path(self) -> Path:
        """The file of the library; of several, all names with a space between."""
        return self._library.path

    def close(self) -> None:
        """Closes the file. The library cannot be used afterwards."""
        self._library.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Library {str(self.path)!r}>"

    def add(
        self,
        paths: Paths,
        *,
        tags: Sequence[str] = (),
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
        ocr: bool = False,
        on_progress: Callable[[IngestProgress], None] | None = None,
    ) -> AddResult:
        """Adds files, and the files of folders at any depth, and returns what happened to each.

        A file that has not changed is skipped; one that has changed replaces its document. A file
        that cannot be read is in `refused` of the result, files in folders that are in no known
        format are in `skipped`; the others are added all the same. Each document is stored at
        once: if an exception interrupts the call, those before it remain.

        Args:
            paths: A file or folder, or several.
            tags: Given to every document, to filter by.
            include: In folders, read only files that match one of these patterns, as "*.pdf".
            exclude: In folders, skip files and folders that match one of these patterns.
            ocr: Read scanned pages with the program tesseract; takes seconds a page.
            on_progress: Called often while files are read, with how much is done.

        Raises:
            PinciteError: A path does not exist, there is no file that can be read, or it is a
                collection.
        """
        self._library.require_changeable()
        limits = ResourceLimits.with_ocr() if ocr else None
        found = search_folders(_as_paths(paths), include, exclude)
        if not found.files:
            raise PinciteError(nothing_to_read(_as_paths(paths), found))
        results = []
        for progress in ingest(self._library, found.files, tags, limits):
            if progress.result:
                results.append(progress.result)
            if on_progress:
                on_progress(progress)
        return AddResult(tuple(results), found.skipped)

    def documents(self, filters: Filter = NO_FILTER) -> list[DocumentInfo]:
        """The documents, or those that pass the filter, without their texts; sorted by source."""
        return self._library.list_documents(_checked(filters))

    def remove(self, source: str) -> None:
        """Deletes the document with this source, as `documents` lists it; its file stays.

        Raises:
            PinciteError: No document has this source.
        """
        self._library.remove(source)

    def search(self, question: str, k: int = 10, *, filters: Filter = NO_FILTER) -> list[Passage]:
        """The `k` passages that match best, by hybrid search (dense and BM25), best first.

        Raises:
            PinciteError: The question is empty or too long.
        """
        return self._library.search(validate_question(question), k, filters=_checked(filters))

    def ask(
        self,
        question: str,
        *,
        filters: Filter = NO_FILTER,
        risk: float | None = None,
        everywhere: bool = False,
    ) -> Answer:
        """Answers a question with words of a document, or with none if no answer is certain enough.

        Args:
            question: One question in English, at most 2,000 characters.
            filters: Search only the documents that pass, as `Filter(tags=("contracts",))`.
            risk: The share of answers that may be wrong, such as .05; `pincite risks` lists the
                shares to choose from and how many answers each leaves. None: the default.
            everywhere: Do not rank the passages of documents higher that the question names.

        Raises:
            PinciteError: The question is empty or too long, no document passes the filter, or
                the risk is not in the table.
        """
        pipeline = QAPipeline(self._library, self._open_reader(), self._calibration, risk=risk)
        return Answer(pipeline.ask(question, _checked(filters), everywhere=everywhere))

    def verify(self, citation: Citation | Mapping[str, Any]) -> Verification:
        """Checks that the quoted words are where the citation says.

        Args:
            citation: A citation, or the JSON object of one.
        """
        fields = asdict(citation) if isinstance(citation, Citation) else citation
        return Verification(find_problem(self._library, fields) or "")

    def check(self, draft: str | Path, *, filters: Filter = NO_FILTER) -> DraftCheck:
        """Looks up every quotation, figure, date and reference of a draft.

        Args:
            draft: A text, or as a Path the file that has it: a text, .docx, .html, ….
            filters: Look only in the documents that pass.

        Raises:
            PinciteError: The draft is empty, too long, or cannot be read.
        """
        text = read_draft(draft) if isinstance(draft, Path) else draft_of(draft)
        return DraftCheck(check_draft(self._library, text, _checked(filters)))

    def _open_reader(self) -> Reader:
        """Loads the reader, and brings the search index up to date, on the first call."""
        with self._lock:
            if self._reader is None:
                self._library.refresh_index()
                self._reader = open_reader(self._reader_folder)
            return self._reader


def open_library(
    path: Paths,
    *,
    create: bool = False,
    encoder: str | Path | None = None,
    reader: str | Path | None = None,
) -> Library:
    """Opens a library, or several as one, which answers as one library with all their documents.

    Args:
        path: The file, NAME.pincite, or several, or a collection, NAME.collection: then documents
            can be neither added nor removed.
        create: Create it if it does not exist.
        encoder: The folder of a sentence-transformers model to encode sentences with. A library
            works only with the encoder that it was created with. None: the bundled one.
        reader: The folder of a SQuAD-style model to read with. None: the bundled one.

    Raises:
        PinciteError: There is no library at `path`, it was created with another encoder or a
            newer Pincite, a folder contains no such model, or several libraries were created
            with different encoders or lengths of passages.
    """
    paths, folder = _as_paths(path), None if encoder is None else Path(encoder)
    if create and len(paths) != 1:
        raise PinciteError(f"{len(paths)} libraries cannot be created as one. Name one.")
    library = (
        IndexLibrary.open(paths[0], create=True, encoder=folder)
        if create
        else open_libraries(paths, encoder=folder)
    )
    try:
        return Library(library, BUNDLED_READER if reader is None else Path(reader))
    except BaseException:
        library.close()
        raise


def add(
    library: Library | str | Path,
    paths: Paths,
    *,
    tags: Sequence[str] = (),
    ocr: bool = False,
    on_progress: Callable[[IngestProgress], None] | None = None,
) -> AddResult:
    """Adds files and folders to a library; see `Library.add`. Creates it if it does not exist."""
    with _open(library, create=True) as opened:
        return opened.add(paths, tags=tags, ocr=ocr, on_progress=on_progress)


def ask(
    library: Library | Paths,
    question: str,
    *,
    filters: Filter = NO_FILTER,
    risk: float | None = None,
    everywhere: bool = False,
) -> Answer:
    """Answers a question from a library, or from several as one; see `Library.ask`."""
    with _open(library) as opened:
        return opened.ask(question, filters=filters, risk=risk, everywhere=everywhere)


def verify(library: Library | str | Path, citation: Citation | Mapping[str, Any]) -> Verification:
    """Checks that the words of a citation are in a library; see `Library.verify`."""
    with _open(library) as opened:
        return opened.verify(citation)


def check(
    library: Library | str | Path, draft: str | Path, *, filters: Filter = NO_FILTER
) -> DraftCheck:
    """Looks up the quotations, figures and dates of a draft; see `Library.check`."""
    with _open(library) as opened:
        return opened.check(draft, filters=filters)


@contextmanager
def _open(library: Library | Paths, create: bool = False) -> Iterator[Library]:
    """An open library as it is; a path, or several, are opened and closed again."""
    if isinstance(library, Library):
        yield library
    else:
        with open_library(library, create=create) as opened:
            yield opened


def _as_paths(paths: Paths) -> list[Path]:
    return [Path(paths)] if isinstance(paths, str | Path) else [Path(path) for path in paths]


def _checked(filters: Filter) -> Filter:
    """The filter, cleaned and checked as that of a command. Raises PinciteError."""
    return parse_filters(filters.sources, filters.title, filters.tags, filters.since, filters.until)
