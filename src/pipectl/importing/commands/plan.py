"""The options of an import, the files read, and the plan of what to import."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from pipectl.cli.context import Run
from pipectl.errors import BadFileError, quoted
from pipectl.importing.rules.field_plan import FilledField
from pipectl.importing.rules.fields import Incoming
from pipectl.importing.rules.file_columns import FileColumns
from pipectl.importing.rules.history_file import History, KnownSince
from pipectl.importing.rules.identifiers import There
from pipectl.importing.rules.read_result import Read
from pipectl.named_tuple import NamedTuple

if TYPE_CHECKING:
    from pipectl.importing.rules.csv_file import Sheet


class StageMapping(NamedTuple):
    """Our stage ids by the file's stages (folded); `new` stages to add, with probabilities.

    New ones have negative ids until they are added; `order` are the ids of all stages in their
    later order. `unknown` are unmapped (in a dry run). With `again`, some were answered to be won
    or lost, so the rows must be read again with it. Deals without a stage go to those in `taken`:
    the first one, or the likeliest if won.
    """

    ids: Mapping[str, int]
    names: Mapping[int, str]
    new: tuple[tuple[str, int], ...]
    unknown: tuple[str, ...] = ()
    again: "ImportOptions | None" = None
    taken: tuple[str, ...] = ()
    order: tuple[int, ...] = ()


class ImportOptions(NamedTuple):
    """The options of an import on the command line."""

    files: tuple[str, ...]
    of: str
    maps: tuple[str, ...]
    stage_map: tuple[str, ...]
    make_stages: bool
    only: tuple[str, ...]
    history: str | None
    complete_history: bool
    complete_since: str | None
    dates: str | None
    decimal: str | None
    encoding: str | None
    header_line: int | None
    sheet: str | None
    update: bool
    dry_run: bool
    skip_errors: bool
    rejects: str | None
    json: bool
    won_when: tuple[str, ...] = ()
    lost_when: tuple[str, ...] = ()
    open_when: tuple[str, ...] = ()
    fill_down: tuple[str, ...] = ()
    totals: str | None = None  # what is done with rows that may be totals
    currency: str | None = None
    stages: str | None = None
    open_stages: tuple[str, ...] = ()  # said at a terminal to be no outcomes
    picked: Mapping[str, int] = {}  # which stage each of theirs, folded, is: answered before
    save_as: str | None = None
    like: str | None = None
    key: str | None = None  # by which a deal is known: its identifier or its title
    kept: frozenset[str] = frozenset()  # of what is said of columns and stages: by --like alone
    fields: bool = False  # whether to keep every column as a field
    what: str | None = None  # deals, contacts or accounts
    stage: str | None = None  # of rows without one
    campaign: str | None = None  # of rows without one


class ReadFile(NamedTuple):
    """The content of one file, and how its columns were understood."""

    name: str
    columns: FileColumns
    headers: tuple[str, ...]
    header_line: int
    read: Read
    has_shares: bool = False


class ImportPlan(NamedTuple):
    """Everything to import, with its source and stages.

    `here` are the existing deals that match rows, `fields` what the rows' `fields` fill.
    """

    source: str
    files: Sequence[ReadFile]
    entries: History
    stages: "StageMapping"
    here: Mapping[tuple[str, int], There] = {}  # by the file and line of the row
    fields: Sequence[FilledField] = ()

    @property
    def rows(self) -> list[Incoming]:
        """The rows of all files."""
        return [row for each in self.files for row in each.read.rows]

    @property
    def rejected_count(self) -> int:
        """The number of rows with problems."""
        return sum(each.read.rejected_count for each in self.files)


class TitleLineError(BadFileError):
    """The first line is a title, and no option names the line of the headers."""

    def __init__(self, sheet: "Sheet", line: int) -> None:
        title = next(filter(None, sheet.headers))
        super().__init__(
            (
                f"{sheet.name}:{sheet.line}: {quoted(title, 60)} looks like a title, not like a "
                "header."
            ),
            hint=f"The headers seem to be in line {line}. Import with --header-line {line}",
        )
        self.name, self.line = sheet.name, line


def check_title(sheet: "Sheet") -> None:
    """Raise TitleLineError if a line below looks more like headers."""
    if sheet.likelier_line is not None:
        raise TitleLineError(sheet, sheet.likelier_line)


def seen(run: Run, asked: ImportOptions) -> KnownSince:
    """Return the day from which imported history counts as known."""
    if asked.complete_history:
        return KnownSince(run.today, date.min)
    since = asked.complete_since
    return KnownSince(run.today, None if since is None else run.date(since, past=True))


def back_up(run: Run) -> None:
    """Back up the store's file, if there is one; a server has backups of its own."""
    if not run.is_first_run and run.file is not None:
        from pipectl.store import backups, opening

        opening.take(run.file, backups.BEFORE_IMPORT, run.moment.at)
