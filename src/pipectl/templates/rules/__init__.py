"""Rules for templates: what they can name, and those of a new store."""
