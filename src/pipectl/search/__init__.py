"""Searching the texts of deals, contacts, accounts and activities."""
