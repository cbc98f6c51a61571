"""`config edit`: the settings file, changed as a whole in the user's editor."""

import shlex
from pathlib import Path

import pytest

from conftest import Shell
from pipectl.cli.user_settings import USER_SETTINGS
from terminal import Session, editor


def settings_file(shell: Shell) -> Path:
    """Where the user's settings are."""
    return shell.home / ".config/pipectl/config.toml"


def test_the_settings_file_is_edited_as_a_whole(acme: Shell) -> None:
    acme("config", "set", "color", "never")
    script = 'echo \'decimal = ","\' >> "$1"'
    session = Session(acme, ("config", "edit"), editor(acme, script))
    assert session.left() == f"Saved {settings_file(acme)}\n"
    assert settings_file(acme).read_text() == 'color = "never"\ndecimal = ","\n'
    assert settings_file(acme).stat().st_mode & 0o777 == 0o600
    assert acme("config", "get", "decimal").out == ",\n"


def test_an_editor_without_a_file_begins_with_every_setting_commented(acme: Shell) -> None:
    session = Session(acme, ("config", "edit"), editor(acme, 'cp "$1" "$HOME/seen"'))
    assert session.left() == f"Unchanged: {settings_file(acme)}\n"
    assert not settings_file(acme).exists()
    seen = (acme.home / "seen").read_text()
    assert seen.startswith(
        "# Settings of pipectl. Remove the # before a key to set it.\n\n"
        '# where the store is (--db overrides it)\n# db = ""\n\n'
    )
    keys = [line for line in seen.splitlines() if " = " in line]
    assert [line.split()[1] for line in keys] == [each.key for each in USER_SETTINGS]
    settings_file(acme).parent.mkdir(parents=True, exist_ok=True)
    settings_file(acme).write_text(seen.replace("# color", "color"))
    assert acme("config", "get", "color").out == "auto\n"


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("decimal = ,", "is not valid TOML"),
        ('decimal = "x"', 'decimal can\'t be "x"'),
        ('colour = "never"', 'there is no setting "colour"'),
        ('db = "https://host/store"', "is a URL"),
        ("color = '\\377'", "is not UTF-8 text"),
    ],
)
def test_what_cant_be_understood_is_told_and_the_file_stays(
    acme: Shell, line: str, wrong: str
) -> None:
    acme("config", "set", "color", "never")
    before = settings_file(acme).read_bytes()
    script = f"printf '%b' {shlex.quote(line)} > \"$1\""
    session = Session(acme, ("config", "edit"), editor(acme, script))
    session.asked("Edit it again?").type("n", "\r").left(2)
    said = " ".join(session.said.split())
    assert wrong in said
    assert "Nothing was changed." in said
    assert settings_file(acme).read_bytes() == before


def test_a_file_that_was_broken_can_be_mended_in_the_editor(acme: Shell) -> None:
    settings_file(acme).parent.mkdir(parents=True)
    settings_file(acme).write_text("color =\n")
    assert "is not valid TOML" in acme("list", code=2).err
    script = 'grep -q again "$1" && echo \'color = "never"\' > "$1" || echo "again =" > "$1"'
    session = Session(acme, ("config", "edit"), editor(acme, script))
    session.asked("Edit it again?").type("\r")
    assert session.left() == f"Saved {settings_file(acme)}\n"
    assert settings_file(acme).read_text() == 'color = "never"\n'


def test_editing_settings_needs_a_terminal(acme: Shell) -> None:
    assert acme("config", "edit", code=2).err == (
        "pipectl: `config edit` needs a terminal.\n"
        "  In a script, use `pipectl config set KEY VALUE`.\n"
    )
