"""Tables and records: Excel workbooks, CSV and JSON."""
