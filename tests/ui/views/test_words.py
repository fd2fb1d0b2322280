"""The words of the page: no command line, no path of the server, no jargon, the right number."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from index.errors import PinciteError
from tests.support.words import words
from tests.ui.views.every_template import errors, every_template
from tests.ui.views.parse_html import tree
from ui.views.engine_words import on_page, page_words, without_commands, without_paths
from ui.views.templating import TEMPLATES, environment

FOLDERS = ("/srv/kanzlei", "/srv/Kanzlei Müller (alt)/more; x", "/home/a.b/--out/pincite add")
FORBIDDEN = (
    *(r"(?-i:\bpincite [a-z])", r"\bpip\b", r"(?<![\w-])--[a-z]", r"/(?:srv|home|tmp|usr|etc)\b"),
    *("log-?odds", r"\bmargin\b", "logit", "softmax", "logarithm", r"\bBM25\b", "cosine"),
    *("embedding", "sentence vector", r"\btoken", "encoder", "reranker", "FAISS", "ONNX"),
    *("stack trace", "traceback", "exception", "terminal", "command line", r"\bstdout\b"),
)
"""What nobody should have to know who reads a document."""

_READ = ("title", "aria-label", "alt", "placeholder")
_NOUNS = sorted({one.removeprefix("{n} ") for one, many in words() if many and " " not in one[4:]})
_ONE_OF_MANY = re.compile(rf"(?<![\d.,–-])1 (?:{'|'.join(_NOUNS)})s\b")
_MANY_OF_ONE = re.compile(rf"(?<![\d.,–-])[02] (?:{'|'.join(_NOUNS)})\b")


def shown(markup: str) -> str:
    """What a person reads or hears of it."""
    root = tree(markup)
    for hidden in root.xpath("//script | //style"):
        hidden.text = ""
    attributes = [str(value) for name in _READ for value in root.xpath(f"//@{name}")]
    return " ".join(" ".join([root.text_content(), *attributes]).split())


@pytest.mark.parametrize("number", [0, 1, 2])
def test_pages_show_no_path_no_command_and_the_right_number(number: int) -> None:
    folder = FOLDERS[number]
    for markup in every_template(number, folder):
        told = shown(markup)
        assert folder not in told
        assert not re.search(r"(?<![\w.])/(?:srv|home)/|pincite [a-z]|pip install|--out", told)
        assert not _ONE_OF_MANY.search(told), _ONE_OF_MANY.findall(told)
        assert not _MANY_OF_ONE.search(told), _MANY_OF_ONE.findall(told)


def test_every_template_is_among_them() -> None:
    cache = environment().cache
    assert cache is not None
    cache.clear()
    list(every_template(2, "/srv"))
    used = {Path(str(template.filename)).resolve() for template in cache.values()}
    every = {path.resolve() for path in TEMPLATES.rglob("*.html")}
    assert sorted(path.name for path in every - used) == []


def test_a_wrong_number_is_found() -> None:
    assert _ONE_OF_MANY.search("1 documents")
    assert _MANY_OF_ONE.search("in 2 document,")
    assert not _ONE_OF_MANY.search("1,001 documents, 1 document")


def test_no_word_of_the_interface_is_forbidden() -> None:
    found = [
        (one, place, pattern)
        for (one, many), place in words().items()
        for pattern in FORBIDDEN
        if re.search(pattern, f"{one} {many}", re.IGNORECASE)
    ]
    assert found == []


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_no_template_has_a_forbidden_word(path: Path) -> None:
    source = re.sub(
        r"\{[#%].*?[#%]\}|\{\{.*?\}\}|<style>.*?</style>", "", path.read_text(), flags=re.DOTALL
    )
    assert [each for each in FORBIDDEN if re.search(each, source, re.IGNORECASE)] == []


def test_errors_keep_their_remedy() -> None:
    for error in errors("/srv/my docs"):
        summary, remedy = page_words(error)
        assert summary.endswith("."), summary
        assert len(remedy) > 10, summary
    damaged = page_words(errors("/srv/my docs")[10])
    assert damaged[0] == "Mills 2024 is damaged."


def test_what_is_not_known_stays_without_paths_and_commands() -> None:
    assert page_words(PinciteError("It is gone. Ask again.")) == ("It is gone.", "Ask again.")
    assert (
        on_page("/tmp/gradio/1f/my set.csv: line 3: no answer") == "my set.csv: line 3: no answer"
    )
    assert without_paths("50 km/h and/or 1/2, see a/b.txt") == "50 km/h and/or 1/2, see a/b.txt"
    assert without_paths(r"C:\Users\me\a.pdf is damaged") == "a.pdf is damaged"
    assert without_commands("Is Pincite good? Yes.") == "Is Pincite good? Yes."
