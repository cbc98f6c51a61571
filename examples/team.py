"""Fill a new store with half a year of three sellers: python examples/team.py STORE [TODAY]

STORE is a file, or the address of a store on a server. The store is made with `pipectl init`. The
same day always gives the same store. Afterwards, look at it with `pipectl --db STORE report team`.

Ann does well. Bob calls too little, and his deals get lost in Proposal. Cleo began six weeks ago.
"""

import os
import random
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import date, timedelta
from io import StringIO
from typing import NamedTuple  # noqa: TID251

STAGES = ("Initial contact", "Discovery", "Meeting", "Proposal", "Negotiation")
COMPANIES = (
    *("Acme", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Ginkgo", "Hazel", "Ivy", "Juniper"),
    *("Kauri", "Larch", "Maple", "Nutmeg", "Oak", "Pine", "Quince", "Rowan", "Spruce", "Teak"),
    *("Umbra", "Vine", "Willow", "Yew", "Zelkova"),
)
WORKS = ("rollout", "audit", "hosting", "training")
REASONS = ("price too high", "no decision", "chose a competitor")


class Seller(NamedTuple):
    """Who sells how: a deal each so many days, the share that leaves each stage well."""

    name: str
    days_here: int
    every: int
    good: tuple[float, ...]
    days: int  # in a stage, about
    calls: tuple[int, int]  # a week, from and to
    quota: str


SELLERS = (
    Seller("Ann", 190, 7, (0.8, 0.8, 0.85, 0.75, 0.9), 9, (10, 16), "32k"),
    Seller("Bob", 190, 8, (0.8, 0.8, 0.8, 0.3, 0.9), 14, (3, 11), "40k"),
    Seller("Cleo", 42, 6, (0.8, 0.7, 0.8, 0.7, 0.9), 10, (8, 14), "15k"),
)
WEEKLY_CALLS = 10

# When, who, of which deal, and what is typed, with OPP for the deal.
Step = tuple[date, str, str, list[str]]


def steps(seller: Seller, today: date) -> Iterator[Step]:
    """Yield a seller's half year: the day, the name, which deal, and the command."""
    chance = random.Random(seller.name)
    begins = today - timedelta(days=seller.days_here)
    for number, day in enumerate(range(0, seller.days_here - 2, seller.every)):
        title = f"{COMPANIES[number % len(COMPANIES)]} {chance.choice(WORKS)}"
        yield from deal(seller, chance, begins + timedelta(days=day), today, title)
    for week in range(0, seller.days_here, 7):
        calls = chance.randint(*seller.calls)
        day = begins + timedelta(days=week)
        yield day, seller.name, "", ["log", "outreach", "--count", "5"]
        yield day, seller.name, "", ["log", "call", "--count", str(calls)]


def deal(
    seller: Seller, chance: random.Random, on: date, today: date, title: str
) -> Iterator[Step]:
    """Yield what becomes of one deal, up to today."""
    name, key = seller.name, f"{seller.name}: {title} {on}"
    amount = f"{chance.randint(6, 30) * 500}"
    close = on + timedelta(days=chance.randint(50, 90))
    add = ["add", title, amount, "--close", f"{close}", "--key", key]
    yield on, name, key, [*add, "--next", "Call", "--due", f"{on + timedelta(days=3)}"]
    for place, stage in enumerate(STAGES):
        on += timedelta(days=chance.randint(seller.days // 2, seller.days * 2))
        if on > today:
            return
        if chance.random() > seller.good[place]:
            yield on, name, key, ["lose", "OPP", "--reason", chance.choice(REASONS)]
            return
        if stage == STAGES[-1]:
            yield on, name, key, ["win", "OPP", "--reason", "trusted us"]
            return
        answers = ["--buying", "yes", "--why", "They asked for a date"]
        due = f"{on + timedelta(days=chance.randint(3, 14))}"
        move = ["move", "OPP", STAGES[place + 1], *answers, "--next", "Call", "--due", due]
        yield on, name, key, [*move, "--override", "agreed by phone"]


def fill(store: str, today: date) -> None:
    """Make the store, and run every command on its day."""
    begins = today - timedelta(days=max(each.days_here for each in SELLERS))
    run(store, begins, "", ["init"])
    quarter = f"{today.year}-Q{(today.month + 2) // 3}"
    for seller in SELLERS:
        first = today - timedelta(days=seller.days_here)
        run(store, first, seller.name, ["quota", "set", seller.quota, "--period", quarter])
        goal = ["goal", "set", "call", f"{WEEKLY_CALLS}", "--per", "week"]
        run(store, first, seller.name, goal)
    every = [each for seller in SELLERS for each in steps(seller, today)]
    numbers: dict[str, int] = {}
    for day, name, key, words in sorted(every, key=lambda each: each[0]):
        if words[0] == "add":
            numbers[key] = len(numbers) + 1
        run(store, day, name, [str(numbers[key]) if word == "OPP" else word for word in words])
    why = ["--why", "Met their buyer at a fair"]
    run(store, today, "Ann", ["assign", f"{numbers[last_open(every, 'Ann')]}", "Cleo", *why])


def last_open(every: list[Step], name: str) -> str:
    """Return the last deal that a seller added, which nothing has ended yet."""
    ended = {key for _, _, key, words in every if words[0] in ("win", "lose")}
    added = [key for _, who, key, words in every if words[0] == "add" and who == name]
    return [key for key in added if key not in ended][-1]


def run(store: str, day: date, owner: str, words: list[str]) -> None:
    """Run one command as that seller, on that day; end with its message if it fails."""
    from pipectl.app.main import app

    os.environ |= {"PIPECTL_NOW": f"{day} 10:00", "PIPECTL_OWNER": owner}
    said = StringIO()
    try:
        with redirect_stdout(said), redirect_stderr(said):
            app(["--db", store, "--no-input", *words])
    except SystemExit as end:
        if end.code:
            sys.exit(f"pipectl {' '.join(words)}\n{said.getvalue()}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    fill(sys.argv[1], date.fromisoformat(sys.argv[2]) if len(sys.argv) > 2 else date.today())
