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
