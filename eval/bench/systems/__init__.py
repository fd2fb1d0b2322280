"""Search systems that `python -m eval.bench peers` compares, one file each, driven alike: each in an environment of its own."""
