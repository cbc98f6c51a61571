"""Whose deals are whose."""
