"""One module a format: a small function from bytes to an Extract. index/ingest/readers.py knows which suffix is whose."""
