"""What columns have in common: checks, owners, and wide integers."""

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column
from sqlmodel import Field

from pipectl.money import MOST_MINOR
from pipectl.vocabulary import MOST_MONTHS, RECURRING

NUMBERED = {"sqlite_autoincrement": True}  # a number once given is never given again


def one_of(column: str, words: tuple[str, ...]) -> CheckConstraint:
    """The column holds one of the words."""
    return CheckConstraint(f"{column} in ({', '.join(repr(word) for word in words)})")


def share(column: str) -> CheckConstraint:
    """The column is null or lies between 0 and 100 %."""
    return CheckConstraint(f"{column} is null or {column} between 0 and 10000")


def money(column: str) -> CheckConstraint:
    """The column is null or an amount that can be summed safely."""
    return CheckConstraint(f"{column} is null or {column} between 0 and {MOST_MINOR}")


def unless_null(column: str, rule: str) -> CheckConstraint:
    """The column is null or follows the rule."""
    return CheckConstraint(f"{column} is null or {rule}")


def recurring() -> tuple[CheckConstraint, ...]:
    """A recurring amount is money a month or a year over a number of months, or isn't there."""
    return (
        money("recurring_minor"),
        unless_null("recurring_per", f"recurring_per in {RECURRING}"),
        unless_null("term_months", f"term_months between 1 and {MOST_MONTHS}"),
        CheckConstraint(
            "(recurring_minor is null) = (recurring_per is null)"
            " and (recurring_minor is null) = (term_months is null)",
            name="recurring_in_full",
        ),
    )


def big(*, nullable: bool = True) -> Column[int]:
    """An integer column wide enough for minor units."""
    return Column(BigInteger, nullable=nullable)


def owned(*, key: bool = False) -> Any:
    """The seller whose row it is; empty for nobody's: a null is never equal in a unique key."""
    return Field(default="", primary_key=key, sa_column_kwargs={"server_default": ""})
