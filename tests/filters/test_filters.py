"""`--where`: one language for lists and numbers."""

from contextlib import suppress
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell, made_once
from pipectl.conditions.rules import alternatives
from pipectl.errors import PipectlError
from pipectl.filters.rules import (
    OPERATORS,
    Condition,
    FilterName,
    TypedFilter,
    parse_condition,
)
from pipectl.filters.rules import test_of as read_test

TYPED = TypedFilter("USD", ".", lambda text, _: (date.fromisoformat(text),) * 2)


@made_once
def sold(pipectl: Shell) -> Shell:
    """A store with six deals at two accounts, with fields of each owner."""
    run = pipectl
    for line in (
        *("--on account --type choice --choices food,tech Industry", "--on account Region"),
        *("--on account --type number Employees", "--on deal --type money Budget"),
        *("--on deal --type date Go-live", "--on contact --type yes-no Newsletter"),
        "--on contact Region",
    ):
        run("field", "add", *line.split())
    run("account", "add", "Müller GmbH", "--set", "industry=food", "--set", "employees=1,200")
    run("account", "add", "Birch", "--set", "industry=tech", "--set", "employees=9.5")
    run("contact", "add", "Jo", "--account", "müller", "--set", "newsletter=yes")
    add = ("add", "--stage", "discovery")
    run(
        *add,
        "One",
        "12k",
        "--account",
        "müller",
        "--contact",
        "jo",
        "--tag",
        "Hot",
        "--close",
        "eoq",
    )
    run(*add, "Two", "5k", "--account", "birch", "--source", "Web", "--set", "budget=7k")
    run(*add, "Three", "20k", "--currency", "EUR", "--set", "go-live=2026-12-24", "--tag", "cold")
    run("add", "Four", "--source", "Fair, spring", "--probability", "55")
    run("add", "Five", "8k", "--on", "2026-11-01")
    run("win", "five", "--reason", "price")
    run("add", "Six", "9k")
    run("lose", "six", "--reason", "no budget")
    return run


CASES = {
    "industry=food": "1",
    "industry=FOOD,tech": "1 2",
    "industry!=food": "2 3 4 5 6",
    "industry=": "3 4 5 6",
    "industry!=": "1 2",
    "account.industry = tech": "2",
    "account=müller gmbh": "1",
    "account~MULLER": "1",
    "contact=jo": "1",
    "employees>9": "1 2",
    "employees>=1,200": "1",
    "employees<=9.5": "2",
    "employees=5..10": "2",
    "newsletter=yes": "1",
    "newsletter!=yes": "2 3 4 5 6",
    "budget=7k": "2",
    "budget>6,999.99": "2",
    "budget>7k": "",
    "go-live=2026-12": "3",
    "go-live<2026-12-24": "",
    "go-live>=2026-12-24": "3",
    "go-live!=2026": "1 2 4 5 6",
    "title~o": "1 2 4",
    "source=web": "2",
    'source="fair, spring"': "4",
    "source=": "1 3 5 6",
    "tag=hot": "1",
    "tag!=hot": "2 3 4 5 6",
    "tag=hot,cold": "1 3",
    "tag~o": "1 3",
    "tag=": "2 4 5 6",
    "tag!=": "1 3",
    "stage=discovery": "1 2 3",
    "status=won,lost": "5 6",
    "amount>8k": "1 6",
    "amount=5k..9k": "2 5 6",
    "amount=": "4",
    "amount>1 EUR": "3",
    "amount=12k, 8k": "1 5",
    "close=this-quarter": "1",
    "close=": "2 3 4 5 6",
    "created=2026-11-01": "5",
    "created<yesterday": "5",
    "created>=1 nov": "1 2 3 4 5 6",
    "closed=today": "5 6",
    "probability=55": "4",
    "probability>=50": "4 5",
    "probability=0": "6",
    "reason~budget": "6",
    "currency=eur": "3",
    "pushes=0": "1 2 3 4 5 6",
    "age>10": "5",
}


