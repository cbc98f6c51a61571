"""The settings that affect numbers: keys, valid values, and the commission plan."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal

from pipectl.errors import PercentError, UsageError, quoted
from pipectl.money import check_currency, parse_percent, plain_percent
from pipectl.named_tuple import NamedTuple
from pipectl.periods import WorkingDays, in_spans, span_of

if TYPE_CHECKING:
    from fractions import Fraction


Span = Literal["month", "quarter", "year"]
SPANS: tuple[Span, ...] = ("month", "quarter", "year")
SALES_CYCLE_DAYS = 45  # from created to won, where neither history nor a setting says it
MOST_BONUS = 1_000_000  # in the store's currency, for each goal that was kept
MOST_SHARE_BP = 100_000  # of the quota: ten times of it


class Tier(NamedTuple):
    """A commission tier: the share of the quota where it starts, and its rate (basis points)."""

    from_bp: int
    rate_bp: int


class Plan(NamedTuple):
    """A commission plan: tiers by share of the quota reached, or one rate."""

    tiers: tuple[Tier, ...]
    per: Span

    @property
    def needs_quota(self) -> bool:
        """Return whether the commission depends on a quota."""
        return len(self.tiers) > 1


def plan_of(rate: str, tiers: str, per: str) -> Plan | None:
    """Return the commission plan: the tiers, else the rate; None without either."""
    span: Span = "month" if per == "month" else "year" if per == "year" else "quarter"
    if tiers:
        return Plan(tuple(parse_tiers(tiers)), span)
    return Plan((Tier(0, parse_percent(rate)),), span) if rate else None


def parse_tiers(text: str) -> list[Tier]:
    """`0:5%,80%:8%,100%:12%`: shares of the quota and rates; raises ValueError, PercentError."""
    found = []
    for part in text.replace(" ", "").split(","):
        start, colon, rate = part.partition(":")
        if not colon:
            raise ValueError(part)
        found.append(Tier(share_bp(start), parse_percent(rate)))
    starts = [tier.from_bp for tier in found]
    if starts[0] != 0 or starts != sorted(set(starts)):
        raise ValueError(text)
    return found


def share_bp(text: str) -> int:
    """A share of the quota in basis points, `80%` or `120`; raises PercentError, ValueError."""
    number = re.fullmatch(r"([0-9]{1,4})%?", text)
    if number is None:
        raise PercentError(text)
    if int(number[1]) * 100 > MOST_SHARE_BP:
        raise ValueError(text)
    return int(number[1]) * 100


def tiers_text(tiers: Sequence[Tier]) -> str:
    """Tiers as they are typed."""
    return ",".join(f"{tier.from_bp // 100}%:{plain_percent(tier.rate_bp)}%" for tier in tiers)


COMPLETE_SINCE = "complete_since"


# The points that an activity of each kind gives a lead's engagement.
USUAL_POINTS = {
    "meeting": "5",
    "reply": "4",
    "proposal": "4",
    "call": "3",
    "follow-up": "1",
    "outreach": "0.5",
}
MOST_POINTS = 100
POINTS = "engagement_points"


def parse_points(text: str) -> dict[str, str]:
    """`meeting:5,call:3`: the points of kinds; those not named keep theirs. Raises ValueError."""
    found = dict(USUAL_POINTS)
    named = set()
    for part in text.replace(" ", "").split(","):
        kind, colon, points = part.lower().partition(":")
        whole, _, decimals = points.partition(".")
        if not (colon and kind in found and kind not in named and len(decimals) <= 2):
            raise ValueError(part)
        if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,2})?", points) is None or float(whole) > MOST_POINTS:
            raise ValueError(part)
        decimals = decimals.rstrip("0")
        found[kind] = f"{int(whole)}.{decimals}" if decimals else f"{int(whole)}"
        named.add(kind)
    return found


def points_text(points: Mapping[str, str]) -> str:
    """Points as they are typed."""
    return ",".join(f"{kind}:{each}" for kind, each in points.items())


class SettingDefinition(NamedTuple):
    """One setting: its type in words, its default as text, how it is checked, what it is for."""

    key: str
    kind: str
    default: str
    check: Callable[[str], str]
    about: str


class StoreSettings(NamedTuple):
    """The settings of a store, ready for use."""

    currency: str
    fiscal_year_start: int
    required_coverage_text: str
    working: WorkingDays
    review_interval: int
    sales_cycle: int
    commission_rate: str = ""
    commission_tiers: str = ""
    commission_period: str = "quarter"
    complete_since: date | None = None
    engagement_points: str = ""
    most_contacts: int | None = None
    contact_days: int = 7
    goal_bonus: str = ""
    capacity: int | None = None

    @property
    def points(self) -> dict[str, float]:
        """Return the points that an activity of each kind gives a lead's engagement."""
        return {kind: float(each) for kind, each in parse_points(self.engagement_points).items()}

    @property
    def required_coverage(self) -> "Fraction":
        """Return the required ratio of open deals to the remaining quota."""
        from fractions import Fraction  # few commands need it, and it takes a while to load

        return Fraction(self.required_coverage_text)


