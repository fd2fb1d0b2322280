"""Documents from the web: which addresses may be fetched, fetching, and the list of a library."""
