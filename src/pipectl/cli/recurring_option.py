"""Read an amount per month or year, and its term; only imported where one of them was typed."""

from collections.abc import Callable

from pipectl.cli.context import Run
from pipectl.errors import UsageError, quoted
from pipectl.money import Money
from pipectl.recurring import NoTermError, Recurring, RecurringText, parts_of, read_term

IN_TEXT = "{} for 12 months"


def read_amount(
    run: Run,
    text: str,
    read: Callable[[str], Money],
    *,
    term: str | None,
    known: Recurring | None,
    is_asked: bool,
) -> tuple[Money, Recurring | None]:
    """Read an amount with a term, or a slash in it; `read` reads an amount in all.

    Without a term it has the one that the deal has. Raises UsageError for a term of an amount in
    all, and for a missing one that can't be asked for.
    """
    parts = parts_of(text)
    if parts is None:
        money = read(text)
        if term is not None:
            raise UsageError(
                f"{quoted(text)} is a one-time amount, so it has no term.",
                hint=f"Say what it is per month or year: {text.strip()}/mo --term 12.",
            )
        return money, None
    money = read(parts.amount)
    months = months_of(run, text, parts, term, known, is_asked=is_asked)
    found = Recurring(money.minor, parts.per, months)
    return found.total(money.currency), found


def months_of(
    run: Run,
    text: str,
    parts: RecurringText,
    term: str | None,
    known: Recurring | None,
    *,
    is_asked: bool,
) -> int:
    """Return the months of an amount: as typed, as the deal has them, or as a person says."""
    said = None if term is None else read_term(term)
    if None not in (said, parts.months) and said != parts.months:
        raise UsageError(
            f"{quoted(text)} and --term {term} give two different terms.",
            hint="Give the term once.",
        )
    months = said or parts.months or (known and known.months)
    if months:
        return months
    if not is_asked:
        raise NoTermError(text, hint=f"Write {IN_TEXT.format(text.strip())}.")
    return asked_term(run, text)


def asked_term(run: Run, text: str) -> int:
    """Return how many months an amount is for, asked at a terminal; else raise NoTermError."""
    if not run.may_ask():
        raise NoTermError(text)
    from pipectl.prompting.prompts import line

    run.let_writers_in()
    months = line(
        f"For how long is {text.strip()}?",
        check=read_term,
        hint="months or years, such as 12, 18m or 2y",
        name="term",
    )
    if months is None:
        raise NoTermError(text)
    return months
