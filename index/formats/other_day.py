"""Days that are named for something else than a document: its end, a birth, a deadline.

Apart from index.formats.written_date, whose patterns took 60 ms to compile, of 155 ms for all that
were compiled before a first answer: questions need this one alone.
"""

from __future__ import annotations

import re

_OTHER_DAY = re.compile(
    r"(?:\b(?:founded|born|died|built|opened|established|elected|bought|sold|"
    r"end(?:s|ed|ing)?|due|deadline|expir\w+|terminat\w+|latest|clos(?:es|ed|ing)|valid|"
    r"payable|ceas\w+|laps\w+|runs? out|period|endet|fällig|gültig|spätestens|échéance|prend fin)\b"
    r"[^.;\n\d]{0,25}|\b(?:by|before|until|till|up to|through|than|after|since|to|bis|vor|"
    r"jusqu['’]au|avant|depuis|seit|nach)\b(?:[\s,]+(?:and including|the|on|or|at|end of|midnight|"
    r"noon|close of business|am|zum|dem|den|le|\w+day))*[\s,]*)$",
    re.IGNORECASE,
)
"""What stands before the day on which something ends or happened, or by which it must be done."""

_BEFORE = 60  # characters before a date that tell what day it is


def is_other_day(text: str, start: int) -> bool:
    """Whether the date at this place is the day on which something ends, is due or happened.

    >>> is_other_day("It ends on 31 March 2025.", 11)
    True
    """
    return bool(_OTHER_DAY.search(text[max(0, start - _BEFORE) : start]))
