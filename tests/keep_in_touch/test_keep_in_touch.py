"""`contact edit --every`, `account edit --every`: who wants to be contacted again, and when."""

import shlex
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Done, Shell
from pipectl.keep_in_touch.rules import due_again_on
from pipectl.periods import WorkingDays
from pipectl.recurrence import PER_YEAR
from pipectl.reminders.rules.due import DueDeal, DuePerson, WorthOfDeal
from pipectl.reminders.rules.rank import worth_most


def line(shell: Shell, text: str, code: int = 0) -> Done:
    """Type a command line."""
    return shell(*shlex.split(text), code=code)


@pytest.fixture
def store(pipectl: Shell) -> Shell:
    """Jo at Acme was called on 2 September, Sam never; on 18 November both should be again."""
    for day, texts in {
        "2026-09-01": (
            "add 'Acme rollout' 12k --account 'Acme Corp' --contact 'Jo Park' --stage proposal"
            " --next Call --due 2026-12-01",
            "review monthly --obstacle x",
        ),
        "2026-09-02": ("log call acme --not-done",),
        "2026-11-18": (
            "contact edit jo --every '6 weeks'",
            "contact add 'Sam Lee' --every 10d",
            "account edit acme --every 3m",
        ),
    }.items():
        pipectl.now = day
        for text in texts:
            line(pipectl, text)
    return pipectl


TODAY = """\
What           Amount  Why                                                       Command
Weekly review          71 days late                                              pipectl review
Acme rollout      12k  stale for 71 days; stalled, unqualified, single-threaded  pipectl log call 1
Jo Park                keep in touch (every 6w), 35 days late                    pipectl log call \
--contact 1
Sam Lee                keep in touch (every 10d), due today                      pipectl log call \
--contact 2
"""

EXPLAINED = """
Rank = weight x (1 + days late / 7), counting at most 28 days. The highest rank is first, after
reviews and priorities.
Weight = amount x probability, with at least 10 %. Won and lost deals count at 10 %. A deal without
an amount, or in another currency without a rate, gets the median weight of the others.
A contact or account to keep in touch with gets the weight of their deal that weighs most, or the
median weight if no amount is known. They are late from the day on which the contact is due.
#  Title             Amount   %  Days late  Weight    Rank
1  Acme rollout  12,000 USD  60         71   7,200  36,000
   Jo Park       12,000 USD  60         35   7,200  36,000
   Sam Lee                –   –          0   7,200   7,200
"""


def test_today_ranks_them_among_the_deals_by_what_is_at_stake(store: Shell) -> None:
    store.extra["COLUMNS"] = "110"
    assert line(store, "today").out == TODAY
    assert line(store, "today --explain").out == TODAY + EXPLAINED
    keys = ("kind", "kinds", "id", "title", "text", "due_on", "days", "amount", "why", "command")
    found = line(store, "today --json").json[2]
    assert tuple(found[key] for key in keys) == (
        *("keep-in-touch", ["keep-in-touch"], None, "Jo Park", "No contact since Wed 2 Sep 2026"),
        *("2026-10-14", 35, None, "keep in touch (every 6w), 35 days late"),
        "pipectl log call --contact 1",
    )
    assert line(store, "today --format ids").out == "1\n"


REMIND = """\
Wed 18 Nov 2026: 1 deal due, keep in touch with 2 contacts and 1 account, a review.

Due
- Call: Acme rollout (Jo Park, Acme Corp), 12,000 USD, due Tue 1 Dec 2026, stale
  pipectl done 1

Keep in touch
- Jo Park (Acme Corp), no contact since Wed 2 Sep 2026 (every 6w), 35 days late
  pipectl log call --contact 1
- Sam Lee, no contact logged yet (every 10d), due today
  pipectl log call --contact 2
- Acme Corp, no contact since Wed 2 Sep 2026 (every 3m), due Wed 2 Dec 2026
  pipectl account show 1

Review
- Weekly review, 71 days late
  pipectl review
"""


def test_remind_has_them_once_they_are_due_or_within_a_span(store: Shell, tmp_path: Path) -> None:
    assert line(store, "remind --within 14d").out == REMIND
    titles = [each["title"] for each in line(store, "remind --json").json]
    assert titles == ["Acme rollout", "Jo Park", "Sam Lee", None]
    mail = tmp_path / "due.txt"
    for _ in range(2):  # what it wrote itself is replaced
        line(store, f"remind --out {mail}")
    assert mail.read_text().count("\n- ") == 4
    assert "SUMMARY:Keep in touch: Jo Park\n" in (
        line(store, "remind --format ics").out.replace("\r", "")
    )
    assert line(store, "remind --once").out
    assert line(store, "remind --once").out == ""


