"""Winloss."""
