"""Explain why the numbers on a quota differ."""
