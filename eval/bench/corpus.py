"""What a benchmark runs on: the sets that are named, or the bundled sample."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.datasets.dataset import Question
from eval.datasets.load import load
from eval.runs.run import sample
from index.errors import PinciteError
from index.ingest.discover import find_files
from index.ingest.readers import read_document
from index.library import Library
from index.spans import Document

SAMPLE = Path(__file__).parent.parent / "sets" / "belarus" / "questions.json"


@dataclass(frozen=True, slots=True)
class Options:
    """The arguments of a benchmark.

    `data` empty: the bundled sample. `limit` None: the benchmark's own number of questions.
    `quick`: fewer questions and texts.
    """

    data: tuple[Path, ...] = ()
    quick: bool = False
    limit: int | None = None

    def questions(self, full: int, quick: int) -> int:
        """The number of questions of a set to ask."""
        if self.limit is not None:
            return self.limit
        return quick if self.quick else full


@dataclass(frozen=True, slots=True)
class Corpus:
    """A set with the documents it asks about.

    The set contains them itself (SQuAD, BEIR), or they lie in documents/ beside it.
    """

    name: str
    digest: str
    questions: tuple[Question, ...]
    documents: tuple[Document, ...]

    @property
    def has_text_gold(self) -> bool:
        """Whether the gold is ranges of text; else it is whole documents."""
        return any(question.gold for question in self.questions)

    def sampled(self, limit: int) -> Corpus:
        """With a random sample of at most `limit` questions, always the same, in their order."""
        return replace(self, questions=sample(self.questions, limit))

    def answerable(self) -> Corpus:
        """With the answerable questions alone."""
        return replace(self, questions=tuple(each for each in self.questions if each.answerable))

    def reduced(self, others: int) -> Corpus:
        """With the documents that answer its questions, and at most `others` of the others."""
        wanted = {hash for question in self.questions for hash in question.hashes}
        answering = [document for document in self.documents if document.hash in wanted]
        rest = [document for document in self.documents if document.hash not in wanted]
        return replace(self, documents=(*answering, *rest[:others]))


def corpora(paths: Sequence[Path]) -> list[Corpus]:
    """Raises PinciteError for a path that is not a set, and for a set without documents."""
    return [_corpus(path) for path in (paths if paths else (SAMPLE,))]


def text_gold_corpora(paths: Sequence[Path]) -> list[Corpus]:
    """Those of the sets whose gold is ranges of text; if there are none, the sample."""
    with_text_gold = [corpus for corpus in corpora(paths) if corpus.has_text_gold]
    return with_text_gold if with_text_gold else corpora(())


def _corpus(path: Path) -> Corpus:
    questions = load(path)
    documents = questions.documents if questions.documents else tuple(_beside(path))
    return Corpus(questions.name, questions.digest, questions.questions, documents)


def _beside(path: Path) -> Iterator[Document]:
    """The documents in the folder documents/ beside a set."""
    folder = path.parent / "documents"
    if not folder.is_dir():
        raise PinciteError(
            f"{path} contains no documents, and there is no folder {folder}."
            " Name a set of SQuAD or BEIR, or put them there."
        )
    for file in find_files([folder]):
        yield read_document(file.path.relative_to(folder).as_posix(), file.path.read_bytes())


@contextmanager
def library_of(documents: Iterable[Document]) -> Iterator[Library]:
    """A temporary library of the documents."""
    with (
        TemporaryDirectory() as folder,
        Library.open(Path(folder) / "bench.pincite", create=True) as library,
    ):
        for document in documents:
            library.add(document)
        library.refresh_index()
        yield library
