"""Which field is meant, and which values are set."""

from collections.abc import Sequence

from pipectl.cli.context import Run
from pipectl.cli.values import choose_one, single
from pipectl.errors import NotFoundError, UsageError, available, quoted
from pipectl.fields.queries import fields
from pipectl.fields.rules import FieldDefinition, TypedValues, label, parse_value
from pipectl.store.reader import Reader
from pipectl.text import fold, nearest


def typed_values(run: Run) -> TypedValues:
    """How this user types values."""
    return TypedValues(run.settings.currency, run.decimal, run.date)


def choose_field(run: Run, reader: Reader, text: str) -> FieldDefinition:
    """The field that is meant, by its name, or as `account.NAME` where several have it."""
    every = fields(reader)
    for each in every:
        if fold(text.strip()) == fold(f"{each.owner}.{each.name}"):
            return each
    return choose_one(run, "field", text, every, lambda each: label(each, every))


def field_named(every: Sequence[FieldDefinition], owner: str, name: str) -> FieldDefinition:
    """The field of deals, accounts or contacts with that name; raises NotFoundError."""
    wanted = fold(name.removeprefix(f"{owner}."))
    own = [each for each in every if each.owner == owner]
    for each in own:
        if fold(each.name) == wanted:
            return each
    for each in every:
        if wanted in (fold(each.name), fold(f"{each.owner}.{each.name}")):
            command = (
                f"pipectl {each.owner} edit NAME" if each.owner != "deal" else "pipectl edit OPP"
            )
            raise UsageError(
                f"{each.name} is a field for {each.owner}s, not for {owner}s.",
                hint=f'Set it there: `{command} --set "{each.name}=VALUE"`.',
            )
    near = nearest(name, [each.name for each in own])
    meant = f" Did you mean {quoted(near)}?" if near else ""
    add = f"Add one: `pipectl field add NAME --on {owner}`."
    hint = available([each.name for each in own]) if own else f"There are no fields yet. {add}"
    raise NotFoundError(f"No field {quoted(name)} for {owner}s.{meant}", hint=hint)


def field_changes(
    run: Run, reader: Reader, owner: str, typed: Sequence[str] | None, cleared: Sequence[str] = ()
) -> tuple[tuple[int, str | None], ...]:
    """The values of `--set` and `--clear`, by field; None clears one."""
    if not typed and not cleared:
        return ()
    every = fields(reader)
    found: dict[int, str | None] = {}
    for name, value in single("--set", typed or (), fold):
        field = field_named(every, owner, name)
        if not value:
            raise UsageError(
                f"--set {quoted(name)} has no value.", hint=f'To clear it: --clear "{field.name}".'
            )
        found[field.id] = parse_value(field, value, typed_values(run))
    for name in cleared:
        field = field_named(every, owner, name)
        if found.get(field.id) is not None:
            raise UsageError(
                f'--set and --clear can\'t both be used for "{field.name}".',
                hint="Use one of them.",
            )
        found[field.id] = None
    return tuple(found.items())
