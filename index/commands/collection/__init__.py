"""The commands of a collection: pincite collection COMMAND."""
