"""What `list` is narrowed to by tags, and which columns it remembers."""

import pytest

from conftest import Shell, made_once
from pipectl.pipeline.view import COLUMNS
from pipectl.vocabulary import LIST_COLUMNS


@made_once
def tagged(pipectl: Shell) -> Shell:
    """Acme rollout (hot, new), Birch audit (hot) and Acme pilot (cold)."""
    pipectl("add", "Acme rollout", "12k", "--tag", "Hot", "--tag", "new", "--close", "eoq")
    pipectl("add", "Birch audit", "9k", "--tag", "hot")
    pipectl("add", "Acme pilot", "4k", "--tag", "cold")
    return pipectl


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (["+hot"], [1, 2]),
        (["+HOT", "+new"], [1]),
        (["+hot", "+cold"], []),
        (["acme", "+hot"], [1]),
        (["+hot", "acme"], [1]),
        (["+hot", "--tag", "new"], [1]),
        (["--tag", "hot", "--min", "10k", "acme"], [1]),
        (["+cold", "--stage", "initial"], [3]),
    ],
)
def test_tags_with_a_plus_sign_narrow_a_list(
    tagged: Shell, words: list[str], ids: list[int]
) -> None:
    assert [int(line) for line in tagged("list", *words, "--format", "ids").lines] == ids


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (
            ["+hto"],
            3,
            'pipectl: No tag "hto". Did you mean hot?\n  Available: Hot, cold, hot and new.\n',
        ),
        (["+"], 3, 'pipectl: No tag "".\n  Available: Hot, cold, hot and new.\n'),
        (["+hot'; drop table opportunity; --"], 3, "No tag \"hot'; drop table"),
        (
            ["acme", "rollout", "+hot", "--all"],
            2,
            'pipectl: Too many words for `pipectl list`: "acme", "rollout" and "+hot".\n'
            '  Quote the text: pipectl list "acme rollout" +hot --all\n',
        ),
    ],
)
def test_an_unknown_tag_or_a_second_text_is_an_error(
    tagged: Shell, words: list[str], code: int, said: str
) -> None:
    assert said in tagged("list", *words, code=code).err


def test_tags_are_completed_behind_their_sign(tagged: Shell) -> None:
    def offered(*words: str) -> list[str]:
        tagged.extra = {
            "_PIPECTL_COMPLETE": "complete_bash",
            "COMP_WORDS": "\n".join(["pipectl", *words]),
            "COMP_CWORD": str(len(words)),
        }
        return tagged().lines

    assert offered("list", "+") == ["+Hot", "+cold", "+hot", "+new"]
    assert offered("list", "acme", "+n") == ["+new"]
    assert offered("edit", "acme-pilot", "--tag", "+c") == ["+cold"]


# --- the columns that a list remembers

REMEMBERED = """\
#  Title         Close
1  Acme rollout  31 Dec
3  Acme pilot    –
"""


def test_a_list_remembers_its_columns(tagged: Shell) -> None:
    plain = tagged("list", "acme").out
    done = tagged("config", "set", "list_columns", "id, title,close_on")
    assert done.out == "Set list_columns to id,title,close_on.\n"
    assert tagged("list", "acme").out == REMEMBERED
    assert tagged("list", "acme", "--columns", "title").out == "Title\nAcme rollout\nAcme pilot\n"
    tagged("config", "set", "list_columns", "")
    assert tagged("list", "acme").out == plain


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "tsv", "md", "ids"])
def test_other_formats_than_the_table_have_all_columns(tagged: Shell, form: str) -> None:
    before = tagged("list", "--format", form).out
    tagged("config", "set", "list_columns", "title")
    assert tagged("list", "--format", form).out == before


def test_an_unknown_column_is_not_remembered(tagged: Shell) -> None:
    done = tagged("config", "set", "list_columns", "id,size", code=2)
    assert done.err.startswith(
        'pipectl: list_columns can\'t be "id,size": no column "size".\n  Available: id, title, '
    )
    tagged.extra = {"PIPECTL_LIST_COLUMNS": "size"}
    refused = tagged("list", code=2).err
    assert refused.startswith('pipectl: list_columns can\'t be "size": no column "size".\n')
    tagged.extra = {"PIPECTL_LIST_COLUMNS": "title,,id"}
    assert 'list_columns can\'t be "title,,id": no column ""' in tagged("list", code=2).err


def test_a_list_remembers_fields_of_the_user_the_fit_and_the_score(tagged: Shell) -> None:
    tagged("field", "add", "Size", "--on", "deal", "--type", "number")
    tagged("icp", "set", "size=20..50")
    tagged("edit", "rollout", "--set", "size=40")
    tagged("config", "set", "list_columns", "title,size,fit,score")
    assert tagged("list", "rollout").out == (
        "Title         Size  Fit    Score\nAcme rollout    40  100 A     50\n"
    )
    assert 'Did you mean "Size"' in tagged("config", "set", "list_columns", "sise", code=2).err


def test_the_setting_knows_every_column() -> None:
    assert tuple(COLUMNS) == LIST_COLUMNS


def test_a_next_action_without_a_date_says_so(pipectl: Shell) -> None:
    pipectl("add", "Acme", "--next", "Call")
    assert "no date: Call" in pipectl("list").out
    assert "  Call, no date: `pipectl next 1 --due DATE`\n" in pipectl("show", 1).out


def test_the_text_is_also_looked_for_in_contacts(pipectl: Shell) -> None:
    pipectl("add", "Harbor audit", "--account", "Harbor Lines", "--contact", "Priya Nair")
    pipectl("add", "Cedar")
    assert pipectl("list", "NAIR", "--format", "ids").out == "1\n"


def test_titles_and_next_actions_have_room_before_other_columns(pipectl: Shell) -> None:
    words = ("--next", "Ask for the decision date", "--account", "Cedar Clinics")
    pipectl("add", "Cedar Clinics IT strategy workshop", "20k", *words, "--due", "fri 10:30")
    pipectl.extra = {"COLUMNS": "120"}
    line = pipectl("list").lines[1]
    assert "Cedar Clinics IT strategy workshop" in line
    assert "20 Nov 10:30 Ask for the dec" in line
    pipectl.extra = {"COLUMNS": "80"}
    assert "20 Nov 10:30 Ask for the" in pipectl("list").lines[1]
