"""`init`, `stage`, `action`, `reason`, `quota`, `account`, `contact` and `config`."""

from typing import Any

import pytest

from conftest import Shell


def rows(run: Shell, sql: str) -> list[Any]:
    """What the store holds."""
    with run.opened() as connection:
        return connection.execute(sql).fetchall()


def operations(run: Shell) -> int:
    """How many operations the journal has."""
    return len(run("history", "--json", "--limit", 1000).json)


def stages(run: Shell) -> list[tuple[str, float]]:
    """The names of the stages and their probabilities."""
    return [(each["stage"], each["probability"]) for each in run("stage", "list", "--json").json]


# --- init


@pytest.mark.parametrize(
    ("template", "first", "last", "count"),
    [
        ("seller", ("Initial contact", 0), ("Negotiation", 80), 5),
        ("consultative", ("Prospecting", None), ("Post-sales", 100), 7),
        ("marketing", ("Lead generation", None), ("Post-sale", 100), 6),
        ("milestone", (None, None), (None, None), 6),
    ],
)
def test_init_makes_the_stages_of_a_template(
    empty: Shell, template: str, first: tuple[Any, Any], last: tuple[Any, Any], count: int
) -> None:
    made = empty("init", "--template", template, "--json").json
    assert (made["currency"], len(made["stages"])) == ("USD", count)
    found = stages(empty)
    for wanted, (name, probability) in ((first, found[0]), (last, found[-1])):
        assert wanted[0] in (None, name)
        assert wanted[1] in (None, probability)
    for stage in empty("stage", "list", "--json").json:
        assert stage["definition"]
        assert stage["criteria"]
        assert not any(each["required"] for each in stage["criteria"])
        assert stage["cadence_days"] > 0
        assert stage["stalled_days"] > 0
        assert stage["actions"]


def test_the_seller_has_five_stages_and_is_the_default(empty: Shell) -> None:
    empty("init")
    assert stages(empty) == [
        ("Initial contact", 0),
        ("Discovery", 10),
        ("Meeting", 30),
        ("Proposal", 60),
        ("Negotiation", 80),
    ]


def test_milestones_are_named_with_their_percentage(empty: Shell) -> None:
    empty("init", "--template", "milestone")
    assert ("40% – Issues identified", 40) in stages(empty)
    assert all(name.startswith(f"{probability}% – ") for name, probability in stages(empty))


def test_init_takes_stages_of_ones_own(empty: Shell) -> None:
    empty("init", "--stages", "Accepted: 40, Offer: sent:62.5,Won over:0")
    assert stages(empty) == [("Accepted", 40), ("Offer: sent", 62.5), ("Won over", 0)]


def test_init_sets_currency_and_quota(empty: Shell) -> None:
    empty("init", "--currency", "eur", "--quota", "250k", "--period", "2026-Q4")
    assert empty("quota", "show", "--json").json == [
        {
            "period": "2026-Q4",
            "amount": 250000,
            "count": None,
            "currency": "EUR",
            "segment": None,
            "id": 1,
        }
    ]
    assert empty("config", "get", "currency").out == "EUR\n"
    assert empty("add", "Acme", "5k", "--json").json["currency"] == "EUR"


def test_a_quota_without_a_period_is_this_quarters(empty: Shell) -> None:
    empty("init", "--quota", "10k")
    assert empty("quota", "show", "--json").json[0]["period"] == "2026-Q4"


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--template", "nothing"], 'No template "nothing".'),
        (["--template", "seller", "--stages", "A:1"], "can't be used together"),
        (["--stages", "Accepted"], '"Accepted" is not a stage with a percentage.'),
        (["--stages", "A:10,a:20"], "is named twice"),
        (["--stages", "A:0.5"], "could mean"),
        (["--currency", "XYZ"], "is not an ISO 4217 currency"),
        (["--quota", "lots"], "is not an amount"),
        (["--quota", "1k", "--period", "soon"], "is not a period"),
        (["--period", "2026-Q4"], "--period needs --quota AMOUNT"),
    ],
)
def test_init_with_a_wrong_value_makes_nothing(empty: Shell, flags: list[str], said: str) -> None:
    assert said in empty("init", *flags, code=2).err
    assert empty.state() == b""


def test_init_leaves_an_existing_store_alone(acme: Shell) -> None:
    before = acme.state()
    assert "There is already a store at" in acme("init", code=4).err
    assert acme.state() == before


