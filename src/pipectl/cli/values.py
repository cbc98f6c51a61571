"""From typed text to values: one of known names, money, per cent, days, pairs; missing flags."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, TypeVar, cast

from pipectl import text as pipectl_text
from pipectl.cli.context import Run
from pipectl.errors import AmountError, UsageError, available, either, listed, quoted
from pipectl.money import Money, check_currency, parse_money, parse_percent
from pipectl.named_tuple import NamedTuple
from pipectl.text import SeveralMatchError, UnknownValueError, check_line, fold
from pipectl.vocabulary import ACTIVITY_KINDS, LOGGED_KINDS, LONGEST, REPLY

if TYPE_CHECKING:
    from pipectl.recurring import Recurring

T = TypeVar("T")


class TypedAmount(NamedTuple):
    """An amount in all, and what it is per month or year if that was typed."""

    money: Money
    recurring: "Recurring | None" = None


class MissingFlagsError(UsageError):
    """A question that must be answered can't be asked here; names every flag that answers."""

    def __init__(self, what: str, flags: Sequence[str]) -> None:
        super().__init__(
            f"{what} needs {listed(flags)}.",
            hint="At a terminal, pipectl prompts you.",
        )


def ask_which(run: Run, several: SeveralMatchError) -> object:
    """Return which of several is meant, asked at a terminal; else the error."""
    if not run.may_ask():
        raise several
    from pipectl.prompting.prompts import pick
    from pipectl.prompting.question import Choice

    return pick("Which one?", [Choice(value, label) for value, label in several.candidates])


def choose_one(run: Run, what: str, text: str, known: Sequence[T], name: Callable[[T], str]) -> T:
    """The one thing that the text matches; where several do, a person at a terminal picks."""
    try:
        listing = "pipectl stage list" if what == "criterion" else f"pipectl {what} list"
        return pipectl_text.one_of(what, listing, text, known, name)
    except SeveralMatchError as several:
        return cast(T, ask_which(run, several))


def meant_by(
    run: Run, what: str, text: str, known: Sequence[str], *, also: Sequence[str] = ()
) -> str:
    """The text, or the known name that a person at a terminal says it should have been.

    In a script it is taken as typed, and once it is stored what it resembles is said. `also` are
    names that may have been meant although they don't look like the text. Names with other numbers
    mean something else: `Store 12` and `Store 13`.
    """
    from pipectl.text import has_other_numbers, resembling

    alike = [each for each in known if not has_other_numbers(text, each)]
    near = list(dict.fromkeys([*resembling(text, alike), *also]))
    if not near:
        return text
    if not run.may_ask():
        run.tell_once_stored(
            f"There is no {what} {quoted(text)} yet: did you mean {quoted(near[0])}? "
            "It was used as typed. `pipectl undo` reverses that."
        )
        return text
    from pipectl.prompting.prompts import pick
    from pipectl.prompting.question import Choice

    choices = [Choice(name, name) for name in near]
    return pick(
        f"There is no {what} {quoted(text)} yet. Did you mean one of these?",
        [*choices, Choice(text, f'Use "{text}" as typed')],
    )


def parse_money_option(
    run: Run, text: str | None, currency: str | None, *, default: str | None = None
) -> Money:
    """An amount in its own currency, --currency, the default or the store's; 0 for none."""
    said = default or run.settings.currency if currency is None else currency
    code = check_currency(said)
    if text is None:
        return Money(0, code)
    # A "$" is the store's dollar, whatever currency the opportunity is in.
    reading_in = run.settings.currency if "$" in text and currency is None else code
    money = parse_money(text, currency=reading_in, decimal=run.decimal)
    if currency is not None and money.currency != code:
        raise UsageError(
            f"{quoted(text)} is in {money.currency}, but --currency says {code}.",
            hint="Give the currency once, or the same one twice.",
        )
    return money


