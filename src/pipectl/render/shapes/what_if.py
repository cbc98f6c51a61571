"""The JSON keys of `what-if`, and the figures of any report that can stand side by side."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipectl.domain.supposition import Supposition
from pipectl.render.shapes.opportunity import money

# How the figures come about, not figures.
ASIDE = ("formulas", "explain")


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
    """Every plain value by its path: a row of a list by what it begins with, a stage or a title."""
    return dict(walked((), {name: keys[name] for name in keys if name not in ASIDE}))


def walked(path: tuple[str, ...], value: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The plain values below a path."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from walked((*path, name), each)
    elif isinstance(value, list | tuple):
        for row in value:
            if isinstance(row, Mapping):
                (first, name), *rest = row.items()
                if first == "id" and "title" in row:
                    name = f"{name} {row['title']}"
                yield from walked((*path[:-1], str(name)), dict(rest))
    else:
        yield path, value
