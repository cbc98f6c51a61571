"""`draft`: a template filled in for a deal, as text, link, file, or in the mail program."""

import email
import re
import stat
from email import policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell, made_once
from pipectl.drafts.rules import MOST_LINK, Draft, mailto, message
from pipectl.errors import RefusedError
from terminal import DOWN, ENTER, Session

TEXT = """\
Dear {{ contact.first_name }},

{{ deal.title }} for {{ account.name }} is {{ deal.amount }} {{ deal.currency }} ({{ deal.stage }}),
by {{ deal.close }}. Next: {{ next.text }}, {{ next.due }}.
{%- if deal.source %} From {{ deal.source }}.{% endif %}
"""
SAID = """\
To: Dr. Jo Park <jo@acme.example>
Subject: Re: Acme rollout

Dear Jo,

Acme rollout for Acme is 12,000 USD (Initial contact),
by Thu 31 Dec 2026. Next: Follow-up, Fri 20 Nov 2026 14:30.
"""


def add(run: Shell, name: str, text: str, *words: str) -> None:
    """Add a template from a file."""
    file = run.home / "text.txt"
    file.write_text(text, "utf-8")
    run("template", "add", name, str(file), *words)


@made_once
def ready(pipectl: Shell) -> Shell:
    """A deal with a contact and a next action, and a template."""
    pipectl("contact", "add", "Dr. Jo Park", "--email", "jo@acme.example", "--account", "Acme")
    pipectl("add", "Acme rollout", "12k", "--account", "acme", "--contact", "jo", "--close", "eoq")
    pipectl("next", 1, "Follow-up", "--due", "fri 14:30")
    add(pipectl, "Nudge", TEXT, "--kind", "follow-up", "--subject", "Re: {{ deal.title }}")
    return pipectl


def test_a_draft_is_printed_whole_and_stores_nothing(ready: Shell) -> None:
    before = ready.state()
    assert ready("draft", 1, "nudge").out == SAID
    found = ready("draft", 1, "nudge", "--json").json
    assert found["subject"] == "Re: Acme rollout"
    assert (found["contact"], found["email"]) == ("Dr. Jo Park", "jo@acme.example")
    assert found["text"].startswith("Dear Jo,\n\nAcme rollout for Acme")
    assert {found[key] for key in ("mailto", "file", "opened", "activity")} == {None, False}
    assert ready.state() == before


def test_what_is_left_to_fill_in_by_hand_is_named(ready: Shell) -> None:
    text = "We saw [what you noticed], and [what you noticed] again [1]. See [us](https://us.example).\n"
    add(ready, "Gaps", text, "--subject", "[your offer] for {{ deal.title }}")
    done = ready("draft", 1, "gaps")
    assert done.err == "Fill in before you send it: [your offer] and [what you noticed].\n"
    assert "[what you noticed] again [1]" in done.out
    ready("edit", 1, "--title", "Acme [pilot]")
    assert ready("draft", 1, "nudge").err == ""


def test_what_has_no_value_is_named_with_what_there_is(ready: Shell) -> None:
    add(ready, "Source", "From {{ deal.source }}")
    said = ready("draft", 1, "source", code=4).err
    assert 'uses deal.source, which has no value in "Acme rollout".' in said
    assert "Names with a value: deal.title, deal.amount, " in said
    ready("edit", 1, "--source", "web")
    assert ready("draft", 1, "source").lines[-1] == "From web"


def test_custom_fields_are_filled_in_as_they_are_shown(ready: Shell) -> None:
    ready("field", "add", "Go-live", "--on", "deal", "--type", "date")
    ready("field", "add", "Size", "--on", "account", "--type", "money")
    add(ready, "Fields", "{{ fields.go_live }}, {{ fields.Size|default('?') }}")
    assert "uses fields.go_live, which" in ready("draft", 1, "fields", code=4).err
    ready("edit", 1, "--set", "Go-live=2027-01-05")
    assert ready("draft", 1, "fields").lines[-1] == "Tue 5 Jan 2027, ?"
    ready("account", "edit", "acme", "--set", "Size=2500 EUR")
    assert ready("draft", 1, "fields").lines[-1] == "Tue 5 Jan 2027, 2,500 EUR"


