"""pipectl: a personal sales pipeline for the terminal."""

# A literal: importlib.metadata would cost 40 ms at every start.
__version__ = "0.1.0"
