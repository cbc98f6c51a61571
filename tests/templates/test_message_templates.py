"""`template`: texts of messages, checked when they are added or changed."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell
from pipectl.errors import PipectlError
from pipectl.render.message_template import (
    MOST_FILLED,
    Figure,
    NoValueError,
    message_template,
)
from pipectl.templates.rules.names import KNOWN, first_name, names
from terminal import Session, editor


def add(run: Shell, name: str, text: str, *words: str, code: int = 0) -> str:
    """Add a template from a file; what is said on stderr."""
    file = run.home / "text.txt"
    file.write_text(text, "utf-8")
    return run("template", "add", name, str(file), *words, code=code).err


@pytest.fixture
def bare(empty: Shell) -> Shell:
    """A store without templates."""
    empty("init", "--no-templates")
    return empty


def test_a_template_is_added_listed_changed_and_removed(bare: Shell) -> None:
    add(bare, "Nudge", "Hi {{ contact.name }},\n\nstill there?\n", "--kind", "follow-up")
    found = {
        "id": 1,
        "name": "Nudge",
        "stage": None,
        "kind": "follow-up",
        "subject": None,
        "body": "Hi {{ contact.name }},\n\nstill there?",
    }
    assert bare("template", "list", "--json").json == [found]
    bare("template", "edit", "nudge", "--subject", "Re: {{ deal.title }}", "--stage", "meeting")
    shown = bare("template", "show", "nudge", "--json").json
    assert shown == {**found, "subject": "Re: {{ deal.title }}", "stage": "Meeting"}
    bare("template", "edit", "nudge", "--subject", "", "--name", "Push", "--stage", "")
    assert bare("template", "show", "push", "--json").json == {**found, "name": "Push"}
    done = bare("template", "remove", "push")
    assert (done.err, done.out) == ("", "Removed template: Push\n")
    assert 'added template "Push"' in bare("undo").out
    assert bare("template", "list", "--json").json == [{**found, "name": "Push"}]


def test_the_same_template_again_changes_nothing_and_another_text_is_refused(
    pipectl: Shell,
) -> None:
    add(pipectl, "Nudge", "Hi")
    assert add(pipectl, "nudge", "Hi\n") == "The template already exists.\n"
    assert '"Nudge" already exists' in add(pipectl, "nudge", "Ho", code=4)
    add(pipectl, "Other", "Hi")
    assert pipectl("template", "edit", "other", "--name", "NUDGE", code=4)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\n{{ deal.amout }}", 'Line 2 of the text: No key "deal.amout". Did you mean amount?'),
        ("{{ acount.name }}", "Available: deal, contact, account, next, today and fields."),
        ("{{ deal }}", "deal alone is no value."),
        ("{{ fields }}", "fields alone is no value."),
        ("{{ fields.Industry }}", 'No key "fields.Industry".'),
        ("{{ 'x' * 10**9 }}", "A template can't have arithmetic."),
        ("{{ 'x' ~ 'y' }}", "A template can't have ~ between values."),
        ("{% for n in range(10**9) %}a{% endfor %}", "A template can't have loops (for)."),
        ("{{ range(10**9) }}", "A template can't have calls such as range(9)."),
        ("{{ deal.title.upper() }}", "A template can't have calls"),
        ("{{ deal.__class__ }}", 'No key "deal.__class__".'),
        ("{{ ''.__class__.__mro__ }}", 'No key "__mro__".'),
        ("{{ deal[contact.name] }}", "A template can't compute a name."),
        ("{{ deal.title|attr('x') }}", 'No filter "attr".'),
        ("{% include 'x' %}", "A template can't have other templates."),
        ("{% set x = 1 %}", "A template can't have assignments (set)."),
        ("a\n\n{% if %}b", "Line 3 of the text can't be read: Expected an expression"),
        ("{{ deal.title", "Line 1 of the text can't be read"),
        ("(" * 3000 + "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}", "is nested too deeply"),
        ("\x1b[31mred", "The text can't contain a control character"),
        ("x" * 20_001, "has 20,001 bytes. The limit is 20,000."),
        ("  \n", "is empty, so nothing was changed."),
    ],
)
def test_what_no_template_can_hold_is_refused_at_once(bare: Shell, text: str, said: str) -> None:
    assert said in add(bare, "Bad", text, code=2)
    assert bare("template", "list", "--json").json == []


def test_the_subject_is_checked_too(pipectl: Shell) -> None:
    said = add(pipectl, "Bad", "Hi", "--subject", "{{ deal.titel }}", code=2)
    assert said.startswith('pipectl: Line 1 of the subject: No key "deal.titel".')
    assert "a line break" in add(pipectl, "Bad", "Hi", "--subject", "a\nBcc: x@y.z", code=2)
    assert "can't be planned" in add(pipectl, "Bad", "Hi", "--kind", "reply", code=2)


VALUES: dict[str, Mapping[str, Any] | str] = {
    "deal": {**dict.fromkeys(KNOWN["deal"]), "title": "Acme", "amount": Figure.of("12", "12 k")},
    "contact": dict.fromkeys(KNOWN["contact"]),
    "account": {"name": None},
    "next": {"text": "Call", "due": None},
    "today": "Wed 18 Nov 2026",
    "fields": {},
}


def filled(text: str) -> str:
    """What becomes of a text."""
    return message_template(text, names(), "text")(VALUES)


def test_what_has_a_value_is_filled_in_and_nothing_is_escaped() -> None:
    assert filled("{{ deal.title }} <{{ deal.amount }}> {{ today }}\n") == (
        "Acme <12 k> Wed 18 Nov 2026\n"
    )
    assert filled("{% if deal.amount > 11 %}much{% endif %}") == "much"
    assert filled("{{ contact.first_name|default('there')|upper }}") == "THERE"
    assert filled("{{ contact.name or 'you' }}{% if not account.name %}!{% endif %}") == "you!"


@pytest.mark.parametrize(
    "text",
    [
        "{{ contact.name }}",
        "{{ contact.name|upper }}",
        "{{ contact.name|truncate(3) }}",
        "{{ contact.name|length }}",
        "{% if contact.name == 'x' %}{% endif %}",
        "{{ [contact.name]|join }}",
    ],
)
def test_what_has_no_value_is_an_error_that_names_it(text: str) -> None:
    with pytest.raises(NoValueError, match=r"^contact\.name$"):
        filled(text)


def test_a_message_has_a_greatest_length() -> None:
    most = message_template("{{ deal.title }}" * 1000, names(), "text")
    with pytest.raises(PipectlError, match="gets longer than 100,000 characters"):
        most({**VALUES, "deal": {"title": "x" * (MOST_FILLED // 500)}})


@given(st.text(alphabet="{}%#ab.|()[]'\"_-*~ \ndeal.titleif"))
def test_any_text_is_refused_or_filled_in(text: str) -> None:
    with suppress(PipectlError, NoValueError):
        assert len(filled(text)) <= MOST_FILLED


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Jo Park", "Jo"),
        ("Dr. Jo Park", "Jo"),
        ("Park, Jo", "Jo"),
        ("Prof. Dr. Ann", "Ann"),
        ("Jo", "Jo"),
        ("Dr.", "Dr."),
        ("Jo,", "Jo,"),
    ],
)
def test_a_person_is_addressed_by_the_first_name(name: str, first: str) -> None:
    assert first_name(name) == first


def lines_of(exported: str) -> list[str]:
    """The lines of templates in an export."""
    return [line for line in exported.splitlines() if '"Nudge"' in line and '"body"' in line]


def test_templates_are_exported_and_imported_whole(pipectl: Shell, tmp_path: Path) -> None:
    add(pipectl, "Nudge", "Grüße\n\n{{ today }}", "--stage", "meeting", "--subject", "“Hi”")
    whole = pipectl("export", "--what", "all").out
    (tmp_path / "all.json").write_text(whole, "utf-8")
    other = Shell(tmp_path / "other")
    (tmp_path / "other").mkdir()
    other("init")
    other("import", str(tmp_path / "all.json"))
    again = other("export", "--what", "all").out
    assert lines_of(again) == lines_of(whole) != []
    other("import", str(tmp_path / "all.json"), "--update")
    assert other("export", "--what", "all").out == again


def test_a_forgotten_person_is_erased_from_templates(acme: Shell) -> None:
    acme("contact", "add", "Zoe Quill")
    add(acme, "For Zoe Quill", "Dear Zoe Quill, hi", "--subject", "Zoe Quill")
    acme("contact", "forget", "Zoe Quill", "--yes")
    assert "Quill" not in acme("template", "list", "--json").out
    assert b"Quill" not in acme.store.read_bytes()


def test_a_text_is_written_in_the_editor(pipectl: Shell) -> None:
    writing = editor(pipectl, 'printf "Hi {{ today }}\\n\\nBye\\n" > "$1"')
    session = Session(pipectl, ("template", "add", "Nudge"), writing)
    session.left()
    assert pipectl("template", "show", "nudge", "--json").json["body"] == "Hi {{ today }}\n\nBye"
    changing = editor(pipectl, 'sed -i s/Bye/Yours/ "$1"')
    Session(pipectl, ("template", "edit", "nudge"), changing).left()
    assert pipectl("template", "show", "nudge", "--json").json["body"].endswith("\n\nYours")
    wrong = editor(pipectl, 'echo "{{ deal.amout }}" > "$1"')
    session = Session(pipectl, ("template", "edit", "nudge"), wrong)
    session.left(2)
    assert "Line 1 of the text: No key" in session.unbroken
    assert "Your text is" in session.unbroken


def test_without_a_terminal_a_text_must_be_named(pipectl: Shell) -> None:
    assert "A new template needs a text." in pipectl("template", "add", "Nudge", code=2).err
    add(pipectl, "Nudge", "Hi")
    assert "No changes given." in pipectl("template", "edit", "nudge", code=2).err
    pipectl("template", "edit", "nudge", "-", stdin="Ho\n")
    assert pipectl("template", "show", "nudge", "--json").json["body"] == "Ho"
