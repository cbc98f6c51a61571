"""Segments: filters with a name, and their quotas."""

from conftest import Shell, made_once


@made_once
def north(pipectl: Shell) -> Shell:
    """A store with a segment of deals in the north, and quotas for it and for all deals."""
    run = pipectl
    run("field", "add", "Region", "--on", "account")
    for name, region in (("Acme", "north"), ("Birch", "north"), ("Cedar", "south")):
        run("account", "add", name, "--set", f"region={region}")
        run("add", f"{name} rollout", "10k", "--account", name, "--close", "eoq")
    run("win", "birch", "--reason", "price")
    run("segment", "add", "North", "--where", "region=north")
    run("quota", "set", "90k", "--period", "2026-Q4")
    run("quota", "set", "30k", "--period", "2026-Q4", "--segment", "north")
    return run


def figures(run: Shell, *words: str) -> tuple[object, ...]:
    """The quota, what was won and what is open, as coverage tells them."""
    told = run("coverage", *words, "--json").json
    return told["quota"], told["won"], told["open"]


def test_a_segment_has_its_own_quotas_and_deals(north: Shell) -> None:
    assert figures(north) == (90000, 10000, 20000)
    assert figures(north, "--segment", "north") == (30000, 10000, 10000)
    assert figures(north, "--where", "region=north") == (90000, 10000, 10000)
    assert north("pace", "--segment", "north", "--json").json["quota"] == 30000
    forecast = north("forecast", "--segment", "north", "--json").json
    assert (forecast["quota"], forecast["segment"]) == (30000, "North")
    assert north("list", "--segment", "north", "--format", "ids").out == "1\n"
    assert north("coverage", "--segment", "north").lines[0] == (
        "Only deals in the segment North (region=north)."
    )


def test_conditions_are_added_to_those_of_the_segment(north: Shell) -> None:
    told = north("board", "--segment", "north", "--where", "amount>10k", "--json").json
    assert told["total"]["count"] == 0
    assert (told["where"], told["segment"]) == (["region=north", "amount>10k"], "North")


def test_a_sum_of_quotas_is_one_of_the_same_segment(north: Shell) -> None:
    run = north
    for month in ("2027-01", "2027-02", "2027-03"):
        run("quota", "set", "5k", "--period", month, "--segment", "north")
    own = run("coverage", "--period", "2027-Q1", "--segment", "north", "--json").json
    assert (own["quota"], own["quota_from"]) == (15000, "sum")
    assert run("coverage", "--period", "2027-Q1", "--json").json["quota"] is None


def test_quota_show_names_segments(north: Shell) -> None:
    assert [line.split() for line in north("quota", "show").lines] == [
        ["Period", "Segment", "Quota", "Wins"],
        ["2026-Q4", "–", "90,000", "USD", "–"],
        ["2026-Q4", "North", "30,000", "USD", "–"],
    ]
    assert [each["segment"] for each in north("quota", "show", "--json").json] == [None, "North"]
    assert north("quota", "adjust", "--by", "10%", "--reason", "x", "--segment", "north").code == 0
    assert figures(north, "--segment", "north")[0] == 33000
    assert figures(north)[0] == 90000


def test_as_of_a_day_a_segment_has_the_conditions_and_quotas_of_then(north: Shell) -> None:
    run = north
    run.now = "2026-11-20T10:00"
    run("segment", "edit", "north", "--where", "region=south")
    run("quota", "set", "1k", "--period", "2026-Q4", "--segment", "north")
    run.now = "2026-11-21T10:00"
    assert figures(run, "--segment", "north") == (1000, 0, 10000)
    then = run("coverage", "--segment", "north", "--as-of", "2026-11-19", "--json").json
    assert (then["quota"], then["won"], then["open"]) == (30000, 10000, 10000)
    assert then["where"] == ["region=north"]


def test_a_renamed_field_keeps_its_segments(north: Shell) -> None:
    run = north
    run("field", "edit", "region", "--name", "Area")
    assert run("segment", "list", "--json").json[0]["where"] == ["Area=north"]
    assert figures(run, "--segment", "north") == (30000, 10000, 10000)
    run("undo")
    assert run("segment", "list", "--json").json[0]["where"] == ["region=north"]


def test_a_segment_that_cant_be_used_is_refused(north: Shell) -> None:
    run = north
    assert "can't be filtered by" in run("segment", "add", "x", "--where", "y=1", code=2).err
    assert "needs --where" in run("segment", "add", "x", code=2).err
    assert run("list", "--segment", "nort-h", code=3).err == (
        'pipectl: No segment "nort-h". Did you mean "North"?\n  Available: North.\n'
    )