def test_a_contact_or_a_reply_begins_anew_and_a_note_does_not(store: Shell) -> None:
    line(store, "log note --contact jo 'Saw them at the fair'")
    assert line(store, "contact show jo --json").json["next_contact_on"] == "2026-10-14"
    line(store, "log reply --contact jo 'Thanks'")
    assert line(store, "contact show jo --json").json["next_contact_on"] == "2026-12-30"
    # An account is in contact with any of its people or deals.
    assert line(store, "account show acme --json").json["next_contact_on"] == "2027-02-18"
    line(store, "log call --contact sam")
    kinds = [each["kind"] for each in line(store, "remind --json").json]
    assert kinds == ["stale", "review"]
    store.now = "2026-11-19"
    line(store, "undo")
    titles = [each["title"] for each in line(store, "remind --json").json]
    assert titles == ["Acme rollout", "Sam Lee", None]


def test_a_colleague_of_a_contact_is_the_account_s_and_not_the_contact_s(store: Shell) -> None:
    line(store, "contact add 'Ann Bell' --account acme")
    line(store, "log meeting --contact ann")
    assert line(store, "contact show jo --json").json["next_contact_on"] == "2026-10-14"
    assert line(store, "account show acme --json").json["next_contact_on"] == "2027-02-18"


def test_without_a_contact_the_first_deal_counts_and_without_deals_it_is_due(store: Shell) -> None:
    line(store, "add 'Birch audit' --contact 'Kim Roe'")
    line(store, "contact edit kim --every 2w")
    assert line(store, "contact show kim --json").json["next_contact_on"] == "2026-12-02"
    assert line(store, "contact show sam --json").json["next_contact_on"] == "2026-11-18"
    line(store, "config set holidays 2026-12-02")
    assert line(store, "contact show kim --json").json["next_contact_on"] == "2026-12-03"


def test_pages_show_when_it_is_due(store: Shell) -> None:
    lines = line(store, "contact show jo").lines
    assert "  keep in touch every 6w: overdue since Wed 14 Oct 2026" in lines
    lines = line(store, "account show acme").lines
    assert "  keep in touch every 3m: due Wed 2 Dec 2026" in lines
    line(store, "contact edit jo --clear every")
    assert "keep in touch" not in line(store, "contact show jo").out
    found = line(store, "contact show jo --json").json
    assert (found["every"], found["next_contact_on"]) == (None, None)


def test_the_weekly_review_names_them_before_its_agenda(store: Shell) -> None:
    lines = line(store, "review").lines
    begin = lines.index("Keep in touch")
    assert lines[begin : begin + 5] == [
        "Keep in touch",
        "  Jo Park (Acme Corp), no contact since Wed 2 Sep 2026 (every 6w), 35 days late",
        "  Sam Lee, no contact logged yet (every 10d), due today",
        "",
        "Agenda, riskiest first",
    ]
    names = [each["title"] for each in line(store, "review --json").json["keep_in_touch"]]
    assert names == ["Jo Park", "Sam Lee"]
    for text in ("contact edit jo --clear every", "contact edit sam --clear every"):
        line(store, text)
    assert "Keep in touch" not in line(store, "review").out


def rows_of(exported: str) -> list[str]:
    """The rows of an export, without when they were changed: an undo is a change."""
    return [each for each in exported.splitlines() if '"changed"' not in each]


def test_it_is_undone_forgotten_merged_exported_and_met(store: Shell, tmp_path: Path) -> None:
    exported = line(store, "export --what all").out
    line(store, "contact edit jo --every 3w")
    line(store, "undo")
    assert rows_of(line(store, "export --what all").out) == rows_of(exported)
    other = Shell(tmp_path / "other")
    other.home.mkdir()
    file = other.home / "all.jsonl"
    file.write_text(exported)
    other("init")
    other("import", file)
    assert line(other, "export --what all").out == exported
    # A change there comes here, and another one here stays.
    other.now = "2026-11-19"
    line(other, "contact edit jo --every 1y")
    line(other, "account edit acme --clear every")
    file.write_text(line(other, "export --what all").out)
    store.now = "2026-11-20"
    line(store, "contact edit sam --every 20d")
    line(store, f"import --update {file}")
    assert line(store, "contact show jo --json").json["every"] == "1y"
    assert line(store, "contact show sam --json").json["every"] == "20d"
    assert line(store, "account show acme --json").json["every"] is None
    done = line(store, "contact merge 'Sam Lee' 'Jo Park' --yes")
    assert "  not kept: keep in touch every 20d" in done.lines
    line(store, "undo")
    line(store, "contact edit jo --clear every")
    done = line(store, "contact merge 'Sam Lee' 'Jo Park' --yes")
    assert "  taken over: keep in touch every" in done.lines
    line(store, "contact forget 'Jo Park' --yes")
    assert "Jo Park" not in line(store, "remind --within 12m").out


