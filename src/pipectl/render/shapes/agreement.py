"""The JSON keys of why coverage, pace, forecast and run rate differ."""

from typing import Any

from pipectl.domain.agreement import Opinions, difference


def shape(found: Opinions, said: str) -> dict[str, Any] | None:
    """Which numbers are bad and which good, why, and the sentence; null where no two differ."""
    differs = difference(found)
    if differs is None:
        return None
    return {"bad": differs.bad, "good": differs.good, "why": differs.why, "text": said}
