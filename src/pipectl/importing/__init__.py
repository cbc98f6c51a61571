"""What somebody has elsewhere, or another store of theirs."""
