"""An answer as the history of a visit keeps it, in the browser: as data and as Markdown."""

from __future__ import annotations

from qa.citations import cite, to_json, to_markdown
from qa.types import Answer

_LEFT_OUT = ("passages", "candidates")
"""What was read and not quoted: many times the rest, and the same question finds it again."""


def record(result: Answer, link: str) -> dict[str, object]:
    """What `POST /api/ask` gives, without what was only read; `link` is how it was asked, as the address says it; and `markdown`."""
    told = {name: value for name, value in to_json(result).items() if name not in _LEFT_OUT}
    return {**told, "link": link, "markdown": markdown(result)}


def markdown(result: Answer) -> str:
    """The question as a heading, then the quotations with their places, or that there is none."""
    question = " ".join(result.question.split()).replace("\\", "\\\\").replace("<", "\\<")
    quoted = (
        "\n\n".join(to_markdown(citation) for citation in cite(result))
        or "No answer found in these documents."
    )
    return f"## {question}\n\n{quoted}\n\nConfidence {result.confidence:.0%}, answered from {result.threshold:.0%}.\n"
