"""`link`: pages and documents of deals and stages, where they are shown, what was sent."""

import shlex
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Done, Shell, made_once
from machines import export, machine
from pipectl.collateral.rules import SCHEMES, check_stored_url, check_url
from pipectl.errors import UsageError
from pipectl.reports.factors.rules import visit_on
from pipectl.stage_history import Stay
from reported import asked, on
from terminal import Session

OFFER = "https://acme.example/offer.pdf"
MOVE = "--buying yes --why x --next Call --due 2026-12-01"


def line(shell: Shell, text: str, code: int = 0) -> Done:
    """Type a command line."""
    return shell(*shlex.split(text), code=code)


@made_once
def selling(pipectl: Shell) -> Shell:
    line(pipectl, "add 'Acme rollout' 12k --stage discovery --next 'Send offer' --due fri")
    line(pipectl, "action add 'Send offer' --kind proposal")
    line(pipectl, "next acme 'Send offer' --due fri")
    return pipectl


def test_a_link_is_added_listed_and_removed(selling: Shell) -> None:
    done = line(selling, f"link add acme {OFFER} --title 'Offer v1'")
    assert done.out == f"Added Offer v1: {OFFER} · Acme rollout\n"
    line(selling, "link add stage:prop file:///home/jo/prices.pdf --kind Prices")
    assert line(selling, "link list").lines == [
        "#  Deal or stage   Kind    Title     URL                             Added",
        "2  stage Proposal  Prices  –         file:///home/jo/prices.pdf      Wed 18 Nov 2026",
        f"1  Acme rollout    –       Offer v1  {OFFER}  Wed 18 Nov 2026",
    ]
    assert line(selling, "link list acme --json").json == [
        {
            "id": 1,
            "url": OFFER,
            "kind": None,
            "title": "Offer v1",
            "opportunity": 1,
            "opportunity_title": "Acme rollout",
            "stage": None,
            "added_on": "2026-11-18",
        }
    ]
    assert line(selling, "link list stage:proposal --format ids").out == "2\n"
    # A link is known by its number, or by a part of its title or URL.
    for text, left in (("offer", [2]), ("prices.pdf", [1]), ("1", [2]), (OFFER, [2])):
        rest = line(selling, f"link remove {text} --json").json
        assert [each["id"] for each in rest] == left
        line(selling, "undo")
    assert line(selling, "link remove 3", 3).err.startswith("pipectl: No link #3.")
    assert line(selling, "link remove pdf", 3).err.startswith("pipectl: ")
    line(selling, "delete 1 --yes")
    assert len(line(selling, "link list").lines) == 2


def test_the_same_link_again_changes_nothing(selling: Shell) -> None:
    line(selling, f"link add acme {OFFER} --kind 'case study'")
    done = line(selling, f"link add acme {OFFER} --kind proposal --title New")
    assert "The link is already there. To change it, remove it first: `pipectl link remove 1`." in (
        done.err
    )
    assert done.out == f"Unchanged: case study: {OFFER} · Acme rollout\n"
    assert len(line(selling, "activity list --json").json) == 1
    line(selling, f"link add stage:discovery {OFFER}")
    assert len(line(selling, "link list").lines) == 3


def test_what_has_a_kind_was_sent_and_is_logged(selling: Shell) -> None:
    assert line(selling, f"link add acme {OFFER} --kind Proposal --not-done --json").json == {
        "id": 1,
        "url": OFFER,
        "kind": "proposal",
        "title": None,
        "opportunity": 1,
        "opportunity_title": "Acme rollout",
        "stage": None,
        "added_on": "2026-11-18",
        "activity": 1,
    }
    done = line(selling, "link add acme https://x.example/case --kind 'Case study' --on yesterday")
    assert done.err.splitlines()[-1] == "Logged a note (#2) · Acme rollout"
    line(selling, "link add acme https://x.example/other --kind 'case STUDY'")
    line(selling, "link add acme https://x.example/room --title Folder")
    line(selling, "link add stage:discovery https://x.example/all --kind proposal")
    found = line(selling, "activity list --json").json
    assert [(each["kind"], each["on"], each["text"]) for each in found] == [
        ("note", "2026-11-18", "Case study: https://x.example/other"),
        ("proposal", "2026-11-18", f"proposal: {OFFER}"),
        ("note", "2026-11-17", "Case study: https://x.example/case"),
    ]
    assert line(selling, "show acme --json").json["links"][1]["added_on"] == "2026-11-17"


