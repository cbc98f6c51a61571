"""The quota of a period, and what it asks for."""
