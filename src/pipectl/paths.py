"""Find the store, its backups and the settings file."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pipectl.errors import StoreError, UsageError, is_url, quoted

if TYPE_CHECKING:
    from pipectl.server_address import ServerStore

# The defaults of the XDG base directory specification, below the home folder.
XDG_DEFAULTS = {"XDG_CONFIG_HOME": ".config", "XDG_DATA_HOME": ".local/share"}


class HomelessError(StoreError):
    """A path needs a home folder, but there is none."""

    def __init__(self) -> None:
        super().__init__(
            "HOME isn't an absolute path, so pipectl can't tell where the store is.",
            hint="Give the store's path: PIPECTL_DB=/path/to/pipectl.db or --db PATH.",
        )


def store_place(text: str, environment: Mapping[str, str]) -> "Path | ServerStore":
    """Return where a named store is: a file, or a schema on a PostgreSQL server.

    Raises UsageError for another URL or an empty name. `~/` is the home folder; raises
    HomelessError where there is none.
    """
    if is_url(text):
        from pipectl.server_address import is_on_server, server_store

        if is_on_server(text):
            return server_store(text)
        scheme = text.strip().partition(":")[0]
        what = f"{quoted(f'{scheme}://…')} is a URL"
        if ":" not in text:
            what = "The store's path is a database connection string"
        raise UsageError(
            f"{what}.",
            hint="A store is a file or on a PostgreSQL server: --db PATH, or --db"
            " postgresql://USER@HOST/DATABASE.",
        )
    if not text.strip() or "\0" in text:
        raise UsageError("The store's path is empty.", hint="Give --db the path of a file.")
    if not text.startswith("~/"):
        return Path(text)
    check_home(environment, "HOME")
    return Path(text).expanduser()


def store_file(text: str, environment: Mapping[str, str]) -> Path | None:
    """Return the file of a named store; None for one on a server."""
    place = store_place(text, environment)
    return place if isinstance(place, Path) else None


def own_folder(text: str, environment: Mapping[str, str]) -> Path:
    """A folder by an absolute path; raises HomelessError for `~/` without a home folder."""
    if text.startswith("~/"):
        check_home(environment, "HOME")
    return Path(text).expanduser()


def data_folder(environment: Mapping[str, str]) -> Path:
    """Return the user's data folder for pipectl; raise HomelessError."""
    if (folder := xdg_default(environment, "XDG_DATA_HOME")) is not None:
        return folder
    from platformdirs import user_data_path

    return user_data_path("pipectl", appauthor=False)


def xdg_default(environment: Mapping[str, str], variable: str) -> Path | None:
    """Return pipectl's folder where the XDG default holds, else None; raise HomelessError.

    Importing platformdirs, which knows every other case, takes a twelfth of a short command.
    """
    check_home(environment, variable)
    if sys.platform != "linux" or environment.get(variable) or "ANDROID_DATA" in environment:
        return None
    return Path(environment["HOME"], XDG_DEFAULTS[variable], "pipectl")


def default_store(environment: Mapping[str, str]) -> Path:
    """Return the default path of the store."""
    return data_folder(environment) / "pipectl.db"


def demo_store(environment: Mapping[str, str]) -> Path:
    """The demo's store, which is never the user's."""
    return data_folder(environment) / "demo.db"


def defects_log(environment: Mapping[str, str]) -> Path:
    """Return where the places of internal errors are kept; raise HomelessError."""
    return data_folder(environment) / "defects.log"


def config_file(environment: Mapping[str, str]) -> Path | None:
    """Return where the user's settings are; None without a home folder."""
    try:
        folder = xdg_default(environment, "XDG_CONFIG_HOME")
    except HomelessError:
        return None
    if folder is None:
        from platformdirs import user_config_path

        folder = user_config_path("pipectl", appauthor=False)
    return folder / "config.toml"


def check_home(environment: Mapping[str, str], override: str) -> None:
    """Raise HomelessError unless HOME, or the folder's own variable, is an absolute path."""
    if os.name == "nt":
        return
    if not environment.get(override, "").startswith("/") and not environment.get(
        "HOME", ""
    ).startswith("/"):
        raise HomelessError


APPLICATION_ID = 0x7063746C  # "pctl"
JOURNALS = ("-journal", "-wal", "-shm")  # how the names end of what SQLite writes beside a store


def folder_of(store: Path) -> Path:
    """Return the backups folder: beside the file itself, also if the path is a link."""
    real = Path(os.path.realpath(store))
    return real.with_name(f"{real.name}.backups")


UNSAVED = "unsaved"  # how the names go on of texts that were written in vain


def unsaved_beside(file: Path) -> list[Path]:
    """The texts from an editor that are kept beside a file, as their command was refused."""
    real = Path(os.path.realpath(file))
    try:
        return sorted(
            each
            for each in real.parent.iterdir()
            if each.name.startswith(f"{real.name}.{UNSAVED}") and each.is_file()
        )
    except OSError:
        return []


def journal_of(store: Path, ending: str) -> Path:
    """Return the path of a SQLite journal of the store."""
    return store.with_name(f"{store.name}{ending}")


def journals_of(store: Path) -> list[Path]:
    """Return the existing journals of a store, or of a copy of it."""
    return [path for ending in JOURNALS if os.path.lexists(path := journal_of(store, ending))]
