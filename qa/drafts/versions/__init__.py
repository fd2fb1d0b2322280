"""Compares two versions of a document: what was added, removed, altered and moved."""
