"""Move the store between a file and a server."""
