"""Quota suggestion."""
