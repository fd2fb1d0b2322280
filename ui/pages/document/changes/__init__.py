"""What changed between two documents: the page, and the files made of it."""