class SettingValueError(UsageError):
    """A setting can't have that value."""

    def __init__(self, key: str, value: str, wanted: str) -> None:
        super().__init__(f"{key} can't be {quoted(value)}.", hint=f"Use {wanted}.")


def month(text: str) -> str:
    """A month's number, 1 to 12."""
    if not (text.isascii() and text.isdigit() and len(text) <= 2 and 1 <= int(text) <= 12):
        raise SettingValueError("fiscal_year_start", text, "a month from 1 to 12")
    return str(int(text))


def ratio(text: str) -> str:
    """A ratio above 0, at most 100, with at most two decimals."""
    whole, _, part = text.partition(".")
    digits = whole + part
    if not (digits.isascii() and digits.isdigit() and whole and len(part) <= 2 and len(whole) < 4):
        raise SettingValueError("required_coverage", text, "a ratio such as 3 or 2.5")
    if not 0 < int(digits) <= 100 * 10 ** len(part):
        raise SettingValueError("required_coverage", text, "a ratio above 0, up to 100")
    return text


def weekdays(text: str) -> str:
    """Days of the week as `mon-fri` or `mon,tue,thu`, in as few spans as can be."""
    try:
        parts = text.lower().replace(" ", "").split(",")
        return in_spans({day for part in parts for day in span_of(part)})
    except ValueError:
        raise SettingValueError(
            "working_days", text, "days such as mon-fri or mon,tue,thu"
        ) from None


def days_off(text: str) -> str:
    """Dates, with commas; empty for none."""
    found = set()
    for part in filter(None, (each.strip() for each in text.split(","))):
        try:
            found.add(date.fromisoformat(part).isoformat())
        except ValueError:
            raise SettingValueError(
                "holidays", text, "dates separated by commas: 2026-12-25,2026-12-26"
            ) from None
    return ",".join(sorted(found))


def since(text: str) -> str:
    """A date; empty for none."""
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        wanted = 'a date such as 2026-10-01, or "" for none'
        raise SettingValueError(COMPLETE_SINCE, text, wanted) from None


def some_days(key: str, most: int) -> Callable[[str], str]:
    """A check for a number of days."""

    def check(text: str) -> str:
        whole = text.isascii() and text.isdigit() and len(text) <= 4
        if not (whole and 1 <= int(text) <= most):
            raise SettingValueError(key, text, f"a number of days from 1 to {most}")
        return str(int(text))

    return check


def bonus(text: str) -> str:
    """A whole amount in the store's currency; empty for none."""
    if text and not (text.isascii() and text.isdigit() and 0 < int(text) <= MOST_BONUS):
        raise SettingValueError(
            "goal_bonus", text, f'a whole amount from 1 to {MOST_BONUS}, or "" for none'
        )
    return str(int(text)) if text else ""


def limit(key: str, what: str) -> Callable[[str], str]:
    """A check for a number of something; empty for no limit."""

    def check(text: str) -> str:
        whole = text.isascii() and text.isdigit() and len(text) <= 4
        if text and not (whole and 1 <= int(text) <= 1000):
            raise SettingValueError(
                key, text, f'a number of {what} from 1 to 1000, or "" for no limit'
            )
        return str(int(text)) if text else ""

    return check


def rate(text: str) -> str:
    """A percentage; empty for none."""
    try:
        return f"{plain_percent(parse_percent(text))}%" if text else ""
    except UsageError:
        raise SettingValueError(
            "commission_rate", text, 'a percentage such as 8%, or "" for none'
        ) from None


