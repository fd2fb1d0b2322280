"""What recurs at the top and foot of pages: running heads, feet and page numbers."""
