"""Queries shared by reports."""
