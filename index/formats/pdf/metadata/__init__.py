"""Title, author and date of a PDF."""
