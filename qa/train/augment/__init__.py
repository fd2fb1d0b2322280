"""What is added to rows that people wrote: titles, made tables, distractors, noise."""
