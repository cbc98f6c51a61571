"""`report sequences`: how far the runs of each sequence came, and which steps were answered."""
