"""What breaks a library elsewhere, done to ours on purpose. `make torture` runs it at length, tests/test_torture.py a little of it."""