@pytest.fixture
def homely(empty: Shell) -> Shell:
    """A home folder in which no store is named, so that the default location counts."""
    empty.extra["PIPECTL_DB"] = ""
    return empty


def test_the_first_writing_command_makes_the_store_at_the_default_location(homely: Shell) -> None:
    place = homely.home / ".local/share/pipectl/pipectl.db"
    assert "There is no store at" in homely("list", code=5).err
    assert not place.exists()
    homely("add", "Acme", "lots", code=2)
    homely("add", "Acme", "--parent", "nobody", code=3)
    homely("lose", "Acme", "--reason", "x", code=5)
    assert not place.exists()
    done = homely("add", "Acme", "12k", "--stage", "proposal")
    assert done.out.startswith("Added Acme (#1)")
    assert f"Created a store at {place} (template seller, currency USD)." in done.err
    assert homely("add", "Beta").err == ""
    assert homely("list", "--format", "ids").lines == ["1", "2"]


def test_a_store_that_was_named_is_made_by_init_only(empty: Shell) -> None:
    for words in (["list"], ["add", "Acme"], ["undo"], ["quota", "set", "1k", "--period", "2026"]):
        assert "pipectl init" in empty(*words, code=5).err
    assert empty.state() == b""


# --- stage


def test_stage_list_has_every_key(pipectl: Shell) -> None:
    found = pipectl("stage", "list", "--json").json
    keys = ["stage", "position", "probability", "definition", "criteria", "cadence_days"]
    for each in found:
        assert set(each) >= {*keys, "stalled_days", "actions", "short"}
        assert {frozenset(one) for one in each["criteria"]} == {frozenset({"text", "required"})}
    assert [each["position"] for each in found] == [1, 2, 3, 4, 5]


def test_stage_show_shows_one(pipectl: Shell) -> None:
    shown = pipectl("stage", "show", "disc", "--json").json
    assert shown == pipectl("stage", "list", "--json").json[1]
    assert pipectl("stage", "show", "disc").lines[0] == "2. Discovery · 10 %"
    pipectl("stage", "show", "nowhere", code=3)


def test_a_stage_is_added_behind_another_one(pipectl: Shell) -> None:
    added = pipectl(
        *("stage", "add", "Security review", "--probability", "70", "--after", "proposal"),
        *("--definition", "They send the form.", "--cadence-days", 3, "--stalled-days", 9),
        "--json",
    ).json
    assert {key: added[key] for key in ("position", "cadence_days", "stalled_days")} == {
        "position": 5,
        "cadence_days": 3,
        "stalled_days": 9,
    }
    assert added["definition"] == "They send the form."
    assert stages(pipectl)[3:] == [
        ("Proposal", 60),
        ("Security review", 70),
        ("Negotiation", 80),
    ]
    assert [each["position"] for each in pipectl("stage", "list", "--json").json] == [*range(1, 7)]


def test_a_stage_is_added_at_the_end_unless_said(pipectl: Shell) -> None:
    pipectl("stage", "add", "Signing", "--probability", "95")
    assert stages(pipectl)[-1] == ("Signing", 95)


def test_a_stage_that_is_there_already_is_left_as_it_is(pipectl: Shell) -> None:
    before = pipectl("stage", "show", "discovery", "--json").json
    done = pipectl("stage", "add", "DISCOVERY", "--probability", "55", "--json")
    assert done.json == before
    assert "already exists" in done.err
    assert operations(pipectl) == 0


def test_every_flag_of_stage_edit_does_something(pipectl: Shell) -> None:
    edited = pipectl(
        *("stage", "edit", "discovery", "--name", "Finding out", "--probability", "12.5"),
        *("--definition", "They talk.", "--cadence-days", 2, "--stalled-days", 5),
        *("--short", "Find", "--json"),
    ).json
    assert (edited["stage"], edited["probability"]) == ("Finding out", 12.5)
    assert (edited["definition"], edited["cadence_days"]) == ("They talk.", 2)
    assert (edited["stalled_days"], edited["short"]) == (5, "Find")
    assert rows(pipectl, "select probability_bp from stage_history where stage_id = 2") == [
        (1000,),
        (1250,),
    ]


