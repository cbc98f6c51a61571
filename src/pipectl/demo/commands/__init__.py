"""`pipectl demo`."""
