"""How much of a playbook is shown beside other things."""

from collections.abc import Iterator

MOST_LINES = 8


def first_lines(playbook: str | None, see: str) -> Iterator[str]:
    """Yield the first lines that aren't empty; the last says which command shows the rest."""
    lines = [each.rstrip() for each in (playbook or "").splitlines() if each.strip()]
    shown = lines if len(lines) <= MOST_LINES else lines[: MOST_LINES - 1]
    yield from shown
    if len(shown) < len(lines):
        yield f"… All of it: `{see}`"
