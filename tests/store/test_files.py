"""Whatever stands where the store should be: refused in a line, and left as it was."""

import os
import shlex
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import Done, Shell
from pipectl import paths
from pipectl.store.creation import PAGE_SIZE

READS = tuple(
    line.split()
    for line in (
        "list",
        "list --all --json",
        "show 1",
        "show 1 --json",
        "board",
        "coverage",
        "stage list",
        "stage show discovery",
        "action list",
        "reason list",
        "quota show",
        "account list",
        "account show acme",
        "contact list",
        "activity list",
        "config list",
        "config get currency",
        "history",
    )
)
WRITES = tuple(
    line.split()
    for line in (
        "add Tea 5k",
        "edit 1 --note x",
        "move 1 --buying yes --why x",
        "win 1",
        "lose 1 --reason x",
        "reopen 1",
        "delete 1 --yes",
        "next 1 Call",
        "done 1",
        "log call",
        "stage add Tea --probability 5",
        "action add Tea",
        "reason add Tea --for won",
        "quota set 5k --period 2026",
        "account add Tea",
        "contact add Tea",
        "activity delete 1",
        "config set currency EUR",
        "undo",
        "redo",
    )
)
BOTH = (READS[0], READS[2], WRITES[0], WRITES[1])


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A store with something in every corner, as bytes."""
    shell = Shell(tmp_path_factory.mktemp("sound"))
    shell("init", "--quota", "100k")
    shell("add", "Acme rollout", "12k", "--account", "Acme Corp", "--contact", "Jo", "--tag", "a")
    shell("next", "1", "Call", "--due", "fri")
    shell("move", "1", "--buying", "yes", "--why", "Owner asked")
    shell("done", "1", "--outcome", "fine")
    for number in range(8):
        shell("add", f"Deal {number}", "5k", "--source", "referral", "--close", "eoq")
    shell("lose", "2", "--reason", "no budget")
    return shell.store.read_bytes()


@pytest.fixture
def there(empty: Shell, sound: bytes) -> Shell:
    """A home with that store."""
    empty.store.write_bytes(sound)
    return empty


def refused(done: Done, *words: str) -> None:
    """Exit 5, one line of what is wrong, at most one of what to do, and nothing else."""
    assert done.code == 5
    assert done.out == ""
    first, *hints = done.err.splitlines()
    assert first.startswith("pipectl: "), done.err
    assert [hint[:2] for hint in hints] in ([], ["  "]), done.err
    for word in words:
        assert word in done.err, done.err


# What is no store


def other_program(path: Path) -> None:
    with sqlite3.connect(path) as file:
        file.execute("create table bookmark (url)")


def newer_schema(path: Path) -> None:
    with sqlite3.connect(path) as file:
        file.execute("update alembic_version set version_num = '9001'")


def no_schema(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as file:
        file.execute(f"pragma application_id = {paths.APPLICATION_ID}")
        file.execute("create table setting (key, value)")


def text(path: Path) -> None:
    path.write_text("id,title\n1,Acme\n" * 100)


def garbage(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 64)


def headless(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + bytes(5000))


def nothing(path: Path) -> None:
    path.write_bytes(b"")


def folder(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.mkdir()


def fifo(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.mkfifo(path)


def device(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to("/dev/zero")


def missing_parent(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to(path.parent / "nowhere" / "deeper" / "pipectl.db")


def under_a_file(path: Path) -> None:
    path.unlink(missing_ok=True)
    (path.parent / "file").write_text("x")
    path.symlink_to(path.parent / "file" / "pipectl.db")


def circle(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to(path)


DAMAGED = "is damaged or isn't a pipectl store"
MADE: dict[Callable[[Path], None], str] = {
    other_program: "is not a pipectl store, so it wasn't changed.",
    newer_schema: 'has schema "9001", but this pipectl supports',
    no_schema: f"{DAMAGED} (no such table: alembic_version).",
    text: f"{DAMAGED} (file is not a database).",
    garbage: f"{DAMAGED} (file is not a database).",
    headless: f"{DAMAGED} (file is not a database).",
    nothing: "is empty, so it isn't a store.",
    folder: "is not a file.",
    fifo: "is not a file.",
    device: "is not a file.",
    missing_parent: "There is no store at",
    under_a_file: "can't be reached: Not a directory.",
    circle: "can't be reached: Too many levels of symbolic links.",
}


def content(path: Path) -> object:
    """What is there, without following or reading what would not end."""
    if not os.path.lexists(path):
        return None
    kind = path.lstat()
    if stat.S_ISREG(kind.st_mode):
        return path.read_bytes(), kind.st_mtime_ns
    return kind.st_mode, os.readlink(path) if path.is_symlink() else sorted(path.parent.iterdir())


@pytest.fixture
def hurry() -> Iterator[None]:
    """An opened FIFO or an endless device must fail the test, not hang it."""
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.alarm(60)
    yield
    signal.alarm(0)


@pytest.mark.usefixtures("hurry")
@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__)
def test_what_is_no_store_is_refused_and_left_alone(
    empty: Shell, sound: bytes, make: Callable[[Path], None]
) -> None:
    if make in (newer_schema, no_schema):
        empty.store.write_bytes(sound)
    make(empty.store)
    before, around = content(empty.store), sorted(empty.home.iterdir())
    for words in BOTH:
        refused(empty(*words, code=5), str(empty.store), MADE[make])
    assert content(empty.store) == before
    assert sorted(empty.home.iterdir()) == around


@pytest.mark.usefixtures("hurry")
@pytest.mark.parametrize(
    "make",
    [make for make in MADE if make not in (nothing, missing_parent)],
    ids=lambda m: m.__name__,
)
def test_init_never_writes_over_what_is_there(
    empty: Shell, sound: bytes, make: Callable[[Path], None]
) -> None:
    if make in (newer_schema, no_schema):
        empty.store.write_bytes(sound)
    make(empty.store)
    before, around = content(empty.store), sorted(empty.home.iterdir())
    code = 4 if make in (newer_schema, no_schema) else 5
    done = empty("init", code=code)
    assert done.err.count("\n") <= 2
    assert content(empty.store) == before
    assert sorted(empty.home.iterdir()) == around


def test_init_on_a_store_says_that_there_is_one(there: Shell) -> None:
    before = content(there.store)
    assert there("init", code=4).err == (
        f"pipectl: There is already a store at {there.store}.\n"
        "  Use that store, or name another file with --db.\n"
    )
    assert content(there.store) == before


def test_init_makes_a_store_of_an_empty_file(empty: Shell) -> None:
    nothing(empty.store)
    refused(empty("add", "Tea", code=5), "Create a store in it: `pipectl init`.")
    assert empty("init").out.startswith(f"Created a store at {empty.store}.\n")
    assert empty("list").code == 0


@pytest.mark.parametrize(
    "size",
    [1, 15, 16, 71, 99, 100, 101, 1000, PAGE_SIZE - 1, PAGE_SIZE, 2 * PAGE_SIZE, 0.5, -PAGE_SIZE],
)
def test_a_truncated_store_is_refused_and_left_alone(
    there: Shell, sound: bytes, size: float
) -> None:
    rest = sound[: int(len(sound) * size) if size == 0.5 else int(size)]
    there.store.write_bytes(rest)
    codes = set()
    for words in (*BOTH, ["history"], ["activity", "list"]):
        done = run_any(there, *words)
        assert done.code in (0, 5), done.err
        codes.add(done.code)
        if done.code:
            refused(done, str(there.store))
            assert there.store.read_bytes() == rest
        else:
            there.store.write_bytes(rest)
    assert 5 in codes or size < 0


def run_any(shell: Shell, *words: str) -> Done:
    """Run a command line that may succeed or find the store damaged, but meets no defect."""
    for code in (0, 5):
        try:
            return shell(*words, code=code)
        except AssertionError as error:
            if code or " left 5, " not in str(error):
                raise
    raise AssertionError


# What isn't there


def test_reading_a_missing_store_makes_nothing(empty: Shell) -> None:
    for words in READS:
        if words[0] == "config":
            continue
        done = empty(*words, code=5)
        assert done.err == (
            f"pipectl: There is no store at {empty.store} yet.\n"
            "  Create one with `pipectl init`, or look around with `pipectl demo`.\n"
        )
    assert list(empty.home.iterdir()) == []


def test_reading_a_missing_store_at_the_default_location_makes_nothing(empty: Shell) -> None:
    empty.extra = {"PIPECTL_DB": ""}
    for words in READS:
        if words[0] != "config":
            refused(empty(*words, code=5), f"{empty.home}/.local/share/pipectl/pipectl.db")
    assert list(empty.home.iterdir()) == []


@pytest.mark.parametrize("words", WRITES, ids=" ".join)
def test_a_mistyped_path_never_becomes_a_store(empty: Shell, words: list[str]) -> None:
    refused(empty(*words, code=5), f"There is no store at {empty.store} yet.")
    wrong = empty.home / "typo" / "pipectl.db"
    refused(empty("--db", wrong, *words, code=5), f"There is no store at {wrong} yet.")
    refused(empty(*words, f"--db={wrong}", code=5), f"There is no store at {wrong} yet.")
    assert list(empty.home.iterdir()) == []


# The default location

DEFAULT = ".local/share/pipectl/pipectl.db"


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o027, 0o777])
def test_the_first_write_makes_the_store_for_its_owner_alone(empty: Shell, umask: int) -> None:
    empty.extra = {"PIPECTL_DB": ""}
    former = os.umask(umask)
    try:
        done = empty("add", "Tea")
        empty("config", "set", "decimal", ",")
    finally:
        os.umask(former)
    store = empty.home / DEFAULT
    assert done.err == f"Created a store at {store} (template seller, currency USD).\n"
    made = [path for path in empty.home.rglob("*") if path != empty.home]
    assert {stat.S_IMODE(path.stat().st_mode) for path in made if path.is_dir()} == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in made if path.is_file()} == {0o600}
    assert sorted(path.name for path in made if path.is_file()) == ["config.toml", "pipectl.db"]


@pytest.mark.parametrize(
    ("line", "code"), [("add ''", 2), ("add Tea nonsense", 2), ("lose x", 5), ("undo", 4)]
)
def test_a_first_write_that_is_refused_makes_no_store(empty: Shell, line: str, code: int) -> None:
    empty.extra = {"PIPECTL_DB": ""}
    empty(*shlex.split(line), code=code)
    assert list(empty.home.iterdir()) == []


def test_an_empty_file_at_the_default_location_becomes_a_store_and_that_is_said(
    empty: Shell,
) -> None:
    store = empty.home / DEFAULT
    store.parent.mkdir(parents=True)
    nothing(store)
    empty.extra = {"PIPECTL_DB": ""}
    refused(empty("list", code=5), "is empty, so it isn't a store.")
    assert store.read_bytes() == b""
    assert "Created a store at" in empty("add", "Tea").err


@pytest.mark.parametrize("make", [folder, fifo, text], ids=lambda make: make.__name__)
def test_the_default_location_holds_something_else(
    empty: Shell, make: Callable[[Path], None]
) -> None:
    store = empty.home / DEFAULT
    store.parent.mkdir(parents=True)
    make(store)
    before = content(store)
    empty.extra = {"PIPECTL_DB": ""}
    refused(empty("add", "Tea", code=5), MADE[make])
    assert content(store) == before


@pytest.mark.parametrize("home", [None, "", "relative/home"], ids=str)
def test_without_a_home_folder_only_a_named_store_is_used(
    there: Shell, home: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(there.home)
    environment = {**there.environment, "HOME": home}
    if home is None:
        del environment["HOME"]
    assert there.process("list", is_new=False, env=environment).code == 0
    del environment["PIPECTL_DB"]
    for line in ("list", "add Tea", "--db=~/x init"):
        done = there.process(*line.split(), code=5, is_new=False, env=environment)
        refused(done, "HOME isn't an absolute path", "PIPECTL_DB=/path/to/pipectl.db")
    done = there.process(
        *("list",), code=5, is_new=False, env={**environment, "XDG_DATA_HOME": "relative"}
    )
    refused(done, "HOME isn't an absolute path")
    data = there.home / "data"
    there.process(*("add", "Tea"), is_new=False, env={**environment, "XDG_DATA_HOME": str(data)})
    assert sorted(path.name for path in there.home.iterdir()) == ["data", "pipectl.db"]
    assert (data / "pipectl" / "pipectl.db").is_file()


OTHER_NAMES = (
    "  A store is a file or on a PostgreSQL server: --db PATH, or --db"
    " postgresql://USER@HOST/DATABASE."
)
URLS = [
    "sqlite:///x.db",
    "postgresql:/me:secret@host/db",
    "postgres:me:secret@host",
    "Postgresql+psycopg://me:sec:ret@x/y@host",
    " mysql://me:secret@host",
    "file://x",
]


@pytest.mark.parametrize("name", URLS)
@pytest.mark.parametrize("given", ["--db", "PIPECTL_DB"])
def test_a_url_is_no_path_and_its_password_is_kept_quiet(
    empty: Shell, name: str, given: str
) -> None:
    words = [f"--db={name}"] if given == "--db" else []
    if given == "PIPECTL_DB":
        empty.extra = {"PIPECTL_DB": name}
    for command in (["list"], ["add", "Tea"], ["init"]):
        done = empty(*words, *command, code=2)
        assert done.err == (
            f'pipectl: "{name.strip().split(":")[0]}://…" is a URL.\n{OTHER_NAMES}\n'
        )
    assert list(empty.home.iterdir()) == []


def test_a_connection_string_is_no_path_either(empty: Shell) -> None:
    done = empty("--db", "host=h user=me password=secret", "init", code=2)
    assert done.err == (
        f"pipectl: The store's path is a database connection string.\n{OTHER_NAMES}\n"
    )


def test_a_name_with_a_colon_is_a_path(empty: Shell) -> None:
    assert empty("--db", empty.home / "sales: 2026.db", "init").code == 0
    assert [each.name for each in empty.home.iterdir()] == ["sales: 2026.db"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("config get db", "postgresql://me:…@host/db\n"),
        ("config get db --json", '"value": "postgresql://me:…@host/db"'),
        ("config list", "The address of the store's server isn't valid"),
        ("config set hooks {}", 'hooks can\'t be "postgresql://me:…@host/db"'),
        ("config set db {}", "The address of the store's server isn't valid"),
        ("--db x.db restore {} --yes", '"postgresql://me:…@host/db"'),
        ("--db x.db import {}", "postgresql://me:…@host/db can't be read"),
        ("--db x.db export {}", "postgresql://me:…@host/db"),
        ("{} list", 'No command "postgresql://me:…@host/db"'),
        ("doctor", "The address of the store's server isn't valid"),
        ("remind --crontab", "The address of the store's server isn't valid"),
        ("demo", "A demo store"),
    ],
)
def test_no_command_shows_the_password_of_a_url(empty: Shell, line: str, said: str) -> None:
    url = "postgresql://me:se-cr/et@host/db"
    empty.extra = {"PIPECTL_DB": url}
    done = empty.outcome(*line.format(url).replace("x.db", str(empty.store)).split())
    assert said in done.out + done.err
    assert "se-cr" not in done.out + done.err


def test_the_journal_keeps_no_password_of_a_url(acme: Shell) -> None:
    acme("edit", "1", "--source", "postgresql://me:secret@host/db")
    assert acme("history", "--json").json[0]["command"] == (
        "edit 1 --source 'postgresql://me:…@host/db'"
    )


def test_a_tilde_is_the_home_folder(there: Shell) -> None:
    there.extra = {"PIPECTL_DB": ""}
    assert there("--db=~/pipectl.db", "show", "1").code == 0


# Links


def test_a_link_is_followed_and_stays_one(there: Shell) -> None:
    target = there.home / "target.db"
    there.store.rename(target)
    there.store.symlink_to(target)
    there("add", "Tea")
    assert there.store.is_symlink()
    there.store.unlink()
    there.store.symlink_to("target.db")
    assert "Tea" in there("list").out


@pytest.mark.parametrize("empty_target", [False, True])
def test_init_follows_a_link_to_where_nothing_is_yet(empty: Shell, empty_target: bool) -> None:
    target = empty.home / "target.db"
    if empty_target:
        nothing(target)
    empty.store.symlink_to(target)
    empty("init")
    assert empty.store.is_symlink()
    assert target.is_file()
    assert empty("list").code == 0


def test_the_default_location_may_be_a_link_to_where_nothing_is_yet(empty: Shell) -> None:
    store = empty.home / DEFAULT
    store.parent.mkdir(parents=True)
    store.symlink_to(empty.home / "target.db")
    empty.extra = {"PIPECTL_DB": ""}
    empty("add", "Tea")
    assert store.is_symlink()
    assert "Tea" in empty("list").out


# Reading


def test_reads_never_write(there: Shell) -> None:
    for path in (there.store, there.home):
        os.utime(path, ns=(10**18, 10**18))
    before = there.store.read_bytes()
    for words in READS:
        there(*words)
        assert there.store.stat().st_mtime_ns == 10**18, words
        assert there.home.stat().st_mtime_ns == 10**18, words  # not even a file that comes and goes
    assert there.store.read_bytes() == before
    assert list(there.home.iterdir()) == [there.store]


def test_a_refused_write_leaves_every_byte(there: Shell) -> None:
    before = there.store.read_bytes()
    for line in ("lose 2 --reason x", "move 1 nowhere", "edit 1 --close never", "win 77", "redo"):
        code = {"edit": 2, "win": 3, "move": 3}.get(line.split()[0], 4)
        there(*line.split(), code=code)
        assert there.store.read_bytes() == before


def test_a_killed_writers_half_commit_is_rolled_back_by_the_next_read(
    there: Shell, sound: bytes
) -> None:
    """The one read that writes: a hot journal, as a kill inside a commit leaves it."""
    journal = Path(f"{there.store}-journal")
    writer = sqlite3.connect(there.store, isolation_level=None)
    writer.execute("pragma cache_size = 1")
    writer.execute("begin immediate")
    for table in ("opportunity", "opportunity_history", "journal_row", "account", "stage"):
        writer.execute(f"update {table} set rowid = rowid")
    writer.execute("update opportunity set title = title || ' spoiled' || hex(zeroblob(3000))")
    killed = there.store.read_bytes(), journal.read_bytes()
    writer.execute("rollback")
    writer.close()
    assert killed[0] != sound
    for path, data in zip((there.store, journal), killed, strict=True):
        path.write_bytes(data)
    assert "spoiled" not in there("list", "--all").out
    assert not journal.exists()
    with sqlite3.connect(there.store) as store:
        assert store.execute("pragma integrity_check").fetchall() == [("ok",)]


# In use


@pytest.mark.usefixtures("impatient")
def test_a_store_that_another_program_writes_to_is_in_use(there: Shell) -> None:
    other = sqlite3.connect(there.store, isolation_level=None)
    other.execute("begin exclusive")
    for words in BOTH:
        nothing = "" if words in READS else " Nothing was stored."
        assert there(*words, code=5).err == (
            f"pipectl: The store {there.store} is in use by another program.{nothing}\n"
            "  Try again when that program has finished.\n"
        )
    other.execute("rollback")
    other.execute("begin immediate")
    assert there("list").code == 0
    refused(there("add", "Tea", code=5), "is in use by another program.")
    other.close()
    there("add", "Tea")


@pytest.mark.usefixtures("impatient")
def test_a_reader_elsewhere_does_not_block_reads(there: Shell) -> None:
    other = sqlite3.connect(there.store, isolation_level=None)
    other.execute("begin")
    other.execute("select count(*) from opportunity").fetchone()
    assert there("list").code == 0
    refused(there("add", "Tea", code=5), "is in use by another program.")
    other.close()


# Without the right to write: in a child that is nobody, since the tests may run as root.

NOBODY = 65534


class Lent:
    """A folder that anybody can enter, with a store in it, used by a child without rights."""

    def __init__(self, sound: bytes) -> None:
        self.home = Path(tempfile.mkdtemp())
        self.home.chmod(0o777)
        self.shell = Shell(self.home)
        (self.home / "spare.db").write_bytes(sound)
        self.shell.store.write_bytes(sound)
        self.shell.store.chmod(0o666)

    def __call__(self, *words: str) -> Done:
        """Run a command line as nobody: all is imported before the rights are given up."""
        warm = Shell(self.home / "warm")
        warm.home.mkdir()
        shutil.copyfile(self.home / "spare.db", warm.store)
        warm("--db", warm.home / "new.db", "init")
        warm("add", "Tea")
        warm("list")
        shutil.rmtree(warm.home)
        said, answer = os.pipe()
        child = os.fork()
        if not child:
            try:
                if os.getuid() == 0:
                    os.setgroups([])
                    os.setgid(NOBODY)
                    os.setuid(NOBODY)
                finds = words[0] == "doctor"
                done = self.shell.outcome(*words) if finds else run_any(self.shell, *words)
                os.write(answer, f"{done.code}\0{done.out}\0{done.err}".encode())
            except BaseException as error:
                os.write(answer, f"1\0\0{error!r}".encode())
            finally:
                os._exit(0)
        os.close(answer)
        with os.fdopen(said, encoding="utf-8") as pipe:
            code, out, err = pipe.read().split("\0")
        os.waitpid(child, 0)
        return Done(int(code), out, err)


@pytest.fixture
def lent(sound: bytes) -> Iterator[Lent]:
    found = Lent(sound)
    yield found
    found.home.chmod(0o700)
    shutil.rmtree(found.home)


def test_a_read_only_file_can_be_read_and_not_written(lent: Lent) -> None:
    lent.shell.store.chmod(0o444)
    before = lent.shell.store.read_bytes()
    assert "Acme rollout" in lent("list").out
    refused(lent("add", "Tea"), f"The store {lent.shell.store} is read-only. Nothing was stored.")
    assert lent.shell.store.read_bytes() == before


def test_a_file_in_a_read_only_folder_can_be_read_and_not_written(lent: Lent) -> None:
    lent("list")
    before = lent.shell.store.read_bytes()
    (lent.home / "store").mkdir()
    lent.shell.store = lent.shell.store.rename(lent.home / "store" / "pipectl.db")
    (lent.home / "store").chmod(0o555)
    assert "Acme rollout" in lent("list").out
    refused(lent("add", "Tea"), str(lent.shell.store), "Nothing was stored.")
    assert lent.shell.store.read_bytes() == before
    (lent.home / "store").chmod(0o700)


def test_the_doctor_tells_what_cant_be_written_to(lent: Lent) -> None:
    place = lent.home / "store"
    folder = place / "pipectl.db.backups"
    folder.mkdir(parents=True)
    lent.shell.store = lent.shell.store.rename(place / "pipectl.db")
    for path, mode in ((lent.shell.store, 0o444), (folder, 0o555), (place, 0o555)):
        if os.getuid() == 0:
            os.chown(path, NOBODY, NOBODY)
        path.chmod(mode)
    lent.shell.extra["COLUMNS"] = "10000"
    done = lent("doctor", "--json")
    assert done.code == 4, done
    found = [each for each in done.json if each["kind"] == "read-only"]
    no_change, no_backup = "so changes can't be saved", "so backups can't be taken"
    assert [(each["where"], each["what"], each["todo"]) for each in found] == [
        (str(path), what, f"Make it writable: `chmod {flags} {path}`.")
        for path, what, flags in (
            (lent.shell.store, f"not writable, {no_change}", "u+w"),
            (place, f"not writable, {no_change}", "u+rwx"),
            (folder, f"not writable, {no_backup}", "u+rwx"),
        )
    ]
    place.chmod(0o700)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can make files of another user")
def test_the_doctor_advises_nobody_to_change_a_file_of_another_user(lent: Lent) -> None:
    lent.shell.store.chmod(0o444)
    lent.shell.extra["COLUMNS"] = "10000"
    found = {each["kind"]: each for each in lent("doctor", "--json").json}
    advice = "It belongs to the user root: ask for access, or use a copy of your own."
    for kind in ("read-only", "permissions"):
        assert (found[kind]["where"], found[kind]["todo"]) == (str(lent.shell.store), advice)


def test_a_file_that_may_not_be_read_is_refused(lent: Lent) -> None:
    lent.shell.store.chmod(0o000)
    for words in (["list"], ["add", "Tea"]):
        refused(lent(*words), str(lent.shell.store))


def test_no_store_is_made_where_nobody_may_write(lent: Lent) -> None:
    closed = lent.home / "closed"
    closed.mkdir(mode=0o555)
    lent.shell.store = closed / "pipectl.db"
    said = f"No store can be created at {lent.shell.store}: Permission denied."
    refused(lent("init"), said)
    assert list(closed.iterdir()) == []


def test_a_store_cut_at_any_page_is_refused_and_left_alone(there: Shell, sound: bytes) -> None:
    whole = len(sound) // PAGE_SIZE
    for pages in range(1, whole):
        rest = sound[: pages * PAGE_SIZE]
        there.store.write_bytes(rest)
        words = (*BOTH, ["doctor"])[pages % (len(BOTH) + 1)]
        refused(there(*words, code=5), str(there.store))
        assert there.store.read_bytes() == rest, pages
        assert [each.name for each in there.home.iterdir()] == [there.store.name]
    assert whole > 20


# Little room to work in

LIMITED = """
import resource, sys
from pipectl.app.main import main
what, most = sys.argv[1:3]
limit = getattr(resource, what)
resource.setrlimit(limit, (int(most), int(most)))
sys.argv = ["pipectl", *sys.argv[3:]]
main()
"""


@pytest.mark.parametrize(
    ("what", "most", "words"),
    [("RLIMIT_FSIZE", 8192, "add Tea"), ("RLIMIT_FSIZE", 0, "edit 1 --note x")],
)
def test_a_limit_of_the_system_is_a_clean_error(
    there: Shell, sound: bytes, what: str, most: int, words: str
) -> None:
    line = [sys.executable, "-c", LIMITED, what, str(most), *words.split()]
    environment = {**there.environment, "PYTHONDONTWRITEBYTECODE": "1"}
    ran = subprocess.run(line, env=environment, capture_output=True, text=True, timeout=60)
    assert (ran.returncode, ran.stdout) == (5, ""), ran
    assert ran.stderr.startswith("pipectl: "), ran
    assert len(ran.stderr.splitlines()) <= 2
    assert "raceback" not in ran.stderr
    assert there.store.read_bytes() == sound
    there("add", "Tea")


# Bytes that changed


# Of the places `make test` tries one of three.
@pytest.mark.parametrize("step", [3, pytest.param(1, id="all", marks=pytest.mark.long)])
def test_a_flipped_byte_is_damage_or_shown_and_never_a_defect(
    there: Shell, sound: bytes, step: int
) -> None:
    """The header, the schema's pages and samples of the rest: no traceback, no change."""
    places = [*range(16, 100, 3), *range(100, 12_288, 97), *range(12_288, len(sound), 2503)]
    reads = (["list", "--all", "--json"], ["show", "1"], ["history"], ["coverage"])
    codes = {0: 0, 5: 0}
    for turn, place in enumerate(places[::step]):
        flipped = bytearray(sound)
        flipped[place] ^= (0xFF, 0x80, 0x01)[turn % 3]
        there.store.write_bytes(flipped)
        done = run_any(there, *reads[turn % len(reads)])
        codes[done.code] += 1
        if done.code:
            refused(done, str(there.store))
        assert there.store.read_bytes() == flipped, place
    assert codes[5] > 5 / step
    assert codes[0] > 30 / step


