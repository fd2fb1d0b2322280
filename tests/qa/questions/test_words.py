from __future__ import annotations

from qa.questions.words import content_words


def test_words_that_say_what_a_text_is_about() -> None:
    assert content_words("Which of the Boats were lost in 2.5 hours?") == {
        "boat", "lost", "2.5", "hour"
    }  # fmt: skip
    assert content_words("Who is it?") == set()
