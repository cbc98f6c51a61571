"""Fill in the text of a message, in Jinja's sandbox.

A template can print, test and format what `draft` knows about a deal, and nothing else. What has
no value is an error, as nobody wants to send "Dear ,".
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pipectl.errors import PipectlError, UsageError, available
from pipectl.render.line_template import FILTERS, HOW, OWN, Keys, check_node, sandbox

if TYPE_CHECKING:
    from jinja2 import nodes

MOST_FILLED = 100_000  # characters
USE = (
    "Use {{ deal.title }}, filters such as {{ deal.title|upper }}, and"
    " {% if deal.amount %}…{% endif %}."
)


class NoValueError(Exception):
    """A template names something that has no value; `str()` is its name."""


class Figure(Decimal):
    """A number that templates compare, and that is printed in words."""

    words: str

    @classmethod
    def of(cls, number: str, words: str) -> "Figure":
        """Return a number with how it is printed."""
        found = cls(number)
        found.words = words
        return found

    def __str__(self) -> str:
        return self.words


def message_template(
    text: str, keys: Keys, what: str
) -> Callable[[Mapping[str, Mapping[str, Any] | str]], str]:
    """Compile a text into a function from values to message; raise UsageError.

    `what` is what the text is called: the text, or the subject.
    """
    from jinja2 import TemplateSyntaxError

    environment = sandbox(filters())
    try:
        tree = environment.parse(text)
        checked(tree, keys, what)
        template = environment.from_string(tree)
    except TemplateSyntaxError as error:
        raise UsageError(
            f"Line {error.lineno} of the {what} can't be read: {str(error.message).rstrip('.')}.",
            hint=USE,
        ) from error
    except (RecursionError, SyntaxError, MemoryError, ValueError, OverflowError) as error:
        raise UsageError(f"The {what} is nested too deeply.", hint=USE) from error

    def filled(values: Mapping[str, Mapping[str, Any] | str]) -> str:
        from jinja2 import TemplateError, UndefinedError

        parts, size = [], 0
        try:
            for part in template.generate(lacking(values)):
                parts.append(part)
                size += len(part)
                if size > MOST_FILLED:
                    break
        except UndefinedError as error:
            raise NoValueError(str(error.message)) from error
        except (TypeError, ValueError, ArithmeticError, LookupError, TemplateError) as error:
            raise UsageError(
                f"The {what} can't be filled in: it compares or cuts a value of another type.",
                hint=USE,
            ) from error
        if size > MOST_FILLED:
            raise UsageError(
                lambda numbers: (
                    f"The {what} gets longer than {numbers.count(MOST_FILLED)} characters."
                ),
                hint="Shorten the template.",
            )
        return "".join(parts)

    return filled


def checked(tree: "nodes.Template", keys: Keys, what: str) -> None:
    """Raise UsageError, with its line, for a part that a message can't have."""
    from jinja2 import nodes

    reached = {id(each.node) for each in tree.find_all(nodes.Getattr)}
    reached |= {id(each.node) for each in tree.find_all(nodes.Getitem)}
    for node in (tree, *tree.find_all(nodes.Node)):
        try:
            check_node(node, keys)
            if id(node) not in reached:
                check_value(node, keys)
            if isinstance(node, nodes.Getitem) and not isinstance(
                node.arg, nodes.Const | nodes.Slice
            ):
                raise UsageError("A template can't compute a name.")
        except PipectlError as error:
            hint = error.hint if error.hint not in (None, HOW) else USE
            raise error.hinting(hint).placed(f"Line {node.lineno} of the {what}: ") from None


def check_value(node: "nodes.Node", keys: Keys) -> None:
    """Raise UsageError for a name that stands for several values."""
    from jinja2 import nodes

    if isinstance(node, nodes.Name) and (keys[node.name] or node.name == OWN):
        there = [f"{node.name}.{each}" for each in keys[node.name]]
        raise UsageError(
            f"{node.name} alone is no value.",
            hint=available(there) if there else "Add a field: `pipectl field add`.",
        )


def lacking(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values; in the place of null, what tells its name once it is printed."""
    from jinja2 import StrictUndefined

    class Lacking(StrictUndefined):
        """No value: false where it is tested, an error where it is used."""

        def __bool__(self) -> bool:  # type: ignore[override]
            return False

    def whole(value: Any, name: str) -> Any:
        if value is None:
            return Lacking(hint=name)
        if isinstance(value, Mapping):
            parts = {key: whole(each, f"{name}.{key}") for key, each in value.items()}
            return type(value)(parts) if isinstance(value, dict) else parts
        return value

    return {name: whole(value, name) for name, value in values.items()}


def filters() -> dict[str, Callable[..., Any]]:
    """Return the filters; of what has no value, each but `default` is an error."""
    from jinja2 import Undefined

    def strict(filter: Callable[..., Any]) -> Callable[..., Any]:
        def used(value: Any, *more: Any, **named: Any) -> Any:
            if isinstance(value, Undefined):
                str(value)
            return filter(value, *more, **named)

        return used

    found = {name: strict(each) for name, each in FILTERS.items()}
    found["default"] = lambda value, other="": other if isinstance(value, Undefined) else value
    return found
