"""The commands for quotas, goals and priorities."""
