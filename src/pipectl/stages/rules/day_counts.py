"""How many days a stage gives a deal."""

from pipectl.errors import UsageError

MOST_DAYS = 3650


def check_days(what: str, value: int) -> int:
    """A number of days that makes sense; raises UsageError."""
    if not 1 <= value <= MOST_DAYS:
        raise UsageError(f"--{what}-days can't be {value}.", hint=f"Use 1 to {MOST_DAYS}.")
    return value
