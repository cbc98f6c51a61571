"""Whose deals are whose: who adds them, who gets them, who takes back what."""

from pathlib import Path

import pytest

from conftest import Shell


def seller(shell: Shell, name: str) -> Shell:
    """The same store, worked in by a seller."""
    one = Shell(shell.home)
    one.file, one.now = shell.file, shell.now
    one.extra = {"PIPECTL_OWNER": name}
    return one


@pytest.fixture
def ann(pipectl: Shell) -> Shell:
    return seller(pipectl, "Ann")


@pytest.fixture
def bob(pipectl: Shell) -> Shell:
    return seller(pipectl, "Bob")


def owned(shell: Shell) -> list[tuple[str, str | None]]:
    with shell.opened() as store:
        return store.execute("select title, owner from opportunity order by id").fetchall()


def test_without_an_owner_nothing_is_anybodys(pipectl: Shell) -> None:
    pipectl("add", "Acme", "5k")
    (deal,) = pipectl("list", "--json").json
    assert deal["owner"] is None
    for form in ("csv", "tsv", "md"):
        assert "owner" not in pipectl("list", "--format", form).out
    assert "owner" not in pipectl("export").out
    assert "owner" not in pipectl("export", "--what", "history").out
    assert "owner" not in pipectl("show", 1).out


def test_the_setting_says_what_is_nobodys_and_how_to_take_it_over(pipectl: Shell) -> None:
    assert pipectl("config", "set", "owner", "Ann Lee").err == ""
    pipectl("config", "set", "owner", "")
    pipectl("add", "Acme", "5k", "--next", "Call", "--due", "fri")
    pipectl("add", "Birch", "9k")
    pipectl("log", "call", "acme", "--not-done")
    pipectl("quota", "set", "100k")
    pipectl("goal", "set", "call", 5, "--per", "week")
    pipectl("goal", "set", "win-rate", "30%")
    pipectl("priority", "set", "Fewer discounts")
    done = pipectl("config", "set", "owner", "Ann Lee")
    assert done.out == "Set owner to Ann Lee.\n"
    assert done.err == (
        "2 deals have no owner. To take over everything that has no owner:\n"
        '  pipectl config set owner "Ann Lee" --take-over\n'
    )
    done = pipectl("config", "set", "owner", "Ann Lee", "--take-over")
    assert done.err == "You took over 2 deals, 1 activity, 1 quota, 2 goals and 1 priority.\n"
    assert owned(pipectl) == [("Acme", "Ann Lee"), ("Birch", "Ann Lee")]
    assert [each["owner"] for each in pipectl("show", 1, "--json").json["history"]] == ["Ann Lee"]
    assert pipectl("doctor").out == ""
    assert pipectl("config", "set", "owner", "Ann Lee").err == ""
    assert (
        pipectl("config", "set", "owner", "Ann Lee", "--take-over").err
        == "You took over 0 deals.\n"
    )
    assert pipectl("undo").out.startswith("Undone: config set owner 'Ann Lee' --take-over")
    assert owned(pipectl) == [("Acme", ""), ("Birch", "")]
    assert pipectl("undo").out.startswith("Undone: priority set")
    assert pipectl("doctor").out == ""


def test_where_others_own_something_quotas_and_goals_stay_the_teams(
    pipectl: Shell, ann: Shell, bob: Shell
) -> None:
    pipectl("add", "Nobody's")
    pipectl("quota", "set", "100k")
    bob("add", "Birch")
    ann("config", "set", "owner", "Ann")
    done = ann("config", "set", "owner", "Ann", "--take-over")
    assert done.err == "You took over 1 deal.\n"
    assert owned(pipectl) == [("Nobody's", "Ann"), ("Birch", "Bob")]


@pytest.mark.parametrize("name", ["all", "None", "ALL"])
def test_an_owner_has_no_name_that_options_take(pipectl: Shell, name: str) -> None:
    refused = pipectl("config", "set", "owner", name, code=2)
    assert refused.err == (
        f'pipectl: An owner can\'t be called "{name}".\n'
        "  Options take all for everybody and none for nobody. Choose another name.\n"
    )