def test_a_proposal_that_was_sent_completes_the_next_action(selling: Shell) -> None:
    told = line(selling, f"link add acme {OFFER} --kind proposal").err
    assert "The next action is still open: Send offer." in told
    line(selling, "undo")
    line(selling, f"link add acme {OFFER} --kind proposal --done")
    assert line(selling, "show acme --json").json["next_action"] is None
    assert len(line(selling, "activity list --json").json) == 1
    line(selling, "undo")
    session = Session(selling, ("link", "add", "acme", OFFER, "--kind", "proposal"), {})
    session.answer("Does this complete the next action, Send offer?", "y")
    session.answer("What must happen next?", "Call").answer("By when?", "fri")
    session.left()
    action = line(selling, "show acme --json").json["next_action"]
    assert (action["action"], action["due_on"]) == ("Call", "2026-11-20")
    done = line(selling, "link add acme https://x.example --kind notes --done", 2)
    assert "pipectl: --done needs a deal, and --kind proposal, follow-up or outreach" in done.err


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "www.acme.example",
        "https://",
        "",
        "-",
        "https://acme.example/a b",
        "https://acme.example/\x1b[2J",
        "https://acme.example/‮fdp",
        f"https://acme.example/{'x' * 2000}",
        f"https://acme.example/{'x' * 1_000_000}",
    ],
)
def test_what_is_no_url_is_refused_and_shown_safely(selling: Shell, url: str) -> None:
    done = selling("link", "add", "acme", "--", url, code=2)
    assert done.out == ""
    assert done.err.startswith("pipectl: ")
    assert "\x1b" not in done.err
    assert len(done.err) < 400
    assert line(selling, "link list --json").json == []


# What stands between the scheme and the rest of a URL.
STARTS = {"file": "///", "mailto": "jo@"}


@given(st.sampled_from(SCHEMES), st.from_regex(r"[a-z0-9][a-z0-9.-]*/[A-Z/.%_-]*", fullmatch=True))
def test_every_scheme_is_taken_in_any_case_and_kept_as_typed(scheme: str, rest: str) -> None:
    start = STARTS.get(scheme, "//")
    for url in (f"{scheme}:{start}{rest}", f"{scheme.upper()}:{start}{rest}"):
        assert check_url(f" {url} ") == url == check_stored_url(url)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp:x", "no host. such as ftp://acme.example/offer.pdf."),
        ("https:acme.example/offer.pdf", "no host. such as https://acme.example/offer.pdf."),
        ("http:///offer.pdf", "no host. such as http://acme.example/offer.pdf."),
        ("HTTPS://?q=acme", "no host. such as https://acme.example/offer.pdf."),
        ("smb:share", "no host. such as smb://acme.example/offer.pdf."),
        ("file:offer.pdf", "no path from the root on. such as file:///home/jo/offer.pdf."),
        ("mailto:jo", "no e-mail address. such as mailto:jo@acme.example."),
    ],
)
def test_a_url_that_leads_nowhere_is_refused_with_one_that_is_whole(
    selling: Shell, url: str, said: str
) -> None:
    what, example = said.split(". ", 1)
    assert selling("link", "add", "acme", url, code=2).err == (
        f'pipectl: "{url}" has {what}.\n  Write the whole URL, {example}\n'
    )
    assert line(selling, "link list --json").json == []
    check_stored_url(url)  # an earlier version took it, so an import still does


@given(st.text(max_size=30))
def test_no_other_text_is_a_url(text: str) -> None:
    if text.strip().partition(":")[0].lower() in SCHEMES:
        return
    with pytest.raises(UsageError):
        check_url(text)


def test_show_brief_playbook_move_and_the_review_show_them(selling: Shell) -> None:
    line(selling, f"link add acme {OFFER} --title Offer")
    line(selling, "link add stage:discovery https://x.example/script --title Script")
    line(selling, "link add stage:meeting https://x.example/deck --kind deck")
    assert f"  Offer: {OFFER}" in line(selling, "show acme").lines
    brief = line(selling, "brief acme").lines
    assert f"links       Offer: {OFFER}" in brief
    assert "            Script: https://x.example/script" in brief
    keys = line(selling, "brief acme --json").json["deals"][0]
    names = [each["title"] for each in (*keys["links"], *keys["stage_links"])]
    assert names == ["Offer", "Script"]
    found = line(selling, "stage playbook discovery --json").json
    assert [each["url"] for each in found["links"]] == ["https://x.example/script"]
    assert line(selling, "stage playbook discovery").err.startswith(
        "Link: Script: https://x.example/script\n"
    )
    session = Session(selling, ("move", "acme"), {})
    session.asked("deck: https://x.example/deck", "1. Is the prospect truly")
    session.closed()
    session = Session(selling, ("review",), {})
    session.asked("1. Is the prospect truly in buying mode?", "quit")
    assert "links" in session.unbroken
    session.type("p")
    session.asked("Links of Discovery", "https://x.example/script", OFFER)
    session.asked("1. Is the prospect truly in buying mode?", "quit")
    session.type("q")
    session.left()


