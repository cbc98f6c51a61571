"""Complete conditions and values of fields: the name with its sign, then what it can be."""

from collections.abc import Iterable, Sequence
from typing import Any

from pipectl.cli import completion_values
from pipectl.store.reader import Reader

Words = Iterable[tuple[str, str]]


def criteria_conditions(ctx: Any, incomplete: str) -> Words:
    """What a criterion of the ideal customer can be about, or the values of one."""
    from pipectl.icp.rules import ABOUT_CUSTOMERS

    if "=" in incomplete:
        return values(ctx, incomplete)
    built_in = [(f"{name}=", "") for name in ABOUT_CUSTOMERS if name.startswith(incomplete)]
    own = completion_values.completed(ctx, "fields", incomplete)
    return [*built_in, *((f"{name}=", about) for name, about in own)]


def owner_of_fields(ctx: Any) -> str:
    """Whose fields a command sets: a deal's, or those of the group that it belongs to."""
    group = ctx.parent.info_name if ctx.parent else None
    return group if group in ("account", "contact") else "deal"


def values_of_fields(ctx: Any, incomplete: str) -> Words:
    """Custom fields, each with the sign behind which its value is typed, or its values."""
    owner = owner_of_fields(ctx)
    if "=" in incomplete:
        return values(ctx, incomplete, owner)
    found = completion_values.completed(ctx, f"{owner} fields", incomplete)
    return [(f"{name}=", about) for name, about in found]


def conditions(ctx: Any, incomplete: str) -> Words:
    """What deals can be filtered by, with the sign behind which a value is typed, or its values."""
    from pipectl.filters.queries import BUILT_IN

    if "=" in incomplete:
        return values(ctx, incomplete)
    built_in = [(f"{each.name.name}=", each.name.type) for each in BUILT_IN]
    own = completion_values.completed(ctx, "fields", incomplete)
    return [
        *(each for each in built_in if each[0].startswith(incomplete)),
        *((f"{name}=", about) for name, about in own),
    ]


def values(ctx: Any, incomplete: str, owner: str | None = None) -> Words:
    """The values of the name before the sign; with `owner`, of a field that it has.

    Behind a comma, another value is begun.
    """
    name, _, typed = incomplete.partition("=")
    before, comma, begun = typed.rpartition(",")
    wanted = name.removesuffix("!")
    whole = wanted if owner is None or "." in wanted else f"{owner}.{wanted}"
    found = completion_values.read(ctx, lambda reader: known(reader, whole, begun))
    return [(f"{name}={before}{comma}{value}", about) for value, about in found]


def known(reader: Reader, name: str, begun: str) -> list[tuple[str, str]]:
    """The values that a name can have, or has somewhere, with that beginning in any case."""
    from pipectl.filters.queries import source_named
    from pipectl.filters.queries.known_values import known_values

    source = source_named(reader, name)
    there: Sequence[str] = source.name.choices or known_values(reader, source) or ()
    if source.name.type == "yes-no":
        there = ("yes", "no")
    elif source.name.name == "fit":
        from pipectl.vocabulary import FIT_GRADES

        there = tuple(FIT_GRADES)
    words = ((each, "") for each in there if completion_values.begun(each, begun) is not None)
    return completion_values.safe(words)[: completion_values.MOST_OFFERED]


def rejoined(words: Sequence[str]) -> list[str]:
    """The words of a command line that bash parted at `=`; an option's value is a word of its own.

    `--set industry = food` is `--set industry=food`, and `--stage = disc` is `--stage disc`.
    """
    found: list[str] = []
    is_open = False  # whether the next word belongs to the last one
    for word in words:
        if word == "=" and found and not found[-1].startswith("--"):
            found[-1] += "="
            is_open = True
        elif word == "=":
            is_open = False
            found.append("")
        elif is_open or (found and found[-1] == ""):
            found[-1] += word
            is_open = False
        else:
            found.append(word)
    return found
