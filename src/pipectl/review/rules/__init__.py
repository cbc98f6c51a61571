"""Rules for the order of a review, and for redacting its minutes."""
