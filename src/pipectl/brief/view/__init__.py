"""The page to read before a call, drawn and as JSON."""
