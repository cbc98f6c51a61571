"""No file that leaves the program takes the place of what is pipectl's own, under any name."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Shell
from pipectl.render.files import ChangedError, Target, is_same, written
from terminal import Session
from without_rights import as_nobody

# What writes a file that the user names, up to that name.
COMMANDS = {
    "export": ("export", "--format", "csv", "--force"),
    "report": ("report", "all", "--force", "--html"),
    "remind": ("remind", "--format", "ics", "--force", "--out"),
    "import": ("import", "rows.csv", "--skip-errors", "--rejects"),
}


@pytest.fixture
def furnished(acme: Shell) -> Shell:
    """A store with backups, settings, hooks and a neighbor, each under other names as well."""
    acme.extra = {"XDG_CONFIG_HOME": str(acme.home / "config")}
    acme("backup")
    acme("config", "set", "decimal", ".")
    hooks = acme.home / "config" / "pipectl" / "hooks"
    hooks.mkdir()
    (acme.home / "script.sh").write_text("#!/bin/sh\n")
    (hooks / "on-add").symlink_to(acme.home / "script.sh")
    (hooks / "on-won").write_text("#!/bin/sh\n")
    acme("--db", acme.home / "other.db", "init")
    acme("--db", acme.home / "other.db", "backup")
    (acme.home / "rows.csv").write_text("title,amount\nTea,lots\n")
    (acme.home / "link.csv").symlink_to("pipectl.db")
    (acme.home / "far.csv").symlink_to("link.csv")
    os.link(acme.store, acme.home / "hard.csv")
    (backup,) = Path(f"{acme.store}.backups").iterdir()
    os.link(backup, acme.home / "backup.csv")
    os.link(hooks / "on-won", acme.home / "won.csv")
    (acme.home / "folder").symlink_to("pipectl.db.backups")
    return acme


OWN = {
    "pipectl.db": "the store itself",
    "link.csv": "the store itself",
    "far.csv": "the store itself",
    "hard.csv": "the store itself",
    "pipectl.db-journal": "the store's journal",
    "pipectl.db-wal": "the store's journal",
    "pipectl.db-shm": "the store's journal",
    "PIPECTL.db-Journal": "the store's journal",
    "pipectl.db.backups": "the folder of the store's backups",
    "pipectl.db.backups/new.csv": "in the folder of the store's backups",
    "pipectl.db.backups/20261118T100000Z-asked.db": "in the folder of the store's backups",
    "folder/new.csv": "in the folder of the store's backups",
    "backup.csv": "one of the store's backups",
    "config/pipectl/config.toml": "the file of your settings",
    "config/pipectl/hooks": "the folder of your hooks",
    "config/pipectl/hooks/on-lost": "in the folder of your hooks",
    "script.sh": "one of your hooks",
    "won.csv": "one of your hooks",
    "other.db": "a pipectl store",
    "other.db-journal": "the journal of a pipectl store",
    "other.db.backups/x.csv": "in the folder of a store's backups",
    ".local/share/pipectl/defects.log": "pipectl's own log",
}


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_ours_is_never_written_over(
    furnished: Shell, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    before = tree(furnished.home)
    monkeypatch.chdir(furnished.home)
    for name, what in OWN.items():
        done = furnished(*COMMANDS[command], name, code=4)
        said = f'pipectl: "{name}" is {what}.\n  Choose another file.\n'
        assert done.err.endswith(said), (name, done.err)
    assert tree(furnished.home) == before


def tree(home: Path) -> dict[str, object]:
    """Every file's content, and every folder."""
    return {
        str(path.relative_to(home)): path.read_bytes() if path.is_file() else None
        for path in home.rglob("*")
    }


def test_the_minutes_of_a_review_dont_either(furnished: Shell) -> None:
    before = tree(furnished.home)
    session = Session(furnished, ("review", "--force", "--out", str(furnished.store)), {})
    assert session.left(4) == ""
    assert f'"{furnished.store}" is the store itself.' in session.unbroken
    assert furnished.store.read_bytes() == before["pipectl.db"]