def test_the_message_goes_to_the_deals_contact_else_to_the_one_with_a_role(
    ready: Shell, tmp_path: Path
) -> None:
    add(ready, "Hi", "Hi {{ contact.name|default('you') }}")
    ready("add", "Bare", "1k")
    assert ready("draft", 2, "hi").out == "Hi you\n"
    ready("contact", "add", "Ann Lee")
    ready("contact", "role", "ann", 2, "user")
    done = ready("draft", 2, "hi")
    assert (done.err, done.lines[-1]) == ("Ann Lee has no e-mail address.\n", "Hi Ann Lee")
    ready("contact", "add", "Bo Lund")
    ready("contact", "role", "bo", 2, "champion")
    said = ready("draft", 2, "hi", code=3).err
    assert '"Bare" has 2 contacts: Ann Lee (user), Bo Lund (champion).' in said
    assert "Name one with --to." in said
    assert ready("draft", 2, "hi", "--to", "bo").lines[-1] == "Hi Bo Lund"
    assert ready("draft", 2, "hi", "--to", "jo").lines[-1] == "Hi Dr. Jo Park"
    asked = Session(ready, ("draft", "2", "hi"), {})
    asked.asked("Which one?").type(DOWN, ENTER)
    assert asked.left() == "To: Bo Lund\n\nHi Bo Lund\n"


def test_a_link_has_everything_percent_encoded(ready: Shell) -> None:
    link = ready("draft", 1, "nudge", "--mailto").out.rstrip("\n")
    assert link.startswith("mailto:jo@acme.example?subject=Re%3A%20Acme%20rollout&body=Dear%20Jo")
    found = parse_qs(urlsplit(link).query)
    assert (
        found["body"][0].replace("\r\n", "\n") == ready("draft", 1, "nudge", "--json").json["text"]
    )
    add(ready, "Long", "x" * 2000)
    said = ready("draft", 1, "long", "--mailto", code=4).err
    assert (
        "The mailto link is 2,028 characters long. Mail programs accept fewer than 2,000." in said
    )
    assert "Use --eml FILE" in said


@pytest.mark.files("about tables of others in a store's file, which a server's schema may have")
def test_a_file_that_was_written_is_named_also_where_it_cannot_be_logged(ready: Shell) -> None:
    file = ready.home / "nudge.eml"
    with ready.opened() as store:
        store.execute("create table other (id integer)")
    done = ready("draft", 1, "nudge", "--eml", str(file), "--log", code=5)
    assert done.err.splitlines()[:2] == [
        f"Written to {file}.",
        f"pipectl: The store {ready.store} has a table other that pipectl didn't create. Nothing"
        " was stored.",
    ]
    assert parsed(file.read_bytes())["Subject"] == "Re: Acme rollout"


