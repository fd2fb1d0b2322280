"""Fault injection: kills, power losses, damaged bytes, full disks, failing writes, many processes.

`make torture` runs all of it at length, tests/torture/test_torture.py a short version.
"""