def test_the_case_of_a_stages_name_may_be_changed(pipectl: Shell) -> None:
    assert pipectl("stage", "edit", "discovery", "--name", "DISCOVERY", "--json").json["stage"] == (
        "DISCOVERY"
    )


def test_stages_are_moved(pipectl: Shell) -> None:
    pipectl("stage", "move", "negotiation", "--first")
    pipectl("stage", "move", "initial contact", "--after", "meeting")
    assert [name for name, _ in stages(pipectl)] == [
        "Negotiation",
        "Discovery",
        "Meeting",
        "Initial contact",
        "Proposal",
    ]
    before = operations(pipectl)
    pipectl("stage", "move", "initial contact", "--after", "meeting")
    assert operations(pipectl) == before


def test_a_stage_in_use_is_removed_only_when_it_is_said_where_its_opportunities_go(
    acme: Shell,
) -> None:
    done = acme("stage", "remove", "initial contact", code=4)
    assert "--to STAGE" in done.err
    assert len(stages(acme)) == 5


def test_opportunities_of_a_removed_stage_stand_elsewhere_with_their_signals(
    pipectl: Shell,
) -> None:
    pipectl.now = "2026-09-01"
    pipectl("add", "Acme", "1k", "--stage", "meeting", "--close", "2026-10-01")
    pipectl(
        *("move", 1, "proposal", "--buying", "yes", "--why", "x", "--next", "Call", "--due", "+5d")
    )
    pipectl.now = "2026-11-18"
    before = pipectl("show", 1, "--json").json
    assert before["flags"] == ["overdue", "stale", "stalled", "slipped", "single-threaded"]
    pipectl("stage", "remove", "proposal", "--to", "meeting")
    after = pipectl("show", 1, "--json").json
    assert after["stage"] == "Meeting"
    for key in ("flags", "stage_entered_on", "days_in_stage", "qualification", "next_action"):
        assert after[key] == before[key], key
    assert [name for name, _ in stages(pipectl)] == [
        "Initial contact",
        "Discovery",
        "Meeting",
        "Negotiation",
    ]
    assert after["history"][-1]["note"] == 'stage "Proposal" was removed'
    assert after["history"][-1]["stage"] == "Meeting"
    assert after["history"][-2]["stage"] == "Proposal"


def test_a_stage_that_is_not_in_use_needs_no_other(pipectl: Shell) -> None:
    pipectl("add", "Acme", "--stage", "meeting")
    pipectl("lose", 1, "--reason", "no need")
    pipectl("stage", "remove", "meeting")
    assert pipectl("list", "--all", "--json").json[0]["stage"] == "Meeting"


def test_the_last_stage_stays(empty: Shell) -> None:
    empty("init", "--stages", "Only:50")
    assert "You can't remove the last stage." in empty("stage", "remove", "only", code=4).err


def test_a_removed_stage_may_be_added_again(pipectl: Shell) -> None:
    pipectl("stage", "remove", "meeting")
    pipectl("stage", "add", "Meeting", "--probability", "35", "--after", "discovery")
    assert stages(pipectl)[2] == ("Meeting", 35)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["add", "New"], 2, "--probability"),
        (["add", "New", "--probability", "101"], 2, "more than 100%"),
        (["add", "New", "--probability", "10", "--after", "nowhere"], 3, "No stage"),
        (["add", "New", "--probability", "10", "--stalled-days", "0"], 2, "can't be 0"),
        (["add", "", "--probability", "10"], 2, "The stage is empty"),
        (["edit", "meeting"], 2, "No changes given."),
        (["edit", "meeting", "--name", "Proposal"], 4, 'The stage "Proposal" already exists.'),
        (["edit", "meeting", "--cadence-days", "9999"], 2, "can't be 9999"),
        (["edit", "nowhere", "--name", "x"], 3, 'No stage "nowhere".'),
        (["move", "meeting"], 2, "--after STAGE, or --first"),
        (["move", "meeting", "--first", "--after", "proposal"], 2, "--after STAGE, or --first"),
        (["move", "meeting", "--after", "meeting"], 2, "can't come after itself"),
        (["remove", "meeting", "--to", "meeting"], 2, "can't move deals to the stage"),
        (["remove", "nowhere"], 3, 'No stage "nowhere".'),
        (["criteria", "add", "nowhere", "x"], 3, 'No stage "nowhere".'),
        (["criteria", "add", "meeting", ""], 2, "The criterion is empty"),
        (["criteria", "remove", "meeting", "nothing such"], 3, "No criterion"),
    ],
)
def test_a_wrong_change_of_the_stages_is_refused(
    pipectl: Shell, words: list[str], code: int, said: str
) -> None:
    before = pipectl("stage", "list", "--json").json
    assert said in pipectl("stage", *words, code=code).err
    assert pipectl("stage", "list", "--json").json == before
    assert operations(pipectl) == 0


