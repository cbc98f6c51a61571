"""`stage playbook`: what to do in a stage, and where it is shown."""

from pathlib import Path

import pytest

from conftest import Shell, made_once
from machines import export, machine
from terminal import Session, editor

TEXT = "# Proposal\n\n- Send it within two days\n- Ask who signs\n"
LONG = "".join(f"{number}. Step {number}\n" for number in range(1, 13))


@made_once
def selling(pipectl: Shell) -> Shell:
    pipectl("add", "Acme", "12k", "--stage", "discovery", "--next", "Call", "--due", "fri")
    return pipectl


def write(shell: Shell, text: str, stage: str = "discovery") -> None:
    """Set a stage's playbook through a pipe."""
    shell("stage", "playbook", stage, "-", stdin=text)


def test_it_is_read_from_a_file_or_a_pipe_and_printed_as_it_was_written(selling: Shell) -> None:
    done = selling("stage", "playbook", "proposal")
    assert (done.out, done.err) == (
        "",
        'Proposal has no playbook. Write one: `pipectl stage playbook "Proposal" --edit`.\n',
    )
    file = selling.home / "proposal.md"
    file.write_text(TEXT, "utf-8")
    assert selling("stage", "playbook", "proposal", file).err == "Set the playbook of Proposal.\n"
    assert selling("stage", "playbook", "proposal").out == TEXT
    write(selling, selling("stage", "playbook", "proposal").out, "negotiation")
    assert selling("stage", "playbook", "negotiation", "--json").json == {
        "stage": "Negotiation",
        "id": 5,
        "playbook": TEXT.strip(),
        "links": [],
    }


def test_it_is_the_same_removed_undone_and_named_in_the_history(selling: Shell) -> None:
    write(selling, TEXT)
    file = selling.home / "same.md"
    file.write_text(TEXT, "utf-8")
    again = selling("stage", "playbook", "discovery", file)
    assert again.err == "The playbook is the same.\n"
    removed = selling("stage", "playbook", "discovery", "--clear")
    assert removed.err == "Removed the playbook of Discovery.\n"
    selling("undo")
    assert selling("stage", "playbook", "discovery").out == TEXT
    assert '    changed stage "Discovery": playbook' in selling("history").lines


def test_it_is_written_in_the_editor(selling: Shell) -> None:
    write(selling, TEXT)
    session = Session(
        selling,
        ("stage", "playbook", "discovery", "--edit"),
        editor(selling, "echo '- Call back' >> \"$1\""),
    )
    session.left()
    assert "Set the playbook of Discovery." in session.unbroken
    assert selling("stage", "playbook", "discovery").out == f"{TEXT}- Call back\n"


def test_a_file_that_is_too_long_is_refused(selling: Shell) -> None:
    file = selling.home / "long.md"
    file.write_text("a" * 400_001, "utf-8")
    done = selling.outcome("stage", "playbook", "discovery", file)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"pipectl: {file} has more than 400,000 bytes.")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (TEXT, ["# Proposal", "- Send it within two days", "- Ask who signs"]),
        (
            LONG,
            [
                *(f"{number}. Step {number}" for number in range(1, 8)),
                '… All of it: `pipectl stage playbook "Discovery"`',
            ],
        ),
    ],
    ids=["short", "long"],
)
def test_a_brief_shows_how_it_begins(selling: Shell, text: str, shown: list[str]) -> None:
    write(selling, text)
    lines = selling("brief", "acme").out.splitlines()
    first = next(at for at, line in enumerate(lines) if line.startswith("playbook"))
    assert [
        line.removeprefix("playbook").strip() for line in lines[first : first + len(shown)]
    ] == shown
    assert selling("brief", "acme", "--json").json["deals"][0]["playbook"] == text.strip()


def test_a_lost_deal_needs_none(selling: Shell) -> None:
    write(selling, TEXT)
    selling("lose", "acme", "--reason", "no budget")
    assert "playbook" not in selling("brief", "acme").out


def test_move_shows_that_of_the_stage_it_moves_to(selling: Shell) -> None:
    write(selling, TEXT, "meeting")
    session = Session(selling, ("move", "acme"), {})
    session.asked("- Send it within two days", "- Ask who signs", "1. Is the prospect truly")
    session.closed()


@pytest.mark.parametrize("has_persona", [True, False])
def test_the_review_shows_it_with_p(selling: Shell, *, has_persona: bool) -> None:
    write(selling, LONG)
    if has_persona:
        selling("persona", "add", "Manager", "--motivation", "No stops")
        selling("contact", "add", "Jo Park", "--persona", "manager")
        selling("edit", "acme", "--contact", "jo")
    session = Session(selling, ("review",), {})
    session.asked("1. Is the prospect truly in buying mode?", "quit")
    assert ("persona and playbook" in session.unbroken) is has_persona
    session.type("p")
    session.asked("Playbook of Discovery", "12. Step 12")
    session.asked("1. Is the prospect truly in buying mode?", "quit")
    session.type("q")
    session.left()


def test_an_export_brings_it_to_another_machine_and_the_later_text_wins(tmp_path: Path) -> None:
    desk, laptop = machine(tmp_path, "desk"), machine(tmp_path, "laptop")
    write(desk, TEXT)
    laptop("import", export(desk))
    assert laptop("stage", "playbook", "discovery").out == TEXT
    laptop.now = "2026-11-19T10:00"
    write(laptop, LONG)
    desk.now = "2026-11-20T10:00"
    desk("import", export(laptop), "--update")
    assert desk("stage", "playbook", "discovery").out == LONG


def test_a_forgotten_name_leaves_it(selling: Shell) -> None:
    selling("contact", "add", "Jo Park")
    write(selling, "Ask Jo Park first\n")
    selling("contact", "forget", "Jo Park", "--yes")
    assert "Jo Park" not in selling("stage", "playbook", "discovery").out
