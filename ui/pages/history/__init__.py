"""The page with the questions that were asked, and the saved ones."""
