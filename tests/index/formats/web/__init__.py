"""Tests of the readers of web pages and books."""
