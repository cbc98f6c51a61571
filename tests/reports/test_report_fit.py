"""`report fit` and `icp suggest`: was a better fit won more often, and what would be one?"""

import csv
import random
from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Shell
from pipectl.icp.rules import Fit, FitPart
from pipectl.reports.fit.rules import GradedDeal, by_grade, comparison
from pipectl.reports.fit_suggestion.rules import Closing, bands, result, spread_of
from pipectl.reports.rules import DealOutcome
from pipelines import DATA, NEEDS_DATA, bring_maven

DAY = date(2026, 11, 18)


def deal(number: int, met: Iterable[bool | None], *, won: bool, customer: int) -> GradedDeal:
    """A closed deal that meets some criteria of weight 1."""
    every = tuple(met)
    fit = Fit(tuple(FitPart("x", 1, len(every), each, None, "text") for each in every))
    status = "won" if won else "lost"
    return GradedDeal(DealOutcome(number, "x", 100, "USD", status, DAY, DAY, customer), fit)


def of_customer(found: GradedDeal, customer: int) -> GradedDeal:
    """The same deal, of another customer."""
    return found._replace(deal=found.deal._replace(account_id=customer))


def deals(*groups: tuple[int, int, tuple[bool | None, ...]]) -> list[GradedDeal]:
    """Groups of won and lost deals that meet the same criteria, each of a customer of its own."""
    every = [(place < won, met) for won, lost, met in groups for place in range(won + lost)]
    return [deal(at, met, won=won, customer=at) for at, (won, met) in enumerate(every)]


GOOD, BAD, UNKNOWN = (True,), (False,), (None,)


def test_a_difference_that_chance_rarely_makes_is_told() -> None:
    assert comparison(deals((12, 3, GOOD), (4, 11, BAD))).verdict == "better"
    assert comparison(deals((4, 11, GOOD), (12, 3, BAD))).verdict == "worse"
    assert comparison(deals((8, 7, GOOD), (7, 8, BAD))).verdict == "no-difference"


def test_too_few_deals_tell_nothing() -> None:
    for some in (
        (),
        ((5, 0, GOOD), (0, 4, BAD)),
        ((4, 0, GOOD), (0, 20, BAD)),
        ((5, 4, GOOD), (5, 5, BAD)),
        ((30, 30, GOOD),),
        ((30, 30, GOOD), (1, 3, BAD)),
    ):
        assert comparison(deals(*some)).verdict == "too-early", some
    assert comparison(deals((5, 0, GOOD), (0, 5, BAD))).verdict == "better"


def test_deals_of_one_customer_are_one_case() -> None:
    """Twenty wins at one customer and twenty losses at another don't tell good from bad."""
    found = deals((20, 0, GOOD), (0, 20, BAD))
    two = [of_customer(each, each.fit.score) for each in found]
    six = [of_customer(each, each.fit.score + each.deal.id % 3) for each in found]
    assert [comparison(each).verdict for each in (found, six, two)] == [
        "better",
        "better",
        "too-early",
    ]


def test_that_more_is_known_of_won_deals_makes_no_difference() -> None:
    """Who bought is known better: fit would be higher for that alone."""
    found = deals((20, 5, GOOD), (20, 5, BAD), (5, 40, UNKNOWN))
    rates = [each.win_rate for each in by_grade(found, {})]
    assert rates == [80, None, None, Fraction(2500, 70)]
    assert comparison(found).verdict == "no-difference"
    assert comparison(found).n == 50


@given(st.integers(0, 2**32))
@settings(max_examples=3)
def test_chance_alone_is_rarely_taken_for_a_difference(seed: int) -> None:
    """The share of wrong verdicts of 60 stores, each with customers of their own luck."""
    draw = random.Random(seed)
    wrong = 0
    for _ in range(60):
        some = []
        for customer in range(40):
            luck, good = draw.random(), draw.random() < 0.5
            some += [
                deal(at, (good,), won=draw.random() < luck, customer=customer)
                for at in range(draw.randrange(1, 8))
            ]
        wrong += comparison(some).verdict in ("better", "worse")
    assert wrong <= 12  # of 60, where 3 are expected


def closings(**groups: tuple[int, int]) -> list[Closing]:
    """Closed deals by value: how many were won and lost, each of a customer of its own."""
    return [
        Closing(value, (value, place), place < won)
        for value, (won, lost) in groups.items()
        for place in range(won + lost)
    ]


