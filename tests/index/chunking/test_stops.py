"""Ends of sentences in running text."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.chunking.stops import ends

LAW = """
The sum falls due under 12 U.S.C. § 17.|Nobody paid.
The judge cited Bell v. Moe, No. 7-88, and Roe v. Dahl.|Both had been overruled.
By Art. 9 para. 1 of Reg. (EC) No. 44/2001 the court of Ulm decides.
Moe v. Iowa, 31 F. Supp. 3d 90 (S.D. Iowa 2014), aff'd, 9 F.3d 1 (8th Cir. 2015), is good law.
Under Fed. R. Civ. P. 56 and Cal. Civ. Code § 12 the claim fails.|It was brought late.
Cf. Exh. B, para. 3, and App. C.|None differ.
Reg. No. 123 and Ser. No. 456 were filed in Wash. County.
The rule (cf. § 5 Abs. 2 BGB) holds.|Nobody doubts it.
See id. at 45 and op. cit., p. 7.|The rest is in Vol. 3, No. 2, pp. 5-9.
Harrow & Sons Ltd. is the tenant.|Holt Inc. Supply Division is not.
She joined Acme Inc.|The firm grew.
The seller, Kildare Co. Ltd. (the "Seller"), signs here.
"""

SCHOLARS = """
Hill et al. found the same.|See Fig. 4 and Tab. 2 for the yield.
We repeated the work of Moss et al.|The sample was small.
T.E. Moe and A. B. Dahl wrote to J. Lie.|They had no answer.
She has a B.A. from Graz, an M.Sc. in botany and a Ph.D. in law.|He has none.
Lie has an LL.M. and Moe a Ph.D.|They are partners.
The 2nd ed. of 1999 was lost.|In the 3rd ed.|The text changed.
Dial ext. 12 or see the note, i.e. p. 8, e.g. for fees.
Dr. Moe, Prof. Dahl, Mrs. Lie, St. Olav and Sen. Rui Jr. came.|Mr. Bo did not.
The firms of Messrs. Moe and Lie, viz. two mills, were sold.
"""

UNITS = """
Add 4 tbsp. milk and 6 oz. sugar before baking.|Then add 2 oz.|Stir it well.
The beam is 9 ft. long and 2 in. thick.|It weighs 20 lb.|Lift it with care.
The wheel is 30 cm.|Children may turn it.
Doors open at 9 a.m.|The show starts at 10 a.m. Monday to Friday.
Be there at 3 p.m. EST or at 8 p.m. in London.
At 6 p.m. Mr. Moe left.|He came at 7 p.m.|Mrs. Lie stayed until 9.30 p.m.|Bo slept.
On Monday, at 9 a.m. Anna rang.|From 8 a.m. to 5 p.m. Visitors may enter.
Bring towels, soap, etc. on Monday.|Leave knives, forks, etc.|Visitors pay.
Come in.|Log in.|He likes fine art.|Moe does too.|He said no.|Bell tried again.
"""

NUMBERS = """
1. The tenant pays rent.|2. The landlord repairs the roof.
(a) The tenant pays.|(b) The landlord repairs.
3.2.1. The parties sign.|3.2.2. They pay.
§ 5. The council may vary the fee.|§ 6. It publishes the fee.
Art. 7. The king signs.|Section 8. The queen signs.|Article IX. Both sign.
A. The first part.|B. The second part.|iv. The fourth.
The following apply: 1. No dogs.|2. No cats.
Shopping: 1. Bread|2. Milk|3. Eggs.|That is all.
The inn opened in 1990.|It shut in 2001.|12 beds were sold.
It was seen on 3. May 2020 in Bern.|Am 12. März begann der 2. Weltkrieg nicht.
The price rose by 4.50 to 7.3 per cent.|Version 2.0.1 is out.
Rent . . . . . . . . 12
"""

MARKS = """
The lung of a diver shrinks.[3]|Seals do not mind.[12–14][a]|Nor do whales.
Ice forms on the lens.¹²|It melts.³|Nobody saw it.[citation needed]|So it is said.
The valve leaked.4|The pump did not.5–7|Both were old.*|They were sold.†|The end.
(See above.)|The rest is clear.|He left (it was late).|She stayed.
He read "War and Peace."|Then he slept.|He read "War and Peace." and slept.
"I am late."|"So am I."|‘Is that so?’ said Ann.|‘It is.’
“Where is it?” Tom asked.|“Here!” she cried.|“Now?” he said.
Well...|I do not know.|Wait... what is it?|It was dark…|Then light came.
Hello (world!) again.|She shops at Yahoo! and watches Jeopardy! at night.
Really?!|Yes!!!|No. . . .|Perhaps.|Oh! ! !|Fine.
The text […] goes on.|[...] The rest is lost.
It holds a saw; a file; a hammer.|It costs: nothing.
Thanks! :)|See you soon. ;-)|Bye.
Home|• Fees|• Opening hours
"""

GLUED = """
The tower closes at nine.|Visitors leave by the north door.|We count them.
We went to Bern.|The food was good.
It closed in 1990.|Nobody knows why.
Are you there?|Yes I am.
He read "The Sea."|Then he slept.
It was late.|"Who is there?"|He went.
これは本です。|それはペンです。|安い！|高い？
Open plan.pdf, Setup.Exe or www.site.example.Com now.
Use Node.js, ASP.NET and .NET in the U.S.A and write e.g.Word or Ph.D here.
Call app.Run() or System.Out now.
Mail ann.Lee@example.com or see https://example.org/a.Page?b=C.Then today.
"""


def split(text: str) -> list[str]:
    cuts = [0, *ends(text, 0, len(text)), len(text)]
    return [text[start:end].strip() for start, end in pairwise(cuts)]


def examples(block: str) -> list[list[str]]:
    """The sentences of each line; | stands where one ends."""
    return [line.split("|") for line in block.strip().splitlines()]


@pytest.mark.parametrize("sentences", examples(LAW + SCHOLARS + UNITS + NUMBERS + MARKS))
def test_sentences_that_are_parted_by_a_space(sentences: list[str]) -> None:
    assert split(" ".join(sentences)) == sentences


@pytest.mark.parametrize("sentences", examples(GLUED))
def test_sentences_without_a_space_between_them(sentences: list[str]) -> None:
    assert split("".join(sentences)) == sentences


def test_only_the_range_is_read() -> None:
    text = "One. Two. Three. Four."
    assert list(ends(text, 5, 16)) == [9]


def test_an_end_in_the_middle_of_a_quotation_keeps_its_mark() -> None:
    assert split('He cried "No! " and left. ') == ['He cried "No! " and left.']


WORDS = st.sampled_from(
    [
        *(
            "The",
            "tenant",
            "no.",
            "No.",
            "5",
            "U.S.",
            "Inc.",
            "etc.",
            "9",
            "a.m.",
            "J.",
            "v.",
            "(a)",
        ),
        *(
            "1.",
            "2.",
            "§",
            "[7]",
            "?",
            "!",
            "...",
            "…",
            "•",
            ":",
            ")",
            '"',
            "”",
            ".[1]",
            "x.Y",
            "。",
        ),
    ]
)


@given(st.lists(WORDS, max_size=40))
def test_ends_are_within_the_text_and_ascend(words: list[str]) -> None:
    text = " ".join(words)
    found = list(ends(text, 0, len(text)))
    assert found == sorted(set(found))
    assert all(0 < end < len(text) and text[:end].strip() for end in found)
    assert all(part for part in split(text)) or not text.strip()


HOSTILE = [
    ".",
    ". ",
    "a.",
    "A. ",
    "1. ",
    "?!",
    '."',
    ".]",
    ".[1]",
    ".[",
    " • ",
    "。",
    "a.B",
    "x ",
    ". :(",
    "Ab! a ",
    '.a."B',
    " 1 2. A",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_the_time_is_linear(unit: str) -> None:
    """Four times the text takes about four times as long; eight allows for a busy machine."""

    def seconds(length: int) -> float:
        text = (unit * length)[:length]
        start = time.process_time()
        assert len(list(ends(text, 0, length))) < length
        return time.process_time() - start

    short = min(seconds(20_000) for _ in range(3))
    assert min(seconds(80_000) for _ in range(3)) < 8 * short + 0.05
