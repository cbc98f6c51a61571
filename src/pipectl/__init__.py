"""pipectl keeps one seller's pipeline honest, in the shell."""

# A literal: importlib.metadata would cost 40 ms at every start.
__version__ = "0.1.0"
