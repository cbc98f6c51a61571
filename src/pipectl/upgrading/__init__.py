"""Upgrade a store that an earlier version of pipectl wrote."""
