"""`import --update` of a file that lost deals and tags: what stays here is said."""

from pathlib import Path

import pytest

from conftest import Shell
from imported import brought, reversible, write

HEAD = "deal_id,title,amount,tags"


@pytest.fixture
def here(pipectl: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A store with five deals of a file."""
    monkeypatch.chdir(tmp_path)
    write("d.csv", HEAD, "1,Al,1,hot;q4", "2,Bo,2,", "3,Cy,3,", "4,Di,4,", "5,Ed,5,")
    brought(pipectl, "d.csv")
    return pipectl


def test_open_deals_that_are_gone_from_the_file_are_named_and_stay(here: Shell) -> None:
    write("d.csv", HEAD, "1,Al,1,hot;q4", "2,Bo,2,", "3,Cy,3,")
    said = (
        "2 open deals from earlier imports aren't in the file: Di #4 and Ed #5. They stay open.\n"
    )
    assert said in here("import", "d.csv", "--update", "--dry-run").err
    assert said in brought(here, "d.csv", "--update").err
    assert "earlier imports" not in brought(here, "d.csv").err
    here("win", "4")
    said = "1 open deal from earlier imports isn't in the file: Ed #5. It stays open.\n"
    assert said in brought(here, "d.csv", "--update").err


def test_deals_that_the_same_file_adds_are_not_gone(here: Shell) -> None:
    write("d.csv", HEAD, "2,Bo,2,", "3,Cy,3,", "4,Di,4,", "5,Ed,5,", "6,Flo,6,", "7,Gus,7,")
    said = "1 open deal from earlier imports isn't in the file: Al #1. It stays open.\n"
    assert said in brought(here, "d.csv", "--update").err


def test_a_part_of_the_file_says_nothing_of_the_rest(here: Shell) -> None:
    assert "earlier imports" not in brought(here, "d.csv", "--update", "--only", "title=Al").err
    write("d.csv", HEAD, "1,Al,1,hot;q4", "2,Bo,2,")
    assert "earlier imports" not in brought(here, "d.csv", "--update").err


def test_tags_that_the_file_no_longer_has_stay_and_that_is_said(here: Shell) -> None:
    write("d.csv", HEAD, "1,Al,1,cold", "2,Bo,2,x", "3,Cy,3,", "4,Di,4,", "5,Ed,5,")
    done = reversible(here, "d.csv", "--update")
    assert (
        "1 deal (line 2) keeps tags that the file doesn't have. To remove one: `pipectl edit OPP "
        "--tag -TAG`.\n"
    ) in done.err


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (HEAD, "2 deals (first in line 2) keep tags that the file doesn't have. "),
        ("deal_id,title,amount", ""),
    ],
    ids=["no tags in the cells", "no column of tags"],
)
def test_a_file_says_that_a_deal_has_no_tags_only_if_it_has_a_column_of_them(
    here: Shell, head: str, said: str
) -> None:
    here("edit", 2, "--tag", "+mine")
    end = "," if said else ""
    names = ("Al", "Bo", "Cy", "Di", "Ed")
    write("d.csv", head, *(f"{n},{name},{n}{end}" for n, name in enumerate(names, 1)))
    for flags in (("--dry-run",), (), ()):
        done = brought(here, "d.csv", "--update", *flags)
        assert done.err.count("tags that the file doesn't have") == bool(said)
        assert said in done.err
    here("edit", 1, "--tag", "-q4")
    assert here("show", 1, "--json").json["tags"] == ["hot"]
