"""How the tests talk to pipectl: whole command lines on real files, with the clock fixed."""

import gc
import json
import math
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from copy import copy
from fcntl import LOCK_EX, flock
from functools import cache, lru_cache, wraps
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import typer.main
import typer.testing
from hypothesis import HealthCheck, settings
from typer.testing import CliRunner

import left_open
import suite_on_server
from at_terminal import folder_of_tool
from long_cases import ALL_EXAMPLES
from pipectl.app import main as app_main
from pipectl.forecast.rules.deal_chances import Tell
from pipectl.forecast.rules.history import KnownHistory
from pipectl.forecast.rules.rates import Fit
from pipectl.forecast.rules.simulation import Simulated
from pipectl.forecast.rules.simulation import simulate as simulate_anew
from pipectl.periods import Period
from pipectl.render import progress as render_progress
from pipectl.reports.forecast import queries as forecast_queries
from pipectl.server_address import ServerStore

if TYPE_CHECKING:
    from pipectl.store.temporary import Connection

copytree = shutil.copytree  # which on a server copies the stores there, too
OF_SQLITE = re.compile(r"^pragma|^create (trigger|view)|^insert or|\browid\b|\b(char|printf)\(")
NOW = "2026-11-18T10:00"  # a Wednesday
# Commands that run in this process have the clock that those in one of their own have.
os.environ["TZ"] = "UTC"
if hasattr(time, "tzset"):
    time.tzset()
# There are many properties, and the whole takes five minutes at most: `make test-long` tries more
# examples. A busy machine is no failure: nothing is timed. And the examples are the same on each
# machine and in each run: `pytest --hypothesis-profile=search` looks for others.
settings.register_profile(
    "few",
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)
settings.register_profile("long", settings.get_profile("few"), max_examples=ALL_EXAMPLES)
settings.register_profile("search", settings.get_profile("long"), derandomize=False)
settings.load_profile("few")
# Whether a bar of progress appears by itself would depend on how busy the machine is.
render_progress.PATIENCE = math.inf
# A process of pipectl is too short to look for garbage in, and turns that off when it is imported;
# thousands of commands that run in this one would leave a gigabyte of it, and each fork a copy.
import_module("pipectl.__main__")
assert not gc.isenabled()
gc.enable()
# Typer reads the parameters of a function each time it builds its command; a process of its own
# does that once, but here thousands of commands run in one process.
read = typer.main.get_params_from_function  # type: ignore[attr-defined]
typer.main.get_params_from_function = cache(read)  # type: ignore[attr-defined]
# For the same reason the root and each command is built once: no command line changes them.
app_main.load = cache(app_main.load)  # type: ignore[attr-defined]
typer.testing._get_command = cache(typer.testing._get_command)  # type: ignore[attr-defined]
# And as many tests begin in the same store, the same forecast is simulated once: what it draws
# depends on nothing but what is known, the rates and the period. That is tested in tests/forecast,
# where each is simulated.
simulated = lru_cache(maxsize=256)(simulate_anew)


def simulate(known: KnownHistory, fit: Fit, period: Period, tell: Tell | None = None) -> Simulated:
    """The simulation of before where it would be the same; the progress of one is told."""
    found = simulated(known, fit, period)
    if tell is not None:
        tell(1, 1)
    return found


