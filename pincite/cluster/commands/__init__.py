"""The commands `pincite cluster …`, one module each."""
