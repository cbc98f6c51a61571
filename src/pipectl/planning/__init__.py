"""Quotas, goals, priorities."""
