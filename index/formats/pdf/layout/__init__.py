"""From the characters of a PDF page to its lines, columns, paragraphs and notes."""
