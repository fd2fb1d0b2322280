"""Benchmarks: each figure is a ratio or a count taken in one run on one machine, with the recipe beside it."""
