"""`add`, `list` and `show`: every flag does what it says, and what is meant is found."""

import csv
import io
import json
from typing import Any

import pytest

from conftest import Shell

OPPORTUNITY = (
    "id uid slug title account contact amount currency stage probability probability_from weighted"
    " status close_on source campaign tags next_action qualification created_on stage_entered_on"
    " days_in_stage age_days pushes closed_on reason competitor revisit_on parent flags"
    " disqualified customer_stage customer_stage_entered_on recurring owner"
)
NONE_MATCH = "No deals match. List all deals: `pipectl list --all`.\n"
OPPORTUNITY_KEYS = set(OPPORTUNITY.split())


def ids(run: Shell, *words: object) -> list[int]:
    """The numbers that a list shows."""
    return [int(line) for line in run("list", *words, "--format", "ids").lines]


def operations(run: Shell) -> int:
    """How many operations the journal has."""
    return len(run("history", "--json", "--limit", 1000).json)


# --- add


def test_add_keeps_everything_that_its_flags_say(pipectl: Shell) -> None:
    pipectl("add", "Pilot")
    added = pipectl(
        *("add", "Acme rollout", "12.5k", "--key", "crm-7", "--stage", "meeting"),
        *("--account", "Acme Corp", "--contact", "Jo Park", "--close", "eoq"),
        *("--source", "referral", "--campaign", "spring", "--tag", "big", "--tag", "Urgent"),
        *("--probability", "37.5", "--next", "Send NDA", "--due", "next tue 14:30"),
        *("--parent", "pilot", "--on", "2026-11-02", "--currency", "EUR", "--note", "a\nb"),
        "--json",
    ).json
    uid = added.pop("uid")
    assert len(uid) == 36
    assert added == {
        "id": 2,
        "slug": "acme-rollout",
        "title": "Acme rollout",
        "account": "Acme Corp",
        "contact": "Jo Park",
        "amount": 12500.0,
        "currency": "EUR",
        "stage": "Meeting",
        "probability": 37.5,
        "probability_from": "opportunity",
        "weighted": 4687.5,
        "status": "open",
        "close_on": "2026-12-31",
        "source": "referral",
        "campaign": "spring",
        "tags": ["big", "Urgent"],
        "next_action": {"action": "Send NDA", "due_on": "2026-11-24", "due_time": "14:30"},
        "qualification": None,
        "created_on": "2026-11-02",
        "stage_entered_on": "2026-11-02",
        "days_in_stage": 16,
        "age_days": 16,
        "pushes": 0,
        "closed_on": None,
        "reason": None,
        "competitor": None,
        "revisit_on": None,
        "parent": 1,
        "flags": ["unqualified", "single-threaded"],
        "disqualified": False,
        "customer_stage": None,
        "customer_stage_entered_on": None,
        "recurring": None,
        "owner": None,
    }
    assert pipectl("show", 2, "--json").json["note"] == "a\nb"


def test_add_needs_no_more_than_a_title(pipectl: Shell) -> None:
    added = pipectl("add", "Acme", "--json").json
    assert set(added) == OPPORTUNITY_KEYS
    filled = {key: value for key, value in added.items() if value not in (None, [])}
    del filled["uid"]
    assert filled == {
        "id": 1,
        "slug": "acme",
        "title": "Acme",
        "currency": "USD",
        "stage": "Initial contact",
        "probability": 0,
        "probability_from": "stage",
        "status": "open",
        "created_on": "2026-11-18",
        "stage_entered_on": "2026-11-18",
        "days_in_stage": 0,
        "age_days": 0,
        "pushes": 0,
        "flags": ["no-next-action", "unqualified"],
        "disqualified": False,
    }


