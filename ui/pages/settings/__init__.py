"""The settings of a library: a page of its own, without Gradio."""
