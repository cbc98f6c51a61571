"""Define saved mappings: the flags for importing the files of one source."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pipectl.errors import UsageError, quoted
from pipectl.importing.rules.fields import FIELDS, field_named
from pipectl.named_tuple import NamedTuple
from pipectl.text import fold

PREFIX = "import."  # of the setting's key, before the mapping's name
LONGEST_NAME = 60
MOST_BYTES = 20_000
# The flags by their stored names; first lists, then single values.
LISTS = ("map", "stage_map", "won_when", "lost_when", "open_when", "only", "fill_down")
TEXTS = ("from", "dates", "decimal", "currency", "encoding", "sheet", "totals", "key")
FLAGS = (
    *("from", *LISTS, "make_stages", "dates", "decimal", "currency", "encoding"),
    *("header_line", "sheet", "totals", "key", "fields"),
)


class Saved(NamedTuple):
    """The flags of an import, except the files and what to do with their rows."""

    of: str | None = None
    map: tuple[str, ...] = ()
    stage_map: tuple[str, ...] = ()
    won_when: tuple[str, ...] = ()
    lost_when: tuple[str, ...] = ()
    open_when: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    fill_down: tuple[str, ...] = ()
    make_stages: bool = False
    dates: str | None = None
    decimal: str | None = None
    currency: str | None = None
    encoding: str | None = None
    header_line: int | None = None
    sheet: str | None = None
    totals: str | None = None
    key: str | None = None
    fields: bool = False

    def facts(self) -> dict[str, Any]:
        """Return the flags by name, with lists for those that can be repeated."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in zip(("from", *Saved._fields[1:]), self, strict=True)
        }


def to_text(saved: Saved) -> str:
    """Return the set flags as stored JSON; raise UsageError if it is too long."""
    text = json.dumps({name: value for name, value in saved.facts().items() if value})
    if len(text) > MOST_BYTES:
        raise UsageError(
            "The mapping is too long to save.",
            hint=("Import without --save-as, or with fewer options."),
        )
    return text


def from_text(text: str) -> Saved:
    """Parse stored flags; raise UsageError if the text isn't a mapping."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not found.keys() <= {*FLAGS}:
        raise _no_mapping(text)
    for name, value in found.items():
        if not _FORMS[name](value):
            raise _no_mapping(text)
    values: dict[str, Any] = {
        "of" if name == "from" else name: tuple(value) if name in LISTS else value
        for name, value in found.items()
    }
    return Saved(**values)


def check(text: str) -> str:
    """Return the text of a mapping in stored form; raise UsageError."""
    return to_text(from_text(text))


def merged(saved: Saved, given: Saved) -> Saved:
    """Merge a mapping with the given flags, which win for each field, stage and column."""
    both: dict[str, Any] = {
        "map": _joined(saved.map, given.map, _field),
        "stage_map": _joined(saved.stage_map, given.stage_map, _before),
        "only": _joined(saved.only, given.only, _before),
    }
    said = {fold(each) for each in (*given.won_when, *given.lost_when, *given.open_when)}
    for name in ("won_when", "lost_when", "open_when"):
        left = (each for each in getattr(saved, name) if fold(each) not in said)
        both[name] = (*left, *getattr(given, name))
    both["fill_down"] = given.fill_down or saved.fill_down
    both["make_stages"] = saved.make_stages or given.make_stages
    both["fields"] = saved.fields or given.fields
    for name in ("of", *TEXTS[1:], "header_line"):
        value = getattr(given, name)
        both[name] = getattr(saved, name) if value is None else value
    return Saved(**both)


def _joined(
    saved: Sequence[str], given: Sequence[str], means: Callable[[str], str]
) -> tuple[str, ...]:
    said = {means(each) for each in given}
    return (*(each for each in saved if means(each) not in said), *given)


def _before(typed: str) -> str:
    return fold(typed.partition("=")[0].strip())


def _field(typed: str) -> str:
    try:
        name = field_named(typed.partition("=")[0])
    except UsageError:
        return _before(typed)  # a custom field, or an error of its own when it is read
    return FIELDS[name].same_as or name


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


_FORMS: Mapping[str, Callable[[Any], bool]] = {
    **dict.fromkeys(TEXTS, _is_text),
    **dict.fromkeys(LISTS, _is_list),
    "make_stages": lambda value: isinstance(value, bool),
    "fields": lambda value: isinstance(value, bool),
    "header_line": lambda value: type(value) is int and 0 < value < 10**9,
}


def _no_mapping(text: str) -> UsageError:
    return UsageError(f"{quoted(text)} is not a saved mapping.")
