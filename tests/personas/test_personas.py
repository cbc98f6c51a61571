"""`persona`: kinds of people, what they want and object, and what to answer."""

import shlex
from pathlib import Path

import pytest

from conftest import Shell, made_once
from pipectl.personas.rules import is_about
from terminal import ENTER, Session

ADD = (
    "persona add 'Plant manager' --motivation 'Fewer breakdowns'"
    " --objection 'Too expensive' --answer 'Downtime costs more'"
    " --objection 'No time' --answer ''"
)
MANAGER = {
    "name": "Plant manager",
    "motivation": "Fewer breakdowns",
    "objections": [
        {"objection": "Too expensive", "answer": "Downtime costs more"},
        {"objection": "No time", "answer": None},
    ],
    "contacts": [],
    "id": 1,
}


@made_once
def managed(pipectl: Shell) -> Shell:
    """A persona, and a deal with a contact."""
    for line in (ADD, "contact add 'Jo Park'", "add Acme 12k --contact jo"):
        pipectl(*shlex.split(line))
    return pipectl


def rows(shell: Shell) -> list[str]:
    """The rows of an export, without what says when something was changed or taken back."""
    lines = shell("export", "--what", "all").lines[1:]
    return [line for line in lines if not line.startswith('{"table": "changed"')]


def test_a_persona_is_shown_with_objections_and_answers(managed: Shell) -> None:
    assert managed("persona", "show", "manager", "--json").json == MANAGER
    assert managed("persona", "list", "--json").json == [MANAGER]
    assert managed("persona", "show", "plant").lines == [
        "Plant manager",
        "  motivation: Fewer breakdowns",
        "  objection: Too expensive",
        "    answer: Downtime costs more",
        "  objection: No time",
    ]
    assert managed("persona", "list").lines == [
        "Persona        Motivation        Objections  Contacts",
        "Plant manager  Fewer breakdowns           2         0",
    ]


def test_adding_it_again_changes_nothing(managed: Shell) -> None:
    before = managed("export", "--what", "all").out
    assert "already exists" in managed("persona", "add", "PLANT MANAGER", "--motivation", "x").err
    assert managed("export", "--what", "all").out == before


def test_each_objection_needs_an_answer_if_one_has(managed: Shell) -> None:
    words = ("--objection", "a", "--objection", "b", "--answer", "c")
    done = managed("persona", "add", "CFO", *words, code=2)
    assert done.err.startswith(
        "pipectl: The number of --answer options doesn't match the number of --objection options.\n"
    )


def test_an_edit_changes_answers_adds_and_removes_objections_and_is_undone(
    managed: Shell,
) -> None:
    before = rows(managed)
    change = (
        "persona edit plant --name 'Head of plant' --objection 'no time' --answer 'Two hours'"
        " --objection New --answer Yes --remove-objection 'too expensive'"
    )
    found = managed(*shlex.split(change), "--json").json
    assert found["name"] == "Head of plant"
    assert found["objections"] == [
        {"objection": "No time", "answer": "Two hours"},
        {"objection": "New", "answer": "Yes"},
    ]
    assert 'removed objection "Too expensive"' in managed("history").out
    managed("undo")
    assert rows(managed) == before
    managed("persona", "edit", "plant", "--remove-objection", "nothing", code=3)
    managed("persona", "edit", "plant", code=2)


def test_a_contact_has_a_persona_until_it_is_cleared_or_removed(managed: Shell) -> None:
    found = managed("contact", "edit", "jo", "--persona", "plant", "--json").json
    assert found["persona"] == "Plant manager"
    assert "  persona: Plant manager" in managed("contact", "show", "jo").lines
    assert managed("persona", "show", "plant", "--json").json["contacts"] == ["Jo Park"]
    managed("contact", "edit", "jo", "--clear", "persona")
    assert managed("contact", "list", "--json").json[0]["persona"] is None
    managed("undo")
    managed("persona", "remove", "plant")
    assert managed("contact", "show", "jo", "--json").json["persona"] is None
    managed("undo")
    assert managed("contact", "show", "jo", "--json").json["persona"] == "Plant manager"


def test_a_new_contact_can_have_a_persona_that_there_is(managed: Shell) -> None:
    found = managed("contact", "add", "Sam Lee", "--persona", "plant", "--json").json
    assert found["persona"] == "Plant manager"
    done = managed("contact", "add", "Kim Ray", "--persona", "zebra", code=3)
    assert done.err == 'pipectl: No persona "zebra".\n  Available: Plant manager.\n'
    assert len(managed("contact", "list", "--json").json) == 2