def test_show_cuts_no_flag_and_no_stage_at_40_columns(pipectl: Shell) -> None:
    pipectl.extra["COLUMNS"] = "40"
    early = ("--on", "2026-06-01", "--close", "2026-07-01", "--due", "2026-07-01")
    pipectl("add", "Acme", "12k", "--next", "Call", "--stage", "negotiation", *early)
    pipectl("log", "call", "acme", "--on", "2026-06-02", "--not-done")
    lines = pipectl("show", "acme").lines
    assert lines[:3] == [
        "Acme (#1)",
        "  overdue  stale  stalled  slipped",
        "    unqualified  single-threaded",
    ]
    assert lines[-2:] == [
        "  Date            Stage       Amount",
        "  Mon 1 Jun 2026  Negot.  12,000 USD",
    ]


def test_add_echoes_the_dates_as_they_were_understood(pipectl: Shell) -> None:
    pipectl.extra["COLUMNS"] = "200"
    done = pipectl("add", "Acme", "12k", "--close", "eoq", "--next", "Call", "--due", "fri 9:05")
    assert done.out == (
        "Added Acme (#1) · 12,000 USD · Initial contact 0 % · closes Thu 31 Dec 2026 ·"
        " next: Call, due Fri 20 Nov 2026 09:05\n"
    )


def test_the_same_key_adds_only_once(pipectl: Shell) -> None:
    first = pipectl("add", "Acme", "12k", "--key", "crm-7", "--account", "Acme", "--json").json
    second = pipectl("add", "Other", "99k", "--key", "crm-7", "--account", "New one", "--json")
    assert second.json == first
    assert pipectl("add", "Other", "--key", "crm-7").out.startswith("Already there: Acme (#1) · ")
    assert operations(pipectl) == 1
    assert [each["name"] for each in pipectl("account", "list", "--json").json] == ["Acme"]


def test_the_key_of_a_deleted_one_may_be_used_again(pipectl: Shell) -> None:
    pipectl("add", "Acme", "--key", "k")
    pipectl("delete", 1, "--yes")
    assert pipectl("add", "Acme again", "--key", "k", "--json").json["id"] == 2


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Acme rollout", "acme-rollout"),
        ("  Acme – Rollout, phase 2!", "acme-rollout-phase-2"),
        ("Grüße & Straße", "grusse-strasse"),
        ("日本", "1"),
        ("2026", "1"),
        ("2026 日本 v", "2026-v"),
    ],
)
def test_the_slug_comes_from_the_title(pipectl: Shell, title: str, slug: str) -> None:
    assert pipectl("add", title, "--json").json["slug"] == slug


def test_a_slug_that_is_taken_gets_a_number(pipectl: Shell) -> None:
    titles = ["Acme", "Acme 2", "ACME", "acme!", "日本", "Acme"]
    slugs = [pipectl("add", title, "--json").json["slug"] for title in titles]
    assert slugs == ["acme", "acme-2", "acme-3", "acme-4", "5", "acme-5"]


def test_digits_alone_are_only_ever_a_number(pipectl: Shell) -> None:
    pipectl("add", "Other")
    pipectl("add", "1")
    pipectl("add", "2026")
    assert pipectl("show", "1", "--json").json["title"] == "Other"
    assert pipectl("show", "2026", code=3).err == (
        'pipectl: No deal matches "2026".\n  See `pipectl list --all`.\n'
    )
    assert pipectl("show", "3", "--json").json["title"] == "2026"


def test_a_probability_of_0_is_a_value(pipectl: Shell) -> None:
    added = pipectl("add", "Acme", "1k", "--stage", "proposal", "--probability", "0", "--json").json
    assert (added["probability"], added["probability_from"]) == (0, "opportunity")
    assert added["weighted"] == 0


