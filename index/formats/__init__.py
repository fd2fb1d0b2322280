"""The readers of the formats: functions from the bytes of a file to its ExtractedText.

`index/ingest/readers.py` says which function reads which suffix. Tables of all formats are written
by `tables.py`, and `limits.py` has the limits of what is read.
"""
