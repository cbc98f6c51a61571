"""E-mail addresses of accounts and contacts as they are typed."""

import pytest

from conftest import Shell

COMMANDS = ("account add Birch", "account edit acme", "contact add Sam", "contact edit jo")


@pytest.fixture
def known(pipectl: Shell) -> Shell:
    pipectl("account", "add", "Acme", "--email", "info@acme.example")
    pipectl("contact", "add", "Jo Park", "--account", "acme", "--email", "jo@acme.example")
    return pipectl


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    "text", ["acme", "not an address", "a b@c", "@acme.example", "a@b@c", "a@"]
)
def test_what_is_no_address_is_refused(known: Shell, command: str, text: str) -> None:
    before = known("export", "--what", "all").out
    assert known(*command.split(), "--email", text, code=2).err == (
        f'pipectl: "{text}" is not an e-mail address.\n  Write it as in jo@acme.example.\n'
    )
    assert known("export", "--what", "all").out == before


@pytest.mark.parametrize("text", ["jo@acme", "Jo.Park+x@acme.example", "jö@straße.example"])
def test_an_address_is_kept_as_typed(known: Shell, text: str) -> None:
    assert known("contact", "edit", "jo", "--email", text, "--json").json["email"] == text
