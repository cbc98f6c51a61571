"""Define the result of reading a sheet's rows."""

from collections.abc import Mapping, Sequence

from pipectl.importing.rules.date_formats import Order
from pipectl.importing.rules.fields import Incoming
from pipectl.importing.rules.grouped_rows import Groups
from pipectl.importing.rules.notes_below import Note
from pipectl.importing.rules.only_filter import MissingValues
from pipectl.importing.rules.problems import Problem
from pipectl.importing.rules.recurring_amounts import UnreadRecurring
from pipectl.importing.rules.unclear_outcomes import OutcomeSource, Unclear
from pipectl.money import Money
from pipectl.named_tuple import NamedTuple


class Frame(NamedTuple):
    """Skipped lines around the rows of a file.

    `title_count` lines above the headers, which are in `header_line`; repeated headers; totals.
    `repeated`: for each header of several columns whose first fills a field, the field and the
    columns' numbers. `hollow_lines` only have errors and formulas without a value. `hidden_sheets`
    have rows, too. `subitem_lines` are parts of the row above them, `notes` are below all rows.
    """

    title_count: int = 0
    header_line: int = 1
    header_count: int = 0
    total_lines: tuple[int, ...] = ()
    repeated: Mapping[str, tuple[str, tuple[int, ...]]] = {}
    hollow_lines: Sequence[int] = ()
    hidden_sheets: Sequence[str] = ()
    subitem_lines: Sequence[int] = ()
    notes: Sequence[Note] = ()


class ScaledAmounts(NamedTuple):
    """How many amounts of a column are in its header's scale, and the first of them."""

    scale: str
    row_count: int
    line: int
    text: str
    money: Money


class Multiplied(NamedTuple):
    """How many amounts were multiplied by their number of periods, and the first of them."""

    row_count: int
    line: int
    text: str
    number: str
    money: Money


class Read(NamedTuple):
    """A file's good rows, and the facts about its other rows.

    `problems` are the first MOST_PROBLEMS of `problem_count`, in `rejected_count` rows, and
    `more_problems` counts equal ones; `rejected` has those rows by line, if requested.
    `orders` were told by one value, and aren't year first.
    `other_count` rows were skipped by `only`, `deleted_count` as deleted; `absent`: values of
    `only` without rows; `several`: lines by header with more names than the one used. `unclear`
    rows look won or lost without saying so: neither good nor rejected. `said` counts rows whose
    outcome comes from their stage or another column. `pipelines` counts rows of each pipeline by
    header, if none was chosen; `shared_stages` are stages by header that several of them have.
    `unread_recurring` is what unread columns say of recurring amounts, and `multiplied` amounts
    have a number of periods that was read.
    `untitled` rows are named after their accounts. `valueless`: by header, cells left empty as
    their formula has no value. `currencies` counts amounts without a currency column:
    whether a sign tells it, and the currency. `groups` are the columns with repeated labels.
    `alike_count` rows have another row's title, account and start; `part_lines` repeat all that is
    read of an earlier row with the same identifier, except for the extra columns `first_only`.
    `unused`: by header and its outcomes, lines with another outcome; `dueless`: lines with a due
    date for no next action. `companies`: lines whose
    account was followed by the contact. `unknown_currencies` counts unknown currencies, read as
    --currency. `partly` counts (header, value) of open rows where other values were mapped to
    outcomes. `scales`: by header, amounts read in thousands or millions.
    """

    rows: list[Incoming]
    problems: list[Problem]
    problem_count: int
    rejected: Mapping[int, str]
    rejected_count: int
    orders: dict[str, Order]
    left_out: tuple[str, ...]
    other_count: int
    footer_count: int
    deleted_count: int = 0
    absent: Mapping[str, MissingValues] = {}
    several: Mapping[str, Sequence[int]] = {}
    frame: "Frame" = Frame()
    periods: Mapping[str, int] = {}
    unclear: Mapping[Unclear, Sequence[int]] = {}
    said: Mapping[OutcomeSource, int] = {}
    pipelines: Mapping[str, Mapping[str, int]] = {}
    untitled: Sequence[int] = ()
    valueless: Mapping[str, Sequence[str]] = {}
    unused: Mapping[tuple[str, tuple[str, ...]], Sequence[int]] = {}
    dueless: Sequence[int] = ()
    currencies: Mapping[tuple[bool, str], int] = {}
    groups: Groups = Groups()
    alike_count: int = 0
    part_lines: Sequence[int] = ()
    first_only: Sequence[str] = ()
    unread_recurring: UnreadRecurring = UnreadRecurring()
    partly: Mapping[tuple[str, str], int] = {}
    companies: Sequence[int] = ()
    unknown_currencies: Mapping[str, int] = {}
    more_problems: Mapping[str, int] = {}
    shared_stages: Mapping[str, Sequence[str]] = {}
    scales: Mapping[str, ScaledAmounts] = {}
    multiplied: Multiplied | None = None