def test_win_rates_are_drawn_towards_the_usual_one_the_fewer_the_deals() -> None:
    found = result("industry", closings(food=(9, 1), tech=(60, 60), steel=(5, 55)))
    rates = {each.value: (each.win_rate, each.shrunk_rate) for each in found.values}
    usual = 100 * found.usual
    assert [each.value for each in found.values] == ["food", "tech", "steel"]
    for raw, drawn in rates.values():
        assert raw is not None
        assert drawn is not None
        assert min(raw, usual) <= drawn <= max(raw, usual)
    assert found.condition() == "industry=food, tech"


def test_the_spread_of_win_rates_is_kleinmans_estimate() -> None:
    """Two values of 10 deals, won 8 and 2: p = 1/2, S = 10 (0.3^2 + 0.3^2) = 1.8.

    (1.8 - 0.25 x 1) / (0.25 x (20 - 200 / 20 - 1)) = 1.55 / 2.25.
    """
    found = result("x", closings(a=(8, 2), b=(2, 8)))
    assert found.spread == Fraction(155, 225)
    k = (1 - found.spread) / found.spread
    assert found.values[0].shrunk == (8 + k * Fraction(1, 2)) / (10 + k)


def test_equal_win_rates_are_drawn_together() -> None:
    found = result("x", closings(a=(10, 10), b=(11, 9)))
    assert found.spread == spread_of(()) == 0
    assert [each.shrunk for each in found.values] == [Fraction(21, 40)] * 2
    assert found.condition() is None


def test_a_value_of_few_customers_is_not_rated() -> None:
    some = [Closing("a", at % 4, True) for at in range(40)]
    found = result("x", [*some, *closings(b=(5, 35), c=(5, 35))])
    assert {each.value: each.shrunk is None for each in found.values} == {
        "a": True,
        "b": False,
        "c": False,
    }


@given(st.lists(st.integers(0, 40).map(Fraction), max_size=60))
def test_bands_hold_every_number_once(values: list[Fraction]) -> None:
    found = bands(values)
    assert len(found) <= 4
    if found:
        assert [sum(band.holds(each) for band in found) for each in values] == [1] * len(values)
    else:
        assert len(values) < 10


HEADERS = ("title", "account", "amount", "outcome", "created_on", "closed_on", "lost_reason")