def test_what_is_nobodys_is_taken_over_by_an_owner_only(pipectl: Shell) -> None:
    for words in (("owner", ""), ("decimal", ",")):
        refused = pipectl("config", "set", *words, "--take-over", code=2)
        assert refused.err == (
            "pipectl: --take-over needs an owner.\n  pipectl config set owner NAME\n"
        )


def test_a_deal_is_given_to_somebody_else(ann: Shell, bob: Shell) -> None:
    ann("add", "Acme", "5k")
    ann("add", "Birch", "9k")
    bob("add", "Cedar", "9k")
    done = ann("edit", "acme", "birch", "--owner", "bob")
    assert done.out == "Changed Acme (#1) · owner Bob\nChanged Birch (#2) · owner Bob\n"
    assert owned(ann) == [("Acme", "Bob"), ("Birch", "Bob"), ("Cedar", "Bob")]
    assert "given to Bob" in ann("show", "acme").out
    assert ann("history", "--limit", 1).out.splitlines()[1:] == [
        '    changed deal "Acme": owner',
        '    changed deal "Birch": owner',
    ]
    assert "no owner" in bob("edit", "acme", "--owner", "none").out
    assert "no longer anybody's" in bob("show", "acme").out
    assert bob("edit", "acme", "--clear", "owner").out.startswith("Unchanged: Acme")
    refused = bob("edit", "acme", "--clear", "owner", "--owner", "Ann", code=2)
    assert "--owner and --clear owner can't be used together." in refused.err
    resembling = bob("edit", "acme", "--owner", "Anne").err
    assert resembling.startswith('There is no owner "Anne" yet: did you mean "Ann"?')


def test_a_list_shows_sorts_and_filters_by_owner(pipectl: Shell, ann: Shell, bob: Shell) -> None:
    bob("add", "Acme", "5k", "--source", "web")
    pipectl("add", "Birch", "9k", "--source", "web")
    ann("add", "Cedar", "1k", "--source", "web")
    done = pipectl("list", "--sort", "owner", "--columns", "title,owner")
    assert done.out == "Title  Owner\nCedar  Ann\nAcme   Bob\nBirch  –\n"
    for condition, titles in (
        ("owner=ann", ["Cedar"]),
        ("owner=ann,bob", ["Acme", "Cedar"]),
        ("owner!=bob", ["Birch", "Cedar"]),
        ("owner=", ["Birch"]),
        ("owner~B", ["Acme"]),
    ):
        found = pipectl("list", "--where", condition, "--sort", "title", "--json").json
        assert [each["title"] for each in found] == titles, condition
    assert 'There is no owner "an". Did you mean "Ann"?' in (
        pipectl("list", "--where", "owner=an").err
    )
    assert pipectl("list", "--format", "csv").out.splitlines()[0].endswith(",owner")
    by = pipectl("metrics", "--by", "owner", "--json").json["groups"]
    assert [each["group"] for each in by] == ["Ann", "Bob", None]


def test_the_csv_of_deals_takes_their_owners_along(ann: Shell, bob: Shell, tmp_path: Path) -> None:
    ann("add", "Acme", "5k")
    ann("edit", "acme", "--owner", "none")
    bob("add", "Birch", "9k")
    file = tmp_path / "deals.csv"
    ann("export", file)
    other = Shell(tmp_path / "other")
    other.home.mkdir()
    other.extra = {"PIPECTL_OWNER": "Cleo"}
    other("init")
    other("import", file)
    assert owned(other) == [("Acme", ""), ("Birch", "Bob")]
    text = file.read_text("utf-8")
    file.write_text(text.replace(",Bob,", ",ann,"), "utf-8")
    ann("edit", "acme", "--owner", "Ann")
    done = ann("import", file, "--update")
    assert "owner" in done.out + done.err
    assert owned(ann) == [("Acme", "Ann"), ("Birch", "Ann")]
    plain = tmp_path / "plain.csv"
    plain.write_text("title,amount\nDogwood,5k\n")
    ann("import", plain)
    assert owned(ann)[-1] == ("Dogwood", "Ann")
    plain.write_text("title,amount,seller\nElm,5k,BOB\n")
    ann("import", plain, "--map", "owner=seller")
    assert owned(ann)[-1] == ("Elm", "Bob")


