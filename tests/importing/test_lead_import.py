"""`import FILE --stage STAGE --campaign NAME`: a lead for each person in a file."""

from pathlib import Path

import pytest

from conftest import Shell
from imported import brought, refused, reversible, rows, write


@pytest.fixture
def marketing(tmp_path: Path) -> Shell:
    """A store with lead stages."""
    (tmp_path / "home").mkdir()
    run = Shell(tmp_path / "home")
    run("init", "--template", "marketing", "--quota", "100k", "--period", "2026-Q4")
    return run


HEAD = "First Name,Last Name,Email,Company,Job Title,Attended"
LEADS = ("--stage", "lead gen", "--campaign", "webinar")


def webinar(count: int) -> str:
    people = (
        f"Pat,Person{number},p{number}@firm{number % 250}.test,Firm {number % 250},CTO,"
        f"{'yes' if number % 2 else 'no'}"
        for number in range(count)
    )
    return write("webinar.csv", HEAD, *people)


def test_a_webinar_s_list_becomes_leads_with_a_contact_each(marketing: Shell) -> None:
    run = marketing
    done = reversible(run, webinar(300), *LEADS, "--fields")
    assert (
        done.out == "Imported: 300 new leads, 0 changed, 0 unchanged. Undo with `pipectl undo`.\n"
    )
    assert done.err == (
        "Read webinar.csv (csv): 300 contacts.\n"
        "New leads start in Lead generation, with 300 new contacts and 250 new accounts.\n"
        'New campaign: webinar. To set what it costs: `pipectl campaign edit "webinar" --cost '
        "AMOUNT`.\n"
        "New deal fields: Attended (yes-no).\n"
    )
    assert rows(
        run,
        "select count(*), count(distinct contact_id), count(distinct account_id), min(campaign)"
        " from opportunity",
    ) == [(300, 300, 250, "webinar")]
    first = run("show", 1, "--json").json
    assert (first["title"], first["account"], first["contact"], first["stage"]) == (
        *("Pat Person0", "Firm 0", "Pat Person0", "Lead generation"),
    )
    again = brought(run, "webinar.csv", *LEADS, "--fields", "--update")
    assert again.out == "Imported: 0 new leads, 0 changed, 300 unchanged.\n"
    assert run("coverage", "--json").json["open"] == 0


def test_leads_become_qualified_deals_and_the_numbers_follow(marketing: Shell) -> None:
    run = marketing
    run("campaign", "add", "Webinar", "--cost", "3k")
    brought(run, webinar(300), *LEADS)
    why = ("--buying", "yes", "--why", "They asked to meet", "--next", "Call", "--due", "fri")
    for number in range(1, 7):
        run("move", number, "marketing-qualified", *why)
    for number in range(1, 5):
        run("move", number, "sales-qualified", *why)
    for number in (1, 2):
        run("edit", number, "--amount", "10k")
        run("win", number, "--reason", "Best fit", "--on", "2026-11-18")
    run("lose", 300, "--reason", "No budget")
    funnel = {each["stage"]: each for each in run("funnel", "--json").json["stages"]}
    assert [
        (name, funnel[name]["entered"], funnel[name]["advanced"])
        for name in ("Lead generation", "Marketing-qualified", "Sales-qualified")
    ] == [("Lead generation", 300, 6), ("Marketing-qualified", 6, 4), ("Sales-qualified", 4, 2)]
    (source,) = run("report", "sources", "--by", "campaign", "--json").json["campaigns"]
    assert (source["leads"], source["qualified"], source["won"]) == (300, 4, 2)
    assert (source["cost_per_lead"], source["cost_per_win"]) == (10, 1500)
    assert run("show", 300, "--json").json["disqualified"] is True
    assert run("coverage", "--json").json["open"] == 0


