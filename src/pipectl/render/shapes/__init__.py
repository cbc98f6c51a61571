"""Records as JSON keys: the contract that scripts depend on."""
