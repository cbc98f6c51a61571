"""Weakest."""
