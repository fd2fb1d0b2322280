"""What is added to the rows of people: titles, tables made by program, distractors, noise."""