def test_a_wrong_span_and_doubled_options_are_refused(store: Shell) -> None:
    done = line(store, "contact edit jo --every soon", code=2)
    assert done.err.startswith('pipectl: "soon" doesn\'t say how often.\n')
    line(store, "account add Birch --every 0d", code=2)
    done = line(store, "account edit acme --every 2w --clear every", code=2)
    assert done.err.startswith("pipectl: --every and --clear every can't be used together.\n")


DAYS = st.dates()
SPANS = st.builds("{}{}".format, st.integers(1, 10), st.sampled_from(sorted(PER_YEAR)))


@given(DAYS, SPANS, DAYS)
def test_it_is_due_after_the_contact_up_to_the_end_of_the_calendar(
    since: object, every: str, today: object
) -> None:
    working = WorkingDays(frozenset(range(1, 6)), frozenset())
    assert due_again_on(since, every, working, today) > since or since.year == 9999  # type: ignore
    assert due_again_on(None, every, working, today) == today  # type: ignore[arg-type]


def test_the_deal_that_weighs_most_is_at_stake() -> None:
    def dollars(deal: DueDeal | WorthOfDeal) -> int | None:
        return deal.amount_minor if deal.currency == "USD" else None

    def most(*deals: WorthOfDeal) -> WorthOfDeal | None:
        return worth_most(DuePerson("contact", 1, "Jo", None, "6w", deals), dollars)

    small = WorthOfDeal(10_000, "USD", 6_000, "open")
    won = WorthOfDeal(50_000, "USD", 8_000, "won")
    euro = WorthOfDeal(900_000, "EUR", 8_000, "open")
    unknown = WorthOfDeal(None, "USD", 8_000, "open")
    assert most(won, small, euro, unknown) == small  # 6,000 against 10 % of 50,000
    assert most(won, unknown) == won
    assert most(euro, unknown) is None
    assert most() is None
    assert most(WorthOfDeal(0, "USD", 0, "open")) == WorthOfDeal(0, "USD", 0, "open")


def test_people_are_due_for_who_has_a_deal_with_them_else_for_everybody(pipectl: Shell) -> None:
    """A deal that is lost, or nobody's, makes nobody the one to contact them."""

    def due(owner: str) -> list[str]:
        pipectl.extra = {"PIPECTL_OWNER": owner}
        found = pipectl("today", "--json").json
        return [each["title"] for each in found if each["kind"] == "keep-in-touch"]

    for owner, texts in {
        "Ann": ("add Acme 5k --account 'Acme Corp' --contact 'Jo Park'",),
        "Bob": (
            "add Birch 5k --account 'Birch Ltd' --contact 'Al Fox'",
            "add Cedar 5k --account 'Cedar Inc'",
            "lose cedar --reason 'no budget'",
        ),
        "": (
            "add Dogwood 5k --account 'Dogwood Plc' --contact 'Di Ray'",
            "contact add 'Sam Lee'",
            *(f"contact edit {name} --every 10d" for name in ("jo", "al", "di", "sam")),
            *(f"account edit {name} --every 10d" for name in ("acme", "birch", "cedar", "dogwood")),
            "contact role jo birch 'decision maker'",
        ),
    }.items():
        pipectl.extra = {"PIPECTL_OWNER": owner}
        for text in texts:
            line(pipectl, text)
    pipectl.now = "2026-12-18 10:00"
    anybodys = ["Di Ray", "Sam Lee", "Cedar Inc", "Dogwood Plc"]
    theirs = ["Jo Park", "Acme Corp", "Al Fox", "Birch Ltd"]
    assert sorted(due("")) == sorted([*anybodys, *theirs])
    assert sorted(due("Ann")) == sorted([*anybodys, "Jo Park", "Acme Corp"])
    # Who has a part in a deal of Bob's is due for him, too.
    assert sorted(due("Bob")) == sorted([*anybodys, "Al Fox", "Birch Ltd", "Jo Park"])
    assert sorted(due("Cleo")) == sorted(anybodys)
    line(pipectl, "assign birch Cleo")
    assert sorted(due("Bob")) == sorted(anybodys)
    assert sorted(due("Cleo")) == sorted([*anybodys, "Al Fox", "Birch Ltd", "Jo Park"])
