"""How much a file may hold. Every reader counts against these while it reads, so that no file is unpacked whole to find out."""

from __future__ import annotations

LARGEST_FILE = 64_000_000
"""Bytes. The Bible has 4.5 million; a text beyond this is a log or a dump, and would have to be held in memory whole."""

MOST_CHARACTERS = 10_000_000
"""Of one document's text: two Bibles."""

MOST_LINES = 200_000
"""Of one document, and rows of its tables; what is longer is a database."""

MOST_PAGES = 5_000

MOST_ENTRIES = 10_000
"""Of one zip file, which .docx, .xlsx and .epub files are too."""

MOST_UNPACKED = 256_000_000
"""Bytes that all entries of one zip file together may unpack to."""

MOST_RATIO = 300
"""How many times its packed size an entry may have, where it exceeds a megabyte. XML of real sheets is packed up to 60 times, bombs
1,000 times (the most that deflate can do)."""

DEEPEST_HTML = 250
"""Open elements. Real pages have fewer than 100; libxml2 drops what is deeper than 256, other parsers take minutes for 200,000."""
