"""What the tests of `import` share: files in the current folder, tables compared, a doctor."""

from pathlib import Path
from typing import Any

import to_examine
from conftest import Done, Shell
from stored_rows import COUNTS
from to_examine import is_well as is_well

UNCOMPARED = ("journal_operation", "journal_row", "journal_range", *COUNTS)


def write(name: str, *lines: str) -> str:
    """A file in the current folder: its name."""
    Path(name).write_text("".join(f"{line}\n" for line in lines), "utf-8", newline="")
    return name


def begun(count: int = 1, line: int = 2) -> str:
    """What is said of open rows without a day of creation, in a file without a column of it."""
    where = f"row (line {line})" if count == 1 else f"rows (first in line {line})"
    return (
        f"  {count} open {where} without a creation date: using today. To name its column: "
        "--map created_on=HEADER\n"
    )


def how(stage: str, *order: str) -> str:
    """What is said below new stages: the order of all, unless they stand behind, and what helps."""
    there = f"  Order of all stages: {', '.join(order)}.\n" if order else ""
    return (
        f'{there}  To change a probability: `pipectl stage edit "{stage}" --probability PERCENT`.\n'
        f'  To change the order: `pipectl stage move "{stage}" --after STAGE`.\n'
    )


def rows(shell: Shell, sql: str) -> list[tuple[Any, ...]]:
    """What plain SQL finds in the store."""
    return shell.rows(sql)


def change(shell: Shell, sql: str) -> None:
    """Change the store by other means, which doctor may find: it looks at an import before."""
    if shell.file in to_examine.stores:
        is_well(shell)
    shell.alter(sql)


def tables(shell: Shell) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but the journal's."""
    return {name: rows for name, rows in shell.tables().items() if name not in UNCOMPARED}


def brought(shell: Shell, *words: object, stdin: str = "") -> Done:
    """Import, and let doctor look when the test ends."""
    done = shell("import", *words, stdin=stdin)
    to_examine.stores[shell.file] = shell
    return done


def reversible(shell: Shell, *words: object) -> Done:
    """Import, undo and redo: every table must be as it was before, and as it was after."""
    before = tables(shell)
    done = brought(shell, *words)
    after = tables(shell)
    shell("undo")
    assert tables(shell) == before
    shell("redo")
    assert tables(shell) == after
    return done


def refused(shell: Shell, *words: object, code: int = 4, stdin: str = "") -> str:
    """An import that leaves `code`, says why on one line (and a hint), and changes nothing."""
    before = shell.state()
    done = shell("import", *words, code=code, stdin=stdin)
    assert shell.state() == before
    assert "Traceback" not in done.err
    assert "\x1b" not in done.err
    assert all(len(line) < 1000 for line in done.err.splitlines())
    return done.err


def commands(shell: Shell) -> list[str]:
    """The operations that the journal holds, the last one first."""
    return [each["command"] for each in shell("history", "--json").json]


def stageless(won: int = 0, lost: int = 0) -> str:
    """What is said of closed deals that name no stage."""
    said = [
        f"{count} {outcome} deal{'s' if count > 1 else ''} without a stage: using {stage}.\n"
        for count, outcome, stage in (
            (won, "won", "Negotiation"),
            (lost, "lost", "Initial contact"),
        )
        if count
    ]
    them, stages = ("it", "its real stage") if won + lost == 1 else ("them", "their real stages")
    return (
        f"{''.join(said)}  Win rates by stage will count {them} there. To import {stages}: "
        "--history FILE\n"
    )
