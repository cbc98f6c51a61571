"""Everything, or what is chosen, out of the store."""
