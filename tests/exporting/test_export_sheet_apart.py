"""The CSV of one store in another one that shares its deals: nothing newer is reverted."""

import csv
import io
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from conftest import Shell
from imported import brought, is_well, reversible
from long_cases import examples

Cells = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two deals that begin with some changes already: its home."""
    one = Shell(tmp_path_factory.mktemp("prepared"))
    one("init")
    for each in ("Acme", "Birch"):
        one("add", each, "12k", "--note", f"Note of {each}", "--next", "Call", "--due", "+3d")
    one.now = "2026-11-18T11:00"
    one("edit", 1, "--source", "shared", "--tag", "hot")
    return one.home


def copied(prepared: Path, home: Path, name: str) -> Shell:
    """The store on another machine."""
    shutil.copytree(prepared, home / name)
    return Shell(home / name)


@pytest.fixture
def pair(prepared: Path, tmp_path: Path) -> tuple[Shell, Shell]:
    """Two machines with the same store."""
    return copied(prepared, tmp_path, "one"), copied(prepared, tmp_path, "two")


def sheet(shell: Shell) -> str:
    """The CSV of a store: its name."""
    name = str(shell.home / f"{shell.home.name}.csv")
    shell("export", "--format", "csv", "--force", name)
    return name


def cells(shell: Shell) -> Cells:
    """What the CSV says of each deal, but for when that changed."""
    found = csv.DictReader(io.StringIO(shell("export").out, newline=""))
    return {each["title"]: each for each in map(told, found)}


def told(row: dict[str, str]) -> dict[str, str]:
    return {name: cell for name, cell in row.items() if name not in ("changed_at", "changed_parts")}


def edited(pair: tuple[Shell, Shell], *, at_once: bool = False) -> tuple[Shell, Shell]:
    """One wins a deal and writes a note, while the other names where both deals came from."""
    one, two = pair
    times = [f"2026-11-19T1{'0' if at_once else hour}:00" for hour in range(4)]
    one.now = times[0]
    one("win", 1, "--reason", "price")
    one.now = times[1]
    one("edit", 2, "--note", "A note, long work")
    two.now = times[2]
    two("edit", 1, "--source", "web")
    two.now = times[3]
    two("edit", 2, "--source", "web")
    one.now = two.now = "2026-11-20T10:00"
    return one, two


@pytest.mark.parametrize("at_once", [False, True])
def test_what_only_one_store_changed_is_neither_reopened_nor_wiped(
    pair: tuple[Shell, Shell], at_once: bool
) -> None:
    one, two = edited(pair, at_once=at_once)
    at = "2026-11-19 10:00" if at_once else "2026-11-19 1{}:00"
    tried = one("import", "--update", "--dry-run", sheet(two))
    done = reversible(one, "--update", sheet(two))
    stays = (
        f'1 "Acme": status stays "won" (changed here on {at.format(0)} UTC). The file has '
        'an older value, "open".\n'
        f'1 "Acme": closing date stays "2026-11-19" (changed here on {at.format(0)} UTC). '
        "The file has an older value, nothing.\n"
        f'1 "Acme": reason stays "price" (changed here on {at.format(0)} UTC). The file '
        "has an older value, nothing.\n"
        f'1 "Acme": next action stays nothing (changed here on {at.format(0)} UTC). The '
        'file has an older value, "Call 2026-11-21".\n'
        f'2 "Birch": note stays "A note, long work" (changed here on {at.format(1)} UTC). '
        'The file has an older value, "Note of Birch".\n'
    )
    assert stays in tried.err
    assert (
        f'1 "Acme": source changes from "shared" to "web" (there on {at.format(2)} UTC).\n'
        f'2 "Birch": source changes from nothing to "web" (there on {at.format(3)} UTC).\n{stays}'
    ) in done.err
    back = reversible(two, "--update", sheet(one))
    assert '1 "Acme": status changes from "open" to "won"' in back.err
    assert " stays " not in back.err
    assert cells(one) == cells(two)
    for each, other in ((one, two), (two, one)):
        assert " 0 changed" in brought(each, "--update", sheet(other)).out


def test_both_orders_end_alike(pair: tuple[Shell, Shell]) -> None:
    one, two = edited(pair)
    reversible(two, "--update", sheet(one))
    reversible(one, "--update", sheet(two))
    assert cells(one) == cells(two)
    assert (cells(one)["Acme"]["status"], cells(one)["Acme"]["source"]) == ("won", "web")
    assert cells(one)["Birch"]["note"] == "A note, long work"


def test_a_file_that_says_only_when_deals_changed_never_overwrites_what_changed_here(
    pair: tuple[Shell, Shell],
) -> None:
    """As exports had it before they said when each part changed."""
    one, two = edited(pair)
    rows = [*csv.DictReader(Path(sheet(two)).read_text("utf-8").splitlines())]
    for each in rows:
        del each["changed_parts"]
    with open("older.csv", "w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, [*rows[0]])
        writer.writeheader()
        writer.writerows(rows)
    done = reversible(one, "--update", "older.csv")
    assert '1 "Acme": status stays "won"' in done.err
    assert '2 "Birch": note stays "A note, long work"' in done.err
    # It changed here before, too: nobody knows whether the file is newer.
    assert '1 "Acme": source stays "shared" (changed here on 2026-11-18 11:00 UTC)' in done.err
    assert '2 "Birch": source changes from nothing to "web"' in done.err
    assert (cells(one)["Acme"]["status"], cells(one)["Acme"]["source"]) == ("won", "shared")


def test_a_field_that_both_changed_is_told_and_the_newer_one_stays(
    pair: tuple[Shell, Shell],
) -> None:
    one, two = pair
    one.now, two.now = "2026-11-19T10:00", "2026-11-19T11:00"
    one("edit", 1, "--source", "fair")
    two("edit", 1, "--source", "web")
    one.now = two.now = "2026-11-20T10:00"
    both = (
        '1 "Acme": source was changed on both machines: "{}" (here on 2026-11-19 1{}:00 UTC), "{}" '
        '(there on 2026-11-19 1{}:00 UTC). Kept "web".\n'
    )
    older, newer = sheet(one), sheet(two)
    assert both.format("fair", 0, "web", 1) in reversible(one, "--update", newer).err
    assert both.format("web", 1, "fair", 0) in brought(two, "--update", older).err
    assert cells(one) == cells(two)


def test_a_deal_that_was_won_stays_won_whatever_was_changed_elsewhere_later(
    pair: tuple[Shell, Shell],
) -> None:
    one, two = pair
    one.now, two.now = "2026-11-19T10:00", "2026-11-19T11:00"
    one("win", 1, "--reason", "price")
    answers = ("--buying", "yes", "--why", "They asked", "--next", "Demo", "--due", "+5d")
    two("move", 1, "discovery", *answers)
    one.now = two.now = "2026-11-20T10:00"
    won, moved = sheet(one), sheet(two)
    done = reversible(one, "--update", moved)
    assert 'status was changed on both machines: "won"' in done.err
    assert 'Kept "won".\n' in done.err
    back = reversible(two, "--update", won)
    assert 'status was changed on both machines: "open"' in back.err
    assert 'Kept "won".\n' in back.err
    for each in (one, two):
        shown = each("show", 1, "--json").json
        assert (shown["status"], shown["closed_on"], shown["reason"]) == (
            *("won", "2026-11-19", "price"),
        )


def test_a_next_action_that_was_completed_here_never_comes_back(pair: tuple[Shell, Shell]) -> None:
    one, two = pair
    one.now, two.now = "2026-11-19T10:00", "2026-11-19T11:00"
    one("done", 1)
    two("next", 1, "--due", "2026-11-30")
    one.now = two.now = "2026-11-20T10:00"
    done = brought(one, "--update", sheet(two))
    assert '1 "Acme": next action was changed on both machines: nothing' in done.err
    assert one("show", 1, "--json").json["next_action"] is None


def test_a_deal_that_was_deleted_here_and_changed_there_is_told(pair: tuple[Shell, Shell]) -> None:
    one, two = pair
    one.now = two.now = "2026-11-19T10:00"
    one("delete", 2, "--yes")
    unchanged = sheet(two)
    said = brought(one, "--update", unchanged).err
    assert "1 row is for a deal that was deleted here: it stays deleted" in said
    assert "although the other store" not in said
    two("edit", 2, "--source", "web")
    done = brought(one, "--update", sheet(two))
    assert '2 "Birch" stays deleted, although the other store changed it later.' in done.err


def test_what_was_undone_here_isn_t_brought_back_by_an_older_sheet(
    pair: tuple[Shell, Shell],
) -> None:
    one, _ = pair
    one.now = "2026-11-19T10:00"
    one("edit", 1, "--source", "fair")
    older = sheet(one)
    one("undo")
    done = brought(one, "--update", older)
    assert '1 "Acme": source stays "shared"' in done.err
    assert cells(one)["Acme"]["source"] == "shared"


FIELDS = ("title", "source", "campaign", "note")
edits = st.lists(
    st.tuples(
        st.booleans(),
        st.integers(1, 2),
        st.sampled_from((*FIELDS, "win", "tag", "amount", "next", "move")),
    ),
    max_size=8,
)


@settings(
    max_examples=examples(6),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(before=edits, between=edits, turned=st.booleans())
@example(before=[], between=[(False, 1, "win"), (True, 1, "move"), (True, 1, "win")], turned=False)
def test_any_edits_on_both_sides_survive_and_what_still_differs_is_told(
    prepared: Path,
    tmp_path_factory: pytest.TempPathFactory,
    *,
    before: list[tuple[bool, int, str]],
    between: list[tuple[bool, int, str]],
    turned: bool,
) -> None:
    """Edits after an export of both, too, which are in no file until the next one."""
    home = tmp_path_factory.mktemp("pair")
    both = [copied(prepared, home, name) for name in ("one", "two")]
    last: dict[tuple[int, str], str] = {}
    for place, (side, deal, field) in enumerate(before):
        do(both[side], deal, field, place, last)
    old = [sheet(each) for each in both]
    for place, (side, deal, field) in enumerate(between, len(before)):
        do(both[side], deal, field, place, last)
    one, two = reversed(both) if turned else both
    first, second = reversed(old) if turned else old
    for each in (one, two):
        each.now = "2026-11-20T10:00"
    one("import", "--update", second)
    two("import", "--update", first)
    two("import", "--update", sheet(one))
    said = one("import", "--update", sheet(two)).err
    said += two("import", "--update", sheet(one)).err
    for shell in both:
        is_well(shell)
        for (deal, field), value in last.items():
            found = shell("show", deal, "--json").json
            assert (found["status"] if field == "win" else found[field]) == value
    for mine, theirs in zip(cells(one).values(), cells(two).values(), strict=True):
        for name in ("amount", "stage", "status", "closed_on", "reason", "tags", "next_action"):
            if mine[name] != theirs[name]:
                assert re.search(rf'(?m)^{mine["id"]} ".*": {name.replace("_", " ")} ', said)


def do(shell: Shell, deal: int, field: str, place: int, last: dict[tuple[int, str], str]) -> None:
    """One edit, at an instant of its own."""
    shell.now = f"2026-11-19T10:{place:02d}"
    value = f"{field} {place}"
    answers = ("--buying", "yes", "--why", value, "--next", value, "--due", "2026-12-01")
    words: dict[str, tuple[object, ...]] = {
        "win": ("win", deal, "--reason", "price"),
        "tag": ("edit", deal, "--tag", value),
        "amount": ("edit", deal, "--amount", f"{place + 20}k"),
        "next": ("next", deal, value, "--due", "2026-12-01"),
        "move": ("move", deal, "discovery", *answers),
    }
    done = shell.outcome(*words.get(field, ("edit", deal, f"--{field}", value)))
    if field in FIELDS:
        last[deal, field] = value
    elif field == "win":
        last[deal, field] = "won"
    assert done.code in (0, 4), done
