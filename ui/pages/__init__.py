"""The pages of the web interface: which component calls which handler.

Only these modules and `ui.app` import Gradio.
"""