@pytest.mark.parametrize(
    ("typed", "probability"), [("37.5", 37.5), ("0.5%", 0.5), ("1", 1), ("100", 100), ("60 %", 60)]
)
def test_probabilities_are_percentages(pipectl: Shell, typed: str, probability: float) -> None:
    added = pipectl("add", "Acme", "--probability", typed, "--json").json
    assert added["probability"] == probability


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["Acme", "lots"], 2, '"lots" is not an amount.'),
        (["Acme", "-5"], 2, "`pipectl add` has no option -5"),
        (["Acme", "12k", "--probability", "0.5"], 2, '"0.5" could mean 0.5% or 50%.'),
        (["Acme", "12k", "--probability", "101"], 2, '"101" is more than 100%.'),
        (["Acme", "12k", "--stage", "nowhere"], 3, 'No stage "nowhere".'),
        (["Acme", "12k", "--close", "3/4/2026"], 2, "could mean"),
        (["Acme", "12k", "--close", "2026-02-30"], 2, "is not a valid date"),
        (["Acme", "12k", "--on", "tomorrow"], 2, "in the future"),
        (["Acme", "12k", "--due", "fri"], 2, "--due needs a next action."),
        (["Acme", "12k", "--next", "Call", "--due", "fri 25:00"], 2, "a valid time"),
        (["Acme", "12k", "--currency", "XYZ"], 2, '"XYZ" is not an ISO 4217 currency.'),
        (["Acme", "€12k", "--currency", "USD"], 2, "is in EUR, but --currency says USD."),
        (["Acme", "12k", "--parent", "nobody"], 3, 'No deal matches "nobody".'),
        (["   "], 2, "The title is empty or invisible."),
        (["a\x1b[31mb"], 2, "a control character"),
        (["Acme", "--tag", ""], 2, "The tag is empty"),
    ],
)
def test_a_wrong_value_adds_nothing(pipectl: Shell, words: list[str], code: int, said: str) -> None:
    assert said in pipectl("add", *words, code=code).err
    assert operations(pipectl) == 0
    assert ids(pipectl, "--all") == []


@pytest.mark.parametrize(
    ("typed", "amount", "currency"),
    [
        ("12k", 12000, "USD"),
        ("12,000.50", 12000.5, "USD"),
        ("€12k", 12000, "EUR"),
        ("1.5M JPY", 1_500_000, "JPY"),
        ("$3", 3, "USD"),
        ("0", 0, "USD"),
    ],
)
def test_an_amount_brings_its_currency(
    pipectl: Shell, typed: str, amount: float, currency: str
) -> None:
    added = pipectl("add", "Acme", typed, "--json").json
    assert (added["amount"], added["currency"]) == (amount, currency)


def test_a_currency_without_an_amount_is_kept(pipectl: Shell) -> None:
    added = pipectl("add", "Acme", "--currency", "eur", "--json").json
    assert (added["amount"], added["currency"]) == (None, "EUR")


def test_tags_are_kept_once_in_any_case(pipectl: Shell) -> None:
    added = pipectl("add", "Acme", "--tag", "Big", "--tag", "big", "--tag", "new", "--json").json
    assert added["tags"] == ["Big", "new"]


def test_a_known_contact_brings_its_account_along(pipectl: Shell) -> None:
    pipectl("contact", "add", "Jo Park", "--account", "Acme Corp")
    added = pipectl("add", "Rollout", "--contact", "jo", "--json")
    assert (added.json["contact"], added.json["account"]) == ("Jo Park", "Acme Corp")
    assert '"jo" is the contact Jo Park' in added.err


def test_accounts_are_found_or_made_and_said(pipectl: Shell) -> None:
    assert "New account: Acme Corp" in pipectl("add", "One", "--account", "Acme Corp").err
    assert '"acme" is the account Acme Corp' in pipectl("add", "Two", "--account", "acme").err
    assert pipectl("add", "Three", "--account", "ACME CORP").err == ""
    assert [each["open"] for each in pipectl("account", "list", "--json").json] == [3]


# --- which one is meant


