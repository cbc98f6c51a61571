"""The root of the commands, and the error boundary."""
