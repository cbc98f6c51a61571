"""Conditions as they are stored: of segments and of the ideal customer."""
