"""The tables of quotas, goals and priorities."""
