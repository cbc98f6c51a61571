"""Suggested criteria of the ideal customer."""
