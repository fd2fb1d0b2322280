"""The search systems that `python -m eval.bench peers` compares: one module a system.

All are driven alike, each in its own environment.
"""
