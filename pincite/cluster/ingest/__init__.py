"""Distributed ingest: machines of a cluster read files into parts, one writer records them."""
