"""Two sellers on a server: each undoes their own changes while the other's are later."""

import pytest

from both_engines import same
from conftest import Shell
from servers import copied

# What Ann adds, what Bob does later, and whether that needs it.
PAIRS = (
    ("add Alder 5k --account Alder", "add Beech 6k --account Beech", False),
    ("add Alder 5k --account Alder", "add Beech 6k --account Alder", True),
    ("contact add Jo --account Alder", "log call --contact jo", True),
    ("contact add Jo --account Alder", "quota set 100k", False),
)


@pytest.mark.parametrize(("anns", "bobs", "is_needed"), PAIRS)
def test_an_undo_looks_whether_what_others_added_later_needs_it(
    demo: Shell, anns: str, bobs: str, *, is_needed: bool
) -> None:
    place = copied(demo.store)
    for owner, line in (("Ann", anns), ("Bob", bobs)):
        same(demo, place, f"config set owner {owner}")
        assert same(demo, place, line).code == 0
    same(demo, place, "config set owner Ann")
    done = same(demo, place, "undo")
    assert (done.code, "a later operation needs what it added" in done.err) == (
        (4, True) if is_needed else (0, False)
    )
    assert same(demo, place, "doctor").code == 0
    assert same(demo, place, "redo").code == (4 if is_needed else 0)


def test_sellers_are_told_and_refused_as_on_a_file(demo: Shell) -> None:
    place = copied(demo.store)
    walk = (
        ("Ann", "add Alder 5k"),
        ("Ann", "assign alder Bob --why First"),
        ("Bob", "today"),
        ("Bob", "edit alder --amount 7k"),
        ("Bob", "undo"),
        ("Ann", "undo"),
        ("Bob", "today --json"),
        ("Bob", "today"),
        ("Bob", "today"),
        ("Bob", "redo"),
        ("Ann", "redo"),
        ("Bob", "today"),
    )
    found = {}
    for number, (owner, line) in enumerate(walk):
        demo.extra = {"PIPECTL_OWNER": owner}
        found[number] = same(demo, place, line)
    assert "Ann gave you Alder" in found[2].out
    assert "You no longer have Alder" in found[7].out
    assert "You no longer have Alder" not in found[8].out
    assert "can't be redone" in found[9].err
    assert "Ann gave you Alder" in found[11].out


def test_a_win_is_undone_after_anothers_win_and_each_stage_has_its_pace(demo: Shell) -> None:
    place = copied(demo.store)
    open_deals = [each["id"] for each in demo("list", "--json").json[:2]]
    walk = (
        ("Ann", f"win {open_deals[0]}"),
        ("Bob", f"win {open_deals[1]}"),
        ("Ann", "undo"),
        ("Ann", "redo"),
        ("Ann", "undo"),
        ("Bob", "undo"),
        ("Bob", "redo"),
        ("Ann", "redo"),
    )
    for owner, line in walk:
        demo.extra = {"PIPECTL_OWNER": owner}
        done = same(demo, place, line)
        assert done.code == 0, (owner, line, done)
        assert same(demo, place, "doctor").code == 0, (owner, line)
