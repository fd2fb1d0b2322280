"""PDF: the text in reading order, OCR, and pages drawn with a sentence marked."""
