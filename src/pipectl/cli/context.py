"""One run of the program: its store, its day and its terminal; read and change the store."""

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, tzinfo
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pipectl import assumptions, commit_state, paths
from pipectl.cli import user_settings
from pipectl.clock import Moment, moment_in, parse_moment
from pipectl.errors import PipectlError, StoreError, without_password
from pipectl.numbers import NumberFormat
from pipectl.render.output import print_note
from pipectl.store import kept_connection, lock_waiting
from pipectl.store.connection import FAILURES
from pipectl.store.opening import reading
from pipectl.store.reader import Reader

if TYPE_CHECKING:
    from sqlite3 import Connection

    from pipectl.cli.held_value import HeldValue
    from pipectl.cli.unsaved_text import UnsavedText
    from pipectl.periods import Period
    from pipectl.render.screen import Screen
    from pipectl.server_address import ServerStore
    from pipectl.store.owner_views import Whose
    from pipectl.store.scope import Choose
    from pipectl.store.unit import Unit
    from pipectl.store_settings import StoreSettings


ANSWER_S = "10"  # how long a command waits for a server to answer
Done = TypeVar("Done")
Day = date  # `Run.date` takes the name


class Keeper(Protocol):
    """Keeps the answers to a command until it has changed something."""

    is_kept: bool

    def forget(self) -> None: ...


