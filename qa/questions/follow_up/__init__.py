"""Follow-up questions: read with the question and the answer before them."""
