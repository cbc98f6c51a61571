"""Ask the questions of weekly, monthly and quarterly reviews."""
