"""E-mail addresses of accounts and contacts as they are typed."""

import pytest

from conftest import Shell
from long_cases import by_turns

COMMANDS = ("account add Birch", "account edit acme", "contact add Sam", "contact edit jo")


@pytest.fixture
def known(pipectl: Shell) -> Shell:
    pipectl("account", "add", "Acme", "--email", "info@acme.example")
    pipectl("contact", "add", "Jo Park", "--account", "acme", "--email", "jo@acme.example")
    return pipectl


@pytest.mark.parametrize(
    ("command", "text"),
    by_turns(COMMANDS, ["acme", "not an address", "a b@c", "@acme.example", "a@b@c", "a@"]),
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


@pytest.mark.parametrize(
    "typed", ["Sam Lee <sam@x.test>", "Sam Lee (sam@x.test)", "Sam Lee <mailto:sam@x.test>"]
)
@pytest.mark.parametrize(
    "command", ["add Deal --contact", "edit 1 --contact", "contact add", "contact edit jo --name"]
)
def test_a_name_may_be_typed_with_its_address(known: Shell, command: str, typed: str) -> None:
    known("add", "First", "10k")
    known(*command.split(), typed)
    people = [(each["name"], each["email"]) for each in known("contact", "list", "--json").json]
    assert ("Sam Lee", "sam@x.test") in people


def test_an_address_typed_alone_is_that_of_its_contact(known: Shell) -> None:
    done = known("add", "First", "--contact", "JO@acme.example")
    assert '"JO@acme.example" is the contact Jo Park\n' in done.err
    assert known("show", "1", "--json").json["contact"] == "Jo Park"
    assert [each["name"] for each in known("contact", "list", "--json").json] == ["Jo Park"]
    known("add", "Second", "--contact", "new@x.test")
    found = known("contact", "list", "--json").json
    assert ("new@x.test", "new@x.test") in [(each["name"], each["email"]) for each in found]


def test_a_contact_gets_its_first_address_and_keeps_it(known: Shell) -> None:
    known("contact", "add", "Sam Lee")
    known("add", "First", "--contact", "Sam Lee <sam@x.test>")
    done = known("add", "Second", "--contact", "sam lee <other@x.test>")
    assert (
        "Sam Lee keeps sam@x.test. To change it: `pipectl contact edit 2 --email other@x.test`\n"
    ) in done.err
    assert known("contact", "show", "sam lee", "--json").json["email"] == "sam@x.test"
    known("undo")
    known("undo")
    assert known("contact", "show", "sam lee", "--json").json["email"] is None


def test_text_in_parentheses_that_is_no_address_stays_part_of_the_name(known: Shell) -> None:
    known("add", "First", "--contact", "Sam Lee (CFO)")
    names = [each["name"] for each in known("contact", "list", "--json").json]
    assert "Sam Lee (CFO)" in names