def test_each_condition_finds_its_deals(sold: Shell) -> None:
    found = {
        each: " ".join(
            sorted(sold("list", "--all", "--where", each, "--format", "ids").out.split())
        )
        for each in CASES
    }
    assert found == CASES


def test_several_conditions_must_all_hold(sold: Shell) -> None:
    done = sold("list", "--where", "stage=discovery", "--where", "amount<10k", "--format", "ids")
    assert done.out == "2\n"


NOTES = {
    "source=wbe": 'There is no source "wbe". Did you mean "Web"?',
    "source!=nope": 'There is no source "nope". Available: Fair, spring and Web.',
    "source=web,Birch": 'There is no source "Birch". Available: Fair, spring and Web.',
    "account=Brich": 'There is no account "Brich". Did you mean "Birch"?',
    "contact=Al": 'There is no contact "Al". Available: Jo.',
    "campaign=webnar": 'There is no campaign "webnar". Did you mean "Webinar"?',
    "tag=hott": 'There is no tag "hott". Did you mean "Hot"?',
    "reason=no budgets": 'There is no reason "no budgets". Did you mean "no budget"?',
    "currency=XXX": 'There is no currency "XXX". Available: EUR and USD.',
    "account.region=north": 'There is no Region "north".',
}
KNOWN = (
    *("source=", "source!=", "source=WEB", "tag=hot,cold", "account=birch", "campaign=WEBINAR"),
    *("source~zzz", "amount=1", "title=zzz", "reason=no budget", "industry=food"),
)


def test_a_value_that_nothing_has_is_told_with_what_may_be_meant(sold: Shell) -> None:
    sold("campaign", "add", "Webinar")
    said = {each: sold("list", "--all", "--where", each, "--format", "ids").err for each in NOTES}
    assert said == {each: f"{text}\n" for each, text in NOTES.items()}
    for each in KNOWN:
        assert sold("list", "--all", "--where", each, "--format", "ids").err == "", each


def test_a_note_is_printed_once_and_none_for_a_segment(sold: Shell) -> None:
    assert sold("coverage", "--where", "source=wbe").err.count("There is no source") == 1
    told = 'There is no source "wbe". Did you mean "Web"?\n'
    assert told in sold("segment", "add", "web", "--where", "source=wbe").err
    assert sold("list", "--segment", "web").err == ""
    done = sold("list", "--segment", "web", "--where", "source=wbe")
    assert done.err == told


def test_a_short_name_means_its_stage(sold: Shell) -> None:
    sold("stage", "edit", "discovery", "--short", "Disc")
    assert sold("list", "--where", "stage=DISC", "--format", "ids").out.split() == ["1", "2", "3"]
    assert sold("list", "--where", "stage!=disc", "--format", "ids").out == "4\n"


ERRORS = {
    "industri=food": 'Deals can\'t be filtered by "industri". Did you mean "Industry"?',
    "region=north": '"region" is a field for accounts or contacts.',
    "industry=fod": '"fod" is not a value of account.Industry. Did you mean food?',
    "status=gone": '"gone" is not a value of status.',
    "title>a": '"title" has no order, so > can\'t be used with it.',
    "amount~1": '~ looks for a part of a text, and "amount" has amounts.',
    "amount=lots": '"lots" is not an amount.',
    "industry": '"industry" is not a condition.',
    "=food": '"=food" is not a condition.',
    "amount>": '"amount>" has no value.',
    "amount=9k..5k": '"9k..5k" ends before it starts.',
    "amount=1 USD..5 EUR": '"1 USD..5 EUR" is in two currencies.',
    "close=someday": '"someday" is not a date.',
}


def test_errors_say_what_there_is(sold: Shell) -> None:
    said = {each: sold("list", "--where", each, code=2).err.splitlines() for each in ERRORS}
    assert {each: lines[0] for each, lines in said.items()} == {
        each: f"pipectl: {text}" for each, text in ERRORS.items()
    }
    assert said["industri=food"][1] == (
        "  Available: title, account, contact, source, campaign, tag, stage, status, amount, close,"
        " created, closed, probability, reason, competitor, currency, pushes, age, recurring, term,"
        " owner, fit, score, Budget, Go-live, Industry, account.Region, Employees, Newsletter and"
        " contact.Region."
    )
    assert said["region=north"][1] == "  Use account.Region or contact.Region."


