"""What is typed about stages, pick lists and reasons."""
