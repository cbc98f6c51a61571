"""Which criterion is meant, and what was typed as one."""

from typing import cast

from pipectl import text
from pipectl.cli.context import Run
from pipectl.cli.values import ask_which
from pipectl.errors import UsageError, available, either, quoted
from pipectl.filters.prompts import typed_filter
from pipectl.filters.queries import (
    BUILT_IN,
    JudgedCriterion,
    every_name,
    judged_criteria,
    source_named,
)
from pipectl.filters.rules import Condition, parse_condition, stored_text, test_of
from pipectl.icp.rules import ABOUT_CUSTOMERS
from pipectl.named_tuple import NamedTuple
from pipectl.segments.prompts import hold_conditions
from pipectl.store.reader import Reader
from pipectl.text import SeveralMatchError, UnknownValueError, fold


class TypedCriterion(NamedTuple):
    """A condition as it is stored, and the name of what it is about."""

    key: str
    condition: str


def typed_criterion(run: Run, reader: Reader, typed: str) -> TypedCriterion:
    """Read a condition on the ideal customer; raise UsageError."""
    condition = parse_condition(typed)
    try:
        source = source_named(reader, condition.name)
    except UnknownValueError:
        known = [*every_name(reader)[len(BUILT_IN) :], *ABOUT_CUSTOMERS]
        refusal = f"A criterion can't be about {quoted(condition.name)}"
        add = "Or add a field first: `pipectl field add NAME --on account`."
        hint = f"{available(known)} {add}"
        raise UnknownValueError(refusal, condition.name, known, hint=hint) from None
    name = source.name.name
    if "." not in name and name not in ABOUT_CUSTOMERS:
        raise UsageError(
            f"A criterion of your ideal customer can't be about {quoted(name)}.",
            hint=f"Use a custom field, or {either(ABOUT_CUSTOMERS)}: how a deal went doesn't"
            " tell who the customer is.",
        )
    test = test_of(condition, source.name, typed_filter(run, run.today))
    stored = Condition(name, condition.operator, stored_text(condition.value, test))
    hold_conditions(run, reader, [stored.text])
    return TypedCriterion(fold(name), stored.text)


def choose_criterion(run: Run, reader: Reader, typed: str) -> JudgedCriterion:
    """The criterion that is meant: what it is about, or part of the condition."""
    known = judged_criteria(reader)
    for each in known:
        if fold(typed.strip()) in (each.criterion.key, each.criterion.key.rpartition(".")[2]):
            same = [one for one in known if same_name(one, each)]
            if len(same) == 1 or fold(typed.strip()) == each.criterion.key:
                return each
    try:
        return text.one_of(
            "criterion", "pipectl icp list", typed, known, lambda each: each.condition
        )
    except SeveralMatchError as several:
        return cast(JudgedCriterion, ask_which(run, several))


def same_name(one: JudgedCriterion, other: JudgedCriterion) -> bool:
    """Whether two criteria are about fields with the same name, of accounts and contacts."""
    return one.criterion.key.rpartition(".")[2] == other.criterion.key.rpartition(".")[2]
