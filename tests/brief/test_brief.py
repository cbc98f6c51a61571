"""`brief`: the page to read before a call, and what a text means there."""

from conftest import Shell, made_once
from pipectl.render.blocks import Item, Page, Section
from pipectl.render.html import block as as_html
from pipectl.render.screen import Screen
from pipectl.render.terminal import draw


@made_once
def selling(pipectl: Shell) -> Shell:
    """A deal in the proposal stage with three people, a persona, and a lost deal beside it."""
    run = pipectl
    run(
        *("persona", "add", "Plant manager", "--motivation", "Fewer stoppages"),
        *("--objection", "Too dear", "--answer", "Downtime costs more", "--objection", "No time"),
        *("--answer", ""),
    )
    run("field", "add", "Industry", "--on", "account")
    run("account", "add", "Acme Corp", "--set", "Industry=food", "--phone", "555-1000")
    run("contact", "add", "Dana Reyes", "--account", "acme", "--title", "Plant manager")
    run("contact", "edit", "dana", "--phone", "555-1234", "--persona", "plant")
    run("contact", "add", "Jo Park", "--account", "acme", "--title", "CFO")
    run.now = "2026-10-20T09:00"
    run("add", "Rollout", "12k", "--account", "acme", "--contact", "dana", "--close", "eoy")
    run("contact", "role", "dana", 1, "champion", "--stance", "for")
    run("contact", "role", "jo", 1, "economic-buyer", "--stance", "neutral")
    run.now = "2026-11-06T09:00"
    run("stage", "criteria", "add", "proposal", "Budget", "--required")
    run(
        *("move", 1, "proposal", "--buying", "yes", "--why", "The budget is approved"),
        *("--next", "Call Dana", "--due", "20 nov", "--override", "They are in a hurry"),
    )
    run("log", "meeting", 1, "Showed the plan. Jo is concerned about setup.", "--not-done")
    run.now = "2026-11-13T09:00"
    run("log", "call", 1, "Call: wants the price in writing", "--not-done")
    run("add", "Acme pilot", "3k", "--account", "acme")
    run("lose", 2, "--reason", "price", "--competitor", "Rival")
    run.now = "2026-11-18T10:00"
    return run


PAGE = """\
Rollout (#1)
deal        12,000 USD · Acme Corp · closes Thu 31 Dec 2026
people      Dana Reyes, Plant manager · champion · for · main contact
              555-1234 · wants: Fewer stoppages
            Jo Park, CFO · economic-buyer · neutral
stage       Proposal, 60 %, 12 days: The buyer asked for a written offer and
              told you who decides, how and by when. An offer that nobody asked
              for does not count.
buying      yes: The budget is approved (12 days ago)
unmet       Budget (required)
            The decision maker has gone through the written proposal with you
            They said what stands between the proposal and a yes
            The budget is approved, or its approval has a date
activities  13 Nov (5 days ago) call: wants the price in writing
            6 Nov (12 days ago) meeting: Showed the plan. Jo is concerned about
              setup.
next action Call Dana, due Fri 20 Nov 2026 (set 12 days ago)
objections  Dana Reyes: Too dear → Downtime costs more
            Dana Reyes: No time
            6 Nov noted: Jo is concerned about setup.
fields      Industry: food
last loss   #2 Acme pilot · 3,000 USD · lost on Fri 13 Nov 2026: price
              (competitor Rival)
"""


def test_a_deal_with_all_that_a_call_needs_fits_on_one_screen(selling: Shell) -> None:
    selling.extra["COLUMNS"] = "80"
    ran = selling("brief", "acme corp")
    assert ran.out == PAGE
    assert ran.err == '"acme corp" is Rollout (#1)\n'
    assert len(ran.lines) < 24


def test_on_a_narrow_screen_labels_stand_above_their_lines(selling: Shell) -> None:
    selling.extra["COLUMNS"] = "40"
    lines = selling("brief", 1).lines
    assert lines[:6] == [
        "Rollout (#1)",
        "Deal",
        "  12,000 USD · Acme Corp · closes Thu 31",
        "    Dec 2026",
        "People",
        "  Dana Reyes, Plant manager · champion ·",
    ]
    assert max(map(len, lines)) <= 40


