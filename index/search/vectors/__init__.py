"""Search by vectors: the FAISS index, its cache, and changes since it was built."""
