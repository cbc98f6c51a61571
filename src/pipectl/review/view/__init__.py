"""The screens and minutes of reviews."""
