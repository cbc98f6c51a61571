"""Work out the quota of a period, and the activities it needs."""