def test_exact_beats_prefix_beats_part(pipectl: Shell) -> None:
    for title in ("Big Acme", "Acme rollout", "Acme"):
        pipectl("add", title)
    assert pipectl("show", "acme", "--json").json["id"] == 3
    pipectl("delete", "Acme", "--yes")
    assert pipectl("show", "acme", "--json").json["id"] == 2
    pipectl("delete", "Acme rollout", "--yes")
    done = pipectl("show", "ACME", "--json")
    assert done.json["id"] == 1
    assert done.err == '"ACME" is Big Acme (#1)\n'


def test_several_matches_are_named_and_nothing_happens(pipectl: Shell) -> None:
    pipectl("add", "Acme rollout", "--account", "Acme Corp")
    pipectl("add", "Acme upgrade")
    assert pipectl("edit", "acme", "--amount", "5k", code=3).err == (
        'pipectl: "acme" matches 2 deals: 1 Acme rollout (Acme Corp, Initial'
        " contact) and 2 Acme upgrade (Initial contact).\n"
        "  Use its number, its slug or more of its name.\n"
    )
    assert operations(pipectl) == 2


def test_an_account_named_exactly_beats_a_title_that_begins_so(pipectl: Shell) -> None:
    pipectl("add", "Rollout", "--account", "Acme")
    pipectl("add", "Acme upgrade")
    assert pipectl("show", "acme", "--json").json["id"] == 1


def test_a_near_miss_only_suggests(acme: Shell) -> None:
    assert acme("win", "acme rolout", code=3).err == (
        'pipectl: No deal matches "acme rolout". Did you mean acme-rollout?\n'
        "  See `pipectl list --all`.\n"
    )


def test_the_slug_the_account_and_any_part_of_a_title_will_do(acme: Shell) -> None:
    for text in ("acme-rollout", "ACME corp", "rollout", "me ro", "  1 "):
        assert acme("show", text, "--json").json["id"] == 1


def test_case_is_folded_in_every_script(pipectl: Shell) -> None:
    pipectl("add", "Große Straße ΣΊΣΥΦΟΣ")
    for text in ("GROSSE STRASSE", "große", "σίσυφος"):
        assert pipectl("show", text, "--json").json["id"] == 1


def test_wildcards_of_the_database_mean_themselves(acme: Shell) -> None:
    acme("add", "100% _sure_")
    assert acme("show", "% _", "--json").json["id"] == 2
    acme("show", "a%e", code=3)
    assert ids(acme, "%") == [2]
    assert ids(acme, "_") == [2]


def test_commands_on_open_ones_look_among_the_open_first(pipectl: Shell) -> None:
    pipectl("add", "Acme")
    pipectl("win", 1)
    pipectl("add", "Acme")
    pipectl("lose", 2, "--reason", "no need")
    pipectl("add", "Acme upsell")
    for words in (
        ["edit", "acme", "--amount", "5k"],
        ["show", "acme"],
        ["next", "acme", "Call", "--due", "fri"],
        ["done", "acme"],
        ["move", "acme", "--buying", "yes", "--why", "x", "--next", "y", "--due", "fri"],
        ["lose", "acme", "--reason", "no need"],
    ):
        assert pipectl(*words, "--json").json["id"] == 3, words


def test_reopen_looks_among_the_closed_first(pipectl: Shell) -> None:
    pipectl("add", "Acme")
    pipectl("lose", "acme", "--reason", "no need")
    pipectl("add", "Acme")
    assert pipectl("reopen", "acme", "--json").json["id"] == 1


def test_a_closed_one_is_found_where_no_open_one_matches(acme: Shell) -> None:
    acme("win", "acme")
    assert acme("show", "acme", "--json").json["status"] == "won"
    assert acme("edit", "acme", "--source", "fair", "--json").json["source"] == "fair"


