"""Files get their names once, whatever the file system can do, and only when nobody has them."""

import ctypes
import errno
import fcntl
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Done, Shell
from forked import become
from long_cases import one_in
from pipectl import disk

Put = Callable[[Path, Path], None]


def refuse(code: int) -> Callable[..., None]:
    """A system call that isn't there."""

    def call(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    return call


@pytest.fixture(params=["links", "renames", "claims"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How a file can get a name: by a link, else by a rename that never overwrites, else by a
    claim of the name."""
    return able(monkeypatch, request.param)


def able(patch: pytest.MonkeyPatch, way: str) -> str:
    """Let the file system be one that can do no more than that."""
    if way != "links":
        patch.setattr(os, "link", refuse(errno.EPERM))
    if way == "claims":
        patch.setattr(ctypes, "CDLL", refuse(errno.ENOENT))
    return way


def finished(folder: Path, content: str) -> Path:
    """A file that waits for its name."""
    handle, aside = disk.open_aside(folder / "x.txt")
    os.write(handle, content.encode())
    os.close(handle)
    return aside


@pytest.mark.parametrize("put", [disk.put_new, disk.put_where_nothing_is])
def test_a_file_gets_a_free_name_and_never_anothers(tmp_path: Path, way: str, put: Put) -> None:
    place = tmp_path / "x.txt"
    put(finished(tmp_path, "one"), place)
    assert place.read_text() == "one"
    with pytest.raises(FileExistsError):
        put(finished(tmp_path, "two"), place)
    assert place.read_text() == "one"
    for there in (tmp_path / "folder", tmp_path / "pipe", tmp_path / "link"):
        {"folder": os.mkdir, "pipe": os.mkfifo}.get(there.name, os.symlink)(
            *(("nowhere", there) if there.name == "link" else (there,))
        )
        with pytest.raises(FileExistsError):
            disk.put_new(finished(tmp_path, "three"), there)
    assert os.readlink(tmp_path / "link") == "nowhere"


def test_an_empty_file_is_nothing_only_where_that_is_meant(tmp_path: Path, way: str) -> None:
    place = tmp_path / "x.txt"
    place.touch()
    with pytest.raises(FileExistsError):
        disk.put_new(finished(tmp_path, "one"), place)
    disk.put_where_nothing_is(finished(tmp_path, "one"), place)
    assert place.read_text() == "one"
    with pytest.raises(FileExistsError):
        disk.put_where_nothing_is(finished(tmp_path, "two"), place)
    assert place.read_text() == "one"


@pytest.mark.parametrize("code", disk.NO_LINKS)
def test_every_answer_of_a_system_without_links_leads_to_another_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setattr(os, "link", refuse(code))
    disk.put_new(finished(tmp_path, "one"), tmp_path / "x.txt")
    assert (tmp_path / "x.txt").read_text() == "one"


@pytest.mark.files("about the making of a store's file")
def test_a_system_that_can_neither_link_nor_lock_is_named(
    empty: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    able(monkeypatch, "claims")
    for name in ("flock", "lockf"):
        monkeypatch.setattr(fcntl, name, refuse(errno.ENOLCK))
    assert empty("init", code=5).err == (
        f"pipectl: No store can be created at {empty.store}: its file system supports"
        " neither hard links nor locks.\n"
    )
    assert list(empty.home.iterdir()) == []


@pytest.fixture(params=["swaps", "compares"])
def over(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How a file can take another one's place: by a swap, else after one more look."""
    if request.param == "compares":
        monkeypatch.setattr(ctypes, "CDLL", refuse(errno.ENOENT))
    return str(request.param)


def test_a_file_takes_the_place_of_what_was_looked_at(tmp_path: Path, over: str) -> None:
    place = tmp_path / "x.txt"
    for content in ("one", "two"):
        disk.put_over_seen(finished(tmp_path, content), place, disk.seen(place))
        assert place.read_text() == content


@pytest.mark.parametrize("change", ["another", "longer", "a folder", "a link"])
def test_what_isnt_as_it_was_looked_at_stays(tmp_path: Path, over: str, change: str) -> None:
    """Also what another program put there an instant ago."""
    place = tmp_path / "x.txt"
    place.write_text("one")
    before = disk.seen(place)
    if change == "longer":
        place.write_text("one and more")
    else:
        place.rename(tmp_path / "moved")
        if change == "another":
            place.write_text("two")
        elif change == "a folder":
            place.mkdir()
        else:
            place.symlink_to("moved")
    there, aside = disk.seen(place), finished(tmp_path, "ours")
    with pytest.raises(FileExistsError):
        disk.put_over_seen(aside, place, before)
    assert (disk.seen(place), aside.read_text()) == (there, "ours")


def test_what_comes_where_nothing_was_stays(tmp_path: Path, over: str) -> None:
    place = tmp_path / "x.txt"
    place.write_text("theirs")
    with pytest.raises(FileExistsError):
        disk.put_over_seen(finished(tmp_path, "ours"), place, None)
    assert place.read_text() == "theirs"


# Races


def test_of_two_that_claim_a_name_one_gets_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second begins and ends when the first has made its claim, and not yet locked it."""
    able(monkeypatch, "claims")
    place, lock, outcomes = tmp_path / "x.txt", fcntl.flock, []

    def second_goes_first(handle: int, how: int) -> None:
        monkeypatch.setattr(fcntl, "flock", lock)
        disk.put_where_nothing_is(finished(tmp_path, "second"), place)
        outcomes.append("second")
        lock(handle, how)

    monkeypatch.setattr(fcntl, "flock", second_goes_first)
    with pytest.raises(FileExistsError):
        disk.put_where_nothing_is(finished(tmp_path, "first"), place)
    assert outcomes == ["second"]
    assert place.read_text() == "second"


@pytest.mark.files("about the making of a store's file")
def test_two_first_runs_make_one_store_and_the_other_is_told(
    empty: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    able(monkeypatch, "claims")
    lock, others = fcntl.flock, []

    def another_goes_first(handle: int, how: int) -> None:
        monkeypatch.setattr(fcntl, "flock", lock)
        others.append(empty("init", "--currency", "EUR"))
        lock(handle, how)

    monkeypatch.setattr(fcntl, "flock", another_goes_first)
    done = empty("init", "--currency", "GBP", code=4)
    assert others[0].out.startswith(f"Created a store at {empty.store}.\n")
    assert done.err.startswith(f"pipectl: There is already a store at {empty.store}.\n")
    assert empty("config", "get", "currency").out == "EUR\n"
    assert [each.name for each in empty.home.iterdir()] == ["pipectl.db"]


@pytest.mark.parametrize("begin", one_in(2, ["nothing", "an empty file"]))
def test_many_first_runs_at_once_lose_no_deal(empty: Shell, way: str, begin: str) -> None:
    """Each adds a deal at the default location, and each makes the store where there is none."""
    empty.extra = {"PIPECTL_DB": ""}
    place = empty.home / ".local/share/pipectl/pipectl.db"
    if begin == "an empty file":
        place.parent.mkdir(parents=True)
        place.touch()
    empty("--db", empty.home / "other.db", "init")  # what is imported now, no fork has to
    ready, start = os.pipe(), os.pipe()
    children = [child(empty, number, ready, start) for number in range(5)]
    os.close(ready[1])
    os.close(start[0])
    for _ in children:
        assert os.read(ready[0], 1)
    os.close(start[1])  # now all at once
    os.close(ready[0])
    for each in children:
        assert os.waitstatus_to_exitcode(os.waitpid(each, 0)[1]) == 0
    titles = {each["title"] for each in empty("list", "--json").json}
    assert titles == {f"Deal {number}" for number in range(5)}
    around = {each.name for each in place.parent.iterdir()}
    assert around <= {"pipectl.db", "pipectl.db.backups"}  # nothing unfinished


def child(shell: Shell, number: int, ready: tuple[int, int], start: tuple[int, int]) -> int:
    """A fork that adds a deal as soon as the pipe `start` is closed."""
    made = os.fork()
    if made:
        return made
    code = 1
    try:
        signal.alarm(120)  # should the parent have died
        become(shell.environment)
        os.close(start[1])
        os.write(ready[1], b"!")
        os.read(start[0], 1)
        code = shell.outcome("add", f"Deal {number}").code
    finally:
        os._exit(code)


# What commands do there


def test_everything_that_names_a_file_works_without_links(
    empty: Shell, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    empty("init")
    empty("add", "Acme", "1k")
    empty.now = "2026-11-19"
    assert empty("add", "Birch").err == ""  # with the backup of the day
    rows = empty.home / "rows.csv"
    rows.write_text("title\nCedar\n\n")
    empty("import", rows)
    taken = empty("backup", "--json").json["name"]
    empty("add", "Dogwood")
    empty("export", empty.home / "out.csv")
    empty("export", empty.home / "out.csv", code=4)
    assert names(empty) == [
        "20261119T120000Z-asked.db",
        "20261119T120000Z-before-import.db",
        "20261119T120000Z-daily.db",
    ]
    empty("backup")  # of the same second: a name of its own
    assert "20261119T120000Z-asked-2.db" in names(empty)
    empty("restore", taken, "--yes")
    empty.store.unlink()
    empty("restore", taken, "--yes")
    titles = [each["title"] for each in empty("list", "--json").json]
    assert titles == ["Acme", "Birch", "Cedar"]
    assert sorted(each.name for each in empty.home.iterdir()) == [
        *("out.csv", "pipectl.db", "pipectl.db.backups", "rows.csv")
    ]


def names(shell: Shell) -> list[str]:
    """The backups' names."""
    return sorted(os.listdir(f"{shell.store}.backups"))


def test_a_claim_that_a_kill_left_is_no_backup(acme: Shell) -> None:
    folder = Path(f"{acme.store}.backups")
    folder.mkdir()
    (folder / "20261118T090000Z-daily.db").touch()
    acme("add", "Birch")
    assert [each["name"] for each in acme("backup", "list", "--json").json] == [
        "20261118T100000Z-daily.db"
    ]


# Written aside


@pytest.mark.parametrize("umask", [0, 0o777])
def test_an_unfinished_file_is_private_new_and_under_a_name_nobody_can_guess(
    tmp_path: Path, umask: int
) -> None:
    former = os.umask(umask)
    try:
        found = [disk.open_aside(tmp_path / ("ä" * 120)) for _ in range(2)]
    finally:
        os.umask(former)
    (one, first), (two, second) = found
    assert first.name != second.name
    assert {os.fstat(each).st_mode & 0o777 for each in (one, two)} == {0o600}
    os.close(one)
    os.close(two)
    assert all(len(os.fsencode(each.name)) <= 255 for each in (first, second))


def test_a_planted_link_is_never_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    monkeypatch.setattr(os, "urandom", lambda size: bytes(size))  # somebody guessed it
    (tmp_path / f".x.{'00' * 8}.new").symlink_to(victim)
    with pytest.raises(FileExistsError):
        disk.open_aside(tmp_path / "x")
    assert victim.read_text() == "precious"


def test_a_backup_that_is_put_back_never_takes_the_place_of_a_new_store(
    acme: Shell, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """While a store that is gone is restored, another program makes one."""
    from pipectl.backups import actions
    from pipectl.store.backups import copied

    acme("backup")
    acme.store.unlink()
    made = []

    def another_makes_one(*words: Any) -> bool:
        monkeypatch.setattr(actions, "copied", copied)
        made.append(acme("init", "--currency", "EUR"))
        return copied(*words)

    monkeypatch.setattr(actions, "copied", another_makes_one)
    done: Done = acme("restore", "--yes", code=5)
    assert made
    assert done.err == (
        f"pipectl: Another program has just created a store at {acme.store}, so it"
        " wasn't replaced.\n  Look at it first. To replace it, run `pipectl restore` again.\n"
    )
    assert acme("config", "get", "currency").out == "EUR\n"


def test_an_unfinished_file_leaves_no_journal_behind(tmp_path: Path) -> None:
    """A journal stays where SQLite can't roll back, as on a full disk."""
    with disk.unfinished(tmp_path / "store.db") as aside:
        aside.with_name(f"{aside.name}-journal").write_bytes(b"x")
        (tmp_path / "store.db-journal").write_bytes(b"of another one")
    assert [each.name for each in tmp_path.iterdir()] == ["store.db-journal"]