def test_criteria_are_added_required_and_removed(pipectl: Shell) -> None:
    def criteria() -> list[tuple[str, bool]]:
        found = pipectl("stage", "show", "meeting", "--json").json["criteria"]
        return [(each["text"], each["required"]) for each in found]

    before = criteria()
    pipectl("stage", "criteria", "add", "meeting", "Legal has read it")
    assert criteria() == [*before, ("Legal has read it", False)]
    pipectl("stage", "criteria", "add", "meeting", "legal has READ it", "--required")
    assert criteria() == [*before, ("Legal has read it", True)]
    done = operations(pipectl)
    pipectl("stage", "criteria", "add", "meeting", "Legal has read it", "--required")
    pipectl("stage", "criteria", "add", "meeting", "Legal has read it")
    assert operations(pipectl) == done
    pipectl("stage", "criteria", "remove", "meeting", "legal has")
    assert criteria() == before


# --- action


def test_action_list_has_every_key(pipectl: Shell) -> None:
    pipectl("action", "add", "Send flowers")
    found = pipectl("action", "list", "--json").json
    assert all(set(each) >= {"action", "stage", "kind"} for each in found)
    first = next(each for each in found if each["stage"] == "Discovery")
    assert (first["action"], first["kind"]) == ("Call", "call")
    assert (found[-1]["action"], found[-1]["stage"], found[-1]["kind"]) == (
        "Send flowers",
        None,
        None,
    )


def test_an_action_is_offered_in_its_stage_only_or_everywhere(pipectl: Shell) -> None:
    pipectl("action", "add", "Send pilot plan", "--stage", "proposal", "--kind", "proposal")
    pipectl("action", "add", "Send flowers")

    def offered(stage: str) -> list[str]:
        found = pipectl("action", "list", "--stage", stage, "--json").json
        return [each["action"] for each in found]

    assert "Send pilot plan" in offered("proposal")
    assert "Send pilot plan" not in offered("meeting")
    assert "Send flowers" in offered("proposal")
    assert "Send flowers" in offered("meeting")


def test_an_action_that_is_there_already_is_added_once(pipectl: Shell) -> None:
    pipectl("action", "add", "Send flowers", "--stage", "meeting", "--kind", "note")
    pipectl("action", "add", "send FLOWERS", "--stage", "meeting", "--kind", "note")
    assert operations(pipectl) == 1
    pipectl("action", "add", "Send flowers", "--stage", "proposal")
    assert operations(pipectl) == 2


def test_an_action_is_removed_from_one_stage_or_from_all(pipectl: Shell) -> None:
    pipectl("action", "remove", "CALL", "--stage", "meeting")

    def with_call() -> list[str]:
        found = pipectl("action", "list", "--json").json
        return [each["stage"] for each in found if each["action"] == "Call"]

    assert with_call() == ["Initial contact", "Discovery", "Proposal", "Negotiation"]
    pipectl("action", "remove", "call")
    assert with_call() == []
    assert 'No action "call".' in pipectl("action", "remove", "call", code=3).err
    assert 'No action "send".' in pipectl("action", "remove", "send", code=3).err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["add", "x", "--kind", "lunch"], 2),
        (["add", "x", "--stage", "nowhere"], 3),
        (["add", ""], 2),
        (["list", "--stage", "nowhere"], 3),
        (["list", "--format", "xml"], 2),
    ],
)
def test_a_wrong_action_is_refused(pipectl: Shell, words: list[str], code: int) -> None:
    pipectl("action", *words, code=code)
    assert operations(pipectl) == 0


# --- reason


