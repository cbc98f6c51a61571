"""Rules: names, roles, and how someone is found in texts."""
