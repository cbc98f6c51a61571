"""Questions put to a person. Nothing else prompts."""
