"""One module a format: a small function from bytes to an Extract. index/load.py knows which suffix is whose."""
