"""Aliases: a user's own names for commands."""