def test_undo_redo_history_and_forgetting(selling: Shell) -> None:
    before = line(selling, "link list").out
    line(selling, f"link add acme {OFFER} --kind proposal --not-done --title 'For Jo Park'")
    assert line(selling, "history --limit 1").lines[2:4] == [
        f'    added link "{OFFER}"',
        '    added activity "proposal"',
    ]
    line(selling, "undo")
    assert (line(selling, "link list").out, line(selling, "activity list --json").json) == (
        before,
        [],
    )
    line(selling, "redo")
    line(selling, "link add acme https://x.example/jo-park --title 'Jo Park'")
    line(selling, "contact add 'Jo Park'")
    line(selling, "contact forget 'Jo Park' --yes")
    assert "Jo Park" not in line(selling, "export --what all").out
    assert line(selling, "doctor").out == ""
    other = machine(selling.home, "other")
    other("import", export(selling))
    assert other("export", "--what", "all").out == Path(export(selling)).read_text("utf-8")


def test_two_machines_meet(tmp_path: Path) -> None:
    desk, laptop = machine(tmp_path, "desk"), machine(tmp_path, "laptop")
    line(desk, "add Acme --next Call --due fri")
    line(desk, f"link add acme {OFFER} --kind proposal")
    line(desk, "link add stage:meeting https://x.example/deck")
    laptop("import", export(desk))
    assert line(laptop, "link list").out == line(desk, "link list").out
    laptop.now = desk.now = "2026-11-19T10:00"
    line(laptop, "link add acme https://x.example/new --title New")
    line(laptop, "link remove deck")
    line(desk, "link remove offer")
    line(desk, "link add stage:meeting https://x.example/other")
    desk.now = laptop.now = "2026-11-20T10:00"
    told = desk("import", export(laptop), "--update")
    assert "https://x.example/deck" in told.out + told.err
    laptop("import", export(desk), "--update")
    for shell in (desk, laptop):
        urls = sorted(each["url"] for each in line(shell, "link list --json").json)
        assert urls == ["https://x.example/new", "https://x.example/other"]
        assert line(shell, "doctor").out == ""


def test_a_file_with_another_scheme_is_refused(selling: Shell, tmp_path: Path) -> None:
    line(selling, f"link add acme {OFFER}")
    text = Path(export(selling)).read_text("utf-8")
    file = tmp_path / "bad.jsonl"
    file.write_text(text.replace(OFFER, "javascript:alert(1)"))
    other = machine(tmp_path, "other")
    assert "is not a URL that can be linked to" in other("import", file, code=4).err


@made_once
def sent(pipectl: Shell) -> Shell:
    """Six get a proposal in Proposal: four are won, one is lost, one stands; a case goes to two."""
    on(pipectl, "2026-11-02", *(f"add 'Deal {n}' 1k --stage proposal" for n in range(1, 7)))
    for n in range(1, 7):
        on(pipectl, "2026-11-03", f"link add {n} https://x.example/{n} --kind proposal")
    on(pipectl, "2026-11-04", "link add 1 https://x.example/1b --kind PROPOSAL")
    on(pipectl, "2026-11-05", *(f"win {n}" for n in range(1, 5)), "lose 5 --reason x")
    on(pipectl, "2026-11-06", "link add 6 https://x.example/case --kind case")
    on(pipectl, "2026-11-06", "link add 1 https://x.example/manual --kind manual")
    on(pipectl, "2026-11-06", "link add 6 https://x.example/room")
    return pipectl


def test_the_factors_count_what_was_sent(sent: Shell) -> None:
    found = asked(sent, "factors")
    assert found["collateral"] == [
        {"kind": "proposal", "advanced": 4, "n": 5, "rate": 80, "going_on": 1},
        {"kind": "case", "advanced": 0, "n": 0, "rate": None, "going_on": 1},
    ]
    counted = [each for each in found["explain"] if not each["why"].startswith("not included")]
    assert len(counted) == 5
    then = asked(sent, "factors", "--as-of", "2026-11-03")["collateral"]
    assert then == [{"kind": "proposal", "advanced": 0, "n": 0, "rate": None, "going_on": 6}]
    assert asked(sent, "factors", "--as-of", "2026-11-02")["collateral"] == []
    assert asked(sent, "factors", "--period", "2026-10")["collateral"] == []
    lines = sent("report", "factors").lines
    assert lines[0] == "Most reliable: proposal, with an advance rate of 80 % (n=5)."
    assert lines[1:3] == ["What you sent", lines[2]]
    sent("edit", 1, "--currency", "EUR")
    assert asked(sent, "factors")["collateral"][0]["n"] == 4


def test_a_day_belongs_to_the_last_visit_begun_by_then_until_it_is_closed() -> None:
    one, two, three, four = (date(2026, 11, day) for day in (1, 5, 9, 12))
    visits = [Stay(1, one, two, "moved"), Stay(2, two, three, "won")]
    assert [visit_on(visits, day) for day in (one, two, three, four)] == [0, 1, 1, None]
    assert visit_on(visits, date(2026, 10, 31)) is None
    assert visit_on([Stay(1, one)], four) == 0
