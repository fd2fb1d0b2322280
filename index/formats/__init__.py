"""One module per format: a function from bytes to ExtractedText. See index/ingest/readers.py."""
