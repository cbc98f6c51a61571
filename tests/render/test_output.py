"""Where the output goes: pipes that close, full disks, narrow screens, old encodings, no color."""

import json
import os
import re
import subprocess
import sys
from typing import Any

import pexpect
import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from at_terminal import folder_of_tool
from conftest import Shell
from long_cases import one_in

PIPECTL = f"{sys.executable} -m pipectl"
TITLES = (
    "日本語のとても長い題名がここにあります" * 3,
    "👩‍👩‍👧‍👦🇩🇪 family and flag " * 4,
    "שלום עולם " * 6,
    "Z" + "\u0301\u0316" * 60,
    "e\u0301" * 50 + "ＷＩＤＥ",
    "Plain ASCII title that is rather long and goes on and on and on until it ends",
)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What a store with 400 opportunities holds: their titles are more than a pipe does."""
    shell = Shell(tmp_path_factory.mktemp("many"))
    shell("init")
    shell("add", "Acme rollout", "12k", "--account", "Acme Corp", "--close", "eoq")
    titles = "\n".join(f"Deal {number} {'x' * 200}" for number in range(2, 401))
    (shell.home / "deals.csv").write_text(f"title\n{titles}\n")
    shell("import", shell.home / "deals.csv")
    return shell.contents()


@pytest.fixture
def crowd(empty: Shell, many: bytes) -> Shell:
    empty.refill(many)
    return empty


def sh(shell: Shell, script: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A line of bash in which $P is pipectl."""
    return subprocess.run(
        ["bash", "-c", script.replace("$P", PIPECTL)],
        capture_output=True,
        env={**shell.environment, **environment},
        cwd=shell.home,
        timeout=60,
    )


# A pipe that closes


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "md"])
def test_a_closed_pipe_ends_quietly(crowd: Shell, form: str) -> None:
    ran = sh(crowd, f"$P list --format {form} | head -c 20; echo $? ${{PIPESTATUS[0]}}")
    assert ran.stdout[20:].split() == [b"0", b"0"]
    assert ran.stderr == b""


def into_nothing(shell: Shell, *words: str) -> tuple[int, bytes]:
    """Run a command on a pipe whose reader has left before the first byte."""
    reader, writer = os.pipe()
    os.close(reader)
    ran = subprocess.run(
        [sys.executable, "-m", "pipectl", *words],
        stdout=writer,
        stderr=subprocess.PIPE,
        env=shell.environment,
        timeout=60,
    )
    os.close(writer)
    return ran.returncode, ran.stderr


@pytest.mark.parametrize("line", ["list", "list --json", "--help", "show --help", "--version"])
def test_a_reader_that_is_gone_already_ends_a_read_quietly(crowd: Shell, line: str) -> None:
    assert into_nothing(crowd, *line.split()) == (0, b"")


def test_a_closed_pipe_neither_undoes_nor_repeats_a_write(crowd: Shell) -> None:
    for words in (("add", "Tea", "--json"), ("add", "Green tea")):
        assert into_nothing(crowd, *words) == (0, b"")
    assert [row["title"] for row in crowd("list", "tea", "--json").json] == ["Tea", "Green tea"]


# A full disk, and streams that are closed


@pytest.mark.parametrize(
    "words", one_in(2, ["list --json", "board", "show 1", "--help", "add --help"])
)
def test_a_read_that_cannot_be_written_is_exit_5(acme: Shell, words: str) -> None:
    ran = sh(acme, f"$P {words} >/dev/full; echo $?; $P {words} >&-; echo $?")
    assert ran.stdout == b"5\n5\n"
    assert ran.stderr.decode().splitlines() == [
        "pipectl: The output can't be written: No space left on device.",
        "pipectl: The output can't be written: stdout is closed.",
    ]


@pytest.mark.parametrize(
    ("to", "reason"), [("/dev/full", "No space left on device"), ("&-", "stdout is closed")]
)
def test_a_write_that_is_stored_is_exit_0_and_says_so(acme: Shell, to: str, reason: str) -> None:
    said = f"pipectl: The output can't be written: {reason}.\n  The change was saved.\n"
    ran = sh(acme, f"$P add Tea >{to}; echo $?")
    assert (ran.stdout, ran.stderr.decode()) == (b"0\n", said)
    ran = sh(acme, f"$P config set decimal , >{to}; echo $?; $P config get decimal")
    assert (ran.stdout, ran.stderr.decode()) == (b"0\n,\n", said)
    assert acme("list", "--format", "ids").lines == ["1", "2"]


