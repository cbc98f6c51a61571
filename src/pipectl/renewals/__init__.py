"""Renewals: what a won deal becomes when its term ends."""
