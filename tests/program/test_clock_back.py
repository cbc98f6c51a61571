"""A clock that goes back an hour, as when it is set right, changes nothing of what is stored."""

from pathlib import Path
from shutil import copytree
from typing import Any, NamedTuple

import pytest

from conftest import Shell
from long_cases import one_in

WROTE = (
    ("add", "Acme", "12k", "--account", "Acme Corp", "--contact", "Jo", "--tag", "hot"),
    ("field", "add", "Size", "--on", "deal", "--type", "number"),
    ("field", "add", "Industry", "--on", "account"),
    ("field", "add", "Key", "--on", "contact", "--type", "yes-no"),
    ("edit", 1, "--set", "Size=3"),
    ("account", "edit", "acme", "--set", "Industry=food"),
    ("account", "add", "Other", "--set", "Industry=tech"),
    ("contact", "edit", "jo", "--set", "Key=yes"),
    ("contact", "role", "Jo", 1, "user"),
    ("stage", "add", "Onboarding", "--probability", "100", "--kind", "customer"),
    ("stage", "add", "Care", "--probability", "100", "--kind", "customer"),
    ("segment", "add", "Food", "--where", "Industry=food"),
    ("persona", "add", "Buyer"),
    ("campaign", "add", "Fair"),
)
WON = (("win", 1),)
ANSWERED = ("--buying", "yes", "--why", "They asked", "--next", "Demo", "--due", "2026-12-11")
READS = (
    ("show", 1, "--json"),
    ("brief", 1, "--json"),
    ("account", "show", "acme", "--json"),
    ("contact", "show", "jo", "--json"),
    ("list", "--all", "--where", "Size>5", "--json"),
    ("segment", "list", "--json"),
    ("stage", "list", "--json"),
    ("board", "--json"),
    ("doctor",),
)
LATER = {
    "value": (("edit", 1, "--set", "Size=9"),),
    "two values": (("edit", 1, "--set", "Size=9"), ("edit", 1, "--set", "Size=7")),
    "no value": (("edit", 1, "--clear", "Size"),),
    "value of an account": (("account", "edit", "acme", "--set", "Industry=tech"),),
    "value of a contact": (("contact", "edit", "jo", "--set", "Key=no"),),
    "values of a file": (("import", "people.csv", "--what", "contacts", "--fields", "--update"),),
    "values of an account merged": (
        ("account", "edit", "acme", "--clear", "Industry"),
        ("account", "merge", "Other", "Acme Corp", "--yes"),
    ),
    "role": (("contact", "role", "Jo", 1, "champion", "--stance", "for"),),
    "no role": (("contact", "role", "Jo", 1, "--remove"),),
    "replaced": (("contact", "replace", "Jo", "Al", "--deal", 1, "--why", "Left"),),
    "tag": (("edit", 1, "--tag", "-hot", "--tag", "+cold"),),
    "segment": (("segment", "edit", "food", "--where", "Size>2"),),
    "stage": (("move", 1, *ANSWERED),),
    "probability": (("stage", "edit", "initial", "--probability", "7", "--kind", "lead"),),
    "customer": (("move", 1, "care", "--why", "Set up", "--next", "Call", "--due", "2026-12-11"),),
    "stage of customers removed": (("stage", "remove", "onboarding", "--to", "care"),),
    "won again": (("reopen", 1), ("win", 1)),
}


CUSTOMERS = ("customer", "stage of customers removed", "won again")


class Begun(NamedTuple):
    """A home to be copied, and what is shown of it."""

    home: Path
    shows: list[str]


@pytest.fixture(scope="module")
def begun_at_ten(tmp_path_factory: pytest.TempPathFactory) -> list[Begun]:
    """What was done at ten o'clock, without the win and with it."""
    made = []
    for is_won in (False, True):
        run = Shell(tmp_path_factory.mktemp("ten"))
        (run.home / "people.csv").write_text("Name,Company,Industry,Key\nJo,Acme Corp,drink,no\n")
        run("init")
        for words in (*WROTE, *(WON if is_won else ())):
            run(*words)
        made.append(Begun(run.home, told(run)))
    return made


@pytest.mark.parametrize("name", one_in(3, [*LATER]))
def test_what_was_stored_last_counts_whatever_the_clock_says(
    tmp_path: Path, begun_at_ten: list[Begun], name: str
) -> None:
    begun = begun_at_ten[name in CUSTOMERS]
    found = []
    for hour in ("11:00", "09:00"):
        run = Shell(copytree(begun.home, tmp_path / hour))
        run.now = f"2026-11-18T{hour}"
        for words in LATER[name]:
            run(*(run.home / each if each == "people.csv" else each for each in words))
        found.append(told(run))
    assert found[0] == found[1]
    assert found[0] != begun.shows


def told(run: Shell) -> list[str]:
    """What is shown at noon."""
    run.now = "2026-11-18T12:00"
    return [shown(run, words) for words in READS]


def shown(run: Shell, words: tuple[Any, ...]) -> str:
    """What a command shows, without what the store makes up."""
    return "\n".join(
        line for line in run(*words).out.splitlines() if not line.strip().startswith('"uid"')
    )
