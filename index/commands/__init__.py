"""The commands of `pincite` that change or list a library, one module each."""
