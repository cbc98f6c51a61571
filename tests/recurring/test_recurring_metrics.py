"""The recurring part of `metrics`, checked by hand."""

from conftest import Shell, made_once
from reported import on

KEYS = ("mrr", "mrr_n", "new_mrr", "new_mrr_n", "open_mrr", "open_mrr_n", "recurring_won")


@made_once
def seller(pipectl: Shell) -> Shell:
    """Won: one two years ago for a year, one last year for two, one in November; one is open.

    In November 30,000 of 45,000 recur. 100.01 a year are 8.33 a month.
    """
    on(pipectl, "2024-10-01", "add Ended 900/mo --term 12", "win 1")
    on(pipectl, "2025-10-05", "add Old 2500/mo --term 24", "win 2")
    on(pipectl, "2026-11-02", "add New 30k/yr --term 1y", "add Once 15k", "win 3", "win 4")
    on(pipectl, "2026-11-02", "add Open 100.01/yr --term 13", "add Lost 1k/mo --term 5")
    on(pipectl, "2026-11-03", "lose 6 --reason price", "add Euro '1k EUR/mo for 12m'", "win 7")
    return pipectl


def part(shell: Shell, *words: str) -> dict[str, object]:
    """The recurring part of a period's metrics."""
    found = shell("metrics", "--json", *words).json
    return {name: found[name] for name in KEYS}


def test_mrr_is_of_deals_in_their_term_and_new_mrr_of_those_won_in_the_period(
    seller: Shell,
) -> None:
    month = part(seller, "--period", "2026-11")
    assert month == dict(zip(KEYS, (5000, 2, 2500, 1, 8.33, 1, 30000), strict=True))
    shown = seller("metrics", "--period", "2026-11", "--json").json
    assert shown["recurring_share"] == 66.6666666667
    assert shown["left_out"] == {"EUR": 1}
    assert shown["previous"]["mrr"] == 2500
    euros = part(seller, "--currency", "EUR")
    assert euros == dict(zip(KEYS, (1000, 1, 1000, 1, 0, 0, 12000), strict=True))


def test_a_term_ends_on_the_day_of_the_month_on_which_it_began(seller: Shell) -> None:
    def mrr(day: str) -> tuple[object, object]:
        seller.now = day
        found = part(seller, "--period", f"{day}..{day}")
        return found["mrr"], found["mrr_n"]

    assert mrr("2027-10-04") == (5000, 2)
    assert mrr("2027-10-05") == (2500, 1)
    assert mrr("2027-11-01") == (2500, 1)
    assert mrr("2027-11-02") == (0, 0)


def test_each_day_has_the_amount_that_held_then(seller: Shell) -> None:
    on(seller, "2026-11-10", "edit 2 --amount 3k/mo")
    assert part(seller, "--period", "2026-11")["mrr"] == 5500
    assert part(seller, "--period", "2026-10")["mrr"] == 2500
    assert part(seller, "--period", "2026-11", "--as-of", "2026-11-09")["mrr"] == 5000
    assert part(seller, "--as-of", "2026-11-01")["mrr"] == 2500


def test_a_renewal_counts_from_the_end_of_the_term_before(seller: Shell) -> None:
    on(seller, "2026-11-04", "win 2 --renews 24m")
    on(seller, "2027-08-20", "win 8 --reason price")
    for day, mrr, n in (
        ("2027-08-19", 5000, 2),
        ("2027-08-20", 5000, 2),
        ("2027-10-04", 5000, 2),
        ("2027-10-05", 5000, 2),
        ("2027-11-02", 2500, 1),
        ("2029-10-04", 2500, 1),
        ("2029-10-05", 0, 0),
    ):
        seller.now = day
        found = part(seller)
        assert (found["mrr"], found["mrr_n"]) == (mrr, n), day


def test_the_page_shows_the_rows_and_explains_them(seller: Shell) -> None:
    lines = seller("metrics", "--period", "2026-11", "--explain").lines
    rows = [line.split("  ")[0] for line in lines[1:12]]
    assert rows[7:11] == ["MRR", "New MRR", "Recurring share", "Open MRR"]
    said = " ".join(lines)
    for formula in (
        "MRR = amount per month of deals won by Wed 18 Nov 2026 whose term isn't over that day ="
        " 5,000 (n=2)",
        "new MRR = amount per month of deals won in 2026-11 = 2,500 (n=1)",
        "recurring share = total of the recurring deals won in 2026-11 / won = 30,000 / 45,000 ="
        " 66.7 %",
        "open MRR = amount per month of the open deals = 8.33 (n=1)",
        "in the MRR: won 2025-10-05, term of 24 months",
        "not included: won 2024-10-01",
    ):
        assert formula in said


def test_groups_and_conditions_have_their_own_part(seller: Shell) -> None:
    seller("edit", 2, "--source", "web")
    found = seller("metrics", "--by", "source", "--json").json["groups"]
    assert [(each["group"], each["mrr"]) for each in found] == [("web", 2500), (None, 2500)]
    assert part(seller, "--where", "source=web")["mrr"] == 2500
