"""The message templates of a new store: they fill in for any deal, and merge without doubles."""

import re
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from conftest import Shell
from earlier import put
from pipectl.render.message_template import Figure, message_template
from pipectl.stages.rules.templates import TEMPLATES, StageTemplate
from pipectl.templates.rules.names import KNOWN, names
from pipectl.templates.rules.starting import MESSAGES, Message

STAGES = [
    pytest.param(stage, id=f"{name}/{stage.name}")
    for name, stages in TEMPLATES.items()
    for stage in stages
]
each_message = pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES)

# What `draft` knows about a deal that has nothing but a title, and about one that has everything.
BARE: dict[str, Mapping[str, Any] | str] = {
    "deal": {
        **dict.fromkeys(KNOWN["deal"]),
        "title": "Acme",
        "currency": "USD",
        "stage": "Discovery",
    },
    "contact": dict.fromkeys(KNOWN["contact"]),
    "account": {"name": None},
    "next": {"text": None, "due": None},
    "today": "Wed 18 Nov 2026",
    "fields": {},
}
FULL: dict[str, Mapping[str, Any] | str] = {
    "deal": {
        "title": "Acme rollout",
        "amount": Figure.of("12000", "12,000"),
        "currency": "USD",
        "stage": "Proposal",
        "close": "Fri 15 Jan 2027",
        "account": "Acme Corp",
        "source": "fair",
        "campaign": "Fair 2026",
    },
    "contact": {"first_name": "Jo", "name": "Jo Park", "email": "jo@acme.example", "title": "CFO"},
    "account": {"name": "Acme Corp"},
    "next": {"text": "Call", "due": "Fri 20 Nov 2026"},
    "today": "Wed 18 Nov 2026",
    "fields": {},
}


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_has_two_or_three_messages(stage: StageTemplate) -> None:
    assert 2 <= len(stage.messages) <= 3


@pytest.mark.parametrize("stages", TEMPLATES.values(), ids=TEMPLATES)
def test_a_message_belongs_to_one_stage(stages: tuple[StageTemplate, ...]) -> None:
    every = list(chain.from_iterable(stage.messages for stage in stages))
    assert len({name.casefold() for name in every}) == len(every)
    assert MESSAGES.keys() >= set(every)


def test_every_message_is_in_a_stage() -> None:
    stages = chain.from_iterable(TEMPLATES.values())
    assert {name for stage in stages for name in stage.messages} == MESSAGES.keys()


@each_message
@pytest.mark.parametrize("known", [BARE, FULL], ids=["bare", "full"])
def test_a_message_fills_in_for_any_deal(
    message: Message, known: Mapping[str, Mapping[str, Any] | str]
) -> None:
    subject, body = (
        message_template(text, names(), "text")(known) for text in (message.subject, message.body)
    )
    assert 5 <= len(subject) <= 60
    first, *paragraphs, last = body.split("\n\n")
    assert (first, last) == ("Hi Jo," if known is FULL else "Hi there,", "Best regards")
    assert 2 <= len(paragraphs) <= 3
    for each in paragraphs:
        assert re.match(r"[A-Z1-9-]", each)
        assert re.search(r"[.?:]$", each) or re.match(r"[1-]", each), "a sentence or a list"
        assert not re.search(r"  | \n|None|[{}%]|\bundefined\b", each)
    for text in (subject, body.replace("\n", " ")):
        assert text.isascii()
        assert text.isprintable()
    assert len(body) < 700, "it is read on a telephone"


@each_message
def test_a_message_uses_what_is_known(message: Message) -> None:
    """A full deal makes another message than a bare one."""
    fill = message_template(message.body, names(), "text")
    assert fill(BARE) != fill(FULL)


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_message_of_a_new_store_can_be_drafted(empty: Shell, name: str) -> None:
    made = empty("init", "--template", name, "--json").json["templates"]
    wanted = [(each, stage.name) for stage in TEMPLATES[name] for each in stage.messages]
    assert made == [each for each, _ in wanted]
    stored = empty("template", "list", "--json").json
    assert sorted((each["name"], each["stage"]) for each in stored) == sorted(wanted)
    empty("add", "Acme")
    for each in made:
        found = empty("draft", 1, each, "--json").json
        assert found["template"] == each
        assert found["text"].startswith("Hi there,")
        assert len(found["text"]) + len(found["subject"]) < 1000, "a link that mail programs take"
        assert empty("draft", 1, each, "--mailto").out.startswith("mailto:?subject=")


def test_init_says_how_many_there_are_and_can_leave_them_out(empty: Shell) -> None:
    assert empty("init").lines[2] == "13 message templates: see `pipectl template list`."
    empty.remove()
    done = empty("init", "--no-templates")
    assert "template" not in done.out
    assert empty("template", "list").out.startswith("No templates yet")
    empty.remove()
    assert empty("init", "--no-templates", "--json").json["templates"] == []
    empty.remove()
    assert empty("init", "--stages", "Lead:10,Demo:40", "--json").json["templates"] == []
    assert empty("template", "list", "--json").json == []


def test_the_store_that_the_first_command_makes_has_them(empty: Shell) -> None:
    empty.extra = {"PIPECTL_DB": ""}
    empty("add", "Acme")
    assert len(empty("template", "list", "--json").json) == 13
    assert empty("history", "--json").json[0]["command"].startswith("add")
    empty("undo")
    assert len(empty("template", "list", "--json").json) == 13


def test_a_store_of_an_earlier_version_gets_none(empty: Shell) -> None:
    put(empty.store, "0006")
    assert empty("template", "list", "--json").json == []


def test_the_messages_of_two_stores_meet_without_doubles(empty: Shell, tmp_path: Path) -> None:
    here, there = empty, Shell(tmp_path / "there")
    for each in (here, there):
        each("init")
        each("add", each.home.name)
    there("template", "edit", "Agenda", "--subject", "Our meeting")
    there("template", "remove", "Last try")
    file = tmp_path / "all.jsonl"
    file.write_text(there("export", "--what", "all").out, "utf-8")
    before = here("template", "list", "--json").json
    here("import", file)
    assert here("template", "list", "--json").json == before
    here("import", file, "--update")
    after = here("template", "list", "--json").json
    assert [each["name"] for each in after] == [each["name"] for each in before]


def test_a_store_without_deals_takes_the_messages_of_the_file(empty: Shell, tmp_path: Path) -> None:
    there = Shell(tmp_path / "there")
    there("init", "--no-templates")
    there("add", "Acme")
    file = tmp_path / "all.jsonl"
    file.write_text(there("export", "--what", "all").out, "utf-8")
    empty("init")
    done = empty("import", file)
    assert "Replaced here, because the file has other values: templates." in done.err
    assert empty("template", "list", "--json").json == []
    empty("undo")
    assert len(empty("template", "list", "--json").json) == 13
