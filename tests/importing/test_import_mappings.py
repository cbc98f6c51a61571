"""`import --save-as`, `--like`, `--list-mappings`, `--forget`: how a file is read, kept."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell
from imported import brought, change, commands, is_well, refused, reversible, rows, write
from pipectl.errors import UsageError
from pipectl.importing.rules.saved_mappings import Saved, from_text, merged, to_text
from terminal import ENTER, Session

NO_MAPPINGS = "No mappings yet. Save one: `pipectl import FILE --save-as NAME`.\n"
HEAD = "Name;Worth;Phase;Due;Begun"
MAPPED = (
    *("--map", "title=Name", "--map", "amount=Worth", "--map", "stage=Phase"),
    *("--map", "close_on=Due", "--map", "created_on=Begun", "--decimal", ","),
    *("--stage-map", "Erstgespräch=Meeting", "--stage-map", "Gewonnen=won"),
)
FLAGS = (
    "--from csv --map title=Name --map amount=Worth --map stage=Phase --map close_on=Due --map"
    " created_on=Begun --stage-map 'Erstgespräch=Meeting' --stage-map Gewonnen=won --dates dmy"
    " --decimal ,"
)
STANDING = (
    "select o.title, o.status, s.name, o.amount_minor, o.close_on from opportunity as o"
    " join stage as s on s.id = o.stage_id order by o.id"
)


@pytest.fixture
def monthly(pipectl: Shell) -> Shell:
    """A store in which the mapping Monthly was kept with an import."""
    write(
        "oct.csv",
        HEAD,
        "A;1.250,50;Erstgespräch;13/12/2026;2026-10-01",
        "B;9.000;Gewonnen;;2026-09-01",
    )
    pipectl("import", "oct.csv", *MAPPED, "--save-as", "Monthly")
    return pipectl


def test_a_mapping_is_kept_with_the_import_and_goes_with_it(pipectl: Shell) -> None:
    write("oct.csv", HEAD, "A;1.250,50;Erstgespräch;13/12/2026;2026-10-01")
    done = reversible(pipectl, "oct.csv", *MAPPED, "--save-as", "Monthly")
    assert (
        'Kept the mapping "Monthly". To use it: `pipectl import FILE --like Monthly`.\n' in done.err
    )
    assert commands(pipectl) == [" ".join(["import oct.csv", *quoted(MAPPED), "--save-as Monthly"])]
    pipectl.extra = {"COLUMNS": "300"}
    assert pipectl("import", "--list-mappings").out == f"Mapping  Flags\nMonthly  {FLAGS}\n"
    pipectl("undo")
    assert pipectl("import", "--list-mappings").out == NO_MAPPINGS


def quoted(words: tuple[str, ...]) -> list[str]:
    """Words as the journal shows them."""
    import shlex

    return [shlex.quote(word) for word in words]


def test_a_mapping_is_used_again_also_where_the_dates_don_t_tell_their_order(
    monthly: Shell,
) -> None:
    write(
        "nov.csv",
        HEAD,
        "A;1.250,50;Erstgespräch;13/12/2026;2026-10-01",
        "C;7,25;Erstgespräch;03/12/2026;2026-11-01",
    )
    done = brought(monthly, "nov.csv", "--like", "monthly")
    assert (done.out, done.err) == (
        "Imported: 1 new deal, 0 changed, 1 unchanged. Undo with `pipectl undo`.\n",
        "Read nov.csv (csv): 2 rows.\n"
        "  2 amounts without a currency: using USD. To change it: --currency CODE\n",
    )
    assert rows(monthly, STANDING) == [
        ("A", "open", "Meeting", 125050, "2026-12-13"),
        ("B", "won", "Negotiation", 900000, None),
        ("C", "open", "Meeting", 725, "2026-12-03"),
    ]


def test_what_is_given_beside_a_mapping_wins(monthly: Shell) -> None:
    write("nov.csv", "Name;Net;Phase;Due;Begun", "C;7.25;Erstgespräch;03/12/2027;2026-11-01")
    flags = ("--map", "amount=Net", "--decimal", ".", "--stage-map", "erstgespräch=Proposal")
    brought(monthly, "nov.csv", "--like", "Monthly", *flags, "--dates", "mdy", "--save-as", "Net")
    assert rows(monthly, STANDING)[2:] == [("C", "open", "Proposal", 725, "2027-03-12")]
    kept = monthly("import", "--list-mappings", "--json").json[1]
    assert kept["map"] == [
        *("title=Name", "stage=Phase", "close_on=Due", "created_on=Begun", "amount=Net")
    ]
    assert kept["stage_map"] == ["Gewonnen=won", "erstgespräch=Proposal"]
    assert (kept["decimal"], kept["dates"]) == (".", "mdy")


def test_a_column_or_stage_that_isn_t_there_names_the_mapping(monthly: Shell) -> None:
    write("nov.csv", "Name;Net;Phase;Due;Begun", "C;7,25;Erstgespräch;03/12/2026;2026-11-01")
    assert refused(monthly, "nov.csv", "--like", "monthly", code=2) == (
        'pipectl: nov.csv has no column "Worth".\n'
        '  Headers: "Name", "Net", "Phase", "Due", "Begun". It comes from the '
        'saved mapping "monthly". To replace it, give the same option with another value.\n'
    )
    said = refused(monthly, "nov.csv", "--like", "monthly", "--map", "amount=Nett", code=2)
    assert said == 'pipectl: nov.csv has no column "Nett".\n  Did you mean "Net"?\n'
    monthly("stage", "edit", "meeting", "--name", "Talk")
    said = refused(monthly, "nov.csv", "--like", "monthly", "--map", "amount=Net", code=3)
    assert 'pipectl: No stage "Meeting".\n' in said
    assert said.endswith(
        'It comes from the saved mapping "monthly". To replace it, give the same option with '
        "another value.\n"
    )


def test_a_mapping_that_isn_t_there_is_an_error_that_names_the_others(monthly: Shell) -> None:
    for words in (("oct.csv", "--like", "weekly"), ("--forget", "weekly")):
        assert refused(monthly, *words, code=3) == (
            'pipectl: No mapping "weekly".\n  Available: Monthly.\n'
        )
    monthly("undo")
    assert refused(monthly, "oct.csv", "--like", "weekly", code=3) == (
        'pipectl: No mapping "weekly".\n  To save one: `import FILE --save-as NAME`.\n'
    )


def test_a_dry_run_keeps_nothing(pipectl: Shell) -> None:
    write("d.csv", "deal_id", "1")
    before = pipectl.state()
    pipectl("import", "d.csv", "--save-as", "x", "--dry-run")
    assert pipectl.state() == before


def test_a_mapping_is_replaced_in_any_case_of_its_name_and_removed(monthly: Shell) -> None:
    write("d.csv", "deal_id", "1")
    done = brought(monthly, "d.csv", "--save-as", "MONTHLY")
    assert (
        'Replaced the mapping "Monthly". To use it: `pipectl import FILE --like Monthly`.\n'
        in done.err
    )
    (kept,) = monthly("import", "--list-mappings", "--json").json
    names = ("map", "stage_map", "won_when", "lost_when", "open_when", "only", "fill_down")
    unset = ("dates", "currency", "encoding", "header_line", "sheet", "totals", "key")
    assert kept == {name: [] for name in names} | dict.fromkeys(unset) | {
        "name": "Monthly",
        "id": "Monthly",
        "from": "csv",
        "make_stages": False,
        "fields": False,
        "decimal": ".",
    }
    monthly("import", "d.csv", "--save-as", "monthly")
    assert len(commands(monthly)) == 2  # the same again is no change
    assert monthly("import", "--forget", "monthly").err == 'Removed the mapping "Monthly".\n'
    assert monthly("import", "--list-mappings", "--json").json == []
    monthly("undo")
    assert len(monthly("import", "--list-mappings", "--json").json) == 1
    is_well(monthly)


def test_what_was_answered_at_a_terminal_is_kept(pipectl: Shell) -> None:
    write("f.csv", "title,stage", *("A,Gewonnen", "B,Pitch", "C,Lost contact"))
    asked = Session(pipectl, ("import", "f.csv", "--save-as", "m"), {})
    asked.asked('Stage "Gewonnen" (1 row): won or lost?', "> won").type(ENTER)
    asked.answer('Stage "Lost contact" (1 row): won or lost?', "open")
    asked.answer("Which of your stages is Pitch?", "prop")
    asked.answer("Which of your stages is Lost contact?", "disc")
    assert "3 new" in asked.left()
    (kept,) = pipectl("import", "--list-mappings", "--json").json
    assert kept["stage_map"] == [
        *("Gewonnen=won", "Pitch=Proposal", "Lost contact=Discovery"),
    ]
    write("g.csv", "title,stage", *("D,Gewonnen", "E,Pitch", "F,Lost contact"))
    brought(pipectl, "g.csv", "--like", "m")
    assert [row[:3] for row in rows(pipectl, STANDING)[3:]] == [
        ("D", "won", "Negotiation"),
        ("E", "open", "Proposal"),
        ("F", "open", "Discovery"),
    ]


def test_an_outcome_s_column_and_the_rows_that_are_chosen_are_kept(pipectl: Shell) -> None:
    head = "title,Archived,Pipeline,stage"
    write("f.csv", head, "A,yes,Sales,Meeting", "B,no,Sales,Meeting", "C,no,Renewals,Meeting")
    flags = ("--lost-when", "Archived=yes", "--only", "Pipeline=Sales", "--make-stages")
    brought(pipectl, "f.csv", *flags, "--save-as", "m")
    write("g.csv", head, "D,yes,Sales,Trial", "E,no,Sales,Trial", "F,no,Renewals,Trial")
    brought(pipectl, "g.csv", "--like", "m")
    assert [row[:3] for row in rows(pipectl, STANDING)[2:]] == [
        ("D", "lost", "Trial"),
        ("E", "open", "Trial"),
    ]
    said = refused(pipectl, "g.csv", "--like", "m", "--only", "Pipeline=Partners", code=3)
    assert "--like wins" not in said


def test_a_mapping_comes_along_with_the_whole_store(monthly: Shell, tmp_path: Path) -> None:
    write("all.jsonl", *monthly("export", "--what", "all").lines)
    other = Shell(tmp_path / "other")
    other.home.mkdir()
    other("init")
    brought(other, "all.jsonl")
    listed = monthly("import", "--list-mappings", "--json").json
    assert other("import", "--list-mappings", "--json").json == listed
    text = Path("all.jsonl").read_text("utf-8")
    Path("bad.jsonl").write_text(text.replace("close_on=Due", 'close_on=Due\\", 7, \\"'), "utf-8")
    third = Shell(tmp_path / "third")
    third.home.mkdir()
    third("init")
    assert "is not a saved mapping." in refused(third, "bad.jsonl")


def test_a_mapping_that_other_programs_spoiled_is_named_and_can_be_removed(monthly: Shell) -> None:
    change(monthly, "update setting set value = '[]' where key like 'import.%'")
    for words in (("oct.csv", "--like", "monthly"), ("--list-mappings",)):
        assert refused(monthly, *words, code=5) == (
            'pipectl: Can\'t read the saved mapping "Monthly".\n'
            '  Remove it: `pipectl import --forget "Monthly"`.\n'
        )
    monthly("import", "--forget", "Monthly")
    assert monthly("import", "--list-mappings").out == NO_MAPPINGS


def test_flags_that_mean_nothing_together_are_refused(monthly: Shell) -> None:
    assert refused(monthly, code=2) == (
        "pipectl: No file given.\n  For example: `pipectl import deals.csv` (- reads stdin).\n"
    )
    for words in (("oct.csv", "--list-mappings"), ("--forget", "monthly", "--list-mappings")):
        said = (
            "pipectl: --list-mappings can't be combined with files or other options.\n"
            "  Use it alone.\n"
        )
        assert refused(monthly, *words, code=2) == said
    said = "pipectl: --forget can't be combined with files or other options.\n  Use it alone.\n"
    assert refused(monthly, "oct.csv", "--forget", "monthly", code=2) == said
    assert "name of the mapping" in refused(monthly, "oct.csv", "--save-as", " ", code=2)
    write("all.jsonl", *monthly("export", "--what", "all").lines)
    for flag in ("--save-as", "--like"):
        said = f"pipectl: {flag} can't be used with a pipectl export.\n"
        assert refused(monthly, "all.jsonl", flag, "m", code=2).startswith(said)


def test_a_setting_is_no_mapping_and_a_mapping_no_setting(monthly: Shell) -> None:
    assert "import." not in monthly("config", "list").out
    said = monthly("config", "get", "import.Monthly", code=3).err
    assert said.startswith('pipectl: No setting "import.Monthly".\n')
    is_well(monthly)


TEXTS = st.text(max_size=8)
LISTS = st.lists(TEXTS, max_size=3).map(tuple)
SAVED = st.builds(
    Saved,
    st.none() | st.sampled_from(["csv", "hubspot"]),
    *[LISTS] * 7,
    st.booleans(),
    *[st.none() | st.text(min_size=1, max_size=8)] * 4,
    st.none() | st.integers(1, 1000),
    *[st.none() | st.text(min_size=1, max_size=8)] * 2,
    key=st.none() | st.sampled_from(["identifier", "title"]),
)


@given(SAVED)
def test_what_is_kept_is_read_again_as_it_was(saved: Saved) -> None:
    assert from_text(to_text(saved)) == saved


def test_a_mapping_that_is_too_long_isn_t_kept(pipectl: Shell) -> None:
    write("d.csv", "deal_id,x", "1,")
    flags = [word for each in range(2000) for word in ("--lost-when", f"x={each:06}")]
    assert refused(pipectl, "d.csv", *flags, "--save-as", "m", code=2).endswith(
        "pipectl: The mapping is too long to save.\n"
        "  Import without --save-as, or with fewer options.\n"
    )


@given(SAVED, SAVED)
def test_everything_that_is_given_counts_and_nothing_is_said_twice(a: Saved, b: Saved) -> None:
    both = merged(a, b)
    for name in ("map", "stage_map", "won_when", "lost_when", "open_when", "only", "fill_down"):
        told = getattr(both, name)
        assert told[len(told) - len(getattr(b, name)) :] == getattr(b, name)
        assert set(told) <= {*getattr(a, name), *getattr(b, name)}
    assert merged(both, b) == both
    assert merged(a, Saved()) == a


@pytest.mark.parametrize("text", ["", '{"map": 1}', '{"x": ""}', "[]", "1", "[" * 5000, "{"])
def test_a_text_that_is_no_mapping_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not a saved mapping"):
        from_text(text)


@given(st.text(max_size=50))
def test_no_text_that_is_no_object_is_taken_for_a_mapping(text: str) -> None:
    with pytest.raises(UsageError):
        from_text(f"[{text}")
