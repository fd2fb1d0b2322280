"""Paths of the project's own files."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
"""The checkout."""

SHARED = ROOT.parent / "shared"
"""Data for developers and CI, outside the project; tests that need it are skipped without it."""

SAMPLE_SET = ROOT / "eval" / "sets" / "belarus"
