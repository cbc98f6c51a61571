"""The user's settings of looks and places, from a TOML file or the environment."""

import os
import re
import stat
from codecs import BOM_UTF8
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pipectl import commit_state, paths
from pipectl.clock import check_zone
from pipectl.disk import one_at_a_time, replace
from pipectl.errors import StoreError, UsageError, either, quoted
from pipectl.named_tuple import NamedTuple
from pipectl.owners import check_owner
from pipectl.text import UnknownValueError, check_line


class UserSetting(NamedTuple):
    """One setting: its type in words, its default as text, how it is checked, what it is for."""

    key: str
    kind: str
    default: str
    check: Callable[[str], str]
    about: str
    beside: bool = False  # the default is a name beside the settings' file

    @property
    def variable(self) -> str:
        """The environment variable that overrides it."""
        return f"PIPECTL_{self.key.upper()}"


class Value(NamedTuple):
    """A value in force and where it comes from: default, file or environment."""

    value: str
    origin: str


def word(key: str, *words: str) -> Callable[[str], str]:
    """A check that the value is one of the words."""

    def check(text: str) -> str:
        if text not in words:
            takes = f"It takes {either(map(repr, words))}."
            raise UnknownValueError(f"{key} can't be {quoted(text)}", text, words, hint=takes)
        return text

    return check


def anything(text: str) -> str:
    """A path, checked where it is used."""
    return text


def absolute(key: str) -> Callable[[str], str]:
    """A check for a path that doesn't depend on where one is; empty for the default."""

    def check(text: str) -> str:
        whole = text.startswith("~/") or Path(text).is_absolute()
        if text and (not whole or "\0" in text):
            raise UsageError(
                f"{key} can't be {quoted(text)}.", hint="Give an absolute path: /… or ~/…."
            )
        return text

    return check


def zone_or_none(text: str) -> str:
    """A check for a time zone; empty for the machine's."""
    return check_zone(text) if text else text


def columns_or_none(text: str) -> str:
    """A check for columns of a list, by comma; empty for those that it has by itself.

    Which there are depends on the store, with custom fields: `list` checks the names.
    """
    return ",".join(name.strip() for name in text.split(",")) if text.strip() else ""


def no_column(text: str) -> str:
    """Return what is said before a name in this setting that there is no column of."""
    return f"list_columns can't be {quoted(text)}: no column"


def owner_or_nobody(text: str) -> str:
    """A check for the name of a seller; empty for nobody in particular."""
    if not text.strip():
        return ""
    return check_owner(text)


MOST_MEGABYTES = 10
MOST_BYTES = MOST_MEGABYTES * 1_000_000
ALIASES = "aliases"  # the table of the file that has them
HEAD = r"\s*\[\s*([^\[\]]*?)\s*\]\s*(?:#.*)?$"  # of a table

USER_SETTINGS = (
    UserSetting("db", "path or URL", "", anything, "where the store is (--db overrides it)"),
    UserSetting(
        "hooks", "path", "hooks", absolute("hooks"), "the folder of your hooks", beside=True
    ),
    UserSetting("decimal", ". or ,", ".", word("decimal", ".", ","), "the decimal mark of amounts"),
    UserSetting("timezone", "zone", "", zone_or_none, "your time zone, instead of the machine's"),
    UserSetting(
        "color", "word", "auto", word("color", "auto", "always", "never"), "when to use color"
    ),
    UserSetting(
        "list_columns", "columns", "", columns_or_none, "columns of list, such as id,title,close_on"
    ),
    UserSetting(
        "owner", "name", "", owner_or_nobody, "your name, in a store that several sellers share"
    ),
)


class UnreadableError(StoreError):
    """The file of settings can't be read."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(f"The settings in {file} can't be read: {reason}.")


def load(file: Path | None, environment: Mapping[str, str]) -> dict[str, Value]:
    """Return every user setting in force; raise UsageError, StoreError for invalid ones."""
    written = read(file) if file is not None else {}
    values = {}
    for setting in USER_SETTINGS:
        typed = environment.get(setting.variable)
        if typed:
            values[setting.key] = Value(checked(setting, typed, setting.variable), "environment")
        elif setting.key in written:
            value = checked(setting, written[setting.key], str(file))
            values[setting.key] = Value(value, "file")
        if setting.key not in values or (setting.beside and not values[setting.key].value):
            values[setting.key] = Value(default_of(setting, file, environment), "default")
    return values


def default_of(setting: UserSetting, file: Path | None, environment: Mapping[str, str]) -> str:
    """Return what holds where nothing is set; nothing beside a file for which there is no place."""
    if not setting.beside:
        return setting.default
    if file is None:
        return ""
    place, home = file.with_name(setting.default), environment.get("HOME", "")
    is_at_home = home.startswith("/") and place.is_relative_to(home)
    return f"~/{place.relative_to(home)}" if is_at_home else str(place)


def checked(setting: UserSetting, text: str, place: str) -> str:
    """Check a value; raise an error that names its place."""
    try:
        return setting.check(text)
    except UsageError as error:
        raise UsageError(f"{place}: {error}", hint=error.hint) from error


def own_file(environment: Mapping[str, str], instead: str = "") -> Path:
    """The place of the user's settings; raises StoreError where there is none."""
    file = paths.config_file(environment)
    if file is None:
        raise StoreError(
            "HOME is not set, so your settings have no folder.",
            hint=f"Set HOME, or set {instead}." if instead else "Set HOME.",
        )
    return file


