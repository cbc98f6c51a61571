"""Fill in a user's template with each row's keys, in Jinja's sandbox.

A template is what somebody may have copied from elsewhere: it can print, test and format the keys
of a row, and nothing else. There are no loops, calls or arithmetic, so that it always ends soon.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pipectl.errors import UsageError, available, quoted
from pipectl.named_tuple import NamedTuple
from pipectl.render.serialize import Exact, one_cell, scalar_json
from pipectl.text import UnknownValueError, check_note, fold

if TYPE_CHECKING:
    from jinja2 import nodes
    from jinja2.sandbox import ImmutableSandboxedEnvironment

MOST_BYTES = 2000  # of a template
MOST_LINE = 100_000  # characters that one row may become
GO_NAME = re.compile(r"\{\{(-?\s*)\.(?=[A-Za-z_])")  # gh's way: {{.title}}
ESCAPE = re.compile(r"\\([tn\\])")
ESCAPED = {"t": "\t", "n": "\n", "\\": "\\"}
HOW = "Use {{ key }}, filters such as {{ title|upper }}, and {% if key %}…{% endif %}."
# What a template may be made of, by the names of Jinja's nodes.
ALLOWED = frozenset(
    (
        *("Template", "Output", "TemplateData", "Name", "Const", "Getattr", "Getitem", "Slice"),
        *("Filter", "Keyword", "If", "CondExpr", "Compare", "Operand", "And", "Or", "Not", "Neg"),
        *("List", "Tuple"),
    )
)
# How a person calls the rest.
CALLED = {
    "For": "loops (for)",
    "Call": "calls such as range(9)",
    "Assign": "assignments (set)",
    "AssignBlock": "assignments (set)",
    **dict.fromkeys(("Add", "Sub", "Mul", "Div", "FloorDiv", "Mod", "Pow", "Pos"), "arithmetic"),
    "Concat": "~ between values",
    **dict.fromkeys(("Include", "Import", "FromImport", "Extends"), "other templates"),
    **dict.fromkeys(("Macro", "CallBlock", "Block", "FilterBlock", "With"), "blocks"),
    "Test": "tests (is)",
    "Dict": "dictionaries",
}

OWN = "fields"  # the key whose own keys are custom fields, in any case


def spelled(name: str) -> str:
    """Return how a field is named: in any case, and `go_live` for `Go-live`."""
    return re.sub(r"[\s-]+", "_", fold(name).strip())


class OwnValues(dict[str, Any]):
    """The values of custom fields, by any spelling of their names."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__({spelled(name): value for name, value in values.items()})

    def get(self, name: Any, default: Any = None) -> Any:
        return super().get(spelled(name) if isinstance(name, str) else name, default)

    def __getitem__(self, name: Any) -> Any:
        return super().__getitem__(spelled(name) if isinstance(name, str) else name)


class LineTemplate(NamedTuple):
    """What fills in a row, and the keys that the template names."""

    line: Callable[[Mapping[str, Any]], str]
    names: frozenset[str]


Row = Mapping[str, Any]
# The keys of a row, each with the keys of its own value where that has any.
Keys = Mapping[str, Sequence[str]]


def line_template(text: str, keys: Keys) -> LineTemplate:
    """Compile a template into a function from row to line; raise UsageError."""
    from jinja2 import TemplateError, nodes

    check_note(text, what="template", most_bytes=MOST_BYTES)
    environment = sandbox()
    try:
        tree = environment.parse(GO_NAME.sub(r"{{\1", text))
        check(tree, keys)
        template = environment.from_string(tree)
    except TemplateError as error:
        raise UsageError(
            f"The template can't be read: {str(error).rstrip('.')}.", hint=HOW
        ) from error
    except (RecursionError, SyntaxError, MemoryError, ValueError, OverflowError) as error:
        raise UsageError("The template is nested too deeply.", hint=HOW) from error

    names = frozenset(node.name for node in tree.find_all(nodes.Name))

    def line(row: Row) -> str:
        try:
            filled = template.render({key: plain(row[key]) for key in names})
        except (TypeError, ValueError, ArithmeticError, LookupError, TemplateError) as error:
            raise UsageError(
                f"The template can't be used for deal {row['id']}: it compares or cuts a value"
                " that is null or of another type.",
                hint="Test it first: {% if amount %}…{% endif %}.",
            ) from error
        if len(filled) > MOST_LINE:
            raise UsageError(
                lambda numbers: (
                    f"The template makes a line of {numbers.count(len(filled))} characters."
                    f" The limit is {numbers.count(MOST_LINE)}."
                ),
                hint="Shorten the template.",
            )
        return filled if filled.endswith("\n") else f"{filled}\n"

    return LineTemplate(line, names)


