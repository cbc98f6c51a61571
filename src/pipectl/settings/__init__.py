"""config and init."""
