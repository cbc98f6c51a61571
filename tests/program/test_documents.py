"""What the documents show is what the program prints."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from at_terminal import folder_of_tool
from conftest import Shell
from pictures import main as draw
from sessions import environment, rewritten

TOP = Path(__file__).parents[2]


PAGES = [
    TOP / "README.md",
    *sorted(path for path in (TOP / "docs").glob("*.md") if path.name != "decisions.md"),
]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_sessions_of_a_page_print_what_it_says(path: Path) -> None:
    page = path.read_text("utf-8")
    assert rewritten(page, folder_of_tool()) == page, "run `make readme`"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_command_that_a_page_names_exists(path: Path) -> None:
    from pipectl.cli.command_table import COMMANDS

    named = set(re.findall(r"(?:`|\$ |^    )pipectl ([a-z][a-z-]*)", path.read_text("utf-8"), re.M))
    assert named <= set(COMMANDS)


def test_a_page_links_to_what_is_there() -> None:
    for path in PAGES:
        targets = re.findall(
            r"\]\(([^)#:]+)\)|(?:src|srcset)=\"([^\"]+)\"", path.read_text("utf-8")
        )
        for target in (first or second for first, second in targets):
            assert (path.parent / target).exists(), (path.name, target)


def test_the_readme_is_read_in_a_minute() -> None:
    assert len((TOP / "README.md").read_text("utf-8").splitlines()) < 250


def test_the_pictures_show_what_the_demo_shows(tmp_path: Path) -> None:
    draw(tmp_path)
    for path in tmp_path.iterdir():
        kept = (TOP / "docs" / "images" / path.name).read_text("utf-8")
        assert path.read_text("utf-8") == kept, "run `make readme`"


def test_the_example_session_runs(tmp_path: Path) -> None:
    ran = subprocess.run(
        ["bash", str(TOP / "examples" / "session.sh")],
        capture_output=True,
        text=True,
        env=environment(tmp_path, folder_of_tool()),
        cwd=tmp_path,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.endswith("The quarter, in one number: 0.3\n")


def test_the_example_settings_are_read(empty: Shell) -> None:
    folder = empty.home / ".config" / "pipectl"
    folder.mkdir(parents=True)
    example = (TOP / "examples" / "config.toml").read_text("utf-8")
    (folder / "config.toml").write_text(re.sub(r"^# (\w+ = )", r"\1", example, flags=re.M), "utf-8")
    empty.extra = {"PIPECTL_DB": ""}
    rows = {row["key"]: row for row in empty("config", "list", "--json").json}
    assert {key for key, row in rows.items() if row["origin"] == "file"} == {
        "db",
        "hooks",
        "decimal",
        "timezone",
        "color",
        "list_columns",
        "owner",
    }


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "docs/architecture.md"])
def test_documents_name_no_absolute_path_of_a_machine(name: str) -> None:
    assert not re.search(r"/(home|root|Users|work)/", (TOP / name).read_text("utf-8")), os.sep


def test_the_changes_are_written_in_lines_of_at_most_100_columns() -> None:
    lines = (TOP / "CHANGELOG.md").read_text("utf-8").splitlines()
    assert [line for line in lines if len(line) > 100] == []
