"""The library for language models that speak the Model Context Protocol. An extra: requirements-mcp.txt says how to install it."""
