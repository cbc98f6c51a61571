"""Show the problems that `doctor` found and repaired."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from pipectl.doctor.rules import Finding
from pipectl.errors import listed
from pipectl.numbers import NumberFormat
from pipectl.render.screen import Screen
from pipectl.render.tables import paragraph

FEW, NAMED = 3, 5  # so many like findings get a line each; of more, so many are named
PLACE = re.compile(r"(.*/|\D+ )(.+)", re.DOTALL)  # a folder or a kind of row, and which one
NUMBERS = re.compile(r"[0-9]+")


def finding_dict(found: Finding, *, mended: bool) -> dict[str, Any]:
    """Return a finding's keys."""
    keys = found._asdict()
    hint = keys.pop("is_hint")
    return {**keys, "mended": mended, "hint": hint}


def findings_data(mended: Sequence[Finding], left: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return everything that was found."""
    return [
        *[finding_dict(each, mended=True) for each in mended],
        *[finding_dict(each, mended=False) for each in left],
    ]


def findings_text(
    mended: Collection[Finding], left: Collection[Finding], on: Screen, numbers: NumberFormat
) -> str:
    """Say what is wrong and what to do, similar findings together; nothing if all is well."""
    lines = [f"Repaired: {where}: {each.what}." for where, each in together(mended, numbers)]
    lines += [f"{where}: {each.what}. {each.todo}" for where, each in together(left, numbers)]
    return "".join(paragraph(text, on) for text in lines)


def together(found: Collection[Finding], numbers: NumberFormat) -> Iterator[tuple[str, Finding]]:
    """Return each finding with its place; of many similar ones the first, with all places."""
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for each in found:
        groups.setdefault(likeness(each), []).append(each)
    for like in groups.values():
        if len(like) > FEW:
            yield places(like, numbers), like[0]
        else:
            yield from ((each.where, each) for each in like)


def likeness(found: Finding) -> tuple[str, ...]:
    """Return what findings have in common that differ only in numbers."""
    place = PLACE.fullmatch(found.where)
    told = (NUMBERS.sub("0", text) for text in (found.what, found.todo))
    return (found.kind, place[1] if place else found.where, *told)


def places(like: Sequence[Finding], numbers: NumberFormat) -> str:
    """Name the places of many findings: the first few, and how many more."""
    found = [PLACE.fullmatch(each.where) for each in like]
    named = [place[2] for place in found[:NAMED] if place]
    more = len(like) - len(named)
    of_what = plural(found[0][1]) if found[0] else ""
    first = "" if len({each.what for each in like}) == 1 else ", for example"
    return f"{of_what}{listed([*named, *([f'{numbers.count(more)} more'] if more else [])])}{first}"


def plural(kind: str) -> str:
    """Return the plural of a kind of row with the space behind it; a folder stays as it is."""
    if not kind.endswith(" "):
        return kind
    return f"{kind[:-2]}ies " if kind.endswith("y ") else f"{kind[:-1]}s "