def test_nobody_listens_on_a_closed_stderr(acme: Shell) -> None:
    for end in ("2>&-", "2>/dev/full"):
        ran = sh(acme, f"$P show no {end}; echo $?; $P show acme --json {end} | head -1; echo $?")
        assert ran.stdout == b"3\n{\n0\n"
    ran = sh(acme, "$P list <&- >&- 2>&-; echo $?; $P add Tea <&- >&- 2>&-; echo $?")
    assert ran.stdout == b"5\n0\n"
    assert acme("list", "--format", "ids").lines == ["1", "2"]


def test_a_closed_stdin_asks_nothing(acme: Shell) -> None:
    ran = sh(acme, "$P move acme <&-; echo $?; $P add Tea <&-; echo $?")
    assert ran.stdout.split()[0] == b"2"
    assert ran.stdout.split()[-1] == b"0"


# Encodings


def encoded(shell: Shell, charset: str, *words: str) -> str:
    """What a command prints on streams of that encoding."""
    from pipectl.app.main import app

    nothing: dict[str, str | None] = dict.fromkeys(os.environ)
    found = CliRunner(charset=charset).invoke(app, words, env={**nothing, **shell.environment})
    assert found.exit_code == 0, found.stderr
    form = "utf-8" if "--json" in words or "jsonl" in words else charset
    return found.stdout_bytes.decode(form) + found.stderr_bytes.decode(charset)


def test_ascii_output_has_signs_of_its_own(acme: Shell) -> None:
    added = encoded(acme, "ascii", "add", "Grün 日本 👩")
    assert added.startswith("Added Gr?n ???? ?? (#2) - no amount - Initial")
    for words in (("list",), ("board",), ("coverage",), ("show", "1"), ("stage", "list")):
        text = encoded(acme, "ascii", *words)
        assert "?" not in text.replace("Gr?n ???? ??", ""), text


def test_latin_1_output_keeps_what_latin_1_has(acme: Shell) -> None:
    acme("edit", "1", "--title", "Grüne Wiese – 日本")
    listed = encoded(acme, "latin-1", "list")
    assert "Grüne Wiese - ????" in listed
    (found,) = json.loads(encoded(acme, "latin-1", "list", "--json"))
    assert found["title"] == "Grüne Wiese – 日本"