def test_personas_come_through_an_export_and_meet_in_a_merge(
    managed: Shell, tmp_path_factory: pytest.TempPathFactory
) -> None:
    managed("contact", "edit", "jo", "--persona", "plant")
    file = managed.home / "all.jsonl"
    file.write_text(managed("export", "--what", "all").out)
    other = Shell(tmp_path_factory.mktemp("other"))
    other("init")
    other("import", file)
    assert other("export", "--what", "all").out == Path(file).read_text()
    managed.now = "2026-11-19T10:00"
    managed("persona", "edit", "plant", "--objection", "no time", "--answer", "Two hours")
    file.write_text(managed("export", "--what", "all").out)
    other("import", file, "--update")
    found = other("persona", "show", "plant", "--json").json
    assert found["objections"][1] == {"objection": "No time", "answer": "Two hours"}


@pytest.mark.parametrize("has_persona", [True, False])
def test_the_review_shows_it_with_p_where_a_contact_has_one(
    managed: Shell, *, has_persona: bool
) -> None:
    if has_persona:
        managed("contact", "edit", "jo", "--persona", "plant")
    session = Session(managed, ("review",), {})
    session.asked("1. Is the prospect truly in buying mode?", "quit")
    assert ("persona" in session.unbroken) is has_persona
    if has_persona:
        session.type("p")
        session.asked("Jo Park, Plant manager", "answer: Downtime costs more")
        session.asked("1. Is the prospect truly in buying mode?", "quit")
    session.type("q")
    session.left()


def test_a_forgotten_name_leaves_the_texts_of_personas(managed: Shell) -> None:
    managed("persona", "edit", "plant", "--objection", "Jo Park decides", "--answer", "Ask")
    managed("contact", "forget", "Jo Park", "--yes")
    assert "Jo Park" not in managed("persona", "show", "plant").out
    assert "Jo Park" not in managed("export", "--what", "all").out


def test_an_objection_that_explains_a_loss_is_shown_with_its_answer(managed: Shell) -> None:
    managed("contact", "edit", "jo", "--persona", "plant")
    for number, title in enumerate(("Birch", "Cedar", "Dogwood"), 2):
        managed("add", title, "1k", "--contact", "jo")
        managed("move", number, "discovery", *MOVE)
    said = (
        "Jo Park is a Plant manager, who objects: Too expensive. Your answer: Downtime costs more"
    )
    done = managed("lose", 1, "--reason", "TOO EXPENSIVE for us", "--json")
    assert said in " ".join(done.err.split())
    assert done.json["reason"] == "TOO EXPENSIVE for us"
    noted = managed("lose", 2, "--reason", "other", "--note", "They said: no time now.").err
    assert "who objects: No time. You have no answer yet: `pipectl persona edit`." in " ".join(
        noted.split()
    )
    assert managed("lose", 3, "--reason", "no budget").err.count("objects") == 0
    no = ("move", 4, "--buying", "no", "--reason", "too expensive")
    assert said in " ".join(managed(*no).err.split())


def test_an_objection_is_shown_at_a_terminal_too(managed: Shell) -> None:
    managed("contact", "edit", "jo", "--persona", "plant")
    session = Session(managed, ("lose", "1"), {})
    session.asked("Why did you lose this deal?").type("Too expensive", ENTER)
    session.asked("What happened?").type(ENTER).asked("revisit").type(ENTER)
    session.left()
    assert "who objects: Too expensive. Your answer: Downtime costs more" in " ".join(
        session.said.split()
    )


@pytest.mark.parametrize(
    ("text", "objection", "found"),
    [
        ("Too expensive", "too expensive!", True),
        ("price", "The price is too high", True),
        ("the price is too high for them", "Price is too high", True),
        ("no", "No time", False),
        ("other", "No time", False),
        ("prices", "The price is too high", False),
        ("zu teuer für uns", "Zu teuer", True),
        ("?!", "No time", False),
    ],
)
def test_a_text_is_about_an_objection_if_one_has_the_words_of_the_other(
    text: str, objection: str, found: bool
) -> None:
    assert is_about(text, objection) is found


MOVE = ("--buying", "yes", "--why", "x", "--next", "Call", "--due", "fri")


def test_the_history_says_which_persona_a_contact_got(managed: Shell) -> None:
    managed("persona", "add", "CFO")
    managed("contact", "edit", "jo", "--persona", "plant")
    managed("contact", "edit", "jo", "--persona", "cfo")
    managed("contact", "edit", "jo", "--clear", "persona")
    told = [each["changes"] for each in managed("history", "--limit", "3", "--json").json]
    assert told == [
        ['cleared persona of "Jo Park"'],
        ['set persona of "Jo Park" to "CFO"'],
        ['set persona of "Jo Park" to "Plant manager"'],
    ]
    assert managed("undo").out == (
        'Undone: contact edit jo --clear persona (#7)\n    set persona of "Jo Park" to "CFO"\n'
    )
