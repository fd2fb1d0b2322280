"""Follow-up questions of programs, which send the question before."""

from __future__ import annotations

import httpx

from tests.support.ui_engine import HIGH


def test_a_follow_up_is_asked_in_other_words_and_the_reply_says_so(web: httpx.Client) -> None:
    before = web.post("/api/ask", json={"question": HIGH}).json()
    request = {
        "question": "why was it abandoned?",
        "previous_question": before["question"],
        "previous_answer": before["answer"],
        "previous_documents": [each["title"] for each in before["citations"]],
    }
    answer = web.post("/api/ask", json=request).json()
    assert answer["question"] == "Why was the Pont du Gard abandoned?"
    assert answer["written"] == "why was it abandoned?"
    assert answer["answer"]
    alone = web.post("/api/ask", json={"question": "why was it abandoned?"}).json()
    assert (alone["question"], alone["written"]) == ("why was it abandoned?", "")


def test_a_wrong_kind_of_value_is_said(web: httpx.Client) -> None:
    response = web.post("/api/ask", json={"question": HIGH, "previous_question": 3})
    assert response.status_code == 400
    assert "previous_question" in response.json()["error"]
