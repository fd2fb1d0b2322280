"""Documents in, passages out: reading files, splitting, embedding, storing and searching them."""