class Run:
    """Everything a command needs besides its own arguments.

    `first_contents` puts into a new store what one holds that nobody set up.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        first_contents: "Callable[[Unit], None]" = lambda unit: None,
    ) -> None:
        self.arguments = tuple(arguments)
        self.environment = environment
        self.first_contents = first_contents
        self.db: str | None = None
        self.no_input = False
        self.recorded = self.is_warned = self.is_told_of_waiting = False
        self.is_told_of_assumption = False
        self.commits = commit_state.Commits()
        self.readers: list[Reader] = []
        self.once_stored: list[tuple[str, tuple[str, str] | None]] = []
        self.keeper: Keeper | None = None
        self.unsaved: UnsavedText | None = None
        self.held: list[HeldValue] = []
        self.whose: Whose | None = None
        self._new_store: Connection | None = None

    @cached_property
    def moment(self) -> Moment:
        """Now: PIPECTL_NOW, or the clock, read once."""
        typed = self.environment.get("PIPECTL_NOW")
        if typed:
            return parse_moment(typed, self.zone)
        return moment_in(self.zone, datetime.now(UTC))

    def tell_of_waiting(self, store: object) -> None:
        """Say once what pipectl is waiting for."""
        if not self.is_told_of_waiting:
            self.is_told_of_waiting = True
            print_note(f"pipectl: waiting for another program that is using the store {store} …")

    def tell_of_assumption(self, setting: str, value: str) -> None:
        """Say once that the store has lost a setting, except to who completes or sets it."""
        is_set = self.words[:3] == ["config", "set", setting]
        if self.is_told_of_assumption or is_set or "_PIPECTL_COMPLETE" in self.environment:
            return
        self.is_told_of_assumption = True
        print_note(
            f"pipectl: the store names no {setting}, so {value} is assumed. Set it: `pipectl"
            f" config set {setting} VALUE`."
        )

    def tick(self) -> None:
        """Advance the instant; today stays the same."""
        if not self.environment.get("PIPECTL_NOW"):
            self.moment = Moment(datetime.now(UTC), self.today)

    def is_stored(self, error: BaseException) -> bool:
        """Return whether everything is stored, and the error only affects the output."""
        return self.commits.are_any and not commit_state.ended_a_change(error)

    @property
    def stores_nothing(self) -> bool:
        """Return whether the command writes, and nothing is stored yet."""
        return not self.commits.are_any and (self.commits.were_tried or not self.is_read)

    @property
    def nothing(self) -> str:
        """Return the sentence for a command that wrote nothing."""
        if self.keeper is not None and self.keeper.is_kept:
            return "nothing was changed. Your answers are kept for the next try."
        return "nothing was stored."

    @cached_property
    def is_read(self) -> bool:
        """Return whether the command only reads, judging by its name."""
        from pipectl.cli.command_table import READS

        words = [word for word in self.words if not word.startswith("-")]
        return not words or any(" ".join(words[:count]) in READS for count in (1, 2, 3))

    @property
    def today(self) -> date:
        """The local date."""
        return self.moment.today

    @cached_property
    def user(self) -> dict[str, user_settings.Value]:
        """The user's own settings; a time zone among them holds for the whole process."""
        values = user_settings.load(paths.config_file(self.environment), self.environment)
        if (zone := values["timezone"].value) and hasattr(time, "tzset"):
            os.environ["TZ"] = zone
            time.tzset()
        return values

    @property
    def decimal(self) -> str:
        """The decimal mark in which amounts are typed."""
        return self.user["decimal"].value

    @property
    def owner(self) -> str:
        """The user's name among several sellers; empty if it isn't set."""
        return self.user["owner"].value

    @cached_property
    def zone(self) -> tzinfo | None:
        """The time zone of the setting `timezone`; None for the machine's."""
        name = self.user["timezone"].value
        if not name:
            return None
        from zoneinfo import ZoneInfo

        return ZoneInfo(name)

    @cached_property
    def numbers(self) -> NumberFormat:
        """Return how numbers are shown."""
        return NumberFormat(self.decimal)

    @property
    def numbers_of_errors(self) -> NumberFormat:
        """Return the same for errors, also if the settings can't be read."""
        try:
            return self.numbers
        except PipectlError:
            return NumberFormat()

    @property
    def is_named(self) -> bool:
        """Return whether the user named the store's path."""
        return bool(self.db is not None or self.user["db"].value)

    @cached_property
    def path(self) -> "Path | ServerStore":
        """Return where the store is: a file's path, or a schema on a server.

        Raises an error for invalid settings. What only a file has, or is, asks `file`.
        """
        own = self.user["db"].value
        named = self.db if self.db is not None else own
        if self.db is None and not named:
            return paths.default_store(self.environment)
        place = paths.store_place(named, self.environment)
        if not isinstance(place, Path):  # libpq would wait for ever, unless the user says how long
            os.environ.setdefault("PGCONNECT_TIMEOUT", ANSWER_S)
        return place

    @property
    def file(self) -> Path | None:
        """The store's file; None for a store on a server."""
        place = self.path
        return place if isinstance(place, Path) else None

    @property
    def server(self) -> "ServerStore | None":
        """Where the store is on a server; None for a file."""
        place = self.path
        return None if isinstance(place, Path) else place

    @property
    def beside(self) -> Path:
        """The file beside which is kept what belongs to the store.

        For a store on a server it is a name in the data folder, of which there is no file.
        """
        place = self.path
        if isinstance(place, Path):
            return place
        return paths.data_folder(self.environment) / place.file_name

    @property
    def command(self) -> str:
        """The command line as the journal keeps it, without the global options and passwords."""
        import shlex

        return shlex.join(self.words)

    @property
    def words(self) -> list[str]:
        """The words of the command line without the global options."""
        words = iter(self.arguments)
        kept = []
        for word in words:
            if word == "--db":
                next(words, None)
            elif word != "--no-input" and not word.startswith("--db="):
                kept.append(without_password(word))
        return kept

    def may_ask(self) -> bool:
        """Return whether questions can be asked; if so, end the read transaction."""
        from pipectl.prompting.prompts import can_ask
        from pipectl.prompting.question import BEFORE_ASKING, NUMBERS

        if not can_ask(self.no_input):
            return False
        NUMBERS.set(self.numbers)
        BEFORE_ASKING.set(self.let_writers_in)
        self.let_writers_in()
        return True

    def let_writers_in(self) -> None:
        """End the read transactions before a question, an editor or another write."""
        kept_connection.drop()
        for reader in self.readers:
            reader.release()

    @property
    def reader(self) -> Reader | None:
        """The reader that was opened last, if one is open."""
        return self.readers[-1] if self.readers else None

    def hold(
        self,
        reader: Reader,
        what: str,
        read: Callable[[Reader], object],
        see: str | None = None,
        became: Callable[[Reader], str | None] = lambda _: None,
    ) -> None:
        """Let the next change be refused if `read` then finds something else than it does now.

        `what` names it to a person, and `see` is the command that shows it where it isn't shown
        anyway. `became` finds what was done to it then, if that is more than a change: "deleted".
        """
        from pipectl.cli.held_value import HeldValue, seen_by

        seen = seen_by(self.owner, reader)
        self.held.append(HeldValue(what, read, read(reader), see, seen, became))

    def hold_nothing(self) -> None:
        """Let the next change be made whatever was held."""
        self.held = []

    def drop_text(self) -> None:
        """Delete what was written in the editor."""
        if self.unsaved is not None:
            self.unsaved.drop()
            self.unsaved = None

    def keep_text(self) -> None:
        """Keep what was written in the editor, and say where, since it wasn't stored."""
        if self.unsaved is not None and (kept := self.unsaved.keep()) is not None:
            print_note(f"  Your text is in {kept}.")
        self.unsaved = None

    def tell_once_stored(self, text: str, *, adds: tuple[str, str] | None = None) -> None:
        """Print a message once the next change is stored.

        With `adds`, a table and a folded name, only if the change added a row of that name: another
        command may have been quicker.
        """
        self.once_stored.append((text, adds))

    @cached_property
    def settings(self) -> "StoreSettings":
        """Return the store's settings; the defaults if there is no store yet."""
        from pipectl.store.settings import settings
        from pipectl.store_settings import store_settings

        if self.is_first_run:
            return store_settings({})
        if self.reader is not None:
            return settings(self.reader)
        with reading(self.path) as reader:
            return settings(reader)

    @contextmanager
    def reading(
        self,
        as_of: Day | None = None,
        only: "Choose | None" = None,
        valued_on: Day | None = None,
        whose: "Whose | None" = None,
    ) -> Iterator[Reader]:
        """Open a reader: as of a day, on some deals only, with other currencies taken in.

        It shows what is somebody's with `whose`, else with the run's own.
        """
        with reading(
            self.path, as_of=as_of, only=only, valued_on=valued_on, whose=whose or self.whose
        ) as reader:
            self.readers.append(reader)
            try:
                yield reader
            finally:
                self.readers.remove(reader)

    @contextmanager
    def looking_up(self) -> Iterator[Reader]:
        """Open a reader for a writing command; on a first run, on the store to be created."""
        if not self.is_first_run:
            with self.reading() as reader:
                yield reader
            return
        yield Reader(self.new_store().execute)

    def new_store(self) -> "Connection":
        """Return, in memory, the store that a first run will create; made once, to be read."""
        if self._new_store is None:
            from pipectl.store.creation import in_memory

            self._new_store = in_memory(self.moment, self.first_contents)
        return self._new_store

    def close(self) -> None:
        """Close what was opened for the whole run."""
        kept_connection.drop()
        if self._new_store is not None:
            self._new_store.close()
            self._new_store = None

    @property
    def is_first_run(self) -> bool:
        """Return whether a writing command would make the store: only at the default location."""
        if self.is_named:
            return False
        try:
            path = paths.default_store(self.environment)
            return path.stat().st_size == 0 and path.is_file()
        except FileNotFoundError:
            return True
        except OSError:
            return False

    def change(
        self,
        act: "Callable[[Unit], Done]",
        *,
        journaled: bool = True,
        command: str | None = None,
    ) -> "Done":
        """Change the store in one operation, named by the command line by default.

        On a first run it is rehearsed in memory, so that a refused command makes no store.
        """
        from pipectl.store.writing import rehearsing, writing

        held, self.held = self.held, []
        if self.is_first_run:
            from pipectl.store.creation import copy_in_memory

            with rehearsing(copy_in_memory(self.new_store()), self.moment, self.owner) as trial:
                act(trial)
            self.make_default()
        unit: Unit | None = None
        try:
            with writing(self.path, self.moment, command or self.command, self.owner) as unit:
                unit.journaled = journaled
                for each in held:
                    each.check(unit.reader)
                done = act(unit)
        except StoreError as error:
            from pipectl.store.removed import refuse_removed

            refuse_removed(error, unit, self.path)
            raise
        if unit.unguarded and not self.is_warned:
            print_note(f"pipectl: {unit.unguarded}")
            self.is_warned = True
        self.recorded = unit.recorded
        if self.keeper is not None:
            self.keeper.forget()
        told, self.once_stored = self.once_stored, []
        if unit.recorded:
            true = [text for text, adds in told if adds is None or unit.has_added(*adds)]
            for text in (*true, *unit.said):
                print_note(text)
        return done

    def make_default(self) -> None:
        """Create the store at the default location, unless another run was quicker."""
        from pipectl.disk import UnsyncedNameError
        from pipectl.store import creation

        path = paths.default_store(self.environment)
        said = f"Created a store at {path} (template seller, currency USD)."
        try:
            with commit_state.housekeeping():
                creation.create_from(path, self.new_store(), lambda: print_note(said))
        except creation.ExistingStoreError:
            return
        except UnsyncedNameError as error:
            error.is_failure = True  # the command itself hasn't begun
            raise

    def date(self, text: str, *, past: bool = False, today: Day | None = None) -> date:
        """Parse a date."""
        from pipectl.dates import parse_date

        return parse_date(
            text,
            today=today or self.today,
            past=past,
            fiscal_start=self.settings.fiscal_year_start,
        )

    def period(self, text: str | None, *, today: Day | None = None) -> "Period":
        """Parse a period (default: this quarter)."""
        from pipectl.periods import parse_period

        return parse_period(
            "this-quarter" if text is None else text,
            today=today or self.today,
            fiscal_start=self.settings.fiscal_year_start,
        )


