"""Experiments: ways to treat deals, compared."""
