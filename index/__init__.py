"""Documents in, passages out: reading files, splitting, embedding, storing and searching them."""

VERSION = "0.1.0"
"""Of Pincite; CHANGELOG.md says what changed."""
