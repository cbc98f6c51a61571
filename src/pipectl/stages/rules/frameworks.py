"""Known lists of qualification criteria, one a letter."""

from pipectl.errors import quoted
from pipectl.text import UnknownValueError, fold

FRAMEWORKS = {
    "bant": (
        "Budget: there is money for this, and you know how much",
        "Authority: you're talking to the person who makes the decision",
        "Need: they told you in their own words what the problem costs them",
        "Timing: they gave a date by which it has to be solved",
    ),
    "meddic": (
        "Metrics: they put a figure on what a solution is worth to them",
        "Economic buyer: you met the person who controls the budget",
        "Decision criteria: you know what they will judge the offers on",
        "Decision process: you know each step to a signature, who takes it, and when",
        "Identified pain: they told you what happens if they do nothing",
        "Champion: somebody inside makes your case when you aren't in the room",
    ),
}


def framework(name: str) -> tuple[str, ...]:
    """Return the criteria of a framework; raise UsageError."""
    found = FRAMEWORKS.get(fold(name.strip()))
    if found is None:
        raise UnknownValueError(f"No framework {quoted(name)}", name, FRAMEWORKS)
    return found
