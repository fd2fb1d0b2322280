"""Limits of what is read. Readers count while they read; no file is unpacked whole to find out."""

from __future__ import annotations

MAX_FILE_BYTES = 64_000_000
"""The Bible has 4.5 million bytes. A larger text is a log or a dump; it would be in memory."""

MAX_CHARS = 10_000_000
"""Of the text of one document: two Bibles."""

MAX_LINES = 200_000
"""Lines of one document, rows of its tables included; what has more is a database."""

MAX_PAGES = 5_000

MAX_ARCHIVE_ENTRIES = 10_000
"""Of one zip file; .docx, .xlsx and .epub files are zip files, too."""

MAX_UNPACKED_BYTES = 256_000_000
"""Total size of all unpacked entries of one zip file."""

MAX_COMPRESSION_RATIO = 300
"""Unpacked size / packed size of an entry of more than a megabyte. XML of real spreadsheets reaches
60, zip bombs 1,000 (the most that deflate can do)."""

MAX_HTML_DEPTH = 250
"""Nesting of elements. Real pages have less than 100; libxml2 drops what is deeper than 256, other
parsers take minutes for 200,000."""
