"""Gives an answer the shape that its question asks for."""

from __future__ import annotations

from dataclasses import replace

from qa.questions.shape import question_shape
from qa.shapes.lists import with_list
from qa.types import Answer


def shape_answer(answer: Answer) -> Answer:
    """The answer with its items if the question asks for a list."""
    shape = question_shape(answer.question)
    if shape == "one":
        return answer
    candidates, items = with_list(answer.candidates, answer.question, shape)
    return replace(answer, candidates=candidates, items=items)
