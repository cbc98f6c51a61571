"""A reply: an answer of the prospect, which is logged, and counts as contact."""

from conftest import Shell


def test_a_reply_is_logged_listed_and_contact(acme: Shell) -> None:
    done = acme("log", "reply", "acme", "Wants a pilot", "--count", 2)
    assert done.out == "Logged 2 replies (#1) on Wed 18 Nov 2026 · Acme rollout · Wants a pilot\n"
    assert acme("undo").lines[1] == '    removed activity "reply"'
    acme("log", "reply", "acme", "Wants a pilot")
    acme("log", "note", "acme", "x")
    (found,) = acme("activity", "list", "--kind", "reply", "--json").json
    assert (found["kind"], found["title"]) == ("reply", "Acme rollout")


def test_a_reply_never_completes_the_next_action(acme: Shell) -> None:
    acme("next", "acme", "Reply to Jo", "--due", "fri")
    done = acme("log", "reply", "1")
    assert (done.err, acme("show", 1, "--json").json["next_action"]["action"]) == (
        "",
        "Reply to Jo",
    )
    said = acme("log", "reply", "acme", "--done", code=4).err
    assert 'pipectl: "Acme rollout" has no next action of the kind reply.' in said
    assert acme("done", "acme").lines[0] == "Done: Reply to Jo"


def test_replies_stand_apart_in_the_report_and_only_where_there_are_any(acme: Shell) -> None:
    acme("log", "call", "acme")
    before = acme("report", "activity").out
    assert "repl" not in before
    kinds = acme("report", "activity", "--json").json["kinds"]
    assert [each["count"] for each in kinds if each["kind"] == "reply"] == [0]
    acme("log", "reply", "acme")
    lines = acme("report", "activity").lines
    assert lines[0] == "1 activity and 1 reply in 2026-Q4, with 0 moves forward and 0 wins."
    assert ["reply", "1"] in [line.split()[:2] for line in lines]


def test_a_reply_gives_a_lead_points(acme: Shell) -> None:
    acme("log", "reply", "acme", "--contact", "Jo")
    (part,) = acme("show", 1, "--explain", "--json").json["score"]["activities"]
    assert (part["kind"], part["points"]) == ("reply", 4)
    assert "reply from Jo" in acme("brief", 1).out


def test_an_activity_becomes_a_reply(acme: Shell) -> None:
    acme("log", "note", "acme", "They answered")
    acme("activity", "edit", 1, "--kind", "reply")
    assert acme("activity", "list", "--json").json[0]["kind"] == "reply"
    assert [each["kind"] for each in acme("export", "--what", "activities", "--json").json] == [
        "reply"
    ]
