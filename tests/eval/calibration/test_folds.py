"""Halves and folds: rows that share an article stay together."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from eval.calibration.folds import FOLDS, articles, folds, split
from eval.datasets.dataset import GoldSpan, Question


def question(id: str, *sources: str, article: str = "") -> Question:
    gold = tuple(GoldSpan("0" * 64, 0, 4, "1994", source) for source in sources)
    return Question(id, "?", gold, article)


places = st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=3), max_size=30)


@given(places)
@settings(max_examples=50)
def test_the_halves_share_no_article(of_rows: list[list[str]]) -> None:
    rows = [question(str(n), *sources) for n, sources in enumerate(of_rows)]
    fitted, held_out, left_out = split(rows)
    assert len(fitted) + len(held_out) + left_out == len(rows)
    sources = [{g.source for r in part for g in r.gold} for part in (fitted, held_out)]
    assert not sources[0] & sources[1]
    assert not {r.id for r in fitted} & {r.id for r in held_out}


def test_every_second_article_is_held_out_in_any_order_of_the_rows() -> None:
    rows = [question(f"{article}{n}", f"{article}.md") for article in "abcdef" for n in range(3)]
    fitted, held_out, left_out = split(rows)
    assert (len(fitted), len(held_out), left_out) == (9, 9, 0)
    assert {r.id[0] for r in fitted} | {r.id[0] for r in held_out} == set("abcdef")
    assert {r.id for r in split(rows[::-1])[1]} == {r.id for r in held_out}


@given(places)
@settings(max_examples=50)
def test_the_folds_share_no_article(of_rows: list[list[str]]) -> None:
    rows = [question(str(n), *sources) for n, sources in enumerate(of_rows)]
    fold_of: dict[str, int] = {}
    for row, fold in zip(rows, folds(rows), strict=True):
        assert 0 <= fold < FOLDS
        assert all(fold_of.setdefault(name, fold) == fold for name in articles(row))


def test_the_folds_are_of_like_size_in_any_order_of_the_rows() -> None:
    """Two groups of three, one of two (d and e are connected by f), two of one."""
    rows = [question(f"{name}{n}", name) for name in "ab" for n in range(3)]
    rows += [question("d", "d"), question("e", "e"), question("f", "d", "e")]
    rows += [question("no gold"), question("of g", article="g")]
    numbers = folds(rows)
    assert sorted(numbers.count(fold) for fold in range(FOLDS)) == [1, 1, 3, 3, 3]
    assert numbers[6] == numbers[7] == numbers[8]
    assert folds(rows[::-1]) == numbers[::-1]
