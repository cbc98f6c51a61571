"""A stage's short name: how it is set, where it is shown, and how it travels between stores."""

import json
from pathlib import Path

import pytest

from conftest import Shell
from imported import brought, is_well, reversible
from pipectl.importing.rules.native import lacking_in


def shorts(shell: Shell) -> list[str | None]:
    """The short names of the stages, in their order."""
    return [each["short"] for each in shell("stage", "list", "--json").json]


def stages_shown(shell: Shell, width: int) -> list[str]:
    """The column of stages in a list of that width."""
    shell.extra["COLUMNS"] = str(width)
    lines = shell("list", "--columns", "id,title,stage,next_action,flags").lines
    start = lines[0].index("Stage")
    return [line[start:].split("  ")[0].split(" –")[0].strip() for line in lines[1:]]


# Meaning a stage by one


def test_a_short_name_means_its_stage_wherever_a_stage_is_typed(pipectl: Shell) -> None:
    pipectl("stage", "edit", "meeting", "--short", "1st")
    pipectl("add", "Acme", "--stage", "1ST", "--next", "Call", "--due", "+3d")
    assert pipectl("show", "acme", "--json").json["stage"] == "Meeting"
    assert [each["title"] for each in pipectl("list", "--stage", "1st", "--json").json] == ["Acme"]
    assert pipectl("stage", "show", "negot.").lines[0].startswith("5. Negotiation")


def test_the_name_of_a_stage_comes_before_the_short_name_of_another(pipectl: Shell) -> None:
    pipectl("stage", "edit", "meeting", "--short", "Proposal")
    assert pipectl("stage", "show", "proposal").lines[0].startswith("4. Proposal")


# Setting one


def test_a_stage_has_the_short_name_of_its_template(pipectl: Shell) -> None:
    assert shorts(pipectl) == ["Initial", "Discov.", None, None, "Negot."]
    shown = pipectl("stage", "show", "discovery").lines
    assert shown[0] == "2. Discovery · 10 %"
    assert "   short name: Discov." in shown
    assert "short name" not in pipectl("stage", "show", "meeting").out


def test_a_short_name_is_set_changed_and_removed_and_each_can_be_undone(pipectl: Shell) -> None:
    assert pipectl("stage", "edit", "meeting", "--short", " Meet ", "--json").json["short"] == (
        "Meet"
    )
    assert pipectl("stage", "edit", "meeting", "--short", "", "--json").json["short"] is None
    assert pipectl("undo").out == (
        "Undone: stage edit meeting --short '' --json (#2)\n"
        '    changed stage "Meeting": short name\n'
    )
    assert shorts(pipectl)[2] == "Meet"
    pipectl("undo")
    assert shorts(pipectl)[2] is None
    pipectl("redo")
    assert shorts(pipectl)[2] == "Meet"
    is_well(pipectl)


def test_a_new_stage_may_have_a_short_name(pipectl: Shell) -> None:
    added = ("stage", "add", "Legal review", "--probability", "85", "--json")
    assert pipectl(*added, "--short", "Legal").json["short"] == "Legal"
    plain = ("stage", "add", "Signature", "--probability", "95", "--json")
    assert pipectl(*plain).json["short"] is None


@pytest.mark.parametrize("short", ["Discover", "発見発見", "Zürück–1"])
def test_a_short_name_may_be_eight_columns_wide(pipectl: Shell, short: str) -> None:
    pipectl("stage", "edit", "discovery", "--short", short)
    assert shorts(pipectl)[1] == short


@pytest.mark.parametrize(
    ("short", "said"),
    [
        (
            "Discovery",
            'The short name "Discovery" is 9 columns wide. The limit is 8.\n'
            "  Choose a shorter one.\n",
        ),
        (
            "発見発見発",
            'The short name "発見発見発" is 10 columns wide. The limit is 8.\n'
            "  Choose a shorter one.\n",
        ),
        ("  ", "short name"),
        ("a\nb", "short name"),
        ("a\u202eb", "short name"),
    ],
)
def test_what_is_no_short_name_is_refused(pipectl: Shell, short: str, said: str) -> None:
    refused = pipectl("stage", "edit", "discovery", "--short", short, code=2)
    assert said in refused.err
    assert shorts(pipectl)[1] == "Discov."
    new = ("stage", "add", "Pilot", "--probability", "50", "--short", short)
    assert said in pipectl(*new, code=2).err


def test_another_name_removes_the_short_one_unless_a_new_one_is_given(pipectl: Shell) -> None:
    pipectl("stage", "edit", "discovery", "--name", "DISCOVERY")
    assert shorts(pipectl)[1] == "Discov."
    pipectl("stage", "edit", "discovery", "--name", "First talk")
    assert shorts(pipectl)[1] is None
    pipectl("stage", "edit", "negotiation", "--name", "Contract talks", "--short", "Contract")
    assert shorts(pipectl)[4] == "Contract"


# Showing it


def test_a_list_without_room_shows_the_short_name_or_the_name_cut(pipectl: Shell) -> None:
    pipectl("stage", "edit", "initial", "--short", "Lead")
    pipectl("stage", "edit", "discovery", "--short", "")
    pipectl("add", "Acme rollout in the north", "12k")
    pipectl("add", "Birch rollout in the south", "9k", "--stage", "discovery")
    assert stages_shown(pipectl, 200) == ["Initial contact", "Discovery"]
    assert stages_shown(pipectl, 60) == ["Lead", "Discove."]


