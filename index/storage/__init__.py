"""The library file: its tables, its transactions, and search by words."""
