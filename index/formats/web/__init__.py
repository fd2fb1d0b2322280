"""Parts of the readers of web pages and books: parsing, blocks, furniture, tables, metadata."""
