"""Contacts and accounts that want to be contacted again after some time."""