def test_a_file_is_a_message_and_private(ready: Shell) -> None:
    file = ready.home / "nudge.eml"
    assert ready("draft", 1, "nudge", "--eml", str(file)).err.endswith(f"Written to {file}.\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    read = parsed(file.read_bytes())
    assert (read["X-Unsent"], read["Subject"]) == ("1", "Re: Acme rollout")
    assert read["To"] == '"Dr. Jo Park" <jo@acme.example>'
    assert read.get_content().splitlines()[:3] == [
        "Dear Jo,",
        "",
        "Acme rollout for Acme is 12,000 USD (Initial contact),",
    ]
    assert "already exists" in ready("draft", 1, "nudge", "--eml", str(file), code=4).err
    ready("draft", 1, "nudge", "--eml", str(file), "--force")
    assert ready("draft", 1, "nudge", "--eml", "-").out.startswith("X-Unsent: 1")
    store = ready("draft", 1, "nudge", "--eml", str(ready.store), "--force", code=4).err
    assert "is the store itself" in store


def test_the_mail_program_is_opened_with_the_link(ready: Shell, tmp_path: Path) -> None:
    program, seen = tmp_path / "mail", tmp_path / "seen"
    program.write_text(f'#!/bin/sh\nprintf %s "$1" > {seen}\n')
    program.chmod(0o755)
    ready.extra = {"BROWSER": f"{program} %s"}
    done = ready.process("draft", "1", "nudge", "--open", "--log", "--not-done")
    assert (done.out, done.code) == ("", 0)
    assert seen.read_text() == ready("draft", 1, "nudge", "--mailto").out.rstrip("\n")
    assert [each["kind"] for each in ready("activity", "list", "--json").json] == ["follow-up"]


def test_log_counts_the_activity_and_says_what_is_next(ready: Shell) -> None:
    found = ready("draft", 1, "nudge", "--log", "--then", "Call", "--due", "mon", "--json").json
    (logged,) = ready("activity", "list", "--json").json
    assert (logged["id"], logged["kind"], logged["text"], logged["contact"]) == (
        found["activity"],
        "follow-up",
        "Nudge",
        "Dr. Jo Park",
    )
    action = ready("show", 1, "--json").json["next_action"]
    assert (action["action"], action["due_on"]) == ("Call", "2026-11-23")
    ready("undo")
    assert ready("show", 1, "--json").json["next_action"]["action"] == "Follow-up"


def test_at_a_terminal_log_asks_whether_it_is_done_and_what_is_next(ready: Shell) -> None:
    asked = Session(ready, ("draft", "1", "nudge", "--log"), {})
    asked.answer("Does this complete the next action, Follow-up?", "y")
    asked.answer("What must happen next?", "Call").answer("By when?", "mon")
    assert asked.left() == SAID
    assert ready("show", 1, "--json").json["next_action"]["action"] == "Call"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--mailto", "--open"], 2, "--mailto and --open can't be used together."),
        (["--eml", "-", "--json"], 2, "--json can't be used with --eml -."),
        (["--force"], 2, "--force needs --eml FILE."),
        (["--then", "Call"], 2, "--then needs --log."),
        (["--done"], 2, "--done needs --log."),
        (["--log", "--due", "fri"], 2, "--due needs --then ACTION."),
        (["--to", "nobody"], 3, 'No contact "nobody".'),
    ],
)
def test_wrong_options_store_nothing(ready: Shell, words: list[str], code: int, said: str) -> None:
    before = ready.state()
    assert said in ready("draft", 1, "nudge", *words, code=code).err
    assert ready.state() == before


def test_a_template_without_a_kind_logs_nothing(ready: Shell) -> None:
    add(ready, "Hi", "Hi")
    assert "has no kind of activity to log." in ready("draft", 1, "hi", "--log", code=4).err
    assert 'No template "nope".' in ready("draft", 1, "nope", code=3).err


def parsed(data: bytes) -> EmailMessage:
    """A message as the standard library reads it."""
    return email.message_from_bytes(data, policy=policy.default)


WORDS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60)
SLY = st.one_of(WORDS, st.text(alphabet='\r\n\t :;,<>"\\()=?@Bcc:axé\u2028\u0085', max_size=40))


@given(SLY, SLY, SLY)
def test_no_name_subject_or_text_adds_a_header(subject: str, name: str, text: str) -> None:
    found = parsed(message(Draft(subject, text, name, "jo@acme.example")))
    assert {each.lower() for each in found} <= {
        *("x-unsent", "to", "subject", "content-type", "content-transfer-encoding"),
        "mime-version",
    }
    assert [each.addr_spec for each in found["To"].addresses] == ["jo@acme.example"]
    assert not found.is_multipart()


PRINTED = WORDS.map(lambda text: "".join(each for each in text if each.isprintable()))


@given(PRINTED, st.lists(PRINTED, max_size=4).map("\n".join))
def test_subject_and_text_are_read_as_they_were_written(subject: str, text: str) -> None:
    subject = " ".join(subject.split())
    found = parsed(message(Draft(subject, text, "Jo", "jo@acme.example")))
    assert found["Subject"] == subject
    assert found.get_content().replace("\r\n", "\n").rstrip("\n") == text.rstrip("\n")


@given(SLY, SLY, st.from_regex(r"[^@\s]{1,20}@[^@\s]{1,20}", fullmatch=True))
def test_a_link_is_one_link_whatever_is_in_it(subject: str, text: str, to: str) -> None:
    try:
        link = mailto(Draft(subject, text, "Jo", to))
    except RefusedError:
        return
    assert len(link) < MOST_LINK
    assert re.fullmatch("[!-~]*", link)
    assert set(parse_qs(urlsplit(link).query)) <= {"subject", "body"}


@given(st.from_regex(r"[^@\s]{1,20}@[^@\s]{1,20}", fullmatch=True))
def test_an_address_is_taken_whole_or_refused(to: str) -> None:
    try:
        found = parsed(message(Draft("Hi", "Hi", "Jo", to)))
    except RefusedError:
        return
    assert [each.addr_spec for each in found["To"].addresses] == [to]