forecast_queries.simulate = simulate  # type: ignore[attr-defined, assignment]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What is there when the first test begins stays: the collector needn't look at it again.

    Nor while it is made: it would look at each tree of each test that is compiled.
    """
    gc.disable()
    found = yield
    gc.freeze()
    gc.enable()
    return found


def pytest_runtest_setup(item: pytest.Item) -> None:
    """On a server, skip what is about files."""
    marker = item.get_closest_marker("files")
    if marker:
        suite_on_server.about_files(*marker.args)


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call() -> Iterator[None]:
    """After a test, doctor looks at the stores that it imported into."""
    try:
        found = yield
    except BaseException:
        if "to_examine" in sys.modules:
            import_module("to_examine").stores.clear()
        raise
    if "to_examine" in sys.modules:
        import_module("to_examine").all_are_well()
    return found


class Done(NamedTuple):
    """What a command left: its exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its output, read as JSON."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        """Its output, line by line."""
        return self.out.splitlines()


class Shell:
    """Runs command lines in one home folder, with the store named by PIPECTL_DB."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.file = home / "pipectl.db"
        self.now = NOW
        self.extra: dict[str, str] = {}

    @property
    def store(self) -> Path:
        """The file of the store; on a server there is none, and the test is skipped."""
        suite_on_server.about_files()
        return self.file

    @store.setter
    def store(self, file: Path) -> None:
        self.file = file

    @property
    def is_on_server(self) -> bool:
        """Whether the store of this home is a database."""
        return suite_on_server.IS_ON and "PIPECTL_DB" not in self.extra

    @property
    def place(self) -> Path | ServerStore:
        """Where the store is, as messages name it: its file, or its address on a server."""
        return suite_on_server.place_of(self.file) if self.is_on_server else self.file

    @property
    def beside(self) -> Path:
        """The file beside which pipectl keeps what belongs to the store; no file, on a server."""
        place = self.place
        if isinstance(place, Path):
            return place
        return self.home / ".local/share/pipectl" / place.file_name

    def state(self) -> bytes:
        """What tells whether the store was changed: its file's bytes, or its rows; b"" for none."""
        if suite_on_server.IS_ON:
            return suite_on_server.state(self.file)
        return self.file.read_bytes() if self.file.is_file() else b""

    def contents(self) -> bytes:
        """What the store holds, as a file: for the `refill` of another."""
        return suite_on_server.contents(self.file) if self.is_on_server else self.file.read_bytes()

    def refill(self, contents: bytes) -> None:
        """Let the store hold this and nothing else."""
        self.file.write_bytes(contents)
        self.file.chmod(0o600)
        if self.is_on_server:
            suite_on_server.forget(self.file)

    def remove(self) -> None:
        """Let there be no store."""
        self.file.unlink(missing_ok=self.is_on_server)
        suite_on_server.forget(self.file)

    @contextmanager
    def opened(self) -> Iterator["Connection"]:
        """The store, for SQL that reads or changes it; what was changed is committed."""
        if self.is_on_server:
            with suite_on_server.opened(self.file) as server:
                yield server
        else:
            with closing(sqlite3.connect(self.file)) as file, file:
                yield file

    @contextmanager
    def held(self, how: str = "begin immediate") -> Iterator["Connection"]:
        """The store while another program writes to it; `how` tells how one holds a file."""
        if self.is_on_server:
            with suite_on_server.session(suite_on_server.database_of(self.file)) as server:
                server.begin_to_write()
                yield server
        else:
            with closing(sqlite3.connect(self.file, isolation_level=None)) as file:
                file.execute(how)
                yield file

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows that a statement finds in the store."""
        with self.opened() as store:
            found: list[tuple[Any, ...]] = store.execute(sql, values).fetchall()
            return found

    def records(self, sql: str) -> list[dict[str, Any]]:
        """The same, each row with the names of its columns."""
        with self.opened() as store:
            found = store.execute(sql)
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def alter(self, *statements: str) -> None:
        """Change the store with SQL, as pipectl never would."""
        if any(map(OF_SQLITE.search, statements)):
            suite_on_server.about_files("about what SQLite alone can be told to do to a store")
        with self.opened() as store:
            for statement in statements:
                store.execute(statement)

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table."""
        with self.opened() as store:
            names = suite_on_server.tables(store)
            return {
                name: sorted(store.execute(f'select * from "{name}"').fetchall(), key=repr)
                for name in names
            }

    @property
    def environment(self) -> dict[str, str]:
        """The whole environment of a command."""
        place = self.place
        return {
            "HOME": str(self.home),
            "PATH": os.environ["PATH"],
            "PIPECTL_DB": place.url if isinstance(place, ServerStore) else str(place),
            "PIPECTL_NOW": self.now,
            "TZ": "UTC",
            "COLUMNS": "100",
            "PYTHONUTF8": "1",
            **self.extra,
        }

    def __call__(self, *words: object, code: int = 0, stdin: str = "") -> Done:
        """Run a command line in this process; its exit code must be `code`."""
        done = self.outcome(*words, stdin=stdin)
        assert done.code == code, f"{words} left {done.code}, not {code}:\n{done.out}{done.err}"
        return done

    def outcome(self, *words: object, stdin: str = "") -> Done:
        """Run a command line in this process, whatever it leaves."""
        nothing: Mapping[str, None] = dict.fromkeys(os.environ)
        environment = {**nothing, **self.environment}
        line = [str(word) for word in words]
        with left_open.noted() as left:
            result = CliRunner().invoke(app_main.app, line, input=stdin, env=environment)
        time.tzset()  # the setting `timezone` holds for one command
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        # At Ctrl-C the process ends, and what a statement in its middle holds ends with it.
        assert not left or result.exit_code == 130, f"{line} left open: {', '.join(left)}"
        if self.is_on_server:
            assert suite_on_server.ON_FILES not in result.output, line
        return Done(result.exit_code, result.stdout, result.stderr)

    def process(
        self,
        *words: object,
        code: int | None = 0,
        stdin: str = "",
        is_new: bool = True,
        **options: Any,
    ) -> Done:
        """Run a command line in a process of its own.

        Unless Python itself must start, a fork is enough: its time zone, its streams and its
        end are its own too, and it takes a third of the time.
        """
        begun = [sys.executable, "-m", "pipectl"] if is_new else [folder_of_tool() / "pipectl"]
        line = [*begun, *map(str, words)]
        options.setdefault("env", self.environment)
        ran = subprocess.run(
            line, input=stdin, capture_output=True, text=True, cwd=self.home, timeout=60, **options
        )
        done = Done(ran.returncode, ran.stdout, ran.stderr)
        assert code in (None, done.code), f"{line} left {done.code}:\n{done.out}{done.err}"
        return done


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The current folder is the test's own, so what it writes there never reaches the project."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait a millisecond for a lock instead of thirty seconds."""
    from pipectl.store import connection

    monkeypatch.setattr(connection, "BUSY_MS", 1)
    if suite_on_server.IS_ON:
        from pipectl.store.server import connection as server_connection

        monkeypatch.setattr(server_connection, "BUSY_MS", 1)


