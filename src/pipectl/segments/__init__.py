"""Segments: named filters for deals."""