def test_what_isnt_there_yet_is_protected_as_well(acme: Shell) -> None:
    """A file of that name would stand in the way of the first backup, settings or hook."""
    acme.extra = {"XDG_CONFIG_HOME": str(acme.home / "config")}
    (acme.home / "config/pipectl").mkdir(parents=True)
    for name in ("pipectl.db.backups", "config/pipectl/config.toml", "config/pipectl/hooks"):
        acme("remind", "--out", acme.home / name, code=4)
    acme("add", "Tea")
    acme("backup")


def test_a_hooks_folder_elsewhere_is_protected(acme: Shell) -> None:
    acme.extra = {"PIPECTL_HOOKS": str(acme.home / "mine")}
    (acme.home / "mine").mkdir()
    err = acme("export", acme.home / "mine" / "on-add.csv", code=4).err
    assert err.endswith('on-add.csv" is in the folder of your hooks.\n  Choose another file.\n')


def test_names_of_what_isnt_there_are_one_in_any_case(tmp_path: Path) -> None:
    """Where the file system parts them, nobody needs a file of that name there."""
    assert is_same(tmp_path / "Deals.DB-journal", tmp_path / "deals.db-JOURNAL")
    assert is_same(tmp_path / "A" / "x.db", tmp_path / "a" / "x.db")
    assert not is_same(tmp_path / "x.db", tmp_path / "y.db")
    (tmp_path / "x.db").touch()
    assert not is_same(tmp_path / "x.db", tmp_path / "y.db")
    (tmp_path / "a").mkdir()
    assert not is_same(tmp_path / "a" / "z.db", tmp_path / "b" / "z.db")


# Where a file goes


def test_ones_own_link_is_followed_and_stays(acme: Shell) -> None:
    (acme.home / "real.csv").write_text("old")
    (acme.home / "link.csv").symlink_to("real.csv")
    acme("export", acme.home / "link.csv", "--force")
    assert (acme.home / "link.csv").is_symlink()
    assert (acme.home / "real.csv").read_text().startswith("id,")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make somebody else's link")
def test_somebody_elses_link_is_refused(acme: Shell) -> None:
    (acme.home / "real.csv").write_text("old")
    link = acme.home / "link.csv"
    link.symlink_to("real.csv")
    os.lchown(link, 4711, 4711)
    for command in ("export", "report", "remind"):
        assert acme(*COMMANDS[command], link, code=5).err.endswith(
            f"pipectl: The output can't be written: the link belongs to another user: {link}.\n"
        )
    assert (acme.home / "real.csv").read_text() == "old"


