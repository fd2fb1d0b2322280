"""What breaks a library elsewhere, done to ours on purpose. `make torture` runs it at length, tests/torture/test_torture.py a little of it."""
