"""undo, redo, history."""