def test_a_cut_is_marked_on_a_screen_without_an_ellipsis(acme: Shell) -> None:
    acme.extra = {"COLUMNS": "60"}
    acme("edit", "1", "--title", "A title that is far too long for sixty columns of any screen")
    row = encoded(acme, "ascii", "list").splitlines()[1]
    assert "~" in row
    assert " 12,000 " in row


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
    ids=str,
)
def test_json_is_utf_8_whatever_the_locale(acme: Shell, environment: dict[str, str]) -> None:
    title = "Grüne 日本語 👩‍👩‍👧‍👦"
    acme("edit", "1", "--title", title)
    bare = {name: acme.environment[name] for name in ("PATH", "HOME", "PIPECTL_DB")}
    words = ["list", "--format", "jsonl"] if "LC_ALL" in environment else ["list", "--json"]
    ran = subprocess.run(
        [sys.executable, "-m", "pipectl", *words],
        capture_output=True,
        env={**bare, **environment},
        timeout=60,
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    found = json.loads(ran.stdout.decode("utf-8"))
    assert (found if isinstance(found, dict) else found[0])["title"] == title
    assert title.encode() in ran.stdout


def test_a_title_can_be_typed_in_the_c_locale(acme: Shell) -> None:
    bare = {name: acme.environment[name] for name in ("PATH", "HOME", "PIPECTL_DB")}
    ran = subprocess.run(
        [sys.executable, "-m", "pipectl", "edit", "1", "--title", "Grüne 日本語", "--json"],
        capture_output=True,
        env={**bare, "LC_ALL": "C"},
        timeout=60,
    )
    assert json.loads(ran.stdout.decode("utf-8"))["title"] == "Grüne 日本語"


# Escapes


def at_terminal(shell: Shell, line: str, **environment: str) -> bytes:
    """What a command prints at a pseudo-terminal."""
    ran: Any = pexpect.run(
        f"{folder_of_tool() / 'pipectl'} {line}",
        withexitstatus=True,
        env={**shell.environment, "TERM": "xterm-256color", **environment},
        timeout=60,
    )
    out, code = ran
    assert code == 0, out
    return bytes(out)


def test_a_terminal_gets_colors(acme: Shell) -> None:
    acme.now = "2026-12-18"
    out = at_terminal(acme, "list")
    assert b"\x1b[1;31m" in out
    assert set(re.findall(rb"\x1b[^m]{1,12}", out)) == set(re.findall(rb"\x1b\[[0-9;]+", out))


@pytest.mark.parametrize(
    "environment",
    [
        {"TERM": "dumb"},
        {"TERM": "unknown"},
        {"NO_COLOR": "1"},
        {"NO_COLOR": "1", "FORCE_COLOR": "1"},
        {"PIPECTL_COLOR": "never", "FORCE_COLOR": "1"},
        {"TERM": "dumb", "FORCE_COLOR": "1", "CLICOLOR_FORCE": "1", "GITHUB_ACTIONS": "true"},
    ],
    ids=str,
)
def test_no_escape_where_none_is_wanted(acme: Shell, environment: dict[str, str]) -> None:
    acme.now = "2026-12-18"
    assert b"\x1b" not in at_terminal(acme, "list", **environment)


@pytest.mark.parametrize("name", ["GITHUB_ACTIONS", "PY_COLORS"])
def test_nothing_forces_escapes_into_a_pipe(acme: Shell, name: str) -> None:
    acme.now = "2026-12-18"
    acme.extra = {name: "1", "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    for words in (("list",), ("show", "1"), ("--help",), ("add", "--help"), ("nothing",)):
        done = acme.process(*words, code=None) if words == ("nothing",) else acme(*words)
        assert "\x1b" not in done.out + done.err


def test_color_that_is_always_wanted_goes_into_a_pipe_too(acme: Shell) -> None:
    acme.now = "2026-12-18"
    acme.extra = {"PIPECTL_COLOR": "always"}
    assert "\x1b[1;31m" in acme("list").out
    assert "\x1b" not in acme("list", "--json").out
    assert "\x1b" not in acme("list", "--format", "csv").out


# Screens


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What a store holds whose every text is wide."""
    shell = Shell(tmp_path_factory.mktemp("wide"))
    shell(
        "init", "--quota", "123456789.50", "--stages", "日本語の段階はとても長い名前:10,Proposal:60"
    )
    for number, title in enumerate(TITLES, 1):
        person = title[:40]
        shell(
            *("add", title, "123456789.55", "--account", person, "--contact", person),
            *("--source", person[:20], "--tag", person[:10], "--note", title, "--close", "eoq"),
            *("--next", title[:60], "--due", "-3d"),
        )
        shell("log", "call", number, title)
    shell("move", 1, "--buying", "yes", "--why", TITLES[0], "--factor", TITLES[2])
    shell("lose", 2, "--reason", TITLES[1][:60], "--competitor", TITLES[4][:50])
    return shell.contents()


SCREENS = (
    ("list", "--all"),
    ("board",),
    ("board", "--by", "account", "--explain"),
    ("coverage", "--explain"),
    ("forecast", "--explain", "--by", "month"),
    ("report", "closing"),
    ("report", "weakest"),
    ("report", "calibration"),
    ("stage", "calibrate"),
    ("stage", "list"),
    ("action", "list"),
    ("quota", "show"),
    ("account", "list"),
    ("account", "show", "plain"),
    ("contact", "list"),
    ("activity", "list"),
    ("config", "list"),
    *(("show", str(number)) for number in range(1, len(TITLES) + 1)),
)


@pytest.mark.parametrize("columns", [40, 41, 60, 80, 120, 500])
def test_no_line_is_wider_than_the_screen(empty: Shell, wide: bytes, columns: int) -> None:
    empty.refill(wide)
    empty.extra = {"COLUMNS": str(columns)}
    for words in SCREENS:
        for line in empty(*words).lines:
            assert cell_len(line) <= columns, (words, line)


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_an_echo_is_not_wider_than_the_screen(empty: Shell, wide: bytes, columns: int) -> None:
    empty.refill(wide)
    empty.extra = {"COLUMNS": str(columns)}
    for number in range(3, len(TITLES) + 1):
        for words in (("edit", number, "--amount", "5k"), ("log", "call", number, TITLES[0])):
            for line in empty(*words).lines:
                assert cell_len(line) <= columns, (words, line)


@pytest.mark.parametrize("columns", [1, 2, 20, 39])
def test_a_very_narrow_screen_gets_a_line_for_each_value(
    empty: Shell, wide: bytes, columns: int
) -> None:
    empty.refill(wide)
    empty.extra = {"COLUMNS": str(columns)}
    for words in SCREENS:
        assert empty(*words).code == 0
    rows = empty("list", "--all", "--columns", "id,title,amount").out.split("\n\n")
    assert len(rows) == len(TITLES)
    for row in rows:
        keys = [line.partition(": ")[0] for line in row.splitlines()]
        assert keys == ["#", "Title", "Amount"]
        assert row.splitlines()[2] == "Amount: 123,456,789.55 USD"


@pytest.mark.parametrize("columns", [40, 50, 60, 80])
def test_amounts_are_never_cut(empty: Shell, wide: bytes, columns: int) -> None:
    empty.refill(wide)
    empty.extra = {"COLUMNS": str(columns)}
    rows = empty("list").lines[1:]
    assert len(rows) == len(TITLES) - 1
    assert all("123,456,789.55" in row for row in rows)
    assert "617,283,947.75" in empty("board").out


@pytest.mark.parametrize("columns", ["0", "-5", "", "abc", "99999999999999999999", "８０", "1e3"])
def test_columns_that_are_no_number_are_no_edge(acme: Shell, columns: str) -> None:
    acme.extra = {"COLUMNS": columns}
    assert "12,000 USD" in acme("list").out


def test_columns_line_up_by_cells(empty: Shell, wide: bytes) -> None:
    empty.refill(wide)
    empty.extra = {"COLUMNS": "100"}
    head, *rows = empty("list", "--columns", "title,amount,id").lines
    ends = {cell_len(row[: row.index(".55")]) for row in rows}
    assert len(ends) == 1, rows
    assert head.startswith("Title")


# Each form of data in the encoding that has least signs; the others are as wrong for any of them.
UTF_8_DATA = {
    "ascii": (
        *(("list", "--format", form) for form in ("csv", "md", "jsonl", "json")),
        *(("coverage", "--format", form) for form in ("md", "json")),
        *(("activity", "list", "--format", "csv"), ("account", "list", "--format", "md")),
        *(("remind", "--within", "1w", "--format", "ics"), ("export", "--format", "csv")),
    ),
    "latin-1": (("list", "--format", "csv"), ("account", "list", "--format", "md")),
    "cp1252": (("list", "--format", "json"), ("coverage", "--format", "md")),
}


@pytest.mark.parametrize("encoding", UTF_8_DATA)
def test_data_is_utf_8_wherever_it_goes(acme: Shell, encoding: str) -> None:
    acme("add", "Zażółć „Groß“", "5k", "--account", "株式会社")
    commands = UTF_8_DATA[encoding]
    expected = [acme(*words).out for words in commands]
    acme.extra = {"PYTHONUTF8": "0", "PYTHONIOENCODING": encoding}
    printed = [
        acme.process(*words, encoding="utf-8", is_new=number == 0).out
        for number, words in enumerate(commands)
    ]
    assert printed == expected


def test_a_table_keeps_its_columns_in_every_encoding(acme: Shell) -> None:
    acme("add", "Zażółć „Groß“", "5k", "--account", "株式会社", "--next", "Call", "--due", "fri")
    words = ("list", "--columns", "id,title,account,amount")
    acme.extra = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    assert acme.process(*words).out.splitlines() == [
        "#  Title          Account        Amount",
        "1  Acme rollout   Acme Corp  12,000 USD",
        "2  Za???? ?Gro??  ????????    5,000 USD",
    ]
