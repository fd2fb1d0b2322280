"""Form fields, notes and attached files of PDF pages."""
