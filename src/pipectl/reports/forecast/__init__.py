"""The chance to reach the quota."""