def test_a_write_on_a_flipped_store_is_stored_or_changes_nothing(
    there: Shell, sound: bytes
) -> None:
    for turn, place in enumerate([*range(16, 100, 7), *range(100, len(sound), 12_007)]):
        flipped = bytearray(sound)
        flipped[place] ^= (0xFF, 0x80, 0x01)[turn % 3]
        there.store.write_bytes(flipped)
        done = run_any(there, *(["edit", "1", "--note", "x"], ["add", "Tea"])[turn % 2])
        if done.code:
            refused(done, str(there.store))
            assert there.store.read_bytes() == flipped, place


@pytest.mark.parametrize("key", [b"id INTEGER NOTSNULL,", b"id INTEG\xbaR NOT NULL,"])
def test_a_column_whose_type_was_changed_is_damage(there: Shell, key: bytes) -> None:
    """SQLite takes any words for a type: a key that is none any more was read as nothing."""
    there("undo")
    begins = b"CREATE TABLE journal_row (\n\t"
    sound = there.store.read_bytes()
    changed = sound.replace(begins + b"id INTEGER NOT NULL,", begins + key)
    assert changed != sound
    there.store.write_bytes(changed)
    refused(there("redo", code=5), DAMAGED)
    refused(there("doctor", code=5), DAMAGED)
    assert there.store.read_bytes() == changed
