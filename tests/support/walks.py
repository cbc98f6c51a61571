"""Random walks: sequences of commands that are undone to the beginning and redone to the end."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from conftest import Shell
from long_cases import examples
from stored_rows import tables

# Hundreds of commits wait for no disk there.
MEMORY = next((place for place in ("/dev/shm",) if os.access(place, os.W_OK)), None)
# What a walk draws: few and long, as each of its commands is a write and two ways to take it back.
QUICK = settings(
    max_examples=examples(10),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def command(*parts: str | st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    """A command line of fixed words and drawn ones."""
    return st.tuples(*(st.just(p) if isinstance(p, str) else p for p in parts)).map(list)


AS = "as:"  # before a command: the seller who types it


def seller_of(run: Shell, words: Sequence[str]) -> Sequence[str]:
    """Let whoever is named before a command type it, and return the command."""
    if not words or not words[0].startswith(AS):
        return words
    run.extra = {"PIPECTL_OWNER": words[0].removeprefix(AS)}
    return words[1:]


def attempt(run: Shell, words: Sequence[str]) -> bool:
    """Run a command that may be refused, but by a rule: whether it was done."""
    typed, words = words, seller_of(run, words)
    done = run.outcome(*words)
    assert done.code in (0, 2, 3, 4), f"{typed}: {done.out}{done.err}"
    return done.code == 0


def exported(run: Shell) -> str:
    """The whole store as it is exported, without when each field changed: undo adds to that."""
    lines = run("export", "--what", "all").out.splitlines()[1:]
    return "\n".join(each for each in lines if not each.startswith('{"table": "changed"'))


def walk(
    begun: Path, sequence: Sequence[Sequence[str]], after: Callable[[Shell], None] | None = None
) -> None:
    """Run the commands in a copy of a home, undo each to the beginning and redo it to the end."""
    with TemporaryDirectory(dir=MEMORY) as home:
        run = Shell(Path(home))
        copytree(begun, run.home, dirs_exist_ok=True)
        count = len(run("history", "--json", "--limit", 1000).json)
        states = [(tables(run), exported(run))]
        for words in sequence:
            done = attempt(run, words)
            state = tables(run)
            if state != states[-1][0]:
                assert done, words
                states.append((state, exported(run)))
                count += 1
        run.extra = {}
        # An owner that was set would take back only what is theirs.
        (run.home / ".config" / "pipectl" / "config.toml").unlink(missing_ok=True)
        assert len(run("history", "--json", "--limit", 1000).json) == count
        for state, text in states[-2::-1]:
            run("undo")
            assert tables(run) == state
            assert exported(run) == text
        for state, text in states[1:]:
            run("redo")
            assert tables(run) == state
            assert exported(run) == text
        assert "There is nothing to redo." in run("redo", code=4).err
        if after is not None:
            after(run)
