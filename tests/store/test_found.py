"""What SQLite left beside a store that can't be used is kept with it when one is restored."""

from pathlib import Path

import pytest

from conftest import Shell

JOURNAL = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"half a change" * 100
LOG = b"\x37\x7f\x06\x82" + b"changes" * 100
LEFT = {"-journal": JOURNAL, "-wal": LOG}
KEPT = "20261118T100000Z-damaged.db"


@pytest.fixture
def kept(acme: Shell) -> Shell:
    """Acme with a backup."""
    acme("backup")
    return acme


def folder(shell: Shell) -> Path:
    return Path(f"{shell.store}.backups")


def beside(path: Path, ending: str) -> Path:
    return path.with_name(f"{path.name}{ending}")


@pytest.mark.parametrize("ending", LEFT)
@pytest.mark.parametrize("size", [20, 20_000], ids=["less than a page", "pages"])
def test_a_store_that_cant_be_opened_is_kept_with_its_journal(
    kept: Shell, ending: str, size: int
) -> None:
    garbage = (b"garbage " * size)[:size]
    kept.store.write_bytes(garbage)
    beside(kept.store, ending).write_bytes(LEFT[ending])
    done = kept("restore", "--yes")
    place = folder(kept) / KEPT
    assert done.out == (
        "Restored 20261118T100000Z-asked.db.\n"
        f"The damaged store is kept in {place}\n"
        f"Its journal is kept in {place}{ending}\n"
    )
    assert (place.read_bytes(), beside(place, ending).read_bytes()) == (garbage, LEFT[ending])
    assert beside(place, ending).stat().st_mode & 0o777 == 0o600
    assert not beside(kept.store, ending).exists()
    assert "Acme rollout" in kept("list").out
    assert kept("doctor").out == ""


def test_the_journal_of_a_store_that_is_gone_is_kept(kept: Shell) -> None:
    kept.store.unlink()
    beside(kept.store, "-journal").write_bytes(JOURNAL)
    done = kept("restore", "--yes")
    place = beside(folder(kept) / KEPT, "-journal")
    assert done.out.endswith(f"\nThe damaged store is kept in {place}\n")
    assert place.read_bytes() == JOURNAL
    assert kept("doctor").out == ""


def test_two_at_one_instant_have_names_of_their_own(kept: Shell) -> None:
    kept.store.unlink()
    for turn, content in (("", JOURNAL), ("-2", JOURNAL + b"more")):
        beside(kept.store, "-journal").write_bytes(content)
        kept("restore", "--yes")
        name = f"20261118T100000Z-damaged{turn}.db-journal"
        assert (folder(kept) / name).read_bytes() == content
        kept.store.unlink()
    kept("restore", "--yes")


def test_what_nobody_wants_to_restore_leaves_no_copy(kept: Shell) -> None:
    kept.store.write_bytes(b"garbage")
    beside(kept.store, "-journal").write_bytes(JOURNAL)
    names = {each.name for each in folder(kept).iterdir()}
    kept("restore", code=2)
    assert {each.name for each in folder(kept).iterdir()} == names


def test_a_journal_goes_with_the_copy_that_it_belongs_to(kept: Shell) -> None:
    old = folder(kept) / "20261010T100000Z-damaged.db"
    for hour in (10, 11):
        place = folder(kept) / f"20261010T{hour}0000Z-damaged.db"
        place.write_bytes(b"garbage")
        beside(place, "-journal").write_bytes(JOURNAL)
    kept("backup")
    left = sorted(each.name for each in folder(kept).iterdir() if "damaged" in each.name)
    assert left == ["20261010T110000Z-damaged.db", "20261010T110000Z-damaged.db-journal"]
    assert not old.exists()
