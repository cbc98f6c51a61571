"""Reports, one package each, and their shared code."""
