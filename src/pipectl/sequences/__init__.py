"""Sequences: next actions that follow each other."""
