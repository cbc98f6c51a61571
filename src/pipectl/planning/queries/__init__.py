"""Read quotas, goals with progress, and priorities."""
