"""`draft`: a template filled in for a deal, as text, link or file."""