def test_a_file_that_comes_into_being_meanwhile_stays(
    acme: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:

    place, sync = acme.home / "deals.csv", os.fsync

    def another_writes(handle: int) -> None:
        place.write_text("mine")
        sync(handle)

    monkeypatch.setattr("pipectl.disk.os.fsync", another_writes)
    acme("export", place, code=4)
    assert place.read_text() == "mine"
    assert [each.name for each in acme.home.iterdir() if ".new" in each.name] == []


def test_a_store_that_takes_the_place_meanwhile_stays(acme: Shell) -> None:
    """Between the look at what may be replaced and the replacing itself."""
    place, other = acme.home / "due.txt", acme.home / "other.db"
    acme("--db", other, "init")
    store = other.read_bytes()
    place.write_text("an old list")

    def replaced(content: bytes) -> bool:
        looks.append(content)
        if len(looks) == 2:  # the last one, when the new list is complete
            other.rename(place)
        return True

    looks: list[bytes] = []
    target = Target(str(place), (), rewrites=replaced)
    with pytest.raises(ChangedError, match="Another program has just changed"), written(target):
        pass
    assert place.read_bytes() == store
    assert [each.name for each in acme.home.iterdir() if ".new" in each.name] == []


UNSEEN = {
    "other.db": "other.db",
    "other.db-journal": "other.db",
    "other.db.backups/new.csv": "other.db",
    "hard.csv": "hard.csv",
}


@pytest.mark.parametrize("name", UNSEEN)
@pytest.mark.parametrize("command", ["export", "report", "remind"])
def test_what_cant_be_looked_at_may_be_a_store_and_stays(
    acme: Shell, command: str, name: str
) -> None:
    """As nobody, who may write in the folder."""
    acme(*COMMANDS[command], acme.home / "known.csv")  # what a child without rights couldn't load
    lent = Shell(Path(tempfile.mkdtemp()))
    try:
        lent.store.write_bytes(acme.store.read_bytes())
        lent("--db", lent.home / "other.db", "init")
        lent("--db", lent.home / "other.db", "backup")
        os.link(lent.home / "other.db", lent.home / "hard.csv")
        for path in (lent.home, lent.home / "other.db.backups", lent.store):
            path.chmod(0o777)
        (lent.home / "other.db").chmod(0)
        before = set(lent.home.rglob("*"))
        done = as_nobody(lent, *COMMANDS[command], str(lent.home / name))
        (lent.home / "other.db").chmod(0o600)
        assert done == (
            5,
            "",
            f"pipectl: The output can't be written: {lent.home / UNSEEN[name]} can't be checked"
            " (Permission denied, so it may be a store).\n",
        )
        assert set(lent.home.rglob("*")) == before
        lent("--db", lent.home / "other.db", "list")
    finally:
        shutil.rmtree(lent.home)


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="files have no numbers as names here")
@pytest.mark.parametrize("folder", ["/dev/fd", "/proc/self/fd"])
@pytest.mark.parametrize("command", ["export", "report", "remind"])
def test_a_file_that_a_shell_opened_is_known_by_its_number_too(
    furnished: Shell, folder: str, command: str
) -> None:
    if not Path(folder).is_dir():
        pytest.skip("there is no such folder here")
    for name, what in (("pipectl.db", "the store itself"), ("other.db", "a pipectl store")):
        before = (furnished.home / name).read_bytes()
        handle = os.open(furnished.home / name, os.O_RDWR)
        try:
            done = furnished(*COMMANDS[command], f"{folder}/{handle}", code=4)
        finally:
            os.close(handle)
        assert done.err.endswith(f'"{folder}/{handle}" is {what}.\n  Choose another file.\n')
        assert (furnished.home / name).read_bytes() == before


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
@pytest.mark.parametrize("command", ["export", "report", "remind"])
def test_files_are_private_whatever_the_umask_and_public_when_asked(
    acme: Shell, command: str, umask: int
) -> None:
    modes = {}
    former = os.umask(umask)
    try:
        for name, flags in (("private", ()), ("public", ("--public",))):
            acme(*COMMANDS[command][:-1], *flags, *COMMANDS[command][-1:], acme.home / name)
            modes[name] = (acme.home / name).stat().st_mode & 0o777
    finally:
        os.umask(former)
    assert modes == {"private": 0o600, "public": 0o644}


def test_rejects_and_minutes_are_private(acme: Shell) -> None:
    former = os.umask(0)
    rows = acme.home / "rows.csv"
    rows.write_text("title,amount\nTea,lots\nElm,1\n")
    try:
        acme("import", rows, "--skip-errors", "--rejects", acme.home / "rejects.csv")
    finally:
        os.umask(former)
    assert (acme.home / "rejects.csv").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("plant", [Path.symlink_to, os.link], ids=["link", "hard link"])
def test_settings_are_written_through_no_planted_link(
    acme: Shell, plant: Callable[[Path, Path], None]
) -> None:
    acme.extra = {"XDG_CONFIG_HOME": str(acme.home / "config")}
    victim, folder = acme.home / "victim", acme.home / "config" / "pipectl"
    victim.write_text("precious")
    folder.mkdir(parents=True)
    if plant is os.link:
        os.link(victim, folder / ".config.toml.new")
    else:
        (folder / ".config.toml.new").symlink_to(victim)
    acme("config", "set", "decimal", ",")
    assert victim.read_text() == "precious"


def test_settings_that_are_kept_elsewhere_stay_linked(acme: Shell) -> None:
    acme.extra = {"XDG_CONFIG_HOME": str(acme.home / "config")}
    place = acme.home / "config" / "pipectl" / "config.toml"
    place.parent.mkdir(parents=True)
    (acme.home / "dotfiles").mkdir()
    place.symlink_to(acme.home / "dotfiles" / "pipectl.toml")
    acme("config", "set", "decimal", ",")
    assert place.is_symlink()
    assert (acme.home / "dotfiles" / "pipectl.toml").read_text() == 'decimal = ","\n'
    assert acme("remind", "--out", acme.home / "dotfiles" / "pipectl.toml", code=4)
