"""`export`: all of it for a machine, or a part for people, to stdout or into a file."""

import csv
import io
import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import Shell, made_once
from pipectl.exporting.queries import TABLES
from pipectl.store.connection import SCHEMA_VERSION

STAY_AT_HOME = {
    *("journal_operation", "journal_row", "journal_range", "alembic_version"),
    *("reminder_claim", "calendar_entry", "review_position", "store_upgrade"),
    "forecast_log",
}


@made_once
def sold(acme: Shell) -> Shell:
    """Open, won, lost and deleted opportunities, with notes and activities."""
    acme("edit", 1, "--note", 'first\nsecond, and "third"', "--tag", "b")
    acme("add", "=1+1", "5k", "--currency", "EUR", "--note", "'quoted")
    acme("add", "@SUM(1)")
    acme("lose", 3, "--reason", "no budget")
    acme("win", 2)
    acme("add", "Gone", "1k")
    acme("delete", "gone", "--yes")
    acme("log", "call", 1, "--", "-1 more")
    return acme


def rows(text: str) -> list[dict[str, str]]:
    """CSV as rows."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_opportunities_are_csv_unless_said(sold: Shell) -> None:
    sold("export", sold.home / "deals.csv")
    text = (sold.home / "deals.csv").read_bytes().decode("utf-8")
    assert text.count("\r\n") == 4
    head = text.split("\r\n", 1)[0].split(",")
    keys = sold("show", 1, "--json").json
    parted = {
        "probability_from": ("probability_from", "own_probability"),
        "next_action": ("next_action", "next_due", "next_time"),
        "qualification": ("buying", "why", "asked_on"),
        "recurring": ("recurring", "recurring_per", "term_months"),
    }
    shared = [*list(keys)[: list(keys).index("recurring") + 1], "note"]
    flat = [cell for key in shared for cell in parted.get(key, (key,))]
    assert head == [*flat, "changed_at", "changed_parts"]
    found = rows(text)
    assert [each["title"] for each in found] == ["Acme rollout", "'=1+1", "'@SUM(1)"]
    assert [each["status"] for each in found] == ["open", "won", "lost"]
    assert [each["note"] for each in found] == ['first\nsecond, and "third"', "''quoted", ""]
    assert [each["amount"] for each in found] == ["12000.00", "5000.00", ""]


def without(row: dict[str, object], *keys: str) -> dict[str, object]:
    return {key: value for key, value in row.items() if key not in keys}


def test_json_has_the_keys_of_every_other_command(sold: Shell) -> None:
    found = sold("export", "--json").json
    for each in found:
        shown = sold("show", each["id"], "--json").json
        assert each == {key: shown[key] for key in each}
    lines = sold("export", "--format", "jsonl").lines
    assert [json.loads(line) for line in lines] == found
    assert sold("list", "--all", "--sort", "id", "--json").out == (
        json.dumps([without(each, "note", "fields") for each in found], indent=2)
        .replace("12000.0,", "12000.00,")
        .replace("5000.0,", "5000.00,")
        .replace(": 0.0,", ": 0.00,")
        + "\n"
    )


@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "md"])
@pytest.mark.parametrize("what", ["opportunities", "activities", "history"])
def test_an_empty_store_exports_nothing_in_every_format(
    pipectl: Shell, what: str, form: str
) -> None:
    text = pipectl("export", "--what", what, "--format", form).out
    assert text.count("\n") == {"csv": 1, "json": 1, "jsonl": 0, "md": 2}[form]
    assert form != "json" or text == "[]\n"


def test_activities_and_history(sold: Shell) -> None:
    assert sold("export", "--what", "activities").lines == [
        "id,kind,count,on,opportunity,title,contact,text",
        "1,call,1,2026-11-18,1,Acme rollout,,'-1 more",
    ]
    found = sold("export", "--what", "history", "--format", "json").json
    assert [(each["id"], each["title"], each["status"]) for each in found] == [
        (1, "Acme rollout", "open"),
        (2, "=1+1", "open"),
        (3, "@SUM(1)", "open"),
        (4, "@SUM(1)", "lost"),
        (5, "=1+1", "won"),
        (6, "Gone", "open"),
        (7, "Gone", "deleted"),
    ]
    shown = sold("show", 3, "--json").json["history"]
    whose = {"id", "opportunity", "title"}
    assert [{k: v for k, v in each.items() if k not in whose} for each in found[2:4]] == shown


def test_markdown_is_a_table(sold: Shell) -> None:
    lines = sold("export", "--format", "md").lines
    assert len(lines) == 5
    assert lines[0].startswith("| id | uid | slug | title |")
    assert lines[0].count(" | ") == lines[3].count(" | ")


@pytest.mark.parametrize(
    ("name", "start"),
    [("d.csv", "id,"), ("d.JSON", "["), ("d.jsonl", "{"), ("d.md", "| id")],
)
def test_the_end_of_the_file_says_the_format(sold: Shell, name: str, start: str) -> None:
    path = sold.home / name
    done = sold("export", path)
    assert (done.out, done.err) == ("", f"Wrote 3 deals to {path}.\n")
    assert path.read_bytes().decode().startswith(start)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes() == (
        sold.process("export", "--format", {"d": "csv"}.get(name, name[2:].lower()), is_new=False)
        .out.replace("\n", "\r\n" if start == "id," else "\n")
        .replace("first\r\nsecond", "first\nsecond")
        .encode()
    )


def test_a_file_that_is_there_is_left_alone(sold: Shell) -> None:
    path = sold.home / "deals.csv"
    path.write_text("mine")
    path.chmod(0o644)
    done = sold("export", path, code=4)
    assert done.err == (
        f'pipectl: The file "{path}" already exists.\n'
        "  Choose another name, or overwrite it with --force.\n"
    )
    assert path.read_text() == "mine"
    assert sold("export", path, "--force").err == (
        f"Only you can read {path} now (its mode was 0644). To let others read it, use --public.\n"
        f"Wrote 3 deals to {path}.\n"
    )
    assert path.read_text().startswith("id,")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in sold.home.iterdir() if ".new" in each.name] == []


def test_no_file_is_made_where_none_can_be(sold: Shell) -> None:
    sold("export", sold.home / "no" / "deals.csv", code=5)
    sold("export", sold.home, code=5)
    sold("export", "/dev/null", "--force", code=5)
    os.mkfifo(sold.home / "pipe")
    sold("export", sold.home / "pipe", "--force", code=5)


def test_the_store_is_never_written_over(sold: Shell) -> None:
    before = sold.state()
    (sold.home / "link").symlink_to(sold.store)
    for name in (sold.store, sold.home / "link"):
        assert "is the store itself" in sold("export", name, "--force", code=4).err
    assert sold.state() == before


def test_a_link_is_followed(sold: Shell) -> None:
    (sold.home / "link.csv").symlink_to("real.csv")
    sold("export", sold.home / "link.csv")
    assert (sold.home / "link.csv").is_symlink()
    assert (sold.home / "real.csv").read_text().startswith("id,")


def test_a_full_disk_leaves_what_was_there(sold: Shell) -> None:
    # Python would leave cut byte code behind, which later runs stumble over.
    sold.extra["PYTHONDONTWRITEBYTECODE"] = "1"
    done = sold.process("export", "deals.csv", code=None, preexec_fn=small_files)
    assert done.code == 5
    assert "Traceback" not in done.err
    assert [each.name for each in sold.home.iterdir() if "deals" in each.name] == []


def small_files() -> None:
    """Let no file grow over a few bytes, as a full disk would."""
    import resource
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))


def test_an_output_that_ends_early(sold: Shell) -> None:
    for target, code in (("/dev/full", 5), ("| head -c1", 0)):
        line = (
            f'"{sys.executable}" -m pipectl export --what all {"> " * (target[0] == "/")}{target}'
        )
        ran = subprocess.run(
            ["bash", "-c", f"set -o pipefail; {line}"],
            env=sold.environment,
            capture_output=True,
            text=True,
        )
        assert (ran.returncode, "Traceback" in ran.stderr) == (code, False), ran.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--what", "deals"], '"deals" can\'t be exported'),
        (["--format", "xml"], 'No format "xml"'),
        (["--format", "csv", "--json"], "--json and --format csv can't be used together"),
        (["--what", "all", "--format", "csv"], "--what all can't be written as csv"),
        (["--what", "all", "--json"], "--what all can't be written as json"),
        (["--force"], "--force needs a FILE"),
        (["-", "--force"], "--force needs a FILE"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_exported_is_said(sold: Shell, words: list[str], said: str) -> None:
    done = sold("export", *words, code=2)
    assert done.out == ""
    assert done.err.startswith(f"pipectl: {said}")


def test_a_missing_store_makes_no_file(empty: Shell) -> None:
    empty("export", empty.home / "deals.csv", code=5)
    assert list(empty.home.iterdir()) == []


# Everything.


def lines(shell: Shell) -> list[dict[str, Any]]:
    """The complete export, line by line."""
    text = shell("export", "--what", "all").out
    return [json.loads(line) for line in text.splitlines()]


def test_everything_is_every_row_of_every_table(sold: Shell) -> None:
    head, *found = lines(sold)
    wanted = [
        {"table": name, "row": row}
        for name in TABLES
        for row in sold.records(f"select * from {name} order by {TABLES[name].key}")
    ]
    changed = [each for each in found if each["table"] == "changed"]
    assert found == [*wanted, *changed]
    counts = {name: sum(each["table"] == name for each in found) for name in [*TABLES, "changed"]}
    told = {"pipectl": 3, "schema": SCHEMA_VERSION, "tables": [*TABLES, "changed"]}
    assert head == {**told, "rows": counts}
    assert all(list(each["row"]) == ["of", "key", "field", "changed_at"] for each in changed)
    found = found[: len(wanted)]
    assert [list(each["row"]) for each in found] == [list(each["row"]) for each in wanted]
    assert {each["row"]["status"] for each in found if each["table"] == "opportunity"} == {
        *("open", "won", "lost", "deleted")
    }


def test_no_table_and_no_column_is_forgotten() -> None:
    from sqlmodel import SQLModel

    import pipectl.store.tables  # noqa: F401

    every = SQLModel.metadata.tables
    assert set(TABLES) == set(every) - STAY_AT_HOME
    for name, (key, columns) in TABLES.items():
        assert columns == tuple(column.name for column in every[name].columns), name
        assert key.split(", ") == [column.name for column in every[name].primary_key], name


def test_foreign_keys_point_upwards() -> None:
    from sqlmodel import SQLModel

    import pipectl.store.tables  # noqa: F401

    order = list(TABLES)
    for name in order:
        for key in SQLModel.metadata.tables[name].foreign_keys:
            above = key.column.table.name
            same = (name, key.parent.name) == ("opportunity", "parent_id")
            assert same or order.index(above) < order.index(name), (name, above)


def test_the_page_on_the_format_names_every_column() -> None:
    page = (Path(__file__).parents[2] / "docs" / "export.md").read_text("utf-8")
    for name, (key, columns) in TABLES.items():
        assert f"| `{name}` | {key} | {' '.join(columns)} |" in page


def test_a_file_holds_what_stdout_shows(sold: Shell) -> None:
    path = sold.home / "all.jsonl"
    text = sold("export", "--what", "all").out
    count = len(text.splitlines()) - 1
    assert sold("export", "--what", "all", path).err == f"Wrote {count} rows to {path}.\n"
    assert path.read_text("utf-8") == text


def test_nothing_in_it_steers_a_terminal(pipectl: Shell) -> None:
    pipectl("add", "Deal")
    hostile = "\x1b[31m\x9b\u202e\u2028\x7f \u00e9日本"
    with pipectl.opened() as store:
        store.execute("update opportunity set note = ?", (hostile,))
    text = pipectl("export", "--what", "all").out
    assert not {"\x1b", "\x9b", "\u202e", "\u2028", "\x7f"} & set(text)
    assert "\\u001b[31m\\u009b\\u202e\\u2028\\u007f é日本" in text
    (found,) = [each["row"] for each in lines(pipectl) if each.get("table") == "opportunity"]
    assert found["note"] == hostile


@pytest.mark.files("about values that a server's columns don't hold")
def test_a_value_that_no_column_holds_is_damage(pipectl: Shell) -> None:
    for column, value in (("definition", b"\xff"), ("probability_bp", 37.5)):
        with pipectl.opened() as store:
            store.execute("update stage set definition = ''")
            store.execute(f"update stage set {column} = ?", (value,))
        done = pipectl("export", "--what", "all", pipectl.home / "x", code=5)
        assert "(invalid or missing: text or a whole number" in done.err
        assert not (pipectl.home / "x").exists()


def test_it_comes_back_as_it_was(sold: Shell, tmp_path: Path) -> None:
    path = sold.home / "all.jsonl"
    sold("export", "--what", "all", path)
    other = Shell(tmp_path / "other")
    other.home.mkdir()
    other("init")
    other.now = "2027-01-05T09:00"
    other("import", "--from", "pipectl", path)
    assert other("export", "--what", "all").out == path.read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("x.xlsx",), '"x.xlsx" ends in .xlsx, which isn\'t an export format.'),
        (
            ("--what", "all", "all.csv"),
            '"all.csv" ends in .csv, which isn\'t an export format.',
        ),
        (("--what", "all", "all.json"), "Use a name that ends in .jsonl, or add --format jsonl."),
    ],
)
def test_a_name_that_promises_something_else_is_refused(
    acme: Shell, words: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert said in acme("export", *words, code=2).err
    assert not Path(words[-1]).exists()
    form = "jsonl" if "all" in words else "csv"
    acme("export", *words, "--format", form)
    assert Path(words[-1]).exists()


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "-"])
def test_stdout_may_be_named(acme: Shell, name: str) -> None:
    done = acme("export", name)
    assert done.out == acme("export").out
    assert done.err == ""
