"""A store made for looking around."""
