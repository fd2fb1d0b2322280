"""Markdown as it is shown."""

from __future__ import annotations

import pytest

from index.formats.markdown.front_matter import FrontMatter, read_front_matter
from index.formats.markdown.reader import read_markdown


def texts(markdown: str) -> list[str]:
    return read_markdown(markdown.encode()).text.split("\n\n")


def test_numbers_of_lists_stand_before_their_items() -> None:
    assert texts("3. soak\n4. split\n\n   in two\n5. weave\n   - lid\n   - base\n     1. dry") == [
        "3. soak",
        "4. split",
        "in two",
        "5. weave",
        "lid",
        "base",
        "1. dry",
    ]
    assert texts("1. a\n1. b\n1. c") == ["1. a", "2. b", "3. c"]
    assert texts("0) a\n1) b") == ["0) a", "1) b"]
    assert texts("1.\n2. b") == ["2. b"]


def test_tasks_keep_their_boxes() -> None:
    assert texts("- [x] paid\n- [ ] sent") == ["[x] paid", "[ ] sent"]


def test_rows_of_tables_name_their_columns() -> None:
    markdown = "| Breed | Wool |\n|---|--:|\n| Texel | 4 kg |\n| Merino |  |\n"
    extract = read_markdown(markdown.encode())
    assert extract.text.split("\n\n") == ["Breed: Texel; Wool: 4 kg.", "Merino"]
    assert [marker.kind for marker in extract.markers] == ["row", "row"]
    assert not +extract.losses


def test_notes_follow_the_paragraph_that_refers_to_them() -> None:
    markdown = """It holds 450[^people] in summer.[^2]

End.

[^people]: Counted *twice*.
    And again.

    In May.
[^2]: word
[^unused]: Never.
"""
    extract = read_markdown(markdown.encode())
    assert extract.text.split("\n\n") == [
        "It holds 450[1] in summer.[2]",
        "[1] Counted twice. And again.\nIn May.",
        "[2] word",
        "End.",
        "[3] Never.",
    ]
    assert [marker.kind for marker in extract.markers] == ["note"] * 3


def test_marks_without_a_note_and_in_tables() -> None:
    assert texts("See [^gone].") == ["See [^gone]."]
    assert texts("| a | b |\n|---|---|\n| x[^1] | y |\n\n[^1]: Rare.") == [
        "a: x[1]; b: y.",
        "[1] Rare.",
    ]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("red while level<limit and p>4 bar", "red while level<limit and p>4 bar"),
        ("Set <your-name> in `<b>x</b>`.", "Set <your-name> in <b>x</b>."),
        ("a <b>bold</b> word<br>next", "a bold word\nnext"),
        ("30 m<sup>2</sup> and 450<sup>2</sup>", "30 m² and 450^2"),
        ("30 m^2^ of H~2~O, ~~old~~", "30 m² of H2O, ~~old~~"),
        ("12&nbsp;spoons &amp; forks &lt; 20", "12 spoons & forks < 20"),
        ("![A loom](x.png) and <img alt='a mill' src=x>", "A loom and a mill"),
        ("one<!-- no -->two", "onetwo"),
        ("> [!WARNING]\n> Hot.", "Warning: Hot."),
        ("::: tip\nOil it.\n:::", "Oil it."),
        ("# Care {#care}", "Care"),
        ("[text](http://x) <http://y.org>", "text http://y.org"),
    ],
)
def test_lines(markdown: str, expected: str) -> None:
    assert read_markdown(markdown.encode()).text == expected


def test_html_blocks_are_text() -> None:
    markdown = """<div class="hint">
The lamp is red while level < 20 and <b>p</b> > 4.
<p>12&nbsp;spoons &amp; forks</p><script>no()</script><!-- no -->
<ol start="3"><li>one</li><li>two</li></ol><h2>Head</h2>
</div>

After.
"""
    extract = read_markdown(markdown.encode())
    assert extract.text.split("\n\n") == [
        "The lamp is red while level < 20 and p > 4.",
        "12 spoons & forks",
        "3. one",
        "4. two",
        "Head",
        "After.",
    ]
    assert [marker.label for marker in extract.markers] == ["Head"]
    assert extract.losses["comments skipped"] == 1


def test_html_tables_are_rows_even_over_blank_lines() -> None:
    markdown = """<table>
<tr><th>Part</th><th>Wood</th></tr>

<tr><td rowspan="2">Lid</td><td>

willow

</td></tr>
<tr><td>hazel<br>or elm</td></tr>
</table>
"""
    assert texts(markdown) == ["Part: Lid; Wood: willow.", "Part: Lid; Wood: hazel or elm."]
    assert texts("<table><tr><td>a <table><tr><td>b</td></tr></table></td><td>c</td>") == [
        "a b | c"
    ]


def test_entries_of_a_table_of_contents_are_marked() -> None:
    markdown = "Contents\n\nPrice 7\n\n# Price\n\n- [Price](#price)\n- [Other](x.md)\n\nText 9"
    extract = read_markdown(markdown.encode())
    entries = [marker for marker in extract.markers if marker.kind == "contents"]
    marked = [extract.text[each.start : each.end] for each in entries]
    assert marked == ["Price 7", "Price"]


@pytest.mark.parametrize(
    ("markdown", "title"),
    [
        ("# One\n\n# Two", "One"),
        ("Intro\n\n# One", "One"),
        ("CONTRACT\n\n# One\n\n# Two", ""),
        ("One\n===\n\ntext", "One"),
        ("## Only second", ""),
        ("---\ntitle: T\n---\n# One", "T"),
    ],
)
def test_the_title_is_the_heading_of_the_whole(markdown: str, title: str) -> None:
    assert read_markdown(markdown.encode()).title == title


@pytest.mark.parametrize(
    ("text", "front", "rest"),
    [
        (
            "---\ntitle: 'A: b' # c\nauthor: Ann\ndate: 2020-01-02\ntags: [x]\n---\nT",
            ("A: b", "Ann", "2020-01-02", 1),
            "T",
        ),
        ('+++\ntitle = "Axle"\nauthors = ["Ann", "Bo"]\n+++\nT', ("Axle", "Ann, Bo", "", 0), "T"),
        (
            "---\ntitle: >\n  Long\n  title\nauthor:\n  - name: Ann\n  - Bo\n---\nT",
            ("Long, title", "Ann, Bo", "", 0),
            "T",
        ),
        ("---\n---\nT", ("", "", "", 0), "T"),
        ("---\nA mere line\n---\nT", ("", "", "", 0), "---\nA mere line\n---\nT"),
        ("---\ntitle: T", ("", "", "", 0), "---\ntitle: T"),
        ("T\n---\n", ("", "", "", 0), "T\n---\n"),
    ],
)
def test_front_matter(text: str, front: tuple[str, str, str, int], rest: str) -> None:
    assert read_front_matter(text) == (FrontMatter(*front), rest)
    assert read_front_matter(text.replace("\n", "\r\n"))[0] == FrontMatter(*front)
