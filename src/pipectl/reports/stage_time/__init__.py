"""Stage time."""
