"""`report customers`: who bought, what they might buy next, and how many bought again."""
