"""Every command prints and leaves the same on a server as on a file."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from test_every_command import (
    BEFORE,
    EDITING,
    EVERY,
    PREPARED,
    examples_of,
    help_of,
    write_files,
)

from both_engines import same, same_words
from conftest import Shell
from long_cases import one_in
from servers import copied, refill

if TYPE_CHECKING:
    from pipectl.server_address import ServerStore

# What means something else on a server, names a file that must not be there yet, or needs a
# terminal whatever is typed.
ELSEWHERE = {
    *("init", "demo", "backup", "backup list", "restore", "doctor", "account forget"),
    *("contact forget", "config path", "report all", "alias set", "alias delete", *EDITING),
    *("alias list", "draft", "export", "remind"),
}
SHARED = [name for name in EVERY if name not in ELSEWHERE]


class Places(NamedTuple):
    """A store in a file and on a server, and one on the server that is never written to."""

    file: bytes
    there: "ServerStore"
    untouched: "ServerStore"


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """The prepared store."""
    shell = Shell(tmp_path_factory.mktemp("prepared"))
    for line in PREPARED:
        shell(*shlex.split(line))
    return Places(shell.store.read_bytes(), copied(shell.store), copied(shell.store))


@pytest.fixture
def place(
    empty: Shell, places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> "ServerStore":
    """The prepared store on a server, and in the file of the home."""
    monkeypatch.chdir(tmp_path)
    write_files()
    empty.store.write_bytes(places.file)
    empty.store.chmod(0o600)
    refill(places.there, places.untouched)
    return places.there


@pytest.mark.parametrize("name", one_in(8, SHARED))
def test_the_examples_of_a_command_print_and_leave_the_same(
    empty: Shell, place: "ServerStore", name: str
) -> None:
    for line in BEFORE.get(name, ()):
        same(empty, place, line)
    for line in examples_of(help_of(empty, name)):
        same_words(empty, place, shlex.split(line)[1:])
