"""What the tests of reports share: days on which something was typed, and rows that sum."""

import shlex
from typing import Any

from conftest import Shell


def on(shell: Shell, day: str, *lines: str) -> None:
    """Type command lines on a day."""
    before, shell.now = shell.now, f"{day}T10:00"
    for line in lines:
        shell(*shlex.split(line))
    shell.now = before


def asked(shell: Shell, name: str, *words: object) -> Any:
    """A report in JSON, explained."""
    return shell("report", name, *words, "--explain", "--json").json


def counted_sum(found: Any) -> float:
    """What the rows that are counted come to."""
    return round(
        sum(
            row["amount"] or 0
            for row in found["explain"]
            if not row["why"].startswith("not included")
        )
        * 100
    )