def process_run(arguments: Sequence[str], first_contents: "Callable[[Unit], None]") -> Run:
    """The run of this process."""
    run = Run(arguments, os.environ, first_contents)
    run.commits = commit_state.begin()
    lock_waiting.announce_by(run.tell_of_waiting)
    assumptions.announce_by(run.tell_of_assumption)
    return run


def run_of(ctx: Any) -> Run:
    """The run that the command belongs to."""
    run = ctx.find_root().obj
    assert isinstance(run, Run)
    return run


def screen_of(run: Run, *, aside: bool = False) -> "Screen":
    """Return the screen for results, or for messages."""
    from pipectl.render.screen import screen

    return screen(run.user["color"].value, aside=aside)


def try_on_copy(run: Run, act: "Callable[[Unit], Done]") -> Done:
    """Run an action on a copy of the store, and return its result."""
    from pipectl.store import creation, trial_copy, writing

    if run.is_first_run:
        copy = creation.copy_in_memory(run.new_store())
        with writing.rehearsing(copy, run.moment, run.owner) as unit:
            return act(unit)
    with trial_copy.trying(run.path, run.moment, run.owner) as unit:
        try:
            return act(unit)
        except FAILURES as error:
            from pipectl.store.removed import refuse_removed

            refuse_removed(error, unit, run.path)
            raise
