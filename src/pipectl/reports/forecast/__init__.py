"""The chance of reaching the quota."""
