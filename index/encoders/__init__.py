"""Encoders: models that turn sentences into vectors."""
