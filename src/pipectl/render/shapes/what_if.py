"""The JSON keys of `what-if`, and the figures of any report that can stand side by side."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipectl.domain.supposition import Supposition
from pipectl.render.shapes.opportunity import money

# How the figures come about, what was before, and curves whose ends are figures of their own.
ASIDE = ("formulas", "explain", "previous", "twelve", "weeks", "quantiles")


def suppositions(found: Sequence[Supposition]) -> list[dict[str, Any]]:
    """What is supposed."""
    return [
        {
            "kind": each.kind,
            "id": each.id,
            "title": each.title,
            "count": each.many,
            "amount": None if each.amount is None else money(*each.amount),
            "currency": None if each.amount is None else each.amount.currency,
            "stage": each.stage,
            "close_on": each.close_on,
        }
        for each in found
    ]


def figures(keys: Mapping[str, Any]) -> dict[tuple[str, ...], Any]:
    """Every plain value by its path, in which a row of a list is named by what it is of."""
    aside = [*ASIDE, *(["groups"] if keys.get("by") == "stage" else [])]  # the board's are stages
    return dict(walked((), {name: keys[name] for name in keys if name not in aside}))


def walked(path: tuple[str, ...], value: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The plain values below a path; no two have the same."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from walked((*path, name), each)
    elif isinstance(value, list | tuple):
        seen: set[str] = set()
        for row in value:
            if isinstance(row, Mapping):
                names = identity(row)
                label = unused(" ".join(shown(row[name]) for name in names), seen)
                rest = {name: row[name] for name in row if name not in names}
                yield from walked((*path, label), rest)
    else:
        yield path, value


def identity(row: Mapping[str, Any]) -> list[str]:
    """The keys that say what a row is of: an opportunity, else what comes first."""
    if "id" in row:
        return [name for name in ("kind", "id", "title") if name in row]
    first = next(iter(row))
    return [first, *(name for name in ("reason", "per") if name in row and name != first)]


def shown(name: Any) -> str:
    """A part of a row's name; rows of what has none are named so too."""
    return "–" if name is None else str(name)


def unused(label: str, seen: set[str]) -> str:
    """The label, or where a row before has it, the label with a number."""
    found, place = label, 1
    while found in seen:
        place += 1
        found = f"{label} ({place})"
    seen.add(found)
    return found
