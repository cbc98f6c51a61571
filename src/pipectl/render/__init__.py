"""Results on their way out: tables, JSON, CSV, Markdown."""
