"""Model and simulate deals' chances."""