def test_in_markdown_each_part_is_a_list_without_wide_tables(selling: Shell) -> None:
    text = selling("brief", "rollout", "--format", "md").out
    assert text.startswith(
        """\
## Rollout (#1)

### Deal

- 12,000 USD · Acme Corp · closes Thu 31 Dec 2026

### People

- Dana Reyes, Plant manager · champion · for · main contact
  - 555-1234 · wants: Fewer stoppages
- Jo Park, CFO · economic-buyer · neutral

### Stage
"""
    )
    assert "|" not in text


def test_a_fit_stands_on_the_page_where_there_is_one(selling: Shell) -> None:
    selling("icp", "set", "industry=food")
    assert "fit         100 (A), 1 of 1 known" in selling("brief", 1).lines
    assert (
        "fit         100 (A), 1 of 1 known"
        in selling("brief", "acme corp", "--kind", "account").lines
    )


def test_a_contact_has_a_page_with_their_open_deals(selling: Shell) -> None:
    selling("log", "note", "--contact", "dana", "Plays chess")
    selling.extra["COLUMNS"] = "80"
    page = selling("brief", "dana").out
    assert page.startswith(
        """\
Dana Reyes
contact     Plant manager · Acme Corp · 555-1234
            wants: Fewer stoppages
            last contact Fri 13 Nov 2026, 5 days ago
activities  18 Nov (today) note: Plays chess
            13 Nov (5 days ago) call · Rollout: wants the price in writing
            6 Nov (12 days ago) meeting · Rollout: Showed the plan. Jo is
              concerned about setup.
objections  Too dear → Downtime costs more
            No time
Rollout (#1)
deal        12,000 USD · Acme Corp · closes Thu 31 Dec 2026
            champion · for · main contact
"""
    )
    assert "people" not in page


def test_an_account_with_one_open_deal_is_that_deal_and_with_several_each(selling: Shell) -> None:
    assert selling("brief", "acme").lines[0] == "Rollout (#1)"
    account = selling("brief", "acme", "--kind", "account").lines
    assert account[:3] == [
        "Acme Corp",
        "account     555-1000",
        "            last contact Fri 13 Nov 2026, 5 days ago",
    ]
    selling("add", "Training", "2k", "--account", "acme")
    ran = selling("brief", "acme")
    assert ran.err == '"acme" is the account Acme Corp\n'
    headings = [each for each in ran.lines if each.endswith(")") and " (#" in each]
    assert headings == ["Rollout (#1)", "Training (#3)"]
    place = ran.lines.index("Rollout (#1)")
    assert any(each.startswith("last loss   #2 Acme pilot") for each in ran.lines[:place])
    assert "            no main contact" in ran.lines
    assert "            main contact: Dana Reyes" in ran.lines


def test_the_page_of_an_account_says_who_is_what_in_which_deal(selling: Shell) -> None:
    selling("add", "Training", "2k", "--account", "acme", "--contact", "jo")
    selling("contact", "add", "Ann O'Neil", "--account", "acme")
    selling.extra["COLUMNS"] = "100"
    assert (
        """\
people      Dana Reyes, Plant manager · champion, for, main contact in Rollout
              555-1234 · wants: Fewer stoppages
            Jo Park, CFO · economic-buyer, neutral in Rollout · main contact in Training
            Ann O'Neil
"""
        in selling("brief", "acme").out
    )
    outline = [
        line for line in selling("brief", "acme", "--format", "md").out.splitlines() if "# " in line
    ]
    assert outline[:1] == ["## Acme Corp"]
    place = next(at for at, line in enumerate(outline) if line.startswith("### Rollout"))
    assert outline[place + 1 :][:2] == ["#### Deal", "#### Stage"]
    assert "### Last loss" in outline[:place]


def test_activities_and_noted_objections_say_with_whom(selling: Shell) -> None:
    selling(
        *("log", "call", 1, "Hesitates because of the price", "--contact", "jo", "--not-done"),
        *("--count", "2"),
    )
    page = selling("brief", 1).lines
    assert (
        "activities  18 Nov (today) call x 2 with Jo Park: Hesitates because of the price" in page
    )
    assert "            18 Nov noted from Jo Park: Hesitates because of the price" in page
    own = selling("brief", "jo park").lines
    assert any("call x 2 · Rollout: Hesitates" in each for each in own)


