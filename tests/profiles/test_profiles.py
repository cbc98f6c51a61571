"""`contact show`, `account show`, and activities and deals by contact and account."""

from conftest import Shell, made_once


@made_once
def known(pipectl: Shell) -> Shell:
    """A contact who is the main one of a deal, has a role in another and left a third."""
    run = pipectl
    run("contact", "add", "Jo Park", "--account", "Acme Corp", "--title", "CFO")
    run("contact", "add", "Sam Lee", "--account", "Birch")
    run("add", "Acme rollout", "12k", "--account", "acme", "--contact", "jo", "--close", "eoq")
    run("add", "Birch audit", "4k", "--account", "birch", "--contact", "sam")
    run("add", "Acme pilot", "3k", "--account", "acme", "--contact", "jo")
    run("add", "Acme study", "2k EUR", "--account", "acme")
    run("contact", "role", "jo", 2, "champion", "--stance", "for")
    run("contact", "replace", "jo", "Kim Li", "--deal", 3, "--why", "Other tasks")
    run("contact", "role", "jo", 4, "user")
    run("win", 2)
    run("win", 4)
    run("next", 1, "Call", "--due", "fri 14:30")
    run("log", "call", 1, "They want a pilot", "--not-done", "--on", "last fri")
    run("log", "meeting", 2, "Showed it", "--contact", "sam")
    run("log", "note", "--contact", "jo", "Plays chess")
    return run


def test_a_contact_has_deals_roles_and_activities_on_a_page(known: Shell) -> None:
    assert (
        known("contact", "show", "jo").out
        == """\
Jo Park
  title: CFO
  account: Acme Corp
  last contact: Fri 13 Nov 2026, 5 days ago
  won: 4,000 USD in 1 deal, 1 EUR deal not included

Deals
  #1 Acme rollout · 12,000 USD · Initial contact · main contact
      next: Call, due Fri 20 Nov 2026 14:30
  #4 Acme study · 2,000 EUR · won on Wed 18 Nov 2026 · user
  #2 Birch audit · 4,000 USD · won on Wed 18 Nov 2026 · champion · for
  #3 Acme pilot · 3,000 USD · Initial contact · until Wed 18 Nov 2026: Other tasks (replaced by Kim
  Li)

Activities
  Wed 18 Nov 2026 note: Plays chess
  Fri 13 Nov 2026 call · Acme rollout: They want a pilot
"""
    )


def test_an_account_has_contacts_deals_and_activities_on_a_page(known: Shell) -> None:
    known("account", "edit", "acme", "--phone", "555", "--note", "Pays late")
    assert (
        known("account", "show", "acme").out
        == """\
Acme Corp
  phone: 555
  last contact: Fri 13 Nov 2026, 5 days ago
  won: 1 EUR deal not included
  Pays late

Contacts
  Jo Park, CFO
  Kim Li

Deals
  #3 Acme pilot · 3,000 USD · Initial contact
  #1 Acme rollout · 12,000 USD · Initial contact
      next: Call, due Fri 20 Nov 2026 14:30
  #4 Acme study · 2,000 EUR · won on Wed 18 Nov 2026

Activities
  Wed 18 Nov 2026 note · Jo Park: Plays chess
  Fri 13 Nov 2026 call · Acme rollout: They want a pilot
"""
    )


def test_the_pages_have_keys_in_json(known: Shell) -> None:
    jo = known("contact", "show", "jo", "--json").json
    assert list(jo) == [
        *("id", "uid", "name", "title", "account", "email", "phone", "note", "persona", "every"),
        "fields",
        *("last_contact_on", "next_contact_on", "fit", "won_total", "activities", "opportunities"),
    ]
    assert jo["last_contact_on"] == "2026-11-13"
    total = {"deals": 1, "amount": 4000, "currency": "USD", "left_out": {"EUR": 1}}
    assert jo["won_total"] == total
    assert [each["text"] for each in jo["activities"]] == ["Plays chess", "They want a pilot"]
    parts = [
        [each[key] for key in ("id", "role", "stance", "main", "since", "until", "replaced_by")]
        for each in jo["opportunities"]
    ]
    assert parts == [
        [1, None, None, True, None, None, None],
        [4, "user", None, False, "2026-11-18", None, None],
        [2, "champion", "for", False, "2026-11-18", None, None],
        [3, None, None, False, None, "2026-11-18", "Kim Li"],
    ]
    acme = known("account", "show", "acme", "--json").json
    assert list(acme) == [
        *("id", "uid", "name", "email", "phone", "note", "every", "open", "won", "fields"),
        *(
            "last_contact_on",
            "next_contact_on",
            "fit",
            "won_total",
            "activities",
            "contacts",
            "opportunities",
        ),
    ]
    assert [each["id"] for each in acme["opportunities"]] == [3, 1, 4]


