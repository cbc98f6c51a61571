"""Undo and redo of what tells whom the user sells to: fields, segments, roles, personas, kinds."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell
from walks import QUICK, command, exported, walk

OPP = st.sampled_from(["1", "2", "3"])
FIELD = st.sampled_from(["Industry", "Size", "Budget", "Key", "Place"])
OWNER = st.sampled_from(["deal", "account", "contact"])
ACCOUNT = st.sampled_from(["Acme", "Umbrella", "Wayne"])
CONTACT = st.sampled_from(["Jo", "Al", "Sam"])
CURRENCY, DAY = st.sampled_from(["EUR", "gbp"]), st.sampled_from(["today", "yesterday"])
CAMPAIGN = st.sampled_from(["Fair", "Web"])
SEGMENT = st.sampled_from(["large", "small"])
PERSONA = st.sampled_from(["Buyer", "User"])
WORD = st.sampled_from(["hot", "cold", "Fair"])
STAGE = st.sampled_from(["initial contact", "discovery", "proposal", "onboarding", "care"])
KIND = st.sampled_from(["lead", "sales", "customer"])
LINK = st.sampled_from(["https://acme.example/a", "mailto:jo@acme.example"])
ROLE = st.sampled_from(["champion", "user", "Own words"])
WHERE = st.sampled_from(
    ["Industry=food", "account.Industry=food", "tag=hot", "amount>1k", "campaign=Fair", "Size>3",
     "account=Acme", "contact=Jo", "stage=discovery", "Key=yes"]
)  # fmt: skip
OF_DEAL = st.sampled_from(["Budget=3k", "Budget=€1.50", "Place=x"])
OF_ACCOUNT = st.sampled_from(["Industry=food", "Industry=tech", "Size=7", "Size=12.5"])
OF_CONTACT = st.sampled_from(["Key=yes", "Key=no"])

COMMANDS = st.one_of(
    command("field", "add", FIELD, "--on", OWNER),
    command("field", "add", FIELD, "--on", OWNER, "--type", "number"),
    command("field", "add", "Industry", "--on", OWNER, "--type", "choice", "--choices", "food,x"),
    command("field", "edit", FIELD, "--name", FIELD),
    command("field", "edit", "Industry", "--choices", st.sampled_from(["food", "food,tech,x"])),
    command("field", "remove", FIELD),
    command("edit", OPP, "--set", OF_DEAL, "--tag", st.builds("+{}".format, WORD)),
    command("edit", OPP, "--clear", "Budget"),
    command("edit", "1", "2", "--tag", st.builds("-{}".format, WORD), "--campaign", CAMPAIGN),
    command("edit", OPP, "--contact", CONTACT, "--account", ACCOUNT),
    command("account", "edit", ACCOUNT, "--set", OF_ACCOUNT),
    command("account", "edit", ACCOUNT, "--clear", "Industry"),
    command("contact", "edit", CONTACT, "--set", OF_CONTACT),
    command("contact", "edit", CONTACT, "--persona", PERSONA),
    command("icp", "set", WHERE, "--weight", st.sampled_from(["1", "3"])),
    command("icp", "remove", st.sampled_from(["Industry", "tag", "account"])),
    command("segment", "add", SEGMENT, "--where", WHERE),
    command("segment", "edit", SEGMENT, "--where", WHERE, "--where", WHERE),
    command("segment", "edit", SEGMENT, "--name", SEGMENT),
    command("segment", "remove", SEGMENT),
    command("quota", "set", "60k", "--period", "2026-Q4", "--segment", SEGMENT),
    command("stage", "add", st.sampled_from(["Onboarding", "Care"]), "--probability", "100",
            "--kind", "customer"),
    command("stage", "edit", STAGE, "--kind", KIND),
    command("stage", "edit", STAGE, "--name", st.sampled_from(["Discovery", "Care", "Found"])),
    command("stage", "remove", STAGE, "--to", STAGE),
    command("stage", "criteria", "add", STAGE, "--framework", st.sampled_from(["bant", "meddic"])),
    command("move", OPP, "--buying", "yes", "--why", "x", "--next", "Call", "--due", "fri",
            "--met", "Budget=40k"),
    command("move", OPP, STAGE, "--why", "x", "--next", "Call", "--due", "fri"),
    command("win", OPP),
    command("lose", OPP, "--reason", "x"),
    command("reopen", OPP),
    command("delete", OPP, "--yes"),
    command("contact", "role", CONTACT, OPP, ROLE, "--stance", st.sampled_from(["for", "neutral"])),
    command("contact", "role", CONTACT, OPP, "--remove"),
    command("contact", "replace", CONTACT, CONTACT, "--deal", OPP, "--why", "left"),
    command("contact", "merge", CONTACT, CONTACT, "--yes"),
    command("account", "merge", ACCOUNT, ACCOUNT, "--yes"),
    command("log", "call", "--contact", CONTACT),
    command("contact", "edit", CONTACT, "--every", st.sampled_from(["6w", "3m"])),
    command("account", "edit", ACCOUNT, "--clear", "every"),
    command("link", "add", OPP, LINK, "--kind", st.sampled_from(["proposal", "deck"])),
    command("link", "add", st.builds("stage:{}".format, STAGE), LINK, "--title", WORD),
    command("link", "remove", st.sampled_from(["1", "2", "3"])),
    command("rate", "set", CURRENCY, st.sampled_from(["1.08", "0.9"]), "--on", DAY),
    command("rate", "remove", CURRENCY, "--on", DAY),
    command("campaign", "add", CAMPAIGN, "--cost", "2k", "--source", WORD),
    command("campaign", "edit", CAMPAIGN, "--name", CAMPAIGN),
    command("campaign", "remove", CAMPAIGN),
    command("persona", "add", PERSONA, "--objection", WORD, "--answer", "Because"),
    command("persona", "edit", PERSONA, "--objection", WORD, "--answer", "No"),
    command("persona", "remove", PERSONA),
)  # fmt: skip


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which a few of these things are there: every walk begins in a copy."""
    run = Shell(tmp_path_factory.mktemp("begun"))
    run("init")
    run("add", "Acme rollout", "12k", "--account", "Acme", "--contact", "Jo", "--tag", "hot")
    run("add", "Beta", "5k", "--account", "Umbrella", "--contact", "Al", "--stage", "proposal")
    run("add", "Sold", "2k", "--account", "Wayne", "--contact", "Sam", "--campaign", "Fair")
    run("field", "add", "Industry", "--on", "account", "--type", "choice", "--choices", "food,tech")
    run("field", "add", "Size", "--on", "account", "--type", "number")
    run("field", "add", "Key", "--on", "contact", "--type", "yes-no")
    run("field", "add", "Budget", "--on", "deal", "--type", "money")
    run("account", "edit", "Acme", "--set", "Industry=food", "--set", "Size=12")
    run("segment", "add", "large", "--where", "Industry=food")
    run("campaign", "add", "Fair")
    run("persona", "add", "Buyer", "--objection", "hot", "--answer", "Yes")
    run("persona", "add", "User")
    run("segment", "add", "small", "--where", "tag=hot", "--where", "Size<9")
    run("campaign", "add", "Web")
    run("stage", "criteria", "add", "initial contact", "--framework", "bant")
    run("contact", "role", "Al", 1, "user")
    run("stage", "add", "Care", "--probability", "100", "--kind", "customer")
    run("stage", "add", "Onboarding", "--probability", "100", "--kind", "customer")
    return run.home


@QUICK
@given(st.lists(COMMANDS, min_size=6, max_size=12))
def test_any_sequence_is_undone_and_redone_step_by_step(
    begun: Path, sequence: list[list[str]]
) -> None:
    walk(begun, sequence, comes_back_in)


def comes_back_in(run: Shell) -> None:
    """An export into a new store makes the same store, and nothing is wrong with it."""
    there = Shell(run.home / "there")
    there.home.mkdir()
    file = run.home / "all.jsonl"
    run("export", "--what", "all", str(file))
    there("init")
    there("import", "--from", "pipectl", str(file))
    assert exported(there) == exported(run)
    assert there("export", "--what", "all").out == file.read_text("utf-8")
    assert run("doctor").out == ""
