"""Compare a report with and without assumed changes."""