def test_reasons_for_won_and_lost_are_two_lists(pipectl: Shell) -> None:
    pipectl("reason", "add", "Project canceled", "--for", "lost")
    pipectl("reason", "add", "They know us", "--for", "won")

    def listed(*flags: str) -> list[str]:
        return [each["reason"] for each in pipectl("reason", "list", *flags, "--json").json]

    assert "Project canceled" in listed("--for", "lost")
    assert "Project canceled" not in listed("--for", "won")
    assert listed("--for", "won")[-1] == "They know us"
    assert listed() == listed("--for", "won") + listed("--for", "lost")
    pipectl("reason", "remove", "project CANCELED")
    assert "Project canceled" not in listed()


def test_a_reason_that_is_there_already_is_added_once(pipectl: Shell) -> None:
    pipectl("reason", "add", "No Budget", "--for", "lost")
    assert operations(pipectl) == 0


def test_a_reason_is_removed_from_the_list_that_is_named(pipectl: Shell) -> None:
    pipectl("reason", "add", "price", "--for", "lost")
    pipectl("reason", "add", "price", "--for", "won")
    pipectl("reason", "remove", "price", "--for", "won")
    found = pipectl("reason", "list", "--json").json
    assert [each["for"] for each in found if each["reason"] == "price"] == ["lost"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["add", "x"], 2),
        (["add", "x", "--for", "open"], 2),
        (["list", "--for", "open"], 2),
        (["remove", "nothing such"], 3),
        (["add", "", "--for", "won"], 2),
    ],
)
def test_a_wrong_reason_is_refused(pipectl: Shell, words: list[str], code: int) -> None:
    pipectl("reason", *words, code=code)
    assert operations(pipectl) == 0


# --- quota


def test_quotas_are_set_shown_and_kept_in_a_history(pipectl: Shell) -> None:
    pipectl("quota", "set", "100k", "--period", "this-quarter", "--count", 8)
    pipectl("quota", "set", "20k", "--period", "2026-11")
    pipectl("quota", "set", "€30k", "--period", "2026-11")
    found = pipectl("quota", "set", "120k", "--period", "2026-Q4", "--json").json
    assert found == [
        {
            "period": "2026-Q4",
            "amount": 120000,
            "count": 8,
            "currency": "USD",
            "segment": None,
            "id": 1,
        }
    ]
    assert pipectl("quota", "show").out == (
        "Period         Quota  Wins\n"
        "2026-Q4  120,000 USD     8\n"
        "2026-11   30,000 EUR     –\n"
        "2026-11   20,000 USD     –\n"
    )
    assert len(pipectl("quota", "show", "--period", "2026-11", "--json").json) == 2
    kept = "select amount_minor, count from quota_history where quota_id = 1"
    assert rows(pipectl, kept) == [(10_000_000, 8), (12_000_000, 8)]


def test_the_same_quota_again_changes_nothing(pipectl: Shell) -> None:
    for _ in range(2):
        pipectl("quota", "set", "100k", "--period", "2026-Q4")
    assert operations(pipectl) == 1


def test_a_period_is_its_days_whatever_it_was_called(pipectl: Shell) -> None:
    pipectl("quota", "set", "100k", "--period", "2026-10-01..2026-12-31")
    assert pipectl("quota", "show", "--period", "2026-Q4", "--json").json[0]["amount"] == 100000
    pipectl("quota", "set", "120k", "--period", "2026-Q4")
    assert [each["amount"] for each in pipectl("quota", "show", "--json").json] == [120000]


@pytest.mark.parametrize(
    "words",
    [
        ["set", "lots", "--period", "2026-Q4"],
        ["set", "100k", "--period", "2026-Q5"],
        ["set", "100k", "--period", "2026-Q4", "--count", "0"],
        ["set", "100k", "--period", "2026-Q4", "--currency", "XYZ"],
        ["show", "--period", "soon"],
    ],
)
def test_a_wrong_quota_is_refused(pipectl: Shell, words: list[str]) -> None:
    pipectl("quota", *words, code=2)
    assert operations(pipectl) == 0


def test_a_quota_is_this_quarters_unless_said(pipectl: Shell) -> None:
    assert pipectl("quota", "set", "90k", "--json").json[0]["period"] == "2026-Q4"


def test_init_says_how_a_quota_is_set_where_none_was(empty: Shell) -> None:
    lines = empty("init").lines
    assert lines[3] == "Set the quota of this quarter: `pipectl quota set 250k`."
    assert len(lines) == 5


# --- account and contact


