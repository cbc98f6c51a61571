"""Stalled."""
