"""What a look at the store found, and what was mended."""

from collections.abc import Collection, Sequence
from typing import Any

from pipectl.domain.findings import Finding
from pipectl.render.tables import Screen, paragraph


def finding_dict(found: Finding, *, mended: bool) -> dict[str, Any]:
    """A finding's keys."""
    return {**found._asdict(), "mended": mended}


def findings_data(mended: Sequence[Finding], left: Sequence[Finding]) -> list[dict[str, Any]]:
    """Everything that was found."""
    return [
        *[finding_dict(each, mended=True) for each in mended],
        *[finding_dict(each, mended=False) for each in left],
    ]


def findings_text(mended: Collection[Finding], left: Collection[Finding], on: Screen) -> str:
    """A line each, what to do included; nothing where all is well."""
    lines = [f"Mended: {each.where}: {each.what}." for each in mended]
    lines += [f"{each.where}: {each.what}. {each.todo}" for each in left]
    return "".join(paragraph(text, on) for text in lines)
