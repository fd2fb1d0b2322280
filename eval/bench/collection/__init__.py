"""Systems that answer questions from the same files, judged by the same rules.

`python -m eval.bench collections` runs it.
"""
