"""The page to read before a call."""