def sandbox(
    filters: "Mapping[str, Callable[..., Any]] | None" = None,
) -> "ImmutableSandboxedEnvironment":
    """Return Jinja's sandbox with our filters; values have no attributes but their keys."""
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Sandbox(ImmutableSandboxedEnvironment):
        def getattr(self, obj: Any, attribute: str) -> Any:
            return obj.get(attribute) if isinstance(obj, Mapping) else None

        def getitem(self, obj: Any, argument: Any) -> Any:
            try:
                return obj[argument] if isinstance(obj, Mapping | str | list) else None
            except (LookupError, TypeError):
                return None

    environment = Sandbox(keep_trailing_newline=True, finalize=shown)
    environment.filters = dict(FILTERS if filters is None else filters)
    environment.globals = {}
    environment.tests = {}
    return environment


def check(tree: "nodes.Template", keys: Keys) -> None:
    """Raise UsageError for a part that isn't allowed; write out the \\t and \\n of its text."""
    from jinja2 import nodes

    for node in (tree, *tree.find_all(nodes.Node)):
        check_node(node, keys)
        if isinstance(node, nodes.TemplateData):
            node.data = ESCAPE.sub(lambda found: ESCAPED[found[1]], node.data)


def check_node(node: "nodes.Node", keys: Keys) -> None:
    """Raise UsageError for a part that isn't allowed."""
    from jinja2 import nodes

    name = type(node).__name__
    if name not in ALLOWED:
        raise UsageError(f"A template can't have {CALLED.get(name, name.lower())}.", hint=HOW)
    if isinstance(node, nodes.Name) and node.name not in keys:
        raise UnknownValueError(f"No key {quoted(node.name)}", node.name, keys)
    if isinstance(node, nodes.Getattr):
        check_key(node.node, node.attr, keys)
    elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        if isinstance(node.arg.value, str):
            check_key(node.node, node.arg.value, keys)
    elif isinstance(node, nodes.Filter) and node.name not in FILTERS:
        raise UnknownValueError(f"No filter {quoted(node.name)}", node.name, FILTERS)


def check_key(of: "nodes.Node", key: str, keys: Keys) -> None:
    """Raise UsageError for a key that a value doesn't have."""
    name = getattr(of, "name", "")
    known = keys.get(name, ())
    is_there = spelled(key) in map(spelled, known) if name == OWN else key in known
    if not is_there:
        typed = f"{name}.{key}" if name else key
        there = [f"{name}.{each}" for each in known] if known else list(keys)
        hint = available(there)
        raise UnknownValueError(f"No key {quoted(typed)}", key, known or there, hint=hint)


def plain(value: Any) -> Any:
    """Return a value as a template compares it: numbers as decimals, dates as ISO text."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return Decimal(value) if isinstance(value, Exact) else value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, OwnValues):
        return OwnValues({key: plain(each) for key, each in value.items()})
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return Decimal(scalar_json(value))


def shown(value: Any) -> str:
    """Return a value on its line: nothing for null, lists by comma."""
    return str(value) if isinstance(value, Decimal) else one_cell(value)


def truncated(value: Any, length: int = 30, end: str = "…") -> str:
    """Return a text cut to that many characters, with a sign at its end."""
    text = shown(value)
    return text if len(text) <= length else text[: max(length - len(end), 0)] + end


def joined(value: Any, separator: str = ", ") -> str:
    """Return a list's entries joined by a separator."""
    return str(separator).join(map(shown, value)) if isinstance(value, list) else shown(value)


FILTERS: dict[str, Callable[..., Any]] = {
    "upper": lambda value: shown(value).upper(),
    "lower": lambda value: shown(value).lower(),
    "title": lambda value: shown(value).title(),
    "trim": lambda value: shown(value).strip(),
    "truncate": truncated,
    "join": joined,
    "length": lambda value: 0 if value is None else len(value),
    "first": lambda value: value[0] if value else None,
    "last": lambda value: value[-1] if value else None,
    "default": lambda value, other="": other if value is None else value,
}