def test_an_ordinary_deal_with_eight_criteria_fits_on_one_screen(selling: Shell) -> None:
    for number in range(5):
        selling("stage", "criteria", "add", "proposal", f"Point {number}")
    selling.extra["COLUMNS"] = "80"
    page = selling("brief", 1).lines
    assert len(page) < 24
    place = page.index("unmet       Budget (required)")
    assert page[place + 3] == "            and 6 more: `pipectl show 1`"


def test_among_contacts_the_hint_is_the_whole_name(selling: Shell) -> None:
    selling("contact", "add", "Dana Stone", "--account", "acme")
    assert selling("brief", "dana", code=3).err == (
        'pipectl: "dana" matches 2 contacts: 1 Dana Reyes (Acme Corp) and 3 Dana Stone (Acme'
        " Corp).\n  Use the whole name.\n"
    )
    selling("contact", "add", "Dana Reyes", "--account", "Birch")
    assert selling("brief", "dana reyes", code=3).err.endswith(
        "  Use the whole name, or the number with --kind contact.\n"
    )


def test_with_a_kind_a_number_says_whose_it_is(selling: Shell) -> None:
    ran = selling("brief", 2, "--kind", "contact")
    assert ran.lines[0] == "Jo Park"
    assert ran.err == '"2" is the contact Jo Park\n'
    assert selling("brief", 1, "--kind", "account").err == '"1" is the account Acme Corp\n'


def test_a_closer_name_goes_first_and_what_is_left_is_asked(selling: Shell) -> None:
    selling("add", "Danaos project", "1k")
    ran = selling("brief", "dana", code=3)
    assert ran.err == (
        'pipectl: "dana" matches 2 names: contact Dana Reyes (#1, Acme Corp)'
        " and deal Danaos project (#3).\n"
        "  Use a deal's number, or --kind deal, contact or account.\n"
    )
    assert selling("brief", "dana reyes").lines[0] == "Dana Reyes"
    assert selling("brief", "dana", "--kind", "deal").lines[0] == "Danaos project (#3)"
    assert selling("brief", "dana", "--kind", "contact").lines[0] == "Dana Reyes"
    assert selling("brief", "pilot").lines[0] == "Acme pilot (#2)"
    assert selling("brief", "acme-pilot").lines[0] == "Acme pilot (#2)"
    selling("add", "Reyes", "1k")
    assert selling("brief", "reyes").lines[0] == "Reyes (#4)"
    assert selling("brief", "3").lines[0] == "Danaos project (#3)"


def test_a_misspelled_name_suggests_deals_contacts_and_accounts(selling: Shell) -> None:
    see = "  See `pipectl list --all`, `pipectl contact list` or `pipectl account list`.\n"
    none = "pipectl: No deal, contact or account matches"
    assert (
        selling("brief", "rolout", code=3).err == f'{none} "rolout". Did you mean rollout?\n{see}'
    )
    assert selling("brief", "danna", code=3).err == (
        f'{none} "danna". Did you mean "Dana Reyes"?\n{see}'
    )
    assert selling("brief", " ", code=3).err == f'{none} " ".\n{see}'
    assert selling("brief", "acme", "--kind", "person", code=2).err == (
        'pipectl: No kind of brief "person".\n  Available: deal, contact and account.\n'
    )
    assert "No deal matches" in selling("brief", "99", code=3).err


def test_a_deal_that_has_nothing_says_what_to_do(pipectl: Shell) -> None:
    pipectl("add", "Bare")
    lines = pipectl("brief", "bare").lines
    assert lines[:4] == [
        "Bare (#1)",
        "deal        no amount · no close date",
        "            no-next-action, unqualified",
        "people      No contact yet: `pipectl edit 1 --contact NAME`",
    ]
    assert "buying      You haven't answered the three questions: `pipectl review`." in lines
    assert "activities  No activities yet." in lines
    assert lines[-1] == "next action No next action: `pipectl next 1`"


