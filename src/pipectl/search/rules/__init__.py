"""What a search asks for, what matches it, and in which order."""
