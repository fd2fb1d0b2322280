"""The questions and texts that a benchmark is run on: the sets that are named, or the bundled sample."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.datasets.dataset import Question
from eval.datasets.load import load
from index.errors import PinciteError
from index.ingest import readers as files
from index.ingest.discover import find_files
from index.library import Library
from index.spans import Document

SAMPLE = Path(__file__).parent.parent / "sets" / "belarus" / "questions.json"


@dataclass(frozen=True, slots=True)
class Corpus:
    """A set with the documents it asks about, whether it holds them itself (SQuAD, BEIR) or they lie in documents/ beside it."""

    name: str
    digest: str
    questions: tuple[Question, ...]
    documents: tuple[Document, ...]

    @property
    def has_text_gold(self) -> bool:
        """Are gold ranges of words? Else whole documents."""
        return any(question.gold for question in self.questions)

    def drawn(self, most: int) -> Corpus:
        """With at most so many of its questions, drawn by lot, always the same; in the order of the set."""
        kept = set(
            random.Random(0).sample(range(len(self.questions)), min(most, len(self.questions)))
        )
        asked = tuple(question for n, question in enumerate(self.questions) if n in kept)
        return Corpus(self.name, self.digest, asked, self.documents)

    def answerable(self) -> Corpus:
        return Corpus(
            self.name,
            self.digest,
            tuple(question for question in self.questions if question.answerable),
            self.documents,
        )

    def cut(self, others: int) -> Corpus:
        """With the documents that answer its questions, and at most so many of the others."""
        wanted = {hash for question in self.questions for hash in question.hashes}
        near = [document for document in self.documents if document.hash in wanted]
        far = [document for document in self.documents if document.hash not in wanted][:others]
        return Corpus(self.name, self.digest, self.questions, (*near, *far))


def corpora(paths: Sequence[Path]) -> list[Corpus]:
    """Raises PinciteError for a path that is no set, and for a set without documents."""
    return [_corpus(path) for path in (paths if paths else (SAMPLE,))]


def text_gold_corpora(paths: Sequence[Path]) -> list[Corpus]:
    """Those of the sets whose gold are words; without any, the sample."""
    found = [corpus for corpus in corpora(paths) if corpus.has_text_gold]
    return found if found else corpora(())


def _corpus(path: Path) -> Corpus:
    found = load(path)
    documents = found.documents if found.documents else tuple(_beside(path))
    return Corpus(found.name, found.digest, found.questions, documents)


def _beside(path: Path) -> Iterator[Document]:
    folder = path.parent / "documents"
    if not folder.is_dir():
        raise PinciteError(
            f"{path} holds no documents, nor is there a folder {folder}. Name a set of SQuAD or BEIR, or put them there."
        )
    for file in find_files([folder]):
        yield files.read_document(file.path.relative_to(folder).as_posix(), file.path.read_bytes())


@contextmanager
def library_of(documents: Iterable[Document]) -> Iterator[Library]:
    """A library of them for the while, in a temporary folder."""
    with (
        TemporaryDirectory() as folder,
        Library.open(Path(folder) / "bench.pincite", create=True) as library,
    ):
        for document in documents:
            library.add(document)
        library.refresh_index()
        yield library
