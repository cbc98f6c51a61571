"""What must happen next, and what was done."""
