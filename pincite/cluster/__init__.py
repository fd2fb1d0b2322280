"""Collections asked on several machines, whose processes Ray starts and restarts."""
