"""Text with light markup: what a person reads is left."""

from __future__ import annotations

from index.formats.extract import ExtractedText
from index.formats.text.markup import read_adoc, read_org
from index.formats.text.rst import read_rst

RST = """=====
Mills
=====

:Author: Ann
.. a comment
   of two lines

The mill has *three* stones and ``a wheel``. See `the site <http://x.example>`_,
:ref:`here <x>` and 2*3*4; snake_case stays. [1]_

Costs
-----

.. note:: Bring money.

.. image:: a.png
   :width: 5

+------+--------+
| Year | Toll   |
+======+========+
| 1931 | 2      |
|      | crowns |
+------+--------+
| 1932 | 3      |
+------+--------+

=====  ===========
Boat   Length
=====  ===========
Ann    12 m overall
Bee    9 m
=====  ===========

- first item
  goes on
- second
2. numbered

Example::

    code here

.. [1] A note.
"""

ORG = """#+TITLE: Bees
#+AUTHOR: Ann
#+STARTUP: overview
* TODO Hives :work:
:PROPERTIES:
:ID: 5
:END:
The *queen* lives in [[http://x.example][the hive]] /always/; 3/4 of a/b stay.
- one
1. two
| Year | Honey |
|------+-------|
| 2001 | 5 kg  |
| 2002 | 6 kg  |
** Wax
#+BEGIN_SRC python
print(1)
#+END_SRC
"""

ADOC = """= Roads
:toc: left
// a comment

== Tolls
[source,ruby]
----
puts 1
----
The *toll* is link:http://x.example[two crowns] a day.footnote:[In winter.]

////
hidden
////
.Prices
|===
|Year |Toll

|1931
|2

|1932
|3
|===
image::a.png[]
* item one
** item two
"""


def blocks(extract: ExtractedText) -> list[str]:
    return extract.text.split("\n\n")


def headings(extract: ExtractedText) -> list[str]:
    return [marker.label for marker in extract.markers if marker.kind == "heading"]


def test_rst() -> None:
    extract = read_rst(RST.encode())
    assert blocks(extract) == [
        "Mills",
        "Author: Ann",
        "The mill has three stones and a wheel. See the site,\n"
        "here and 2*3*4; snake_case stays. [1]",
        "Costs",
        "Bring money.",
        "Year: 1931; Toll: 2 crowns.",
        "Year: 1932; Toll: 3.",
        "Boat: Ann; Length: 12 m overall.",
        "Boat: Bee; Length: 9 m.",
        "first item\ngoes on",
        "second",
        "2. numbered",
        "Example:",
        "code here",
        "[1] A note.",
    ]
    assert headings(extract) == ["Mills", "Costs"]
    assert (extract.title, extract.author) == ("Mills", "Ann")
    assert extract.losses == {"pictures skipped": 1}


def test_org() -> None:
    extract = read_org(ORG.encode())
    assert blocks(extract) == [
        "Bees",
        "Hives",
        "The queen lives in the hive always; 3/4 of a/b stay.",
        "one",
        "1. two",
        "Year: 2001; Honey: 5 kg.",
        "Year: 2002; Honey: 6 kg.",
        "Wax",
        "print(1)",
    ]
    assert headings(extract) == ["Bees", "Hives", "Wax"]
    assert (extract.title, extract.author) == ("Bees", "Ann")


def test_adoc() -> None:
    extract = read_adoc(ADOC.encode())
    assert blocks(extract) == [
        "Roads",
        "Tolls",
        "puts 1",
        "The toll is two crowns a day. (In winter.)",
        "Prices",
        "Year: 1931; Toll: 2.",
        "Year: 1932; Toll: 3.",
        "item one",
        "item two",
    ]
    assert headings(extract) == ["Roads", "Tolls"]
    assert extract.losses == {"pictures skipped": 1}


def test_what_is_no_markup_stays() -> None:
    plain = "The price is 5 * 3 = 15.\nA_b and c_d_e.\n|x| < 4\n== not closed"
    for read in (read_rst, read_org, read_adoc):
        assert "5 * 3 = 15." in read(plain.encode()).text
        assert "A_b and c_d_e." in read(plain.encode()).text


def test_rst_has_its_footnotes_and_no_escaped_spaces() -> None:
    source = "Oats [1]_ need H\\ :sub:`2`\\ O and 60 m\\ :sup:`2`.\n\n.. [1]\n   Sown in May.\n"
    text = read_rst(source.encode()).text
    assert text.replace("\n\n", "\n").split("\n") == [
        *("Oats [1] need H2O and 60 m^2.", "[1]", "Sown in May."),
    ]


def test_lines_of_a_line_block_end_where_they_end() -> None:
    rst = b"Write to\n\n| Harbour Office\n| 4 Quay Road, second\n  floor\n|\n| Marlow\n\na | b.\n"
    assert read_rst(rst).text.split("\n\n") == [
        "Write to",
        "Harbour Office\n4 Quay Road, second floor",
        "Marlow",
        "a | b.",
    ]
