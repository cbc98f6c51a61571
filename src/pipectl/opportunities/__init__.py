"""The commands add, list, show, edit, delete."""
