"""From files to documents in a library: finding, identifying and reading files, with limits."""