def test_who_has_an_open_deal_or_one_of_the_campaign_becomes_no_lead(marketing: Shell) -> None:
    run = marketing
    run("contact", "add", "Pat Person0", "--email", "p0@firm0.test")
    run("add", "Rollout", "--contact", "Pat Person0")
    brought(run, webinar(3), *LEADS)
    run("lose", 2, "--reason", "No budget")
    done = brought(run, "webinar.csv", *LEADS)
    assert done.out == "Imported: 0 new leads, 0 changed, 3 unchanged.\n"
    assert "3 people already have an open deal or one in this campaign: no new leads.\n" in done.err
    later = brought(run, "webinar.csv", "--stage", "lead gen", "--campaign", "Fair")
    assert later.out.startswith("Imported: 1 new lead, 0 changed, 2 unchanged.")


def test_a_source_of_the_campaign_is_that_of_the_leads(marketing: Shell) -> None:
    run = marketing
    run("campaign", "add", "Webinar", "--source", "events")
    done = brought(run, webinar(1), *LEADS, "--json")
    assert done.json["campaign"] == "Webinar"
    found = run("show", 1, "--json").json
    assert (found["source"], found["campaign"]) == ("events", "Webinar")


@pytest.mark.parametrize("lines", [(HEAD, "Pat,Roe,p@x.test,X,CTO,"), ("title,stage", "Al,")])
def test_a_campaign_that_resembles_a_known_one_may_be_a_slip(
    marketing: Shell, lines: tuple[str, ...]
) -> None:
    marketing("campaign", "add", "Webinar")
    done = brought(marketing, write("file.csv", *lines), *LEADS[:3], "webnar")
    assert (
        'There is no campaign "webnar" yet: did you mean "Webinar"? It was used as typed. '
        "`pipectl undo` reverses that.\n"
    ) in done.err
    assert marketing("show", 1, "--json").json["campaign"] == "webnar"


def test_a_dry_run_shows_persons_and_adds_nothing(marketing: Shell) -> None:
    done = marketing("import", webinar(1), *LEADS, "--dry-run")
    assert done.out.endswith("Would import: 1 new lead, 0 changed, 0 unchanged.\n")
    assert marketing("list", "--json").json == []
    assert marketing("campaign", "list", "--json").json == []


def test_an_unknown_stage_and_options_of_deals_are_refused(marketing: Shell) -> None:
    name = webinar(1)
    assert 'No stage "x".' in refused(marketing, name, "--stage", "x", code=3)
    assert "--only can't be used with a list of people." in refused(
        marketing, name, "--stage", "lead gen", "--only", "Attended=yes", code=2
    )


def test_a_program_that_writes_only_contacts_makes_a_file_a_list_of_people(
    marketing: Shell,
) -> None:
    name = webinar(1)
    assert refused(marketing, name, "--from", "google") == (
        "pipectl: webinar.csv lists people, but no deals.\n"
        "  To import contacts: --what contacts. To turn each person into a lead: --stage "
        '"Lead generation".\n'
    )
    done = brought(marketing, name, "--from", "google", *LEADS, "--json")
    assert (done.json["source"], done.json["new"]) == ("google", 1)


def test_deals_without_a_stage_or_campaign_get_those_that_are_said(marketing: Shell) -> None:
    run = marketing
    write(
        "deals.csv",
        "title,account,amount,created_on,stage,campaign",
        "Al,Acme,100,2026-10-01,,",
        "Bo,Birch,200,2026-10-01,Sales-qualified,Fair",
    )
    reversible(run, "deals.csv", *LEADS)
    found = run("list", "--json", "--sort", "id").json
    assert [(each["stage"], each["campaign"]) for each in found] == [
        ("Lead generation", "webinar"),
        ("Sales-qualified", "Fair"),
    ]
    assert [each["name"] for each in run("campaign", "list", "--json").json] == ["webinar"]
    run(
        "move",
        1,
        "marketing-qualified",
        "--why",
        "x",
        "--buying",
        "yes",
        "--next",
        "Call",
        "--due",
        "fri",
    )
    again = brought(run, "deals.csv", *LEADS, "--update")
    assert again.out == "Imported: 0 new deals, 0 changed, 2 unchanged.\n"
