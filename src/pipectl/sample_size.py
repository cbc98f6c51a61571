"""How many cases a rate, share, median or average needs before it says anything."""

LEAST_SAMPLE = 5


def is_enough(n: int) -> bool:
    """Return whether a figure of so many cases is stated."""
    return n >= LEAST_SAMPLE