def test_a_renewal_is_whose_the_won_deal_is(ann: Shell, bob: Shell) -> None:
    ann("add", "Acme", "5k")
    bob("win", "acme", "--renews", "12m")
    assert [owner for _, owner in owned(ann)] == ["Ann", "Ann"]


def test_undo_takes_back_ones_own_last_change(pipectl: Shell, ann: Shell, bob: Shell) -> None:
    ann("add", "Acme", "5k")
    bob("add", "Birch", "9k")
    assert ann("undo").out.startswith("Undone: add Acme 5k (#1)")
    refused = ann("undo", code=4)
    assert refused.err == (
        "pipectl: There is nothing of Ann to undo.\n  See who did what: `pipectl history`.\n"
    )
    bob("edit", "birch", "--amount", "8k")
    assert ann("redo").out.startswith("Redone: add Acme 5k (#1)")
    assert "There is nothing of Bob to redo." in bob("redo", code=4).err
    assert pipectl("undo").out.startswith("Undone: edit birch --amount 8k (#3)")
    assert pipectl("doctor").out == ""


def test_undo_is_refused_where_somebody_else_changed_the_same(ann: Shell, bob: Shell) -> None:
    ann("add", "Acme", "5k")
    ann("edit", "acme", "--amount", "6k")
    bob("edit", "acme", "--amount", "7k")
    before = ann.state()
    assert ann("undo", code=4).err == (
        "pipectl: Operation 2 (edit acme --amount 6k) can't be reversed: Bob has since changed its"
        " deal (operation 3, edit acme --amount 7k).\n"
        "  Correct by hand what it changed.\n"
    )
    assert ann.state() == before


def test_undo_is_refused_where_somebody_else_needs_what_was_added(ann: Shell, bob: Shell) -> None:
    ann("contact", "add", "Jo", "--account", "Acme")
    bob("log", "call", "--contact", "jo")
    before = ann.state()
    assert ann("undo", code=4).err == (
        "pipectl: Operation 1 (contact add Jo --account Acme) can't be undone: a later operation"
        " needs what it added.\n"
        "  Correct by hand what it changed: `pipectl history` lists it.\n"
    )
    assert ann.state() == before
    bob("undo")
    ann("undo")
    assert ann("doctor").out == ""


def test_a_list_of_activities_says_which_were_on_the_deal_of_another_seller(
    ann: Shell, bob: Shell
) -> None:
    ann("add", "Acme")
    bob("add", "Tea")
    bob("log", "call", "acme", "They want a pilot")
    bob("log", "call", "tea")
    bob("log", "call", "--count", 3)
    assert bob("activity", "list").out == (
        "#  Date             Kind  Count  Deal                   Contact  Text\n"
        "3  Wed 18 Nov 2026  call      3  –                      –        –\n"
        "2  Wed 18 Nov 2026  call      1  Tea                    –        –\n"
        "1  Wed 18 Nov 2026  call      1  another seller's deal  –        They want a pilot\n"
    )
    assert (
        "#1  Wed 18 Nov 2026  call  another seller's deal\n"
        in bob("activity", "list", "--full").out
    )
    assert bob("activity", "list", "--json").json[-1]["title"] is None


def test_history_says_who_did_what(pipectl: Shell, ann: Shell, bob: Shell) -> None:
    pipectl("add", "Acme")
    assert pipectl("history").out == '1  2026-11-18 10:00  add Acme\n    added deal "Acme"\n'
    ann("add", "Birch")
    bob("add", "Cedar")
    assert ann("history").out.splitlines()[::2] == [
        "3  2026-11-18 10:00  add Cedar (Bob)",
        "2  2026-11-18 10:00  add Birch (Ann)",
        "1  2026-11-18 10:00  add Acme",
    ]
    found = pipectl("history", "--owner", "bob", "--json").json
    assert [(each["id"], each["owner"]) for each in found] == [(3, "Bob")]
    assert [each["id"] for each in ann("history", "--owner", "none", "--json").json] == [1]
    assert len(ann("history", "--owner", "all", "--json").json) == 3
    assert 'No owner "Cleo".' in ann("history", "--owner", "Cleo", code=3).err
