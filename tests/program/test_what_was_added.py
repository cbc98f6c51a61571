"""What is added, changed or removed is said in a line, with the command that comes next."""

import shlex

import pytest

from conftest import Shell

ADDED = [
    (
        "account add 'Fir Ltd'",
        'Added account: Fir Ltd. Add a deal: `pipectl add TITLE --account "Fir Ltd"`',
        "Fir Ltd\n",
    ),
    (
        "contact add Jo",
        'Added contact: Jo. Add them to a deal: `pipectl edit OPP --contact "Jo"`',
        "Jo\n",
    ),
    (
        "persona add CFO",
        'Added persona: CFO. Set it for a contact: `pipectl contact edit NAME --persona "CFO"`',
        "CFO\n",
    ),
    (
        "sequence add Intro --step '1d call'",
        'Added sequence: Intro. Start it for a deal: `pipectl sequence start "Intro" OPP`',
        "Intro\n  1. +1d call\nNo deal has been in the sequence yet.\n",
    ),
    (
        "campaign add Fair",
        'Added campaign: Fair. Put a deal in it: `pipectl edit OPP --campaign "Fair"`',
        "Campaign  Cost  From  To  Source  Deals\nFair         –  –     –   –           0\n",
    ),
]


@pytest.mark.parametrize(("line", "said", "shown"), ADDED, ids=[each[0] for each in ADDED])
def test_what_was_added_is_said_with_the_command_that_comes_next(
    pipectl: Shell, line: str, said: str, shown: str
) -> None:
    done = pipectl(*shlex.split(line))
    assert (done.err, done.out) == (f"{said}\n", shown)


def test_a_template_says_how_to_fill_it_in(pipectl: Shell) -> None:
    done = pipectl("template", "add", "Thank you", "-", stdin="Thanks!\n")
    said = 'Added template: Thank you. Fill it in for a deal: `pipectl draft OPP "Thank you"`\n'
    assert done.err == said


CHANGED = [
    ("account add Fir", "account edit fir --phone 5", "account: Fir"),
    ("contact add Jo", "contact edit jo --title CFO", "contact: Jo"),
    ("persona add CFO", "persona edit cfo --name Boss", "persona: Boss"),
    ("campaign add Fair", "campaign edit fair --cost 2k", "campaign: Fair"),
    ("segment add big --where 'amount>1k'", "segment edit big --name large", "segment: large"),
    ("field add Size --on deal", "field edit size --name Width", "field: Width"),
    ("stage add Trial --probability 50", "stage edit trial --probability 55", "stage: Trial"),
]


@pytest.mark.parametrize(("add", "edit", "what"), CHANGED, ids=[each[1] for each in CHANGED])
def test_what_was_changed_is_said_and_that_nothing_changed(
    pipectl: Shell, add: str, edit: str, what: str
) -> None:
    pipectl(*shlex.split(add))
    assert pipectl(*shlex.split(edit)).err == f"Changed {what}\n"
    again = edit if "--name" not in edit else edit.replace(edit.split()[2], edit.split()[-1])
    assert pipectl(*shlex.split(again)).err == f"Unchanged {what}\n"


REMOVED = [
    ("persona add CFO", "persona remove cfo", "Removed persona: CFO"),
    ("campaign add Fair", "campaign remove fair", "Removed campaign: Fair"),
    ("sequence add Intro --step '1d call'", "sequence remove intro", "Removed sequence: Intro"),
    ("segment add big --where 'amount>1k'", "segment remove big", "Removed segment: big"),
    ("field add Size --on deal", "field remove size", "Removed field: Size"),
    ("stage add Trial --probability 50", "stage remove trial", "Removed stage: Trial"),
    ("action add Wave", "action remove Wave", "Removed action: Wave"),
    ("reason add odd --for lost", "reason remove odd", "Removed reason: odd"),
    (
        "link add stage:proposal https://a.example/b",
        "link remove 1",
        "Removed link: https://a.example/b",
    ),
    (
        "experiment start Video --stage discovery --arms a,b",
        "experiment remove video",
        "Removed experiment: Video",
    ),
]


@pytest.mark.parametrize(("add", "remove", "said"), REMOVED, ids=[each[1] for each in REMOVED])
def test_what_was_removed_is_one_line_and_json_has_the_rest(
    pipectl: Shell, add: str, remove: str, said: str
) -> None:
    pipectl(*shlex.split(add))
    done = pipectl(*shlex.split(remove))
    assert (done.out, done.err) == (f"{said}\n", "")
    pipectl("undo")
    done = pipectl(*shlex.split(remove), "--json")
    assert (isinstance(done.json, list), done.err) == (True, f"{said}\n")


def test_a_setting_that_is_cleared_is_named_instead_of_an_empty_line(pipectl: Shell) -> None:
    assert pipectl("config", "set", "capacity", 5).out == "Set capacity to 5.\n"
    done = pipectl("config", "set", "capacity", "")
    assert (done.out, done.err) == ("Cleared capacity.\n", "")


def test_the_order_of_the_stages_is_one_line(pipectl: Shell) -> None:
    done = pipectl("stage", "move", "meeting", "--after", "initial contact")
    said = "Stages: Initial contact, Meeting, Discovery, Proposal, Negotiation\n"
    assert (done.out, done.err) == (said, "")


def test_a_file_called_like_a_part_of_the_store_is_refused_and_can_be_written(
    pipectl: Shell,
) -> None:
    done = pipectl("export", "everything", code=2)
    assert done.err == (
        'pipectl: "everything" is a FILE to write the deals to.\n'
        "  To export everything: `pipectl export --what all`. To write the deals to a file of this"
        " name: `pipectl export ./everything`.\n"
    )
    pipectl("add", "Acme", "12k")
    path = pipectl.home / "everything"
    assert pipectl("export", path).err == f"Wrote 1 deal to {path}.\n"
