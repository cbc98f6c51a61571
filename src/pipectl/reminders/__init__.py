"""What is due: today, remind, calendars."""
