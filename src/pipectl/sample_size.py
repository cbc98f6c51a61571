"""The least number of cases for a rate, share, median or average."""

LEAST_SAMPLE = 5


def is_enough(n: int) -> bool:
    """Return whether a figure of so many cases is stated."""
    return n >= LEAST_SAMPLE
