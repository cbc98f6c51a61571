"""The demo's half-year: what one seller did, day by day, counted from today.

An opportunity is a block of text, a step a line; a line that begins with spaces goes on with the
one before. Days count from today, `+n` from the step's own day:

    # title | amount | account | contact | source | close day | tags a, b | …
    day verb value: text > next action +n 14:30 / detail / detail
"""

import re
from collections.abc import Iterator
from datetime import date, time
from functools import cache

from pipectl.dates import later
from pipectl.demo.rules import made_up_deals
from pipectl.named_tuple import NamedTuple

BEGINS = -182
QUOTA, QUOTA_BEFORE = "130k", "110k"
GOALS = (("call", 8), ("follow-up", 6), ("meeting", 4), ("proposal", 2))
PRIORITY = "Win two customers with more than one site"
TARGETS = ("a list of ten groups", "talk to four of them", "two written proposals")  # a month each
REVIEWS = (-12, -5)  # the days of the weekly reviews
# What the monthly review decided.
DECIDED = (
    ("obstacle", "Quotes sat for a week before I called about them"),
    ("change", "Call within two days of every quote"),
    ("need", "A one-page price list from the office"),
)
# What follows up on leads, and an experiment with the deals that enter a stage.
SEQUENCE, SEQUENCE_ON = "First contact", -34
STEPS = ("0d outreach: Introduction", "+8d call", "+7d follow-up: Second try")
EXPERIMENT, EXPERIMENT_ON = "Video", -24
EXPERIMENT_IN, ARMS = "Discovery", ("plain", "video")
LEADS = "Initial contact"  # the stage that is for leads
# Who the seller sells to: a field of accounts, a persona, and what the webinar cost.
INDUSTRIES = (
    *("finance", "food", "health", "hospitality", "logistics", "manufacturing", "retail"),
    "services",
)
OTHERS = {
    "Lakeside Schools": "services",
    "Quarry Stone Works": "manufacturing",
    "Beacon Lighting": "retail",
    "Larkspur Events": "services",
    "Amber Energy": "services",
    "Windmill Paper": "manufacturing",
    "Cobalt Labs": "health",
    "Quillon Press": "services",
    "Gable Realty": "services",
    "Old Mill Museum": "hospitality",
}
KNOWN_SINCE = -14  # the day on which that was set up
PERSONA = "Head of operations"
MOTIVATION = "Nobody has to ask where an order is"
OBJECTIONS = (
    ("No time for a new system", "We move the data in, and one person needs two mornings"),
    ("Too expensive", "One stopped day costs more than the first year"),
)
IN_OPERATIONS = ("Imani Brandt", "Nadia Osei")
WEBINAR, WEBINAR_COST, WEBINAR_ON = "webinar", "1500", -28
FEATURED = "Cobalt Labs inventory"  # whose three answers the walk shows
CALLED_NEXT = "Harbor Roasters wholesale"  # whose page for the next call the walk shows

STEP = re.compile(
    r"(?P<day>-?\d+) (?P<head>[^:>/]+?)(?:: (?P<text>.+?))?"
    r"(?: > (?P<action>.+?) \+(?P<days>\d+)(?: (?P<at>\d\d:\d\d))?)?"
    r"(?P<details>(?: / .+)?)"
)
VERBS = (
    *("added", "done", "next", "log", "pushed", "amount", "probability", "won", "lost", "no"),
    *("sequence", "draft"),
)


class Then(NamedTuple):
    """What comes next, and on which day (from today) it is due."""

    action: str
    day: int
    at: time | None


class DemoStep(NamedTuple):
    """One thing that the seller did; a move's value is its stage, `buying` its first answer."""

    day: int
    verb: str
    value: str
    buying: str
    text: str | None
    then: Then | None
    details: tuple[tuple[str, str], ...]

    def every(self, name: str) -> list[str]:
        """All details of that name."""
        return [value for key, value in self.details if key == name]

    def detail(self, name: str) -> str | None:
        """The detail of that name."""
        return next(iter(self.every(name)), None)


class DemoDeal(NamedTuple):
    """One opportunity and its story; the first step adds it."""

    title: str
    amount: str | None
    account: str
    contact: str
    source: str
    close_day: int | None
    tags: tuple[str, ...]
    campaign: str | None
    parent: str | None
    steps: tuple[DemoStep, ...]


class Effort(NamedTuple):
    """Work that belongs to no one opportunity."""

    day: int
    kind: str
    times: int


@cache
def deals() -> tuple[DemoDeal, ...]:
    """Every opportunity of the half-year."""
    text = f"{made_up_deals.WON}\n{made_up_deals.LOST}\n{made_up_deals.OPEN}"
    return tuple(deal(block) for block in re.split(r"\n{2,}", text.strip()))


def industries() -> dict[str, str]:
    """The industry of each account, as its deals' tags say; a new one's isn't known yet."""
    found: dict[str, str] = {}
    for each in deals():
        industry = OTHERS.get(each.account) or next(
            (tag for tag in each.tags if tag in INDUSTRIES), None
        )
        if industry is not None:
            found.setdefault(each.account, industry)
    return found


def deal(block: str) -> DemoDeal:
    """The opportunity that a block of text tells of."""
    head, *lines = block.replace("\n  ", " ").split("\n")
    title, amount, account, contact, source, *more = head.removeprefix("# ").split(" | ")
    said = dict(part.split(" ", 1) for part in more)
    return DemoDeal(
        title=title,
        amount=None if amount == "–" else amount,
        account=account,
        contact=contact,
        source=source,
        close_day=int(said["close"]) if "close" in said else None,
        tags=tuple(said["tags"].split(", ")) if "tags" in said else (),
        campaign=said.get("campaign"),
        parent=said.get("parent"),
        steps=tuple(step(line) for line in lines),
    )


def step(line: str) -> DemoStep:
    """The step that a line tells of."""
    found = STEP.fullmatch(line)
    assert found, line
    day = int(found["day"])
    then = None
    if found["action"]:
        at = time.fromisoformat(found["at"]) if found["at"] else None
        then = Then(found["action"], day + int(found["days"]), at)
    said = [part.partition(" ") for part in found["details"].split(" / ")[1:]]
    details = tuple((name, value) for name, _, value in said)
    return DemoStep(day, *head_of(found["head"]), found["text"], then, details)


def head_of(head: str) -> tuple[str, str, str]:
    """Verb, value and first answer: `log call`, `pushed to 14`, `Meeting unsure`, `no`."""
    verb, _, value = head.partition(" ")
    if verb in VERBS:
        return verb, value.removeprefix("to ").removeprefix("at "), "no" if verb == "no" else "yes"
    stage = head.removesuffix(" unsure")
    return "moved", stage, "yes" if stage == head else "unsure"


def efforts() -> Iterator[Effort]:
    """What was done beside the opportunities."""
    for line in made_up_deals.ALONE.strip().split("\n"):
        day, kind, times = line.split(" ")
        yield Effort(int(day), kind, int(times))


def workday(today: date, days: int) -> date:
    """A day counted from today; instead of a weekend the Friday before, or the Monday to come."""
    left = (date.max - today).days - 2  # the calendar ends, and a Monday must still be in it
    day = later(today, min(days, left) if days > 0 else days)
    over = day.weekday() - 4
    if days == 0 or over <= 0:
        return day
    return later(day, -over if days < 0 else 3 - over)
