"""A version of a collection, asked on a cluster: its parts, and the readers of passages."""
