"""The commands of `review`."""
