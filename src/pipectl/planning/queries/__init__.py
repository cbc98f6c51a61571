"""Quotas, goals with progress, priorities."""
