"""Export deals, activities, history or the whole store."""