def test_an_account_is_added_shown_and_changed(pipectl: Shell) -> None:
    added = pipectl(
        *("account", "add", "Acme Corp", "--email", "hi@acme.example", "--phone", "+1 555"),
        *("--note", "big one", "--json"),
    ).json
    assert (added["name"], added["email"], added["phone"], added["note"]) == (
        "Acme Corp",
        "hi@acme.example",
        "+1 555",
        "big one",
    )
    pipectl("add", "Rollout", "--account", "acme")
    pipectl("contact", "add", "Jo Park", "--account", "acme")
    pipectl("account", "edit", "acme", "--name", "Acme Corporation", "--phone", "+1 666")
    shown = pipectl("account", "show", "ACME CORP", "--json").json
    assert (shown["name"], shown["phone"], shown["email"]) == (
        "Acme Corporation",
        "+1 666",
        "hi@acme.example",
    )
    assert [each["title"] for each in shown["opportunities"]] == ["Rollout"]
    assert [each["name"] for each in shown["contacts"]] == ["Jo Park"]
    assert pipectl("account", "show", "acme").out == (
        "Acme Corporation\n"
        "  email: hi@acme.example\n"
        "  phone: +1 666\n"
        "  big one\n"
        "\n"
        "Contacts\n"
        "  Jo Park\n"
        "\n"
        "Deals\n"
        "  #1 Rollout · no amount · Initial contact\n"
    )


def test_a_contact_is_added_shown_and_changed(pipectl: Shell) -> None:
    pipectl(
        *("contact", "add", "Jo Park", "--account", "Acme", "--title", "CFO"),
        *("--email", "jo@acme.example", "--phone", "1", "--note", "likes tea"),
    )
    edited = pipectl(
        *("contact", "edit", "jo", "--title", "CEO", "--account", "Umbrella"),
        *("--name", "Jo Parker", "--email", "j@u.example", "--phone", "2", "--note", "n"),
        "--json",
    ).json
    del edited["uid"]
    assert edited == {
        "id": 1,
        "name": "Jo Parker",
        "title": "CEO",
        "account": "Umbrella",
        "email": "j@u.example",
        "phone": "2",
        "note": "n",
        "persona": None,
        "every": None,
        "fields": {},
    }
    assert pipectl("contact", "show", "parker", "--json").json["name"] == "Jo Parker"
    assert pipectl("contact", "list", "--account", "acme", "--json").json == []
    assert pipectl("contact", "list", "--account", "umb", "--format", "ids").out == "1\n"


def test_who_is_there_already_is_left_as_they_are(pipectl: Shell) -> None:
    pipectl("account", "add", "Acme", "--phone", "1")
    pipectl("contact", "add", "Jo", "--account", "Acme", "--title", "CFO")
    before = operations(pipectl)
    again = pipectl("account", "add", "ACME", "--phone", "2", "--json")
    assert (again.json["id"], again.json["phone"]) == (1, "1")
    assert "already exists" in again.err
    again = pipectl("contact", "add", "jo", "--account", "acme", "--title", "CEO", "--json")
    assert (again.json["id"], again.json["title"]) == (1, "CFO")
    assert "already exists" in again.err
    assert operations(pipectl) == before


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["account", "show", "nobody"], 3, 'No account "nobody".'),
        (["account", "edit", "acme"], 2, "No changes given."),
        (
            ["account", "edit", "acme", "--name", "umbrella"],
            4,
            'The account "Umbrella" already exists',
        ),
        (["account", "add", ""], 2, "The account is empty"),
        (["account", "add", "x", "--email", "a\nb"], 2, "a line break"),
        (["contact", "show", "nobody"], 3, 'No contact "nobody".'),
        (["contact", "edit", "jo"], 2, "No changes given."),
        (["contact", "list", "--account", "nobody"], 3, 'No account "nobody".'),
    ],
)
def test_a_wrong_account_or_contact_is_refused(
    pipectl: Shell, words: list[str], code: int, said: str
) -> None:
    pipectl("contact", "add", "Jo", "--account", "Acme")
    pipectl("account", "add", "Umbrella")
    assert said in pipectl(*words, code=code).err
    assert operations(pipectl) == 2


# --- config


