"""The code that every command uses."""
