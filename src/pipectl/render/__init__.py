"""Print and write results, independent of any feature."""
