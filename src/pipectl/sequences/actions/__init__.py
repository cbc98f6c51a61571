"""What is written: sequences, and their runs."""
