"""How likely it is to reach the quota: competing risks by stage, simulated to the period's end."""
