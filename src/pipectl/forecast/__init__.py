"""Estimate how likely open deals are to be won, from the user's own history."""
