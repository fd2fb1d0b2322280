"""Filters: by source, title, tag and date, in lists, searches and questions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from index.errors import PinciteError
from index.library import Library
from index.maintenance.check import check_library
from index.storage.filters import NO_FILTER, Filter, parse_filters
from qa.pipeline import QAPipeline
from tests.conftest import WordEncoder, document
from tests.support.readers import HALF, FirstWords


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Forty documents that match the question, one of them less well, and six with dates."""
    path = tmp_path_factory.mktemp("full") / "my.pincite"
    with Library.open(path, create=True, encoder=WordEncoder()) as library:
        _fill(library)
        yield library


def _fill(library: Library) -> None:
    for number in range(39):
        library.add(
            replace(
                document("Cats sleep well.", f"/home/cats/{number}.txt", f"Cat {number}"),
                tags=("cats",),
            )
        )
    library.add(
        replace(
            document("Do all cats sleep in rows of seven?", "/home/odd/[1].pdf", "ÖDD cats"),
            tags=("cats", "odd"),
            author="Ann",
        )
    )
    for number, day in enumerate(
        ("2019", "2020-05", "2020-05-17T08:00:00Z", "2021-01-02", "17 May 2020", "20200517")
    ):
        library.add(replace(document("Dogs sleep.", f"/home/dogs/{number}.eml", "Dog"), date=day))


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        (NO_FILTER, 46),
        (Filter(since="2019"), 4),
        (Filter(since="2020"), 3),
        (Filter(since="2020-05-17"), 3),
        (Filter(since="2020-05-18"), 2),
        (Filter(since="2020-06"), 1),
        (Filter(until="2018-12-31"), 0),
        (Filter(until="2019-02-01"), 1),
        (Filter(until="2020-05-16"), 2),
        (Filter(until="2020"), 3),
        (Filter(since="2020-05", until="2020-05"), 2),
        (Filter(("*.txt",), since="2019"), 0),
        (Filter(("*.pdf",)), 1),
        (Filter(("3.txt",)), 1),
        (Filter(("/home/cats/*", "*.pdf")), 40),
        (Filter(("CATS/*",)), 39),
        (Filter(("[1].PDF",)), 1),
        (Filter(("odd/[1].pdf",)), 1),
        (Filter(("[0-9].txt",)), 10),
        (Filter(("[!0-3].txt",)), 6),
        (Filter(("cats/[3.txt",)), 0),
        (Filter(title="ödd"), 1),
        (Filter(title="cat 1"), 11),
        (Filter(tags=("cats", "odd")), 1),
        (Filter(tags=("cat",)), 0),
        (Filter(("*.txt",), "cat 7", ("cats",)), 1),
    ],
)
@pytest.mark.parametrize("method", ["hybrid", "dense", "lexical"])
def test_exactly_the_documents_that_pass_are_found(
    full: Library, filters: Filter, count: int, method: str
) -> None:
    found = full.search("cats sleep", 50, method, filters=filters)  # type: ignore[arg-type]
    assert len(found) == full.count(filters) == len(full.list_documents(filters)) == count
    assert {passage.span.document.source for passage in found} == {
        entry.source for entry in full.list_documents(filters)
    }


@pytest.mark.parametrize(
    "day",
    ["today", "2024-13", "2024-02-30", "24-01-01", "2024-1-1", "20240101", "２０２４", "0000"],
)
def test_a_value_that_is_not_a_date_is_refused_and_named(day: str) -> None:
    for name in ("since", "until"):
        with pytest.raises(
            PinciteError,
            match=rf'"{name}" is "{day}", which is not a date\. Write it as 2024, 2024-03 or 2024-',
        ):
            parse_filters(**{name: day})


def test_since_after_until_is_refused() -> None:
    assert parse_filters(since=" 2024-03 ", until="2024").since == "2024-03"
    with pytest.raises(
        PinciteError, match=r"No date is both since 2024-03 and until 2023\. Swap the two dates\."
    ):
        parse_filters(since="2024-03", until="2023")


def test_a_filtered_search_ranks_as_a_library_of_the_passing_documents(full: Library) -> None:
    (best,) = full.search("cats sleep", 1, "dense", filters=Filter(tags=("odd",)))
    assert (best.span.document.title, best.dense_rank) == ("ÖDD cats", 1)


def test_the_pipeline_asks_the_passing_documents_and_reports_if_there_are_none(
    full: Library,
) -> None:
    answer = QAPipeline(full, FirstWords(), HALF).ask("do cats sleep", Filter(tags=("odd",)))
    assert (answer.documents, {passage.span.document.title for passage in answer.passages}) == (
        1,
        {"ÖDD cats"},
    )
    with pytest.raises(
        PinciteError,
        match=r"No document in .* has source \*\.doc, tag odd\. See: pincite list",
    ):
        QAPipeline(full, FirstWords(), HALF).ask("do cats sleep", Filter(("*.doc",), tags=("odd",)))
    with pytest.raises(PinciteError, match=r"has date since 2030\."):
        QAPipeline(full, FirstWords(), HALF).ask("do cats sleep", Filter(since="2030"))


def test_properties_are_stored_and_a_changed_one_is_a_change(library: Library) -> None:
    plain = document("Words.")
    full = replace(
        plain, author="Ann", date="2020", tags=("a", "b"), losses={"tables flattened": 2}
    )
    assert library.add(plain).status == "added"
    assert library.add(full).status == "replaced"
    assert library.add(full).status == "unchanged"
    (entry,) = library.list_documents()
    stored = library.document(entry.id)
    for found in (entry, stored):
        assert (found.author, found.date, found.tags, found.losses) == (
            "Ann",
            "2020",
            ("a", "b"),
            {"tables flattened": 2},
        )
    assert check_library(library.path) == []
