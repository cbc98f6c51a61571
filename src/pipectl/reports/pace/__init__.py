"""Pace."""
