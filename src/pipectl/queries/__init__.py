"""Questions put to the store: one module a question, plain SQL, read-only."""
