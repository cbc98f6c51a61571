"""Write imported rows to the store."""
