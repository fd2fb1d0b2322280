"""Readers of plain text and of text with light markup."""