def sold(shell: Shell, wins: Callable[[str, int], float], count: int = 60, seed: int = 5) -> None:
    """A store with closed deals, each at an account with an industry and a size."""
    draw = random.Random(seed)
    file = shell.home / "closed.csv"
    accounts = []
    with file.open("w", newline="") as out:
        write = csv.writer(out)
        write.writerow(HEADERS)
        for at in range(count):
            industry, size = ("food", "tech", "steel")[at % 3], draw.choice((10, 100, 900))
            accounts.append((f"Co {at}", industry, size))
            won = draw.random() < wins(industry, size)
            row = (f"D{at}", f"Co {at}", 1000 + at, "won" if won else "lost", "2026-01-01")
            write.writerow([*row, f"2026-{at % 9 + 1:02}-15", "" if won else "price"])
    shell("init")
    shell("import", file)
    shell("field", "add", "Industry", "--on", "account")
    shell("field", "add", "Employees", "--on", "account", "--type", "number")
    for name, industry, size in accounts:
        words = ("--set", f"industry={industry}", "--set", f"employees={size}")
        shell("account", "edit", name, *words)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A store in which food companies buy, and those with a hundred employees."""
    shell = Shell(tmp_path_factory.mktemp("told"))
    sold(shell, lambda industry, size: 0.1 + 0.5 * (industry == "food") + 0.4 * (size == 100))
    return shell.contents()


@pytest.fixture
def telling(empty: Shell, told: bytes) -> Shell:
    """A copy of it."""
    return copied(empty, told)


def copied(shell: Shell, store: bytes) -> Shell:
    """A home with a copy of a store."""
    shell.refill(store)
    return shell


def criteria(shell: Shell) -> Shell:
    """The same, with what a good customer is."""
    shell("icp", "set", "industry=food", "--weight", "2")
    shell("icp", "set", "employees=50..500")
    return shell


def verdict(shell: Shell, *words: str) -> str:
    found: str = shell("report", "fit", "--json", *words).json["verdict"]
    return found


def test_a_fit_that_matters_is_found(telling: Shell) -> None:
    assert criteria(telling)("report", "fit").out == (
        "Deals with a better fit were won more often: grade A 100 % (n=6), grade D 0 % (n=22). By"
        " chance\nalone, a difference this large comes up in < 0.1 % of cases.\n"
        "Grade        Fit  Won  Lost       Win rate  Average won USD  Days to win  Incomplete"
        "  Open\n"
        "A      75 to 100    6     0    100 % (n=6)            1,030         89.2           0"
        "     0\n"
        "B       50 to 74    9     5  64.3 % (n=14)            1,024        114.4           0"
        "     0\n"
        "C       25 to 49    6    12  33.3 % (n=18)            1,035        124.5           0"
        "     0\n"
        "D        0 to 24    0    22     0 % (n=22)        n/a (n=0)    n/a (n=0)           0"
        "     0\n"
        "Incomplete: closed deals for which at least one criterion isn't known.\n"
        "Counts all closed deals, with what is known about them now. `report score` counts only"
        " those that\nwere open for 14 days. If you chose the criteria by these deals, expect a"
        " smaller difference in the\nnext ones.\n"
    )
    page = telling("report", "fit", "--json").json
    assert page["grades"][1] == {
        "grade": "B",
        "closed": 14,
        "won": 9,
        "lost": 5,
        "win_rate": pytest.approx(900 / 14),
        "average_amount": pytest.approx(1024.22, abs=0.5),
        "cycle_days": pytest.approx(114.44, abs=0.05),
        "incomplete": 0,
        "open": 0,
    }
    assert (page["verdict"], page["criteria"]) == ("better", 2)
    assert page["compared"]["chance"] < 0.01
    assert "| A | 75 to 100 | 6 | 0 |" in telling("report", "fit", "--format", "md").out
    assert "customers = 4.8 standard errors" in telling("report", "fit", "--explain").out
    page = telling("report", "all", "--html", "-").out
    assert "Deals with a better fit were won more often" in page


def test_what_was_won_more_often_is_suggested(telling: Shell) -> None:
    found = telling("icp", "suggest", "--json").json
    assert (found["verdict"], found["suggested"]) == ("found", ["Industry=food"])
    assert telling("icp", "suggest").out == (
        "Won more often than others: Industry food 75 % (n=20).\n"
        'Set it: `pipectl icp set "Industry=food"`.\n'
        "Industry\n"
        "Value  Won  Lost  Customers     Win rate  Shrunk  More often\n"
        "food    15     5         20  75 % (n=20)  73.2 %  yes\n"
        "steel    4    16         20  20 % (n=20)  20.7 %\n"
        "tech     2    18         20  10 % (n=20)  11.1 %\n"
        "Employees\n"
        "Value  Won  Lost  Customers       Win rate  Shrunk  More often\n"
        "100     12    12         24    50 % (n=24)  43.6 %\n"
        "900      4    11         15  26.7 % (n=15)  31.2 %\n"
        "10       5    16         21  23.8 % (n=21)  28.9 %\n"
    )
    telling("icp", "set", found["suggested"][0])


def test_a_fit_that_does_not_matter_is_told(empty: Shell) -> None:
    sold(empty, lambda _industry, _size: 0.4, seed=1)
    page = criteria(empty)("report", "fit").out
    assert page.startswith("No sign that fit matters: by chance alone, a difference this large")
    assert empty("icp", "suggest", "--json").json["suggested"] == []
    assert empty("icp", "suggest").out.startswith("No value was won more often than chance allows")


def test_few_deals_are_too_early_to_tell(empty: Shell) -> None:
    sold(empty, lambda industry, _: float(industry == "food"), count=9)
    page = criteria(empty)("report", "fit").out
    assert page.startswith("Too early to tell whether fit matters: 9 closed deals of 9 customers")
    assert empty("icp", "suggest").out.startswith("Too early to tell: 3 deals won and 6 lost.")


def test_without_criteria_the_report_says_how_to_set_one(pipectl: Shell) -> None:
    assert pipectl("report", "fit").out == (
        "You haven't said who your ideal customer is. Set a criterion: `pipectl icp set"
        ' "source=referral"`.\n'
    )
    assert verdict(pipectl) == "no-criteria"
    assert "fit" not in pipectl("report", "all", "--json").json
    pipectl("icp", "set", "source=web")
    assert pipectl("report", "all", "--json").json["fit"]["verdict"] == "too-early"


def test_the_report_as_of_a_day_uses_what_was_recorded_by_then(telling: Shell) -> None:
    """And no day's answer changes later."""
    criteria(telling)
    now = ("--as-of", telling.now[:10], "--explain", "--json")
    before = telling("report", "fit", *now).out
    suggested = telling("icp", "suggest", *now).out
    telling.now = "2026-12-20T10:00"
    for at in range(0, 60, 2):
        telling("account", "edit", f"Co {at}", "--set", "industry=steel")
    telling("add", "Later", "9k", "--account", "Co 1")
    telling("lose", "later", "--reason", "price")
    assert telling("report", "fit", *now).out == before
    assert telling("icp", "suggest", *now).out == suggested
    assert telling("report", "fit", "--explain", "--json").out != before
    assert verdict(telling, "--as-of", "2026-11-17") == "too-early"


