"""Changes made to the store: one module a noun, one transaction an action."""
