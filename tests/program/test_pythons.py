"""Which Pythons a short set of the tests runs on: those that start and can make an environment."""

import sys
from pathlib import Path

import pytest

import pythons

MINE = sys.version_info[:2]
HERE = f"3.{MINE[1]}"


def folder_with(place: Path, **programs: str) -> Path:
    """A folder with programs of those names, a dot written as _."""
    place.mkdir(parents=True)
    for name, text in programs.items():
        program = place / name.replace("_", ".")
        program.write_text(f"#!/bin/sh\n{text}\n")
        program.chmod(0o755)
    return place


def found(*path: Path, home: Path) -> tuple[dict[str, Path], dict[str, str]]:
    """The Pythons that are found."""
    return pythons.found({"PATH": ":".join(map(str, path)), "HOME": str(home)})


@pytest.fixture
def start() -> str:
    """A program that starts this Python."""
    return f'exec {sys.executable} "$@"'


def test_one_of_each_version_is_found_and_those_that_pyenv_installed(
    tmp_path: Path, start: str
) -> None:
    name = f"python3_{MINE[1]}"
    first = folder_with(tmp_path / "first", **{name: start})
    installed = folder_with(tmp_path / f".pyenv/versions/{HERE}.0/bin", **{name: start})
    assert found(first, home=tmp_path) == ({HERE: first / f"python{HERE}"}, {})
    assert found(home=tmp_path) == ({HERE: installed / f"python{HERE}"}, {})


def test_a_shim_that_starts_nothing_is_passed_over_for_one_that_does(
    tmp_path: Path, start: str
) -> None:
    name = f"python3_{MINE[1]}"
    shim = folder_with(tmp_path / "shims", **{name: "echo no such version >&2; exit 127"})
    bad = {HERE: f"{shim}/python{HERE}: no such version"}
    assert found(shim, home=tmp_path) == ({}, bad)
    good = folder_with(tmp_path / "good", **{name: start})
    assert found(shim, good, home=tmp_path) == ({HERE: good / f"python{HERE}"}, {})


def test_another_version_under_that_name_and_earlier_ones_are_not_tried(
    tmp_path: Path, start: str
) -> None:
    bare = folder_with(tmp_path / "bare", python3_10=start, python3_99=start, python3=start)
    assert found(bare, home=tmp_path) == ({}, {"3.99": f"{bare}/python3.99: it is another one"})


def test_the_short_set_names_files_that_are_there() -> None:
    assert [name for name in pythons.SHORT if not (pythons.ROOT / name).is_file()] == []
