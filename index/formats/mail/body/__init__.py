"""The text of a mail as blocks, from plain text or HTML."""
