"""Stage calibration."""
