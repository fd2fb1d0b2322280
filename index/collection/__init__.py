"""Several libraries, searched and read as one."""
