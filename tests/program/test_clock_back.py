"""A clock that goes back an hour, as when it is set right, changes nothing of what is stored."""

from pathlib import Path
from typing import Any

import pytest

from conftest import Shell

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


@pytest.mark.parametrize("name", LATER)
def test_what_was_stored_last_counts_whatever_the_clock_says(tmp_path: Path, name: str) -> None:
    found = [told(tmp_path / hour, hour, name) for hour in ("11:00", "09:00")]
    assert found[0] == found[1]
    assert found[0] != told(tmp_path / "before", None, name)


def told(home: Path, hour: str | None, name: str) -> list[Any]:
    """What is shown after something was done at ten o'clock, and more at another hour if at all."""
    home.mkdir()
    (home / "people.csv").write_text("Name,Company,Industry,Key\nJo,Acme Corp,drink,no\n")
    run = Shell(home)
    run("init")
    customers = ("customer", "stage of customers removed", "won again")
    for words in (*WROTE, *(WON if name in customers else ())):
        run(*words)
    run.now = f"2026-11-18T{hour}"
    for words in LATER[name] if hour else ():
        run(*(home / each if each == "people.csv" else each for each in words))
    run.now = "2026-11-18T12:00"
    return [shown(run, words) for words in READS]


def shown(run: Shell, words: tuple[Any, ...]) -> str:
    """What a command shows, without what the store makes up."""
    return "\n".join(
        line for line in run(*words).out.splitlines() if not line.strip().startswith('"uid"')
    )