# --- list


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Opportunities of every kind, for lists that change nothing."""
    run = Shell(tmp_path_factory.mktemp("market"))
    run.now = "2026-10-01T09:00"
    run("init")
    run(
        *("add", "Beta portal", "40k", "--account", "Beta GmbH", "--source", "Web", "--tag", "Big"),
        *("--close", "2026-11-30", "--stage", "proposal", "--next", "Call", "--due", "2026-10-05"),
    )
    run.now = "2026-11-17T09:00"
    run("add", "Gamma audit", "5k", "--close", "2026-11-17", "--stage", "discovery")
    run.now = "2026-11-18T10:00"
    run(
        *("add", "Acme rollout", "12k", "--account", "Acme Corp", "--source", "web", "--tag"),
        *("pilot", "--close", "eoq", "--next", "Call", "--due", "fri"),
    )
    run("add", "Delta", "--account", "Delta AG")
    run(
        *("move", "Delta", "discovery", "--buying", "yes", "--why", "they wrote"),
        *("--next", "Call", "--due", "today"),
    )
    run("add", "Epsilon", "8k", "--account", "Acme Corp", "--on", "2026-11-01")
    run("win", "Epsilon", "--on", "2026-11-12")
    run("add", "Zeta", "70k", "--on", "2026-11-01")
    run(
        *("lose", "Zeta", "--reason", "no budget", "--on", "2026-11-05"),
        *("--revisit", "2026-11-18"),
    )
    run("add", "Eta", "9k EUR", "--source", "fair")
    run(
        *("move", "Eta", "meeting", "--buying", "unsure", "--why", "vague"),
        *("--next", "Ask", "--due", "+2w"),
    )
    return run


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ([], [2, 1, 3, 4, 7]),
        (["acme"], [3]),
        (["AG"], [4]),
        (["--stage", "discovery"], [2, 4]),
        (["--stage", "disc", "--stage", "prop"], [2, 1, 4]),
        (["--status", "open"], [2, 1, 3, 4, 7]),
        (["--status", "won"], [5]),
        (["--status", "lost"], [6]),
        (["--status", "all"], [2, 1, 3, 4, 5, 6, 7]),
        (["--all"], [2, 1, 3, 4, 5, 6, 7]),
        (["--all", "acme"], [3, 5]),
        (["--closing", "2026-11"], [2, 1]),
        (["--closing", "2026-11-18..2026-12-31"], [1, 3]),
        (["--overdue"], [1]),
        (["--no-next"], [2]),
        (["--stale"], [1]),
        (["--stalled"], [1]),
        (["--slipped"], [2]),
        (["--unqualified"], [2, 1, 3, 7]),
        (["--unqualified", "--no-next"], [2]),
        (["--overdue", "--slipped"], []),
        (["--source", "WEB"], [1, 3]),
        (["--account", "acme"], [3]),
        (["--tag", "big"], [1]),
        (["--min", "12k"], [1, 3]),
        (["--max", "12k"], [2, 3, 4]),
        (["--min", "5k", "--max", "12k"], [2, 3]),
        (["--min", "€1"], [7]),
        (["--limit", "2"], [2, 1]),
        (["--limit", "0"], []),
        (["--limit", "1", "--unqualified"], [2]),
        (["--sort", "id"], [1, 2, 3, 4, 7]),
        (["--sort", "title"], [3, 1, 4, 7, 2]),
        (["--sort", "amount"], [2, 7, 3, 1, 4]),
        (["--sort", "amount", "--reverse"], [1, 3, 7, 2, 4]),
        (["--sort", "stage", "--reverse"], [1, 7, 4, 2, 3]),
        (["--sort", "account"], [3, 1, 4, 2, 7]),
        (["--sort", "created"], [1, 2, 3, 4, 7]),
        (["--sort", "due"], [1, 4, 3, 7, 2]),
        (["--sort", "closed", "--all", "--limit", "2"], [6, 5]),
        (["--reverse"], [3, 1, 2, 7, 4]),
    ],
)
def test_a_list_shows_what_was_asked_for(
    market: Shell, words: list[str], numbers: list[int]
) -> None:
    assert ids(market, *words) == numbers


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--stage", "nowhere"], 3, "Available: Initial contact, Discovery, Meeting, Proposal and"),
        (["--status", "closed"], 2, "Available: open, won, lost and all."),
        (["--all", "--status", "won"], 2, "--all and --status won can't be used together."),
        (["--closing", "soon"], 2, '"soon" is not a period.'),
        (["--source", "radio"], 3, "Available: Web, fair and web."),
        (["--account", "nobody"], 3, 'No account "nobody".'),
        (["--tag", "none"], 3, "Available: Big and pilot."),
        (["--min", "much"], 2, '"much" is not an amount.'),
        (["--max", "much"], 2, '"much" is not an amount.'),
        (["--sort", "size"], 2, 'No sort key "size".'),
        (["--columns", "id,size"], 2, 'No column "size".'),
        (["--format", "xml"], 2, "Available: table, json, jsonl, csv, tsv, md and ids."),
        (["--json", "--format", "csv"], 2, "--json and --format csv can't be used together."),
        (["--limit", "-1"], 2, "-1"),
    ],
)
def test_an_unknown_filter_is_an_error(
    market: Shell, words: list[str], code: int, said: str
) -> None:
    done = market("list", *words, code=code)
    assert said in done.err
    assert done.out == ""


def test_a_list_is_a_table_that_fits(market: Shell) -> None:
    assert market("list").lines == [
        "#  Title             Amount  Stage             %  Days  Close   Next         Flags       Account",  # noqa: E501
        "2  Gamma audit    5,000 USD  Discovery        10     1  17 Nov  –            no-next +2  –",  # noqa: E501
        "1  Beta portal   40,000 USD  Proposal         60    48  30 Nov  5 Oct Call   overdue +4  Beta GmbH",  # noqa: E501
        "3  Acme rollout  12,000 USD  Initial contact   0     0  31 Dec  20 Nov Call  unqual      Acme Corp",  # noqa: E501
        "4  Delta                  –  Discovery        10     0  –       18 Nov Call  today       Delta AG",  # noqa: E501
        "7  Eta            9,000 EUR  Meeting          30     0  –       2 Dec Ask    unqual +1   –",  # noqa: E501
    ]


def test_columns_are_chosen_by_name_in_that_order(market: Shell) -> None:
    assert market("list", "--columns", "title,id,amount", "--min", "12k").out == (
        "Title         #      Amount\nBeta portal   1  40,000 USD\nAcme rollout  3  12,000 USD\n"
    )


def test_an_empty_list_says_how_to_begin(pipectl: Shell) -> None:
    begin = 'Add one: `pipectl add "Acme rollout" 12k`.\n'
    assert pipectl("list").out == f"No open deals. {begin}"
    assert pipectl("list", "--all").out == f"No deals. {begin}"
    assert (
        pipectl("list", "--status", "won").out
        == "No won deals yet. Mark a deal as won: `pipectl win OPP`.\n"
    )
    assert pipectl("list", "--stale").out == NONE_MATCH


def test_a_list_of_nothing_says_so(market: Shell) -> None:
    assert market("list", "--overdue", "--slipped").out == NONE_MATCH
    assert market("list", "--limit", "0").out == NONE_MATCH
    assert market("list", "--overdue", "--slipped", "--json").json == []


def test_json_has_every_key_of_every_opportunity(market: Shell) -> None:
    found = market("list", "--all", "--json").json
    assert [set(each) for each in found] == [OPPORTUNITY_KEYS] * 7
    assert [json.loads(line) for line in market("list", "--all", "--format", "jsonl").lines] == (
        found
    )
    assert market("list", "--all", "--format", "json").json == found


def test_flags_say_what_is_wrong(market: Shell) -> None:
    found = {each["id"]: each["flags"] for each in market("list", "--all", "--json").json}
    assert found == {
        1: ["overdue", "stale", "stalled", "unqualified", "single-threaded"],
        2: ["no-next-action", "slipped", "unqualified"],
        3: ["unqualified"],
        4: ["due-today"],
        5: [],
        6: ["revisit"],
        7: ["unqualified", "single-threaded"],
    }


REST = "stale, stalled, unqualified, single-threaded"


def test_csv_and_markdown_have_the_columns_asked_for(market: Shell) -> None:
    words = ("list", "--min", "12k", "--columns", "id,title,amount,flags,account")
    rows = list(csv.reader(io.StringIO(market(*words, "--format", "csv").out)))
    assert rows == [
        ["id", "title", "amount", "flags", "account"],
        ["1", "Beta portal", "40000.00", f"overdue, {REST}", "Beta GmbH"],
        ["3", "Acme rollout", "12000.00", "unqualified", "Acme Corp"],
    ]
    assert market(*words, "--format", "md").lines == [
        "| id | title | amount | flags | account |",
        "| --- | --- | --- | --- | --- |",
        f"| 1 | Beta portal | 40,000 | overdue, {REST} | Beta GmbH |",
        "| 3 | Acme rollout | 12,000 | unqualified | Acme Corp |",
    ]


SAID = ("--buying", "yes", "--why", "x", "--next", "y", "--due", "fri")


@pytest.mark.parametrize(
    "words",
    [
        ("edit", 1, "--amount", "1k"),
        ("move", 1, *SAID),
        ("move", 1, "--buying", "no", "--reason", "x"),
        ("win", 1),
        ("lose", 1, "--reason", "x"),
        ("delete", 1, "--yes"),
        ("next", 1, "Call"),
        ("done", 1),
    ],
    ids=lambda words: words[0],
)
def test_every_command_that_changes_one_answers_with_every_key(
    acme: Shell, words: tuple[object, ...]
) -> None:
    assert set(acme(*words, "--json").json) == OPPORTUNITY_KEYS


def test_reopen_answers_with_every_key(acme: Shell) -> None:
    acme("win", 1)
    assert set(acme("reopen", 1, "--json").json) == OPPORTUNITY_KEYS


# --- show


def test_show_has_every_key(acme: Shell) -> None:
    shown = acme("show", "acme", "--json").json
    assert set(shown) >= OPPORTUNITY_KEYS | {"criteria", "activities", "history", "note"}
    assert [set(each) >= {"text", "required", "met_on"} for each in shown["criteria"]] == [True] * 3
    assert shown["activities"] == []
    assert len(shown["history"]) == 1


def everything(run: Shell) -> dict[str, Any]:
    """A store in which the first opportunity has a past; what `show` says of it."""
    run.now = "2026-11-02T09:00"
    run("add", "Acme rollout", "12k", "--account", "Acme", "--close", "eom", "--note", "Ask Jo.")
    run("add", "Acme support", "3k", "--account", "Acme")
    run("log", "call", "acme-rollout", "first talk", "--count", "2")
    run.now = "2026-11-10T09:00"
    run(
        *("move", "acme-rollout", "--buying", "unsure", "--why", "they wrote", "--next", "Call"),
        *("--due", "fri", "--factor", "budget approved", "--met", "They replied"),
    )
    run("done", "acme-rollout", "--outcome", "went well", "--then", "Send NDA", "--due", "+3d")
    run("edit", "acme-rollout", "--close", "eoq", "--push-reason", "legal")
    run("edit", "acme-rollout", "--amount", "15k")
    found: dict[str, Any] = run("show", "acme-rollout", "--json").json
    return found


def test_show_tells_everything_about_one(pipectl: Shell) -> None:
    shown = everything(pipectl)
    assert shown["note"] == "Ask Jo."
    assert shown["pushes"] == 1
    assert shown["qualification"] == {
        "buying": "unsure",
        "why": "they wrote",
        "asked_on": "2026-11-10",
    }
    assert shown["qualifications"] == [
        {
            "stage": "Discovery",
            "buying": "unsure",
            "why": "they wrote",
            "next_action": "Call",
            "due_on": "2026-11-13",
            "factor": "budget approved",
            "override": None,
            "asked_on": "2026-11-10",
            "buying_on": "2026-11-10",
            "why_on": "2026-11-10",
        }
    ]
    assert [(each["kind"], each["count"], each["text"]) for each in shown["activities"]] == [
        ("call", 1, "Call: went well"),
        ("call", 2, "first talk"),
    ]
    assert [
        (each["on"], each["stage"], each["amount"], each["close_on"], each["note"])
        for each in shown["history"]
    ] == [
        ("2026-11-02", "Initial contact", 12000, "2026-11-30", None),
        ("2026-11-10", "Discovery", 12000, "2026-11-30", None),
        ("2026-11-10", "Discovery", 12000, "2026-12-31", "legal"),
        ("2026-11-10", "Discovery", 15000, "2026-12-31", None),
    ]
    assert [
        (each["action"], each["status"], each["outcome"]) for each in shown["next_actions"]
    ] == [
        ("Send NDA", "open", None),
        ("Call", "done", "went well"),
    ]
    ticked = [each for each in shown["criteria"] if each["met_on"]]
    assert [(each["stage"], each["met_on"]) for each in ticked] == [
        ("Initial contact", "2026-11-10")
    ]
    assert shown["account_opportunities"] == [{"id": 2, "title": "Acme support", "status": "open"}]


def test_show_draws_it_on_a_page(pipectl: Shell) -> None:
    everything(pipectl)
    assert pipectl("show", "acme-rollout").out == (
        "Acme rollout (#1)\n"
        "  unqualified\n"
        "  amount      15,000 USD\n"
        "  probability 10 % (from the stage)\n"
        "  weighted    1,500 USD\n"
        "  status      open\n"
        "  closes      Thu 31 Dec 2026, pushed once\n"
        "  account     Acme\n"
        "  created     Mon 2 Nov 2026, 8 days ago\n"
        "  slug        acme-rollout\n"
        "  note        Ask Jo.\n"
        "\n"
        "Discovery, 0 days\n"
        "  The buyer has told you about a problem worth solving and answers your questions about"
        " it. A polite\n"
        '  "send me something" does not belong here.\n'
        "\n"
        "The three questions\n"
        "  Tue 10 Nov 2026, for Discovery\n"
        "    buying: unsure\n"
        "    why: they wrote\n"
        "    next: Call, due Fri 13 Nov 2026\n"
        "    factor: budget approved\n"
        "\n"
        "Exit criteria\n"
        "  [x] They replied, or took your call and talked, Tue 10 Nov 2026\n"
        "  [ ] They said what it costs them to leave the problem as it is\n"
        "  [ ] You know by name who decides and who signs\n"
        "  [ ] A meeting is in both calendars, with an agenda they agreed to\n"
        "\n"
        "Next action\n"
        "  Send NDA, due Fri 13 Nov 2026\n"
        "  Call (done on Tue 10 Nov 2026): went well\n"
        "\n"
        "Activities\n"
        "  Tue 10 Nov 2026 call: went well\n"
        "  Mon 2 Nov 2026 call x 2: first talk\n"
        "\n"
        "History\n"
        "  Date             Stage            Status      Amount  Closes                    Note\n"
        "  Mon 2 Nov 2026   Initial contact  open    12,000 USD  Mon 30 Nov 2026\n"
        "  Tue 10 Nov 2026  Discovery        open    12,000 USD  Mon 30 Nov 2026\n"
        "  Tue 10 Nov 2026  Discovery        open    12,000 USD  Thu 31 Dec 2026 (pushed)  legal\n"
        "  Tue 10 Nov 2026  Discovery        open    15,000 USD  Thu 31 Dec 2026\n"
        "\n"
        "Also at Acme\n"
        "  #2 Acme support (open)\n"
    )


def test_a_deleted_one_is_not_shown(acme: Shell) -> None:
    acme("delete", 1, "--yes")
    acme("show", 1, code=3)
    acme("show", "acme", code=3)
    assert ids(acme, "--all") == []
