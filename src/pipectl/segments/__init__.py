"""Segments: filters of deals with a name."""
