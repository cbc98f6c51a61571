"""Fields of the user's own, on deals, accounts and contacts."""
