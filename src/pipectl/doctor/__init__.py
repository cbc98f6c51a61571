"""Check the store for problems."""