def test_of_a_customer_the_stage_for_customers_is_told(selling: Shell) -> None:
    selling("stage", "add", "Care", "--probability", 100, "--kind", "customer")
    selling("stage", "edit", "care", "--definition", "They use it, and say what is missing.")
    selling("win", 1)
    assert "stage       Care: They use it, and say what is missing." in selling("brief", 1).lines
    (deal,) = selling("brief", 1, "--json").json["deals"]
    assert (deal["stage"], deal["customer_stage"]) == ("Proposal", "Care")
    assert deal["definition"] == "They use it, and say what is missing."


def test_the_pages_have_keys_in_json(selling: Shell) -> None:
    found = selling("brief", 1, "--json").json
    assert list(found) == ["kind", "contact", "account", "deals", "other_deals", "last_loss"]
    assert (found["kind"], found["contact"], found["account"]) == ("deal", None, None)
    (deal,) = found["deals"]
    every = list(selling("list", "--json").json[0])
    assert list(deal) == [
        *every,
        *(
            "note",
            "closing_note",
            "contacts",
            "former_contacts",
            "definition",
            "playbook",
            "answers",
            "criteria",
        ),
        *("next_since", "said", "objections", "noted_objections", "fields"),
        *("fit", "account_opportunities", "former_amount", "sequence", "links", "stage_links"),
    ]
    assert deal["contacts"][0] == {
        "id": 1,
        "name": "Dana Reyes",
        "title": "Plant manager",
        "email": None,
        "phone": "555-1234",
        "role": "champion",
        "stance": "for",
        "main": True,
        "since": "2026-10-20",
        "persona": "Plant manager",
        "motivation": "Fewer stoppages",
        "replaced": None,
    }
    assert found["last_loss"] == {
        **deal["account_opportunities"][0],
        "closing_note": None,
        "contacts": [],
        "noted_objections": [],
    }
    assert deal["noted_objections"] == [
        {"text": "Jo is concerned about setup.", "on": "2026-11-06", "contact": None}
    ]
    dana = selling("brief", "dana", "--json").json
    assert list(dana["contact"]) == [
        *(
            "id",
            "uid",
            "name",
            "title",
            "account",
            "email",
            "phone",
            "note",
            "persona",
            "every",
            "fields",
        ),
        *(
            "motivation",
            "last_contact_on",
            "next_contact_on",
            "fit",
            "won_total",
            "activities",
            "objections",
        ),
    ]
    acme = selling("brief", "acme", "--kind", "account", "--json").json
    assert list(acme["account"]) == [
        *(
            "id",
            "uid",
            "name",
            "email",
            "phone",
            "note",
            "every",
            "fields",
            "last_contact_on",
            "next_contact_on",
        ),
        *("fit", "won_total", "activities", "contacts", "objections"),
    ]
    assert [each["id"] for each in acme["deals"]] == [1]
    assert [each["id"] for each in acme["other_deals"]] == [2]


def test_long_texts_are_cut_between_words_and_many_lines_are_counted(selling: Shell) -> None:
    for number in range(4):
        selling("log", "note", 1, f"Note {number} " + "word " * 100, "--not-done")
    for number in range(6):
        selling("contact", "role", f"Person {number}", 1, "user")
    page = selling("brief", 1).out
    assert "and 3 more" in page
    assert "(and 3 more: `pipectl show 1`)" in " ".join(page.split())
    assert " …" in page
    assert "word word" in page


def test_a_section_is_drawn_and_written_with_its_items() -> None:
    found = Section("people", [Item("Jo <Park>"), Item("wants\nrest", 1)])
    wide, narrow = Screen(80, styled=False, unicode=True), Screen(30, styled=False, unicode=True)
    assert draw(Page("", [found]), wide) == (
        "people      Jo <Park>\n              wants\n                rest\n"
    )
    assert draw(Page("", [found]), narrow) == "People\n  Jo <Park>\n    wants\n      rest\n"
    assert draw(Page("", [Section("people", [])]), wide) == ""
    assert as_html(found) == (
        "<h3>People</h3>\n<ul>\n<li>Jo &lt;Park&gt;</li>\n<li>wants\\nrest</li>\n</ul>\n"
    )


