"""The history: the questions of each user in a library, with their answers, notes and pins."""
