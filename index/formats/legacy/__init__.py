"""Readers of older office formats, and of those that only other programs can read."""
