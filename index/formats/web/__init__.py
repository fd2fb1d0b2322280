"""Parts of the readers of web pages and books: parsing, blocks, boilerplate, tables, metadata."""