def test_what_is_late_a_changed_amount_and_where_a_deal_came_from_are_told(pipectl: Shell) -> None:
    run = pipectl
    run.extra["COLUMNS"] = "80"
    run.now = "2026-11-02T09:00"
    run("add", "Rollout", "30k", "--source", "referral", "--campaign", "Webinar", "--close", "+10d")
    run("next", 1, "Call", "--due", "2026-11-10")
    run.now = "2026-11-11T09:00"
    run("edit", 1, "--amount", "27k")
    run.now = "2026-11-16T09:00"
    assert run("brief", 1).lines[1:4] == [
        "deal        27,000 USD (30,000 USD until 11 Nov) · closes Thu 12 Nov 2026, 4",
        "              days ago",
        "            source referral · campaign Webinar",
    ]
    assert (
        "next action Call, due Tue 10 Nov 2026, 6 days ago (set 2 weeks ago)"
        in run("brief", 1).lines
    )
    (deal,) = run("brief", 1, "--json").json["deals"]
    assert deal["former_amount"] == {"amount": 30000.00, "currency": "USD", "until": "2026-11-11"}
    run("lose", 1, "--reason", "price", "--note", "Rival was cheaper", "--revisit", "2026-11-17")
    run.now = "2026-11-20T09:00"
    lines = run("brief", 1).lines
    assert "            Rival was cheaper" in lines
    assert "next action Revisit on Tue 17 Nov 2026, 3 days ago" in lines


def test_of_an_account_that_comes_back_the_last_loss_is_told(pipectl: Shell) -> None:
    run = pipectl
    run.extra["COLUMNS"] = "80"
    run.now = "2025-11-03T09:00"
    run("add", "Old line", "18k", "--account", "Delta", "--contact", "Dee", "--stage", "proposal")
    run("contact", "role", "Tom", 1, "technical", "--stance", "against")
    run("log", "meeting", 1, "Tom is concerned about the network")
    run("lose", 1, "--reason", "price", "--competitor", "Eagle", "--note", "20 % cheaper")
    run.now = "2026-11-16T09:00"
    told = """\
last loss   #1 Old line · 18,000 USD · lost on Mon 3 Nov 2025: price (competitor
              Eagle)
            20 % cheaper
            Dee: main contact · Tom: technical, against
            3 Nov 25 noted: Tom is concerned about the network
"""
    assert told in run("brief", "delta", "--kind", "account").out
    assert "            Tom · technical, against in Old line\n" in run("brief", "delta").out
    run("add", "New line", "20k", "--account", "delta")
    assert told in run("brief", "new line").out
    run("add", "Small one", "1k", "--account", "delta")
    run("win", "small")
    assert "last loss" not in run("brief", "new line").out
    assert "other deals #3 Small one" in run("brief", "new line").out


def test_the_deals_with_the_largest_amounts_go_first_and_a_stage_is_defined_once(
    pipectl: Shell,
) -> None:
    run = pipectl
    for title, amount in (("A", "9k"), ("B", ""), ("C", "1k"), ("D", ""), ("E", "5k")):
        run("add", f"Deal {title}", *([amount] if amount else []), "--account", "Acme")
    run("contact", "role", "Jo", 1, "user")
    lines = run("brief", "acme").lines
    assert [each for each in lines if each.startswith("Deal ")] == [
        *("Deal A (#1)", "Deal E (#5)", "Deal C (#3)"),
    ]
    assert sum(": " in each for each in lines if each.startswith("stage ")) == 1
    place = lines.index("other deals #4 Deal D · no amount · Initial contact")
    assert lines[place + 1] == "            #2 Deal B · no amount · Initial contact"


def test_somebody_who_was_replaced_in_another_deal_is_marked(pipectl: Shell) -> None:
    run = pipectl
    for title in ("Rollout", "Training"):
        run("add", title, "1k", "--account", "Acme", "--contact", "Jo Park")
    run("contact", "replace", "jo", "Kim Li", "--deal", 1, "--why", "Jo left")
    marked = "replaced by Kim Li in Rollout on Wed 18 Nov 2026: Jo left"
    assert f"              {marked}" in run("brief", "training").lines
    assert f"            {marked}" in run("brief", "jo").lines
    assert marked not in run("brief", "rollout").out
    (deal,) = run("brief", "training", "--json").json["deals"]
    assert deal["contacts"][0]["replaced"] == {
        "deal": "Rollout",
        "by": "Kim Li",
        "why": "Jo left",
        "on": "2026-11-18",
    }
