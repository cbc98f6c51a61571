"""`link`: adds links to deals and stages, and logs what was sent."""