def test_the_report_is_of_a_period_a_currency_and_some_deals(telling: Shell) -> None:
    criteria(telling)
    telling("add", "Euro", "9k", "--currency", "EUR")
    telling("win", "euro", "--reason", "price")
    page = telling("report", "fit", "--json").json
    assert (sum(each["closed"] for each in page["grades"]), page["left_out"]) == (60, {"EUR": 1})
    page = telling("report", "fit", "--period", "2026-01", "--json").json
    assert (page["period"], sum(each["closed"] for each in page["grades"])) == ("2026-01", 7)
    page = telling("report", "fit", "--where", "fit=A", "--json").json
    assert [each["closed"] > 0 for each in page["grades"]] == [True, False, False, False]


def maven(shell: Shell, attributes: dict[str, tuple[str, str, str]]) -> Any:
    """The verdict on the computer sales, with attributes of the accounts as criteria."""
    bring_maven(shell, lambda: add_accounts(shell, attributes))
    shell("icp", "set", "sector=retail,medical,software", "--weight", "2")
    shell("icp", "set", "employees=1000..5000")
    shell("icp", "set", "revenue>1000")
    return shell("report", "fit", "--json").json


def add_accounts(shell: Shell, attributes: dict[str, tuple[str, str, str]]) -> None:
    """Add the accounts with their attributes as fields."""
    shell("field", "add", "Sector", "--on", "account")
    shell("field", "add", "Employees", "--on", "account", "--type", "number")
    shell("field", "add", "Revenue", "--on", "account", "--type", "number")
    for name, (sector, employees, revenue) in attributes.items():
        words = (f"sector={sector}", f"employees={employees}", f"revenue={revenue}")
        shell("account", "add", name, *(part for each in words for part in ("--set", each)))


@NEEDS_DATA
def test_attributes_that_say_nothing_are_told_to_say_nothing(empty: Shell) -> None:
    """Made up from the letters of the accounts' names."""
    with (DATA / "maven" / "deals.csv").open(encoding="utf-8", newline="") as file:
        names = sorted({row["account"] for row in csv.DictReader(file)} - {""})
    sectors = ("retail", "medical", "software", "finance", "services", "marketing")
    found = {
        name: (sectors[sum(map(ord, name)) % 6], str(97 * len(name) ** 2), str(31 * ord(name[1])))
        for name in names
    }
    page = maven(empty, found)
    assert (page["verdict"], page["compared"]["customers"]) == ("no-difference", len(names))
    assert empty("icp", "suggest", "--json").json["suggested"] == []


ACCOUNTS = DATA / "maven" / "accounts.csv"


@pytest.mark.skipif(not ACCOUNTS.is_file(), reason=f"there is no {ACCOUNTS}")
def test_sector_and_size_of_the_accounts_of_the_computer_sales_say_nothing(empty: Shell) -> None:
    with ACCOUNTS.open(encoding="utf-8", newline="") as file:
        found = {
            row["account"]: (row["sector"], row["employees"], row["revenue"])
            for row in csv.DictReader(file)
        }
    page = maven(empty, found)
    assert (page["verdict"], page["compared"]["customers"]) == ("no-difference", len(found))
    assert empty("icp", "suggest", "--json").json["suggested"] == []
