"""The page that checks a draft. Not Gradio's: a form, and the result beside the draft."""
