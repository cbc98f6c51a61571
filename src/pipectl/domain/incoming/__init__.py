"""Rows of other systems' files: what their headers mean, and how their cells are read."""
