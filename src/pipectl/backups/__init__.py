"""Back up and restore the store."""
