"""Known lists of qualification criteria, one a letter."""

from pipectl.errors import quoted
from pipectl.text import UnknownValueError, fold

FRAMEWORKS = {
    "bant": (
        "Budget: the money is set aside, and you know how much",
        "Authority: you talk to the person who decides",
        "Need: they say themselves which problem costs them something",
        "Timing: they named a date by which they want it solved",
    ),
    "meddic": (
        "Metrics: they put a number on what solving it is worth",
        "Economic buyer: you met the person who can spend the money",
        "Decision criteria: you know by what they compare offers",
        "Decision process: you know the steps, names and dates until they sign",
        "Identified pain: they say what happens if nothing changes",
        "Champion: somebody inside sells for you when you aren't there",
    ),
}


def framework(name: str) -> tuple[str, ...]:
    """Return the criteria of a framework; raise UsageError."""
    found = FRAMEWORKS.get(fold(name.strip()))
    if found is None:
        raise UnknownValueError(f"No framework {quoted(name)}", name, FRAMEWORKS)
    return found