def test_activities_are_those_of_the_deals(sold: Shell) -> None:
    sold("log", "call", 1, "Spoke")
    sold("log", "call", 2, "Spoke too")
    sold("log", "outreach", "--count", 5)
    found = sold("activity", "list", "--where", "industry=food", "--json").json
    assert [each["opportunity"] for each in found if each["kind"] == "call"] == [1]


NUMBERS = (
    *("board", "coverage", "pace", "forecast", "funnel", "metrics", "report winloss"),
    *("report sources", "report stage-time", "report all"),
)


def test_a_number_of_some_deals_is_the_one_of_a_store_that_has_no_others(sold: Shell) -> None:
    run = sold
    run("quota", "set", "90k", "--period", "2026-Q4")
    narrowed = {
        each: run(*each.split(), "--where", "stage=discovery", "--json").json for each in NUMBERS
    }
    for number in (4, 5, 6):
        run("delete", number, "--yes")
    for each, told in narrowed.items():
        then = run(*each.split(), "--json").json
        parts = [part for part in told.values() if part] if each == "report all" else [told]
        assert [part.pop("where", None) for part in parts].count(["stage=discovery"]) >= 1
        assert {part.pop("segment", None) for part in parts} == {None}
        # The first two tell of deleted deals, and the pace of stages is the one of all deals.
        for other in ("changes", "activity", "stalled"):
            told.pop(other, None)
            then.pop(other, None)
        assert told == then, each


def test_a_page_says_what_it_is_narrowed_to(sold: Shell) -> None:
    page = sold("board", "--where", "industry=food", "--where", "amount>1k").lines
    assert page[0] == "Only deals with industry=food and amount>1k."


def test_as_of_a_day_values_count_as_they_were_recorded(sold: Shell) -> None:
    run = sold
    run.now = "2026-11-19T10:00"
    run("account", "edit", "birch", "--set", "industry=food")
    run("edit", 1, "--clear", "close")
    run.now = "2026-11-20T10:00"
    now = run("board", "--where", "industry=food", "--json").json["total"]["count"]
    then = run("board", "--where", "industry=food", "--as-of", "2026-11-18", "--json").json
    assert (now, then["total"]["count"]) == (2, 1)
    coverage = run("coverage", "--where", "industry=food", "--as-of", "2026-11-18", "--json").json
    assert (coverage["open"], coverage["where"]) == (12000, ["industry=food"])
    assert run("coverage", "--where", "industry=food", "--json").json["open"] == 0


def test_as_of_a_day_tags_count_as_they_were_then(sold: Shell) -> None:
    run = sold
    run.now = "2026-11-19T10:00"
    run("edit", 1, "--tag", "-hot", "--tag", "+warm")
    run("edit", 3, "--clear", "tag")
    run.now = "2026-11-20T10:00"
    run("edit", 1, "--tag", "hot")
    listed = ("list", "--format", "ids", "--where")
    found = {
        (tag, day): run(*listed, f"tag={tag}", "--as-of", day).out.split()
        for tag in ("hot", "warm")
        for day in ("2026-11-18", "2026-11-19", "today")
    }
    assert found == {
        ("hot", "2026-11-18"): ["1"],
        ("hot", "2026-11-19"): [],
        ("hot", "today"): ["1"],
        ("warm", "2026-11-18"): [],
        ("warm", "2026-11-19"): ["1"],
        ("warm", "today"): ["1"],
    }
    then = ("--where", "tag=cold", "--as-of", "2026-11-18", "--format", "ids")
    assert run("list", *then).out == "3\n"
    assert run("list", "--where", "tag=cold", "--format", "ids").out == ""


def test_what_if_counts_the_deals_that_are_added(sold: Shell) -> None:
    done = sold(
        *("what-if", "--add", "2@10k:proposal", "board", "--where", "industry=food", "--json")
    ).json
    assert (done["now"]["total"]["count"], done["then"]["total"]["count"]) == (1, 3)