def test_tables_of_stages_show_the_short_name_where_they_have_no_room(demo: Shell) -> None:
    demo("stage", "edit", "negotiation", "--short", "Nego")
    demo.extra["COLUMNS"] = "46"
    wanted = ["Initial", "Discov.", "Meeting", "Proposal", "Nego"]
    for command, shown in (("board", wanted), ("funnel", wanted), ("coverage", wanted[1:])):
        lines = demo(command).lines
        head = next(place for place, line in enumerate(lines) if line.startswith("Stage"))
        assert [line.split()[0] for line in lines[head + 1 :]][: len(shown)] == shown
    demo.extra["COLUMNS"] = "80"
    assert "Discovery    31.3 %" in demo("coverage").out


# From store to store


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Shell, Shell]:
    """Two machines with the same deal."""
    one, two = Shell(tmp_path / "one"), Shell(tmp_path / "two")
    for each in (one, two):
        each.home.mkdir()
        each("init")
    one("add", "Acme", "12k")
    brought(two, export(one))
    return one, two


def export(shell: Shell) -> str:
    """Everything, as a file: its name."""
    name = str(shell.home / "all.jsonl")
    shell("export", "--what", "all", "--force", name)
    return name


def as_schema_0004(name: str) -> str:
    """The export as the schema before short names had it: its name."""
    head, *lines = Path(name).read_text("utf-8").splitlines()
    found, kept = json.loads(head), list[str]()
    later = lacking_in("0004")
    for each in map(json.loads, lines):
        table, row = each["table"], each["row"]
        if table == "changed" and row["field"] in later.get(row["of"], ()):
            found["rows"]["changed"] -= 1
            continue
        for column in later.get(table, ()):
            del row[column]
        kept.append(json.dumps(each))
    text = [json.dumps(found | {"schema": "0004"}), *kept]
    Path(name).write_text("".join(f"{each}\n" for each in text), "utf-8")
    return name


def test_the_short_name_that_was_set_last_goes_to_both_machines(
    pair: tuple[Shell, Shell],
) -> None:
    one, two = pair
    one.now, two.now = "2026-11-19T10:00", "2026-11-20T10:00"
    one("stage", "edit", "meeting", "--short", "Meet")
    one("stage", "edit", "discovery", "--short", "D1")
    two("stage", "edit", "discovery", "--short", "D2")
    one.now = two.now = "2026-11-21T10:00"
    files = export(one), export(two)
    done = reversible(two, files[0], "--update")
    assert (
        'stage "Meeting": short name changes from nothing to "Meet" (there on'
        " 2026-11-19 10:00 UTC).\n"
    ) in done.err
    reversible(one, files[1], "--update")
    assert shorts(one) == shorts(two) == ["Initial", "D2", "Meet", None, "Negot."]


def test_an_empty_store_takes_an_export_of_the_schema_before_with_its_stages(
    pair: tuple[Shell, Shell], tmp_path: Path
) -> None:
    three = Shell(tmp_path / "three")
    three.home.mkdir()
    three("init")
    brought(three, as_schema_0004(export(pair[0])))
    assert shorts(three) == [None] * 5
    is_well(three)


def test_an_export_of_the_schema_before_leaves_short_names_as_they_are(
    pair: tuple[Shell, Shell],
) -> None:
    one, two = pair
    two("stage", "edit", "meeting", "--short", "Meet")
    one.now = two.now = "2026-11-19T10:00"
    one("stage", "edit", "meeting", "--stalled-days", 5)
    one("stage", "add", "Pilot test", "--probability", "90")
    reversible(two, as_schema_0004(export(one)), "--update")
    assert shorts(two) == ["Initial", "Discov.", "Meet", None, "Negot.", None]
    assert two("stage", "show", "meeting", "--json").json["stalled_days"] == 5


def test_a_quota_in_an_export_of_a_schema_before_segments_is_one_of_all_deals(
    pair: tuple[Shell, Shell], tmp_path: Path
) -> None:
    one, two = pair
    three = Shell(tmp_path / "three")
    three.home.mkdir()
    three("init")
    one("quota", "set", "60k", "--period", "2026-Q4")
    for each in (two, three):
        brought(each, as_schema_0004(export(one)), "--update")
        assert each("quota", "show", "--json").json == one("quota", "show", "--json").json
        assert each("coverage", "--period", "2026-Q4", "--json").json["quota"] == 60000


def test_an_export_must_have_the_columns_of_its_schema(pair: tuple[Shell, Shell]) -> None:
    one, two = pair
    name = as_schema_0004(export(one))
    text = Path(name).read_text("utf-8")
    Path(name).write_text(text.replace('"schema": "0004"', '"schema": "0005"'), "utf-8")
    assert "stage: a row needs the columns id, name, " in two("import", name, code=4).err
    Path(name).write_text(text.replace('"archived": 0', '"archived": 0, "short": "A"'), "utf-8")
    assert "stage: a row needs the columns id, name, " in two("import", name, code=4).err


def test_an_export_brings_no_short_name_that_could_not_be_typed(pair: tuple[Shell, Shell]) -> None:
    one, two = pair
    name = export(one)
    text = Path(name).read_text("utf-8")
    Path(name).write_text(text.replace('"short": "Discov."', '"short": "Discovery"'), "utf-8")
    refused = two("import", name, code=4)
    assert ': stage.short: The short name "Discovery" is 9 columns wide. The limit is 8.' in (
        refused.err
    )
