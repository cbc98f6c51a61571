"""What a review goes by, and what of it others may see."""
