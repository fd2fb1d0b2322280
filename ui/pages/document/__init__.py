"""The pages that show a whole document, and every place that bears on a question.

They are plain pages of the server beside Gradio's, under the address of a library.
"""
