"""Writing collections: one writer at a time makes parts and publishes versions."""
