"""Tools for language models that speak the Model Context Protocol; needs the package mcp."""
