"""Read reviews, and the data that they show."""
