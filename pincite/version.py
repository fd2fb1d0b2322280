"""The version of Pincite. CHANGELOG.md says what changed in each."""

VERSION = "0.2.0"
