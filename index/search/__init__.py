"""Finding passages: hybrid search, and the documents that a question names."""