def test_config_lists_every_setting_with_type_default_and_origin(empty: Shell) -> None:
    empty("init", "--currency", "EUR")
    found = {each["key"]: each for each in empty("config", "list", "--json").json}
    assert set(found) >= {"currency", "fiscal_year_start", "required_coverage", "decimal"}
    assert all(set(each) >= {"value", "type", "default", "origin"} for each in found.values())
    assert (found["currency"]["value"], found["currency"]["default"]) == ("EUR", "USD")
    assert (found["currency"]["origin"], found["fiscal_year_start"]["origin"]) == (
        "store",
        "default",
    )


def test_settings_of_the_store_are_one_operation_each(pipectl: Shell) -> None:
    pipectl("config", "set", "fiscal_year_start", "4")
    pipectl("config", "set", "fiscal_year_start", "4")
    assert pipectl("config", "get", "fiscal_year_start").out == "4\n"
    assert operations(pipectl) == 1
    pipectl("undo")
    assert pipectl("config", "get", "fiscal_year_start").out == "1\n"


def test_settings_of_the_user_stand_in_their_own_file(pipectl: Shell) -> None:
    pipectl("config", "set", "decimal", ",")
    assert operations(pipectl) == 0
    assert pipectl("add", "Acme", "12.000,50", "--json").json["amount"] == 12000.5
    pipectl.extra["PIPECTL_DECIMAL"] = "."
    found = {each["key"]: each for each in pipectl("config", "list", "--json").json}
    assert (found["decimal"]["value"], found["decimal"]["origin"]) == (".", "environment")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["get", "colour"], 3, 'No setting "colour".'),
        (["set", "colour", "x"], 3, 'No setting "colour".'),
        (["set", "fiscal_year_start", "13"], 2, "a month from 1 to 12"),
        (["set", "required_coverage", "0"], 2, "a ratio"),
        (["set", "required_coverage", "nan"], 2, "a ratio"),
        (["set", "currency", "XYZ"], 2, "is not an ISO 4217 currency"),
        (["set", "decimal", ";"], 2, "decimal can't be"),
    ],
)
def test_a_wrong_setting_is_refused(pipectl: Shell, words: list[str], code: int, said: str) -> None:
    assert said in pipectl("config", *words, code=code).err
    assert operations(pipectl) == 0


def test_another_fiscal_year_says_which_quotas_its_names_no_longer_mean(pipectl: Shell) -> None:
    assert pipectl("config", "set", "fiscal_year_start", "1").err == ""
    pipectl("quota", "set", "90k", "--period", "2026-11")
    assert pipectl("config", "set", "fiscal_year_start", "2").err == ""
    pipectl("config", "set", "fiscal_year_start", "1")
    pipectl("quota", "set", "90k", "--period", "2026-Q4")
    one = pipectl("config", "set", "fiscal_year_start", "2").err.replace("\n", " ")
    assert "The quota of 2026-Q4 keeps its old dates." in one
    assert pipectl("config", "set", "fiscal_year_start", "1").err == ""
    pipectl("quota", "set", "300k", "--period", "2026")
    many = pipectl("config", "set", "fiscal_year_start", "4")
    assert many.err.startswith("The quotas of 2026 and 2026-Q4 keep their old dates")
    assert many.out == "Set fiscal_year_start to 4.\n"


def test_the_fiscal_year_moves_quarters_and_years_but_no_months(pipectl: Shell) -> None:
    def close(day: str) -> str:
        added = pipectl("add", "x", "--close", day, "--json").json["close_on"]
        assert isinstance(added, str)
        return added

    def period(name: str) -> tuple[str, str, str]:
        found = pipectl("coverage", "--period", name, "--json").json
        return found["period"], found["starts_on"], found["ends_on"]

    assert [close(day) for day in ("eoq", "eoy", "eom")] == [
        "2026-12-31",
        "2026-12-31",
        "2026-11-30",
    ]
    pipectl("config", "set", "fiscal_year_start", "5")
    assert [close(day) for day in ("eoq", "eoy", "eom")] == [
        "2027-01-31",
        "2027-04-30",
        "2026-11-30",
    ]
    assert period("2026-Q4") == ("2026-Q4", "2026-02-01", "2026-04-30")
    assert period("this-quarter") == ("2027-Q3", "2026-11-01", "2027-01-31")
    assert period("2027") == ("2027", "2026-05-01", "2027-04-30")
    assert period("2026-11") == ("2026-11", "2026-11-01", "2026-11-30")
    assert period("2026-W47") == ("2026-W47", "2026-11-16", "2026-11-22")
