"""The weekly, monthly and quarterly review."""