def test_a_forecast_of_some_deals_is_not_kept(sold: Shell) -> None:
    sold("quota", "set", "90k", "--period", "2026-Q4")
    before = sold.state()
    sold("forecast", "--where", "industry=food")
    assert sold.state() == before


@given(
    st.text(st.characters(exclude_characters="=!<>~", exclude_categories=("C", "Z")), min_size=1),
    st.sampled_from(OPERATORS),
    st.text(st.characters(exclude_characters="=~", exclude_categories=("C", "Z"))),
)
def test_a_condition_is_parted_at_its_first_operator(name: str, sign: str, value: str) -> None:
    with suppress(PipectlError):
        assert parse_condition(f"{name} {sign} {value}") == parse_condition(f"{name}{sign}{value}")


@given(st.text(), st.sampled_from(("text", "number", "money", "date", "percent", "yes-no")))
def test_whatever_is_typed_is_read_or_refused(text: str, kind: str) -> None:
    name = FilterName("name", kind)
    for sign in OPERATORS:
        try:
            found = read_test(Condition("name", sign, text.strip()), name, TYPED)
        except (PipectlError, ValueError):
            continue
        assert not (found.texts and found.spans)


@given(
    st.lists(
        st.text(st.characters(exclude_characters='",', exclude_categories=("C", "Z")), min_size=1)
    )
)
def test_alternatives_are_parted_by_commas(values: list[str]) -> None:
    assert alternatives(", ".join(values)) == values
    assert alternatives(",".join(f'"{each}"' for each in values)) == values


def test_the_board_and_the_funnel_are_grouped_by_fields_tags_and_campaigns(sold: Shell) -> None:
    run = sold
    board = run("board", "--by", "industry", "--json").json
    assert [(each["group"], each["count"]) for each in board["groups"]] == [
        *(("food", 1), ("tech", 1), (None, 1)),
    ]
    assert board["by"] == "Industry"
    run("edit", 1, "--tag", "warm")
    tags = run("board", "--by", "tag", "--json").json
    assert [(each["group"], each["count"]) for each in tags["groups"]] == [
        *(("Hot", 1), ("warm", 1), (None, 2)),
    ]
    assert tags["total"]["count"] == 3
    funnel = run("funnel", "--by", "industry", "--json").json
    assert [(each["group"], each["count"]) for each in funnel["groups"]] == [
        *(("food", 1), ("tech", 1), (None, 3)),
    ]
    assert run("funnel", "--by", "industri", code=2).err == (
        'pipectl: The funnel can\'t be grouped by "industri". Did you mean "Industry"?\n'
        "  Group by source, campaign, account, month,"
        " stage, tag, owner, Budget, Go-live, Industry, account.Region, Employees, Newsletter"
        " or contact.Region.\n"
    )


def test_a_list_shows_fields_and_is_sorted_by_them(sold: Shell) -> None:
    run = sold
    shown = run("list", "--columns", "id,industry,employees,go-live", "--sort", "employees")
    assert [line.split() for line in shown.lines] == [
        *(["#", "Industry", "Employees", "Go-live"], ["2", "tech", "9.5", "–"]),
        *(["1", "food", "1,200", "–"], ["3", "–", "–", "Thu", "24", "Dec", "2026"]),
        ["4", "–", "–", "–"],
    ]
    table = run("list", "--columns", "id,account.region,budget", "--format", "csv", "--sort", "id")
    assert table.lines[:3] == ["id,account.Region,Budget", "1,,", "2,,7000.00 USD"]
    largest = ("--sort", "employees", "--reverse", "--limit", "1", "--format", "ids")
    assert run("list", *largest).out == "1\n"
    assert run("list", "--columns", "region", code=2).err == (
        'pipectl: Several fields are called "region".\n  Use account.Region or contact.Region.\n'
    )
    assert run("list", "--sort", "size", code=2).err.endswith(
        "Budget, Go-live, Industry, account.Region, Employees, Newsletter and contact.Region.\n"
    )