@pytest.fixture
def empty(tmp_path: Path) -> Shell:
    """A home folder without a store."""
    return Shell(tmp_path)


def made_by_one(
    factory: pytest.TempPathFactory, name: str, fill: Callable[[Shell], object]
) -> Path:
    """A home that one of the processes of tests fills, and all copy."""
    top = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        top = top.parent
    home = top / f"home-{name}"
    with (top / f"{name}.lock").open("w") as lock:
        flock(lock, LOCK_EX)  # the others wait for it
        if not home.exists():
            unfinished = factory.mktemp(name)
            fill(Shell(unfinished))
            suite_on_server.renamed(unfinished, home)
    return home


def run_in(home: Path | None, *words: str) -> Callable[[Shell], object]:
    """What fills a home: a command line, in a copy of another home where one is given."""

    def fill(shell: Shell) -> None:
        if home is not None:
            copytree(home, shell.home, dirs_exist_ok=True)
        shell(*words)

    return fill


def begun(factory: pytest.TempPathFactory, home: Path | None, *words: str) -> Path:
    """A new home that is filled so."""
    shell = Shell(factory.mktemp("begun"))
    run_in(home, *words)(shell)
    return shell.home


# Most tests begin in one of three homes: each is made once, and copied for whoever changes it.


@pytest.fixture(scope="session")
def new_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `init` leaves; to be copied, never changed."""
    return made_by_one(tmp_path_factory, "new", run_in(None, "init"))


@pytest.fixture(scope="session")
def home_of_acme(tmp_path_factory: pytest.TempPathFactory, new_home: Path) -> Path:
    """What the first opportunity leaves; to be copied, never changed."""
    words = (
        *("add", "Acme rollout", "12k", "--account", "Acme Corp"),
        *("--source", "referral", "--close", "eoq", "--next", "Call", "--due", "fri"),
    )
    return made_by_one(tmp_path_factory, "acme", run_in(new_home, *words))


@pytest.fixture(scope="session")
def home_of_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `demo` leaves; to be copied, never changed."""
    return made_by_one(tmp_path_factory, "demo", run_in(None, "demo"))


@pytest.fixture(scope="session")
def home_of_offers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The loan offers brought in; to be copied, never changed."""
    from pipelines import bring_bpi2012

    return brought(tmp_path_factory, "offers", bring_bpi2012)


@pytest.fixture(scope="session")
def home_of_sales(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The computer sales brought in; to be copied, never changed."""
    from pipelines import bring_maven

    return brought(tmp_path_factory, "sales", bring_maven)


def brought(factory: pytest.TempPathFactory, name: str, bring: Callable[[Shell], None]) -> Path:
    """A new home into which a real pipeline was brought; skips where there is none."""
    from pipelines import DATA

    if not DATA.is_dir():
        pytest.skip(f"there is no {DATA}")
    return made_by_one(factory, name, bring)


def made_once(build: Callable[[Shell], Shell]) -> Any:
    """A fixture that fills the home of another: once in a process, and then it is copied."""
    left: list[Shell] = []

    @wraps(build)
    def filled(**others: Shell) -> Shell:
        (shell,) = others.values()
        if not left:
            assert build(shell) is shell
            kept = copy(shell)
            kept.extra = dict(shell.extra)
            kept.home = shell.home.parent / f"{build.__module__}.{build.__name__}"
            copytree(shell.home, kept.home)
            left.append(kept)
        else:
            (kept,) = left
            copytree(kept.home, shell.home, dirs_exist_ok=True)
            shell.now, shell.extra = kept.now, dict(kept.extra)
        return shell

    return pytest.fixture(filled)


@pytest.fixture
def pipectl(empty: Shell, new_home: Path) -> Shell:
    """A home folder with a new store (template seller, USD)."""
    copytree(new_home, empty.home, dirs_exist_ok=True)
    return empty


@pytest.fixture
def acme(empty: Shell, home_of_acme: Path) -> Shell:
    """A store with one opportunity, number 1: Acme rollout over 12,000 USD."""
    copytree(home_of_acme, empty.home, dirs_exist_ok=True)
    return empty


@pytest.fixture
def demo(empty: Shell, home_of_demo: Path) -> Shell:
    """The demo's store."""
    copytree(home_of_demo, empty.home, dirs_exist_ok=True)
    empty.store = empty.home / ".local/share/pipectl/demo.db"
    return empty


@pytest.fixture
def offers(empty: Shell, home_of_offers: Path) -> Shell:
    """A store with the real loan offers, in euros."""
    copytree(home_of_offers, empty.home, dirs_exist_ok=True)
    return empty


@pytest.fixture
def sales(empty: Shell, home_of_sales: Path) -> Shell:
    """A store with the real computer sales."""
    copytree(home_of_sales, empty.home, dirs_exist_ok=True)
    return empty
