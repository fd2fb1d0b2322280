"""Reads README and the pages of docs/: code lines, inline code, links, anchors and sections."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tests.support.paths import ROOT

README = ROOT / "README.md"
PAGES = (README, *sorted((ROOT / "docs").rglob("*.md")))


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def code_lines(text: str) -> list[str]:
    """The lines of indented and fenced code, without the prompt "$ "; fences of Python aside."""
    lines, fence = [], ""
    for line in text.splitlines():
        if line.startswith("```"):
            fence = "" if fence else line.removeprefix("```") or "text"
        elif fence and fence != "python":
            lines.append(line.removeprefix("$ "))
        elif line.startswith("    "):
            lines.append(line.strip())
    return lines


def python_block(text: str) -> str:
    """The first fenced block of Python."""
    match = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert match
    return match.group(1)


def inline_code(text: str) -> list[str]:
    """What is between single backquotes, outside of fences; may run over a line end."""
    without_fences = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    return [" ".join(code.split()) for code in re.findall(r"`([^`]+)`", without_fences)]


def words_of(command: str) -> tuple[list[str], str]:
    """The words of a shell command, and the file that its output goes to, or "".

    >>> words_of('pincite ask my.pincite "Who?" --json > answer.json    # a comment')
    (['pincite', 'ask', 'my.pincite', 'Who?', '--json'], 'answer.json')
    """
    words = shlex.split(command, comments=True)
    if len(words) > 2 and words[-2] == ">":
        return words[:-2], words[-1]
    return words, ""


def section(text: str, heading: str) -> str:
    """What is below a heading of the second level, up to the next one."""
    return text.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def anchors(text: str) -> set[str]:
    """The anchors of all headings, as GitHub and Python-Markdown make them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    plain = (re.sub(r"[^\w\s-]", "", heading.lower()) for heading in headings)
    return {re.sub(r"\s", "-", heading.strip()) for heading in plain}


def links(text: str) -> list[str]:
    """The targets of links and pictures that are not on another host."""
    return [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
