"""The ideal customer: criteria, and how well deals, accounts and contacts fit them."""
