"""Check, repair, upgrade, backup, export and import of a library."""
