"""The files of a collection: their names, what they say, and whether they are whole."""
