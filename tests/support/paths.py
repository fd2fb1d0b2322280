"""Where the project's own files are."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
"""The checkout."""

SHARED = ROOT.parent / "shared"
"""Data for developers and CI that is not part of the project; tests that need it skip without it."""

SAMPLE_SET = ROOT / "eval" / "sets" / "belarus"
