"""Hostile words through files and their names, into hooks, and out by every door of data."""

import csv
import io
import json
import os
import re
import sqlite3
from pathlib import Path

import pytest
from test_hostile import (
    IN_FILE,
    PATHS,
    SHARP,
    UNSAFE,
    WORDS,
    Ran,
    check_cells,
    check_harmless,
    check_markdown,
    furnished,
    is_fine,
    kept,
    nothing_came_of_it,
    run,
    shell,
    spoiled,
    spoiled_shell,
    strings,
)

from conftest import Shell
from hooked import hook
from long_cases import by_turns, one_in

__all__ = ["furnished", "shell", "spoiled", "spoiled_shell"]  # fixtures
# Words that a file of text can hold: bytes that are none make it another encoding.
IN_TEXT = {name: word for name, word in WORDS.items() if not re.search("[\ud800-\udfff]", word)}


def sheet(name: str, *rows: list[str]) -> str:
    """A CSV file in the current folder: its name."""
    with open(name, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return name


# The cells of a file: the header, and how many characters it takes at most (none: it names
# something, or is no text).
CELLS = {
    "title": 500,
    "account": 200,
    "source": 100,
    "campaign": 100,
    "lost_reason": 200,
    "stage": 60,
    "deal_id": 200,
    "amount": 0,
    "currency": 0,
    "opened_at": 0,
    "outcome": 0,
    "closed_value": 0,
}
LINED = ("lost_reason",)  # several lines become one


@pytest.mark.parametrize("header", one_in(2, [*CELLS]))
def test_a_cell_is_kept_as_it_is_or_refused(
    shell: Shell, spoiled_words: dict[str, str], header: str
) -> None:
    """All words at once: the good ones come in, the others are problems, and none is obeyed."""
    names = ["deal_id", *([header] if header != "deal_id" else ["title"])]
    rows = [[f"k{n}", word] for n, word in enumerate(spoiled_words.values())]
    if header == "deal_id":
        rows = [row[::-1] for row in rows]
    if header == "lost_reason":
        names, rows = [*names, "outcome"], [[*row, "lost"] for row in rows]
    if header == "outcome":  # a column in which no word is known isn't taken for it
        rows.append(["won", "won"])
    flags = ("--make-stages", "--skip-errors", "--rejects", "r.csv")
    ran = run(shell, "import", sheet("d.csv", names, *rows), *flags)
    check_harmless(ran, codes=(0,), what=header)
    shown = run(shell, "list", "--all", "--json")
    found = set(strings(json.loads(shown.out)))
    stages = run(shell, "stage", "list", "--json")
    found |= set(strings(json.loads(stages.out)))
    if header not in ("deal_id", "stage"):
        for name, word in spoiled_words.items():
            fine = is_fine(name, most=CELLS[header], note=False) if CELLS[header] else False
            if fine:
                assert as_read(word) in found, name
    told = Path("r.csv").read_bytes().decode()
    texts = [row[-1] for row in csv.reader(io.StringIO(told, newline=""))]
    assert not any(UNSAFE.search(text) for text in texts), "what is said is harmless"
    shell.file.chmod(0o600)
    assert run(shell, "doctor").code == 0
    check_harmless(run(shell, "export"), codes=(0,), what=header, csv=True)
    nothing_came_of_it(shell)


def as_read(word: str) -> str:
    """A cell of our own export loses the apostrophe that keeps it from being a formula."""
    text = kept(word)
    return text[1:] if text[:1] == "'" and text[1:2] in tuple("=+-@'＝＋－＠") else text


@pytest.fixture(scope="module")
def spoiled_words() -> dict[str, str]:
    """What can stand in a cell: NUL ends the file, which test_import tries."""
    return {name: word for name, word in IN_TEXT.items() if "\0" not in word}


NAMING = ("--map=title=@", "--only=@=x", "--stage-map=@=meeting")


# Of each second word one of the flags that name a column, of the next one another.
@pytest.mark.parametrize("parts", [6, pytest.param(1, marks=pytest.mark.long)])
def test_a_header_is_named_harmlessly(shell: Shell, parts: int) -> None:
    for turn, name in enumerate(name for name in SHARP if name in IN_TEXT):
        word = WORDS[name]
        sheet("d.csv", ["deal_id", word], ["1", "x"])
        ran = run(shell, "import", "d.csv", "--dry-run")
        check_harmless(ran, codes=(0, 4), what=name)
        for flag in NAMING[turn % parts :: parts]:
            ran = run(shell, "import", "d.csv", "--dry-run", flag.replace("@", word))
            check_harmless(ran, codes=(0, 2, 3, 4), what=(flag, name))


# Flags of `import` with a word, and which codes that leaves.
FLAGS = {
    "--from=@": (0, 2),
    "--dates=@": (2,),
    "--decimal=@": (0, 2),
    "--encoding=@": (2,),
    "--complete-since=@": (2,),
    "--only=title=@": (0, 3),
    "--map=@=title": (2,),
    "--stage-map=x=@": (0, 2, 3),
    "--history=@": (2, 4),
}


@pytest.mark.parametrize("flag", one_in(2, [*FLAGS]))
def test_a_flag_is_understood_or_refused(shell: Shell, flag: str) -> None:
    held = shell.state()
    sheet("d.csv", ["deal_id", "title"], ["1", "Tea"])
    for name in SHARP:
        ran = run(shell, "import", "d.csv", "--dry-run", flag.replace("@", WORDS[name]))
        check_harmless(ran, codes=(*FLAGS[flag], 2), what=(flag, name))
        assert shell.state() == held
    nothing_came_of_it(shell)


def test_a_file_of_any_name_is_read_and_written_or_refused(shell: Shell) -> None:
    for name in PATHS:
        word = WORDS[name]
        gone = run(shell, "import", "--", f"{word}.csv")
        check_harmless(gone, codes=(4,), what=name)
        made = run(shell, "export", "--", word)
        refused = name in ("empty", "space", "NUL", "long", "dot", "markup link", "path", "script")
        refused = refused or name in ("closing markup", "format")
        check_harmless(made, codes=(0, 2, 4, 5) if refused else (0,), what=name)
        if made.code == 0 and word.strip("-"):
            check_harmless(run(shell, "import", "--", word), codes=(0, 4), what=name)
            check_harmless(run(shell, "export", "--", word), codes=(0, 4), what=name)
    nothing_came_of_it(shell)


def test_a_history_is_read_as_data(shell: Shell, spoiled_words: dict[str, str]) -> None:
    sheet("d.csv", ["deal_id"], ["1"])
    held = shell.state()
    for place, header in enumerate(("deal_id", "stage", "entered_at")):
        rows = [["1", "Meeting", "2026-01-01"] for _ in spoiled_words]
        for row, word in zip(rows, spoiled_words.values(), strict=True):
            row[place] = word
        sheet("h.csv", ["deal_id", "stage", "entered_at"], *rows)
        ran = run(shell, "import", "d.csv", "--history", "h.csv", "--dry-run", "--json")
        text = ran.err.decode()
        assert ran.code == 4, header
        assert all(not UNSAFE.search(line) for line in text.splitlines())
        assert "Traceback" not in text
    assert shell.state() == held


def test_an_export_with_a_word_in_it_comes_in_as_it_is_or_not_at_all(shell: Shell) -> None:
    lines = run(shell, "export", "--what", "all").out.decode().splitlines()
    place = next(n for n, line in enumerate(lines) if '"table": "opportunity"' in line)
    before, held = shell.contents(), shell.state()
    for name in (*SHARP, "sharp s", "quoted", "family and flag"):
        word = WORDS[name]
        row = json.loads(lines[place])
        row["row"] |= {"title": word, "note": word}
        spoiled = [*lines[:place], json.dumps(row), *lines[place + 1 :]]
        Path("x.jsonl").write_text("".join(f"{line}\n" for line in spoiled))
        ran = run(shell, "import", "x.jsonl", "--update")
        fine = is_fine(name, most=500, note=False) and kept(word) == word
        check_harmless(ran, codes=(0,) if fine else (4,), what=name)
        if not fine:
            assert shell.state() == held, name
        shell.refill(before)


def test_a_hook_gets_a_word_as_json_and_nothing_else(shell: Shell) -> None:
    hook(shell, "on-add", '#!/bin/sh\ntr -d "\\n" >> "$HOME/told"\necho >> "$HOME/told"\n')
    fine = [name for name in WORDS if is_fine(name, most=50, note=False)][::4]
    for name in fine:
        run(shell, "add", f"--tag={WORDS[name]}", "--", WORDS[name])
    raw = (shell.home / "told").read_bytes().decode()
    heard = [json.loads(line) for line in raw.splitlines()]
    assert [each["opportunity"]["title"] for each in heard] == [kept(WORDS[n]) for n in fine]
    assert not any(UNSAFE.search(line) for line in raw.splitlines())
    nothing_came_of_it(shell)


# What the file holds already, on its way out.


@pytest.mark.parametrize(
    ("what", "form"),
    by_turns(["opportunities", "activities", "history"], ["csv", "json", "jsonl", "md"]),
)
def test_an_export_obeys_nothing_that_the_file_holds(
    spoiled_shell: Shell, what: str, form: str
) -> None:
    ran = run(spoiled_shell, "export", "--what", what, "--format", form)
    check_harmless(ran, codes=(0,), what=(what, form), csv=form == "csv")
    text = ran.out.decode()
    if form == "csv":
        check_cells(text)
    elif form == "md":
        check_markdown(text)
    else:
        values = json.loads(text) if form == "json" else [*map(json.loads, text.splitlines())]
        every = set(strings(values))
        absent = {name for name, word in IN_FILE.items() if word not in every}
        assert absent <= {"empty"}


def test_a_whole_export_of_it_is_refused_harmlessly(spoiled_shell: Shell) -> None:
    ran = run(spoiled_shell, "export", "--what", "all")
    check_harmless(ran, codes=(5,), what="all")


@pytest.mark.files("about texts that a server's columns don't hold")
def test_a_whole_export_holds_nothing_that_steers_a_terminal(shell: Shell) -> None:
    names = [name for name in SHARP if name not in ("byte", "empty")]
    for name in names:
        shell("add", name)
        with shell.opened() as store:
            store.execute("update opportunity set note = ? where title = ?", (WORDS[name], name))
    ran = run(shell, "export", "--what", "all")
    check_harmless(ran, codes=(0,), what="all")
    rows = [json.loads(line) for line in ran.out.splitlines()]
    notes = {each["row"].get("note") for each in rows[1:]}
    assert notes >= {WORDS[name] for name in names}


def test_a_doctor_and_backups_obey_nothing_that_the_file_holds(
    spoiled_shell: Shell, shell: Shell
) -> None:
    for words in (("doctor",), ("doctor", "--json"), ("history", "--limit", "100", "--json")):
        ran = run(spoiled_shell, *words)
        assert ran.code in (0, 4), ran.err
        text = (ran.out + ran.err).decode()
        assert not any(UNSAFE.search(line) for line in text.splitlines()), words
        assert "Traceback" not in text
    check_harmless(run(shell, "backup"), codes=(0,), what="backup")
    folder = Path(f"{shell.store}.backups")
    (real,) = [each for each in folder.iterdir() if each.suffix == ".db"][:1]
    for name in ("colour", "forged line", "override", "markup link", "substitution"):
        word = WORDS[name].replace("/", "-")
        (folder / f"{word}.db").write_bytes(real.read_bytes())
        os.rename(folder / f"{word}.db", folder / f"{real.stem}{word}.db")
    for line in ("backup list", "backup list --json", "restore nowhere"):
        check_harmless(run(shell, *line.split()), codes=(0, 3, 4), what=line)
    nothing_came_of_it(shell)


@pytest.mark.files("about texts that a server's columns don't hold")
@pytest.mark.parametrize("kind", ["bash", "zsh", "fish"])
def test_completion_of_values_offers_nothing_that_a_shell_would_run(
    spoiled_shell: Shell, kind: str
) -> None:
    for words in (
        *("account show ", "contact show ", "brief ", "reason remove ", "lose beech --reason "),
        *("list --source ", "list --tag ", "move beech --met ", "add x --campaign "),
        *("lose beech --competitor ", "stage criteria remove meeting ", "review --only "),
    ):
        line = f"pipectl {words}"
        ran = run(
            spoiled_shell,
            _PIPECTL_COMPLETE=f"complete_{kind}",
            COMP_WORDS=line.replace(" ", "\n"),
            COMP_CWORD=str(line.count(" ")),
            _TYPER_COMPLETE_ARGS=line,
            _TYPER_COMPLETE_FISH_ACTION="get-args",
        )
        text = ran.out.decode().removeprefix("_arguments '*: :((").removesuffix("))'\n")
        check_harmless(Ran(0, ran.out.replace(b"\t", b" "), ran.err), codes=(0,), what=words)
        assert not re.search(r"[`$\\&|;<>()*?~]|'[^']", text.replace(r"\\:", "")), (words, text)


def test_every_word_of_the_file_is_one_that_sqlite_kept(spoiled: Path) -> None:
    """The store above really holds them, or nothing here is a test."""
    with sqlite3.connect(spoiled) as store:
        titles = {row[0] for row in store.execute("select title from opportunity")}
    assert {word for word in IN_FILE.values() if word and "\0" not in word} <= titles
