"""Contexts read after the title of their document, as the product reads passages.

The questions about contracts name none. Some are made to ("the license agreement of Acme Inc"), and
some of those are asked of a clause of another contract, which does not answer them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.spans import Document, Span
from qa.readers.context import context
from qa.train.data import Row
from qa.train.data_settings import DataSettings

_TITLE_QUESTION = re.compile(r"title of this agreement|kind of agreement is this")
_THE_CONTRACT = re.compile(r"\b(this|the) (agreement|contract)\b", re.IGNORECASE)
_TYPE = re.compile(r"[a-z&,/ -]*\b(agreement|contract)\b", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z0-9]+")
_MAX_COMPANY_WORDS, _MIN_COMPANY_CHARS, _MAX_TYPE_CHARS = 6, 5, 60


@dataclass(frozen=True, slots=True)
class Contract:
    """The company's name in the text and in the file name, and the title; "" where not known."""

    company: str
    file_word: str
    title: str

    @property
    def kind(self) -> str:
        """Such as "license agreement", for a question."""
        match = _TYPE.match(self.title)
        return " ".join(match[0].split()).lower() if match else ""

    @property
    def before(self) -> str:
        """What the reader sees before a passage of it."""
        return written_before(self.title or self.company, f"{self.file_word}.pdf")


def written_before(title: str, file: str = "") -> str:
    """What the product writes before a passage of the document with this title and file name."""
    return context(Span(Document(0, file, title, "-"), 0, 1))


def titled(rows: Sequence[Row], settings: DataSettings) -> list[Row]:
    """The rows with the title before a share of the contexts for which it is known, in order.

    Then, for a share of the questions that name a contract, rows with a clause of another one.
    """
    contracts = find_contracts(rows)
    named: list[Row] = []
    result = []
    for number, row in enumerate(rows):
        draw = settings.generator("title", number)
        if row.contract:
            contract = contracts[row.contract]
            if draw.random() < settings.titled:
                row = replace(row, before=contract.before)
                if draw.random() < settings.named and (asked := _named(row.question, contract)):
                    row = replace(row, question=asked)
                    named.append(row)
        elif row.title and draw.random() < settings.titled:
            row = replace(row, before=written_before(row.title))
        result.append(row)
    return result + list(_of_others(named, result, contracts, settings))


def _named(question: str, contract: Contract) -> str | None:
    """The question with the contract's name; None if its company or kind is not known."""
    match = _THE_CONTRACT.search(question)
    if not contract.company or not match or len(contract.kind) > _MAX_TYPE_CHARS:
        return None
    kind = contract.kind or match[2]
    if _TITLE_QUESTION.search(question):
        kind = match[2]
    return f"{question[: match.start()]}the {kind} of {contract.company}{question[match.end() :]}"


def _of_others(
    named: Sequence[Row],
    rows: Iterable[Row],
    contracts: dict[str, Contract],
    settings: DataSettings,
) -> Iterator[Row]:
    """Questions that name a contract, each with a clause of another that answers without the name.

    The clause is one of a row with an answer to the same question.
    """
    answering: dict[str, list[Row]] = {}
    for row in rows:
        if row.contract and row.answers:
            answering.setdefault(_plain(row.question, contracts[row.contract]), []).append(row)
    for number, row in enumerate(named):
        draw = settings.generator("other contract", number)
        contract = contracts[row.contract]
        others = [
            other
            for other in answering.get(_plain(row.question, contract), [])
            if contracts[other.contract].company not in ("", contract.company)
        ]
        if others and draw.random() < settings.of_others:
            other = draw.choice(others)
            yield replace(
                other, question=row.question, answers=(), before=contracts[other.contract].before
            )


def _plain(question: str, contract: Contract) -> str:
    """The question without the words that name the contract."""
    if contract.company and contract.company in question:
        before, _, after = question.partition(contract.company)
        return f"{before.rpartition('the ')[0]}X{after}"
    return _THE_CONTRACT.sub("X", question, count=1)


def find_contracts(rows: Iterable[Row]) -> dict[str, Contract]:
    """The contracts of the rows by `Row.contract`, which begins with the letters of the company."""
    contexts: dict[str, list[Row]] = {}
    for row in rows:
        if row.contract:
            contexts.setdefault(row.contract, []).append(row)
    return {name: _contract(name, some) for name, some in contexts.items()}


def _contract(name: str, rows: Sequence[Row]) -> Contract:
    letters = re.match(r"[a-z]*", name)
    file_word = letters[0] if letters else ""
    titles = (row.texts[0] for row in rows if row.answers and _TITLE_QUESTION.search(row.question))
    companies = (_company(row.context, file_word) for row in rows)
    return Contract(max(companies, key=len), file_word, " ".join(next(titles, "").split()))


def _company(text: str, letters: str) -> str:
    """The longest run of words that, written together, `letters` begins with; "" if none."""
    words = list(_WORD.finditer(text))
    best = ""
    for first, word in enumerate(words):
        joined = ""
        for last in words[first : first + _MAX_COMPANY_WORDS]:
            joined += last[0].lower()
            if not letters.startswith(joined):
                break
            found = " ".join(text[word.start() : last.end()].split())
            if len(joined) >= _MIN_COMPANY_CHARS and len(found) > len(best):
                best = found
    return best
