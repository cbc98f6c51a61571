"""backup and restore."""
