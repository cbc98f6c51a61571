"""Quotas, goals and priorities."""
