"""What is found by words, and what it is."""
