"""How much a file may hold. Every reader counts against these while it reads, so that no file is unpacked whole to find out."""

from __future__ import annotations

MAX_FILE_BYTES = 64_000_000
"""Bytes. The Bible has 4.5 million; a text beyond this is a log or a dump, and would have to be held in memory whole."""

MAX_CHARS = 10_000_000
"""Of one document's text: two Bibles."""

MAX_LINES = 200_000
"""Of one document, and rows of its tables; what is longer is a database."""

MAX_PAGES = 5_000

MAX_ARCHIVE_ENTRIES = 10_000
"""Of one zip file, which .docx, .xlsx and .epub files are too."""

MAX_UNPACKED_BYTES = 256_000_000
"""Bytes that all entries of one zip file together may unpack to."""

MAX_COMPRESSION_RATIO = 300
"""How many times its packed size an entry may have, where it exceeds a megabyte. XML of real sheets is packed up to 60 times, bombs
1,000 times (the most that deflate can do)."""

MAX_HTML_DEPTH = 250
"""Open elements. Real pages have fewer than 100; libxml2 drops what is deeper than 256, other parsers take minutes for 200,000."""