def test_the_pages_have_the_fields_of_your_own(known: Shell) -> None:
    known("field", "add", "Region", "--on", "account")
    known("field", "add", "Birthday", "--on", "contact", "--type", "date")
    known("account", "edit", "acme", "--set", "Region=North")
    known("contact", "edit", "jo", "--set", "Birthday=1980-02-03")
    assert "  Region: North\n" in known("account", "show", "acme").out
    acme = known("account", "show", "acme", "--json").json
    assert acme["fields"] == {"Region": "North"}
    assert acme["contacts"][0]["fields"] == {"Birthday": "1980-02-03"}
    assert known("contact", "show", "jo", "--json").json["fields"] == {"Birthday": "1980-02-03"}
    assert "Birthday: " in known("contact", "show", "jo").out


def test_many_activities_are_counted_and_listed_by_the_command_that_is_named(
    known: Shell,
) -> None:
    for number in range(9):
        known("log", "note", 1, f"Note {number}", "--contact", "jo")
    lines = known("contact", "show", "jo").lines
    assert lines[-1] == "  and 3 more: `pipectl activity list --contact 1`"
    assert len(known("activity", "list", "--contact", 1, "--format", "ids").lines) == 11
    known("contact", "add", "Jo Park", "--account", "Birch")
    assert known("contact", "show", 4).out == "Jo Park\n  account: Birch\n"


def test_activities_and_deals_are_listed_by_contact_and_account(known: Shell) -> None:
    run = known

    def listed(*words: object) -> list[str]:
        return run(*words, "--format", "ids").lines

    assert listed("activity", "list", "--contact", "jo") == ["3", "1"]
    assert listed("activity", "list", "--contact", "sam") == ["2"]
    assert listed("activity", "list", "--account", "acme") == ["3", "1"]
    assert listed("activity", "list", "--account", "birch", "--kind", "call") == []
    assert listed("list", "--contact", "jo", "--all", "--sort", "id") == ["1", "2", "4"]
    assert listed("list", "--contact", "kim") == ["3"]
    assert 'No contact "zoe"' in run("list", "--contact", "zoe", code=3).err
    assert 'No account "zoe"' in run("activity", "list", "--account", "zoe", code=3).err


def test_an_activity_without_a_contact_counts_for_who_was_the_main_one_then(
    known: Shell,
) -> None:
    run = known
    run.now = "2026-11-25T10:00"
    run("contact", "replace", "jo", "kim", "--deal", 1, "--why", "Jo left")
    assert "They want a pilot" not in run("contact", "show", "kim").out
    run("log", "call", 1, "Hello", "--not-done")
    assert "call · Acme rollout: Hello" in run("contact", "show", "kim").out


def test_a_note_with_a_contact_needs_no_deal(known: Shell) -> None:
    run = known
    done = run("log", "call", "--contact", "jo", "Met at the fair")
    assert done.out == "Logged a call (#4) on Wed 18 Nov 2026 · with Jo Park · Met at the fair\n"
    assert 'No deal matches "Met at the fair", so it was stored as the note.' in done.err
    done = run("log", "call", "--contact", "jo", "rollout", "--not-done")
    assert done.out == "Logged a call (#5) on Wed 18 Nov 2026 · Acme rollout · with Jo Park\n"
    before = run.state()
    for words in (("Met at the fair",), ("99", "--contact", "jo"), ("a", "--contact", "jo")):
        run("log", "call", *words, code=3)
    run("log", "call", "nowhere", "Text", "--contact", "jo", code=3)
    assert run.state() == before
