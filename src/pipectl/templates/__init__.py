"""`template`: texts of messages, filled in by `draft`."""