def commission_tiers(text: str) -> str:
    """Shares of the quota with rates, from 0 upwards; empty for none."""
    try:
        return tiers_text(parse_tiers(text)) if text else ""
    except (UsageError, ValueError):
        raise SettingValueError(
            "commission_tiers",
            text,
            'rates by share of the quota, from 0 up: 0:5%,80%:8%,100%:12%, or "" for none',
        ) from None


def plan_period(text: str) -> str:
    """Check after which span the tiers start over."""
    if text.lower() not in SPANS:
        raise SettingValueError("commission_period", text, "month, quarter or year")
    return text.lower()


def engagement_points(text: str) -> str:
    """Points by kind of activity, all kinds in their order."""
    try:
        return points_text(parse_points(text))
    except ValueError:
        kinds = ", ".join(USUAL_POINTS)
        raise SettingValueError(
            POINTS,
            text,
            f"points from 0 to {MOST_POINTS} by kind: meeting:5,call:3 (of {kinds})",
        ) from None


STORE_SETTINGS = (
    SettingDefinition("currency", "currency", "USD", check_currency, "currency of totals"),
    SettingDefinition("fiscal_year_start", "month", "1", month, "first month of the fiscal year"),
    SettingDefinition(
        "required_coverage", "ratio", "3.0", ratio, "coverage needed, until there is enough history"
    ),
    SettingDefinition("working_days", "days", "mon-fri", weekdays, "days you work"),
    SettingDefinition("holidays", "dates", "", days_off, "days off, besides weekends"),
    SettingDefinition(
        "review_interval",
        "number",
        "7",
        some_days("review_interval", 366),
        "days between weekly reviews",
    ),
    SettingDefinition(
        "sales_cycle",
        "number",
        str(SALES_CYCLE_DAYS),
        some_days("sales_cycle", 3660),
        "days from created to won, until you have five wins",
    ),
    SettingDefinition(
        "most_contacts",
        "number",
        "",
        limit("most_contacts", "contacts"),
        "contacts with a deal, after which it should rest",
    ),
    SettingDefinition(
        "contact_days",
        "number",
        "7",
        some_days("contact_days", 366),
        "days in which contacts are counted for most_contacts",
    ),
    SettingDefinition(
        "capacity",
        "number",
        "",
        limit("capacity", "deals"),
        "open deals that you can handle at once",
    ),
    SettingDefinition("commission_rate", "percent", "", rate, "commission on won amounts"),
    SettingDefinition(
        "commission_tiers",
        "tiers",
        "",
        commission_tiers,
        "commission rates by share of the quota won",
    ),
    SettingDefinition(
        "commission_period", "word", "quarter", plan_period, "how often the tiers start over"
    ),
    SettingDefinition(
        "goal_bonus", "amount", "", bonus, "commission for each activity goal that you keep"
    ),
    SettingDefinition(
        POINTS,
        "points",
        points_text(USUAL_POINTS),
        engagement_points,
        "points of activities in a lead's score",
    ),
    SettingDefinition(
        COMPLETE_SINCE, "date", "", since, "first day from which the store has every deal"
    ),
)


def store_settings(stored: Mapping[str, str]) -> StoreSettings:
    """The settings in force: what is stored, else the defaults."""
    values = {each.key: stored.get(each.key, each.default) for each in STORE_SETTINGS}
    complete = values[COMPLETE_SINCE]
    return StoreSettings(
        currency=values["currency"],
        fiscal_year_start=int(values["fiscal_year_start"]),
        required_coverage_text=values["required_coverage"],
        working=WorkingDays.of(values["working_days"], values["holidays"]),
        review_interval=int(values["review_interval"]),
        sales_cycle=int(values["sales_cycle"]),
        commission_rate=values["commission_rate"],
        commission_tiers=values["commission_tiers"],
        commission_period=values["commission_period"],
        complete_since=date.fromisoformat(complete) if complete else None,
        engagement_points=values[POINTS],
        most_contacts=int(values["most_contacts"]) if values["most_contacts"] else None,
        contact_days=int(values["contact_days"]),
        goal_bonus=values["goal_bonus"],
        capacity=int(values["capacity"]) if values["capacity"] else None,
    )