def parse_amount_option(
    run: Run,
    text: str | None,
    currency: str | None = None,
    *,
    term: str | None = None,
    default: str | None = None,
    known: "Recurring | None" = None,
    is_asked: bool = True,
) -> TypedAmount:
    """A deal's amount as `parse_money_option` reads it, or one per month or year with its term.

    `known` is what the deal has, whose term stays. A missing term is asked for if `is_asked`.
    """

    def read(amount: str | None) -> Money:
        return parse_money_option(run, amount, currency, default=default)

    if text is None or (term is None and "/" not in text):
        try:
            return TypedAmount(read(text))
        except AmountError as error:
            if error.is_unknown:
                error.advise("Per month or year: 2500/mo, 30k/yr.")
            raise
    from pipectl.cli.recurring_option import read_amount

    return TypedAmount(*read_amount(run, text, read, term=term, known=known, is_asked=is_asked))


def percent(run: Run, text: str | None) -> int | None:
    """A probability in hundredths of a percent."""
    return None if text is None else parse_percent(text, decimal=run.decimal)


def parse_past_date(run: Run, text: str | None) -> date | None:
    """A day on which something happened."""
    return None if text is None else run.date(text, past=True)


def parse_date_option(run: Run, text: str | None) -> date | None:
    """A day, past or to come."""
    return None if text is None else run.date(text)


def activity_kind(text: str) -> str:
    """A kind of activity that can be logged; raises UsageError naming them."""
    kind = fold(text.strip())
    if kind not in LOGGED_KINDS:
        raise UnknownValueError(f"No kind of activity {quoted(text)}", text, LOGGED_KINDS)
    return kind


def planned_kind(text: str) -> str:
    """A kind of activity that one can plan to do; raises UsageError naming them."""
    if fold(text.strip()) == REPLY:
        raise UsageError("A reply can't be planned, only logged.", hint=available(ACTIVITY_KINDS))
    if fold(text.strip()) not in ACTIVITY_KINDS:
        raise UnknownValueError(f"No kind of activity {quoted(text)}", text, ACTIVITY_KINDS)
    return activity_kind(text)


def refuse_useless_options(what: str, given: Mapping[str, object], wanted: str) -> None:
    """Raise UsageError if options were given that mean nothing here."""
    useless = [flag for flag, value in given.items() if value not in (None, (), [], False)]
    if useless:
        raise UsageError(f"{listed(useless)} can't be used with {what}.", hint=wanted)


def pairs(flag: str, typed: Sequence[str]) -> list[tuple[str, str]]:
    """`BEFORE=AFTER`, split at the first `=`; raises UsageError."""
    found = []
    for each in typed:
        before, equals, after = each.partition("=")
        if not equals or not before.strip():
            raise UsageError(
                f"{flag} takes NAME=VALUE, not {quoted(each)}.",
                hint=f'As {flag} "Title=Deal name".',
            )
        found.append((before.strip(), after.strip()))
    return found


def single(flag: str, typed: Sequence[str], means: Callable[[str], str]) -> list[tuple[str, str]]:
    """As `pairs`; raises UsageError where two differ in what stands before the `=`, as it `means`.

    The same typed twice is one.
    """
    found = list(dict.fromkeys(pairs(flag, typed)))
    first: dict[str, str] = {}
    for before, after in found:
        place = means(before)
        if place in first:
            both = f"{quoted(first[place])} and {quoted(after)}"
            raise UsageError(
                f"{flag} says twice what {quoted(before)} is: {both}.",
                hint="Leave one out.",
            )
        first[place] = after
    return found


def check_among(refusal: str, typed: str, known: Sequence[str]) -> None:
    """Raise UsageError for a word that isn't among those known."""
    if typed not in known:
        raise UnknownValueError(
            f"{refusal} {quoted(typed)}", typed, known, hint=f"Use {either(known)}."
        )


def signed_tags(typed: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The tags to add (TAG, +TAG) and those to remove (-TAG); raises UsageError for one in both."""
    added = tuple(each.strip().removeprefix("+") for each in typed if not is_removal(each))
    removed = tuple(each.strip().removeprefix("-") for each in typed if is_removal(each))
    for each in removed:
        if fold(check_line(each, what="tag", most=LONGEST["tag"])) in map(fold, added):
            raise UsageError(
                f"The tag {quoted(each)} can't be added and removed together.",
                hint="Leave one out.",
            )
    return added, tuple(check_line(each, what="tag", most=LONGEST["tag"]) for each in removed)


def is_removal(tag: str) -> bool:
    """Return whether a tag was typed with a minus sign."""
    return tag.strip().startswith("-")
