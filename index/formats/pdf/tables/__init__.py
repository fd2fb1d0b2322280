"""Tables and tables of contents of PDF pages."""
