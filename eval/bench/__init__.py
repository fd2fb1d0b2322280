"""Benchmarks: each figure is measured in one run on one machine, with its recipe beside it."""