def test_a_field_that_a_segment_needs_is_not_removed(north: Shell) -> None:
    run = north
    run("segment", "add", "Far", "--where", "account.region=south")
    assert run("field", "remove", "region", code=4).err == (
        'pipectl: The segments "Far" and "North" have a condition on "Region".\n'
        '  Change that first: `pipectl segment edit "Far" --where CONDITION`, or `pipectl segment'
        ' remove "Far"`.\n'
    )
    run("segment", "remove", "far")
    run("segment", "edit", "north", "--where", "amount>1k")
    run("field", "remove", "region")
    assert run("doctor").out == ""


def test_a_choice_that_a_condition_names_stays(north: Shell) -> None:
    run = north
    run("field", "add", "Size", "--on", "deal", "--type", "choice", "--choices", "small,mid,large")
    run("segment", "add", "Big", "--where", "size!=Small", "--where", 'deal.size="large", mid')
    run("icp", "set", "size=LARGE")
    for choices, kept in (("mid,large", "Small"), ("small,mid", "large"), ("small,large", "mid")):
        assert run("field", "edit", "size", "--choices", choices, code=4).err == (
            f'pipectl: "{kept}" is in a condition of the segment "Big".\n'
            "  Keep this choice, or change the condition first:"
            ' `pipectl segment edit "Big" --where CONDITION`.\n'
        )
    run("segment", "edit", "big", "--where", "size~mid", "--where", "size=")
    assert run("field", "edit", "size", "--choices", "small", code=4).err == (
        'pipectl: "LARGE" is in a criterion of your ideal customer.\n'
        '  Keep this choice, or change the criterion first: `pipectl icp set "deal.Size=VALUE"`.\n'
    )
    run("icp", "remove", "size")
    run("field", "edit", "size", "--choices", "small")
    assert run("doctor").out == ""


def test_a_stage_in_a_condition_is_known_by_its_name(north: Shell) -> None:
    run = north
    run("stage", "edit", "proposal", "--short", "Prop")
    run("add", "Dogwood", "5k", "--stage", "proposal")
    run("segment", "add", "Late", "--where", "stage=PROP,negotiation")
    run("stage", "edit", "proposal", "--short", "P")
    run("stage", "edit", "proposal", "--name", "Offer")
    assert run("segment", "list", "--json").json[0]["where"] == ["stage=Offer,negotiation"]
    assert [each["title"] for each in run("list", "--segment", "late", "--json").json] == [
        "Dogwood"
    ]


def test_another_field_of_the_same_name_may_be_removed(north: Shell) -> None:
    run = north
    run("field", "add", "Region", "--on", "contact")
    assert run("segment", "list", "--json").json[0]["where"] == ["account.Region=north"]
    run("field", "remove", "contact.region")
    assert figures(run, "--segment", "north") == (30000, 10000, 10000)
    run("field", "remove", "region", code=4)


def test_a_segment_whose_condition_names_what_is_gone_is_named(north: Shell) -> None:
    run = north
    run("field", "add", "Size", "--on", "deal", "--type", "choice", "--choices", "small,large")
    run("segment", "add", "Big", "--where", "size=large")
    run("segment", "add", "Odd", "--where", "amount>1k")
    assert run("doctor").out == ""
    with run.opened() as store:
        store.execute("update custom_field set archived = true where name = 'Region'")
        store.execute("update custom_field set choices = '[\"small\"]' where name = 'Size'")
        store.execute("update segment set conditions = '{' where name = 'Odd'")
    found = [each for each in run("doctor", "--json", code=4).json if each["kind"] == "segment"]
    assert [(each["where"], each["what"]) for each in found] == [
        ('segment "Big"', 'its condition "size=large" names what isn\'t there'),
        ('segment "North"', 'its condition "region=north" names what isn\'t there'),
        ('segment "Odd"', "its conditions can't be read"),
    ]
    assert found[0]["todo"] == (
        'Change its conditions: `pipectl segment edit "Big" --where CONDITION`.'
    )
    for words in (("coverage",), ("pace",), ("list",)):
        said = run(*words, "--segment", "north", code=2).err
        assert 'A condition of the segment "North" names what isn\'t there: "region=north".' in said


def test_an_export_comes_back_and_undo_goes_back_to_nothing(north: Shell) -> None:
    run = north
    run("segment", "edit", "north", "--where", "region=south", "--name", "South")
    run("segment", "remove", "south")
    after = run("export", "--what", "all").out
    (run.home / "all.jsonl").write_text(after, "utf-8")
    for _ in range(12):
        run("undo")
    assert run("segment", "list").out.startswith("No segments yet.")
    assert run("quota", "show").out.startswith("No quotas yet.")
    for _ in range(12):
        run("redo")
    assert run("export", "--what", "all").out == after
    run.store = run.home / "second.db"
    run("init")
    run("import", run.home / "all.jsonl")
    assert run("export", "--what", "all").out == after
