"""RTF, .xls, OpenDocument sheets and slides, and the formats that LibreOffice converts."""
