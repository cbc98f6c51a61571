"""The plan by which commission is paid, and how it is written in the settings."""

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from pipectl.errors import PercentError
from pipectl.money import parse_percent, plain_percent

Span = Literal["month", "quarter", "year"]
SPANS: tuple[Span, ...] = ("month", "quarter", "year")
MOST_SHARE_BP = 100_000  # of the quota: ten times of it


class Tier(NamedTuple):
    """From which share of the quota on (basis points) which rate is paid (basis points)."""

    from_bp: int
    rate_bp: int


class Plan(NamedTuple):
    """What is paid: tiers by the share of a quota reached, or one rate for everything."""

    tiers: tuple[Tier, ...]
    per: Span

    @property
    def needs_quota(self) -> bool:
        """Whether what is paid depends on a quota."""
        return len(self.tiers) > 1


def plan_of(rate: str, tiers: str, per: str) -> Plan | None:
    """The plan that is set: its tiers, else its one rate; None without either."""
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
