"""Makes the bundled encoder in index/encoders/model: pincite train export-encoder."""
