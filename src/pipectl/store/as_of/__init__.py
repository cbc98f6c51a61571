"""Show the store as it was at the end of a day."""
