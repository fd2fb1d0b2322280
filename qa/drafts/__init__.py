"""Checks a draft: what it quotes and states is looked up in a library."""
