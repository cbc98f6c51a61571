"""JSON, JSON Lines, CSV, Markdown tables: exact and safe."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any

from pipectl.export_format import FORMULA

if TYPE_CHECKING:
    from fractions import Fraction

    from pipectl.numbers import NumberFormat


NAMING = ("id", "parent", "place")  # numbers that stand for a row
# Control, bidirectional and line-separator characters, and lone surrogates, are written as \u.
# None of them is printable: `str.isprintable` saves compiling the pattern for most text.
UNSAFE = "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
BREAKING = f"[\x00-\x1f]|{UNSAFE}"


class Exact(str):
    """A number in its own digits."""

    __slots__ = ()


def to_json(value: Any, indent: int = 0) -> str:
    """JSON with exact decimals, a key a line; with `indent` -1 on one line."""
    if isinstance(value, dict):
        items = [f"{key_json(key)}: {to_json(item, deeper(indent))}" for key, item in value.items()]
        return bracketed("{", items, "}", indent)
    if isinstance(value, list | tuple):
        return bracketed("[", [to_json(item, deeper(indent)) for item in value], "]", indent)
    return scalar_json(value)


def object_of(items: Iterable[tuple[str, Any]]) -> str:
    """Return the same for a dict whose items are made one by one."""
    texts = [f"{key_json(key)}: {to_json(item, deeper(0))}" for key, item in items]
    return bracketed("{", texts, "}", 0)


def deeper(indent: int) -> int:
    """The indentation of what is inside."""
    return indent if indent < 0 else indent + 2


def bracketed(opening: str, items: Sequence[str], closing: str, indent: int) -> str:
    """Items between brackets, on lines of their own or on one."""
    if not items:
        return opening + closing
    if indent < 0:
        return f"{opening}{', '.join(items)}{closing}"
    inner, outer = "\n" + " " * (indent + 2), "\n" + " " * indent
    return f"{opening}{inner}{f',{inner}'.join(items)}{outer}{closing}"


def scalar_json(value: Any) -> str:
    """A plain value: exact numbers, dates ISO, else a ratio."""
    if isinstance(value, str):
        return value if isinstance(value, Exact) else text_json(value)
    if value is None or isinstance(value, bool):
        return "null" if value is None else "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date):
        return text_json(value.isoformat())
    return ratio_json(value)


def ratio_json(value: "Fraction") -> str:
    """A ratio as a number, exact where its decimals end, else to ten places."""
    from decimal import Decimal

    return f"{Decimal(value.numerator) / Decimal(value.denominator):.10f}".rstrip("0").rstrip(".")


def text_json(text: str) -> str:
    """Return a JSON string that is safe to print on a terminal."""
    return escaped(encode_basestring(text))


def escaped(text: str) -> str:
    r"""Return JSON or CSV in which each unsafe character is written as `\u202e`."""
    if text.isprintable():
        return text
    return re.sub(UNSAFE, lambda found: f"\\u{ord(found[0]):04x}", text)


key_json = cache(text_json)


def to_jsonl(values: Sequence[Any]) -> str:
    """One JSON value a line."""
    return "".join(f"{to_json(value, -1)}\n" for value in values)


def flat(value: Any) -> str:
    """A value in one cell; lists by comma, what has parts as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    if isinstance(value, Mapping | list | tuple):
        return to_json(value, -1)
    if isinstance(value, bool):
        return "true" if value else "false"
    return scalar_json(value).strip('"')


def to_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """Return CSV in which no typed cell can start a formula."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([harmless(column) for column in columns])
    for row in rows:
        writer.writerow([harmless(row[column]) for column in columns])
    return escaped(out.getvalue())


def to_tsv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """Values between tabs, a row a line, without quotes; no cell can start a formula."""

    def cell(value: Any) -> str:
        return f"'{one_cell(value)}" if starts_formula(value) else one_cell(value)

    lines = [
        [cell(column) for column in columns],
        *[[cell(row[column]) for column in columns] for row in rows],
    ]
    return "".join("\t".join(line) + "\n" for line in lines)


def one_cell(value: Any) -> str:
    """A value without tabs, line ends and other characters that act: each is a space."""
    return re.sub(BREAKING, " ", flat(value))


def starts_formula(value: Any) -> bool:
    """Return whether a spreadsheet would take a text for a formula; numbers stay numbers."""
    typed = isinstance(value, str | list | tuple) and not isinstance(value, Exact)
    return typed and flat(value).startswith(FORMULA)


def harmless(value: Any) -> str:
    """Escape a cell that a spreadsheet would take for a formula; numbers stay numbers."""
    text = visible_cell(flat(value))
    return f"'{text}" if starts_formula(value) else text


def visible_cell(text: str) -> str:
    """A cell's text with control characters made visible."""
    from pipectl.text import visible

    return visible(text, lines=True)


def to_markdown(
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[str],
    numbers: "NumberFormat | None" = None,
) -> str:
    """A Markdown table; a pipe in a cell is escaped, a line end becomes a space.

    With `numbers` they are written for a person, but for those that stand for a row.
    """

    def cell(column: str, value: Any) -> str:
        is_quantity = isinstance(value, Exact | float) or hasattr(value, "numerator")
        if numbers is None or not is_quantity or isinstance(value, bool) or column in NAMING:
            return markdown_cell(value)
        return numbers.written(scalar_json(value))

    lines = [[markdown_cell(column) for column in columns], ["---"] * len(columns)]
    lines += [[cell(column, row[column]) for column in columns] for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def markdown_cell(value: Any) -> str:
    """A cell's text that stays text in Markdown and HTML."""
    text = visible_cell(flat(value)).replace("\n", " ").replace("\\", "\\\\")
    return re.sub(r"([|`*_\[\]<>])", r"\\\1", text)


def money(minor: "Fraction | int | None", currency: str) -> Any:
    """An amount as a number with the currency's decimals; an average to the nearest unit."""
    from pipectl.money import plain_number

    if minor is None:
        return None
    if not isinstance(minor, int):
        from pipectl.numbers import half_up

        minor = half_up(minor)
    return Exact(plain_number(minor, currency))


def keys_of(
    record: Any, names: str, currency: str | None = None, /, **others: Any
) -> dict[str, Any]:
    """A record's fields of these names as JSON keys, in this order, in the unit of their suffix.

    `_minor` is an amount in that currency, else in the record's own, and `_bp` a share in percent:
    their keys are without it. A `period` or `stage` is its name; days, counts and ratios stay as
    they are. `others` are keys that no field of the record fills: they stand where `names` has
    them, else behind.
    """
    found = {}
    for name, key, unit in units_of(names):
        if name in others:
            found[key] = others[name]
        elif unit is None:
            found[key] = getattr(record, name)
        elif unit is money:
            found[key] = money(getattr(record, name), currency or record.currency)
        else:
            found[key] = unit(getattr(record, name))
    found.update(others)
    return found


@cache
def units_of(names: str) -> list[tuple[str, str, Callable[..., Any] | None]]:
    """Return each field with its key and the converter to its unit."""

    def unit(name: str) -> tuple[str, str, Callable[..., Any] | None]:
        if name.endswith("_minor"):
            return name, name.removesuffix("_minor"), money
        if name.endswith("_bp"):
            from pipectl.money import percent_number

            return name, name.removesuffix("_bp"), percent_number
        return name, name, name_of if name in ("period", "stage") else None

    return [unit(name) for name in names.split()]


def name_of(found: Any) -> Any:
    """Return the name of a period or stage."""
    return getattr(found, "name", found)