def read(file: Path) -> dict[str, Any]:
    """Return what the file sets; raise StoreError, or UsageError for what can't be understood."""
    try:
        text = contents(file).decode()
    except UnicodeDecodeError as error:
        raise UnreadableError(file, "it is not UTF-8 text") from error
    return parsed(text, file) if text else {}  # most have no such file, and tomllib takes long


def contents(file: Path) -> bytes:
    """Return the file's bytes, none where there is no file; raise UnreadableError.

    A device or a pipe in its place could be read for ever. The mark that some editors put first is
    no part of the text.
    """
    try:
        found = os.stat(file)
        if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
            raise UnreadableError(file, "it is not a regular file")
        if found.st_size > MOST_BYTES:
            raise UnreadableError(file, f"it is larger than {MOST_MEGABYTES} MB")
        return file.read_bytes().removeprefix(BOM_UTF8)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise UnreadableError(file, str(error.strerror)) from error


def check_file(data: bytes, file: Path, environment: Mapping[str, str]) -> None:
    """Raise UsageError unless a whole file's bytes can be understood."""
    try:
        found = parsed(data.removeprefix(BOM_UTF8).decode(), file)
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is not UTF-8 text.") from error
    for setting in USER_SETTINGS:
        if setting.key in found:
            checked(setting, found[setting.key], str(file))
    if found.get("db"):
        paths.store_place(found["db"], environment)


def starting_text() -> str:
    """Return what a file without settings begins with in an editor: every setting, commented."""
    settings = (f'# {each.about}\n# {each.key} = "{each.default}"\n' for each in USER_SETTINGS)
    return "# Settings of pipectl. Remove the # before a key to set it.\n\n" + "\n".join(settings)


def parsed(text: str, file: Path) -> dict[str, Any]:
    """The keys and values of the file's text, the aliases as a dictionary of their own."""
    import tomllib

    try:
        found = tomllib.loads(text)
    except ValueError as error:  # also for a number with too many digits
        raise UsageError(f"{file} is not valid TOML: {error}.") from error
    except RecursionError:
        raise UsageError(f"{file} is not valid TOML: it is nested too deeply.") from None
    known = [setting.key for setting in USER_SETTINGS]
    for key, value in found.items():
        if key == ALIASES:
            check_aliases(value, file)
        elif key not in known:
            raise UnknownValueError(f"{file}: there is no setting {quoted(key)}", key, known)
        elif not isinstance(value, str):
            raise UsageError(f"{file}: {key} must be text in quotation marks.")
    return found


def check_aliases(found: Any, file: Path) -> None:
    """Raise UsageError unless the aliases are names with texts."""
    if not isinstance(found, dict) or not all(isinstance(each, str) for each in found.values()):
        raise UsageError(
            f"{file}: {ALIASES} must be a table of texts.",
            hint='As in: [aliases] and, on the next line, hot = "list --stage proposal"',
        )


def write(file: Path, key: str, value: str | None, *, table: str = "") -> None:
    """Set one key in the file, or remove it (None); the other lines stay as they are.

    `table` is the part of the file that has the key. Raises StoreError.
    """
    import json

    if value:
        check_line(value, what=key, most=4096)  # TOML has no way to write what this refuses
    line = None if value is None else f"{key} = {json.dumps(value, ensure_ascii=False)}"

    def changed() -> bytes:
        # In bytes, and at \n alone: the ends of the other lines stay, and a comment stays one line.
        text = contents(file).decode()
        lines = text.removesuffix("\n").split("\n") if text else []
        data = "".join(f"{each}\n" for each in with_line(lines, key, line, table))
        check_written(data, file, key, line, table)
        return data.encode()

    put(file, changed)


def put(file: Path, changed: Callable[[], bytes]) -> None:
    """Let the file hold what `changed` returns, as one change; raise StoreError.

    What others write at the same time waits until then: each reads what the one before it wrote.
    """
    import os

    with commit_state.change() as finishing:
        before = os.umask(0o077)
        try:
            file = Path(os.path.realpath(file))  # a link to where the settings are kept stays one
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with one_at_a_time(file.parent):
                finishing()
                replace(file, changed())
        except OSError as error:
            raise StoreError(f"{file} can't be written: {error.strerror}.") from error
        finally:
            os.umask(before)
        commit_state.stored()


def with_line(lines: list[str], key: str, line: str | None, table: str) -> list[str]:
    """The lines of a file in which a table (\"\" for what is before the first) has another line."""
    heads = {n: found[1] for n, each in enumerate(lines) if (found := re.match(HEAD, each))}
    here = [n for n, name in heads.items() if name == table]
    if table and not here:
        return [*lines, *([""] if lines else []), f"[{table}]", *([line] if line else [])]
    first = here[0] + 1 if table else 0
    last = min((n for n in heads if n >= first), default=len(lines))
    places = [n for n in range(first, last) if lines[n].partition("=")[0].strip() == key]
    if places:
        return [*lines[: places[0]], *([line] if line else []), *lines[places[0] + 1 :]]
    while last > first and not lines[last - 1].strip():
        last -= 1
    return [*lines[:last], *([line] if line else []), *lines[last:]]


def check_written(text: str, file: Path, key: str, line: str | None, table: str) -> None:
    """Raise StoreError if the file as it would be doesn't have the line, or can't be read."""
    import tomllib

    try:
        wanted = {} if line is None else tomllib.loads(line)
        found = tomllib.loads(text)
        has = (found.get(table, {}) if table else found).get(key)
    except (tomllib.TOMLDecodeError, AttributeError):
        has, wanted = object(), {}
    if has != wanted.get(key):
        raise StoreError(
            f"{file} is written in a way that can't be changed here.",
            hint="Change it in an editor.",
        )
