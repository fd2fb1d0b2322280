"""The pages: which component calls which handler, nothing else. Only these and `theme` know Gradio."""
