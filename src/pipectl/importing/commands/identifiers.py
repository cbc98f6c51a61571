"""Find identifiers that belong to other deals here, such as running numbers."""

from typing import TYPE_CHECKING

from pipectl.cli.context import Run
from pipectl.errors import RefusedError, UsageError, quoted
from pipectl.importing.rules.fields import Incoming
from pipectl.importing.rules.identifiers import There, is_other
from pipectl.importing.rules.programs import EXPORT
from pipectl.named_tuple import NamedTuple
from pipectl.render.output import print_note

if TYPE_CHECKING:
    from pipectl.importing.commands.plan import ImportOptions, ReadFile


SHOWN = 6
IDENTIFIER, TITLE = "identifier", "title"
KEYS = (IDENTIFIER, TITLE)


class Collision(NamedTuple):
    """A row whose identifier belongs to another deal here."""

    file: "ReadFile"
    row: Incoming
    here: There


class OtherDealsError(RefusedError):
    """The identifiers in a file belong to other deals here."""

    def __init__(self, found: list[Collision]) -> None:
        what = "row has" if len(found) == 1 else "rows have"
        super().__init__(
            lambda numbers: (
                f"{numbers.count(len(found))} {what} the identifier of what seems to be a "
                "different deal. Nothing was imported."
            ),
            hint="If they are different deals: --key title (matches by title, account and "
            "creation date). If they are the same deals: --key identifier.",
        )


def check(asked: "ImportOptions") -> None:
    """Raise UsageError for an unknown key, or one that a history can't be matched by."""
    if asked.key is not None and asked.key not in KEYS:
        raise UsageError(f"--key can't be {quoted(asked.key)}.", hint="Use identifier or title.")
    if asked.key == TITLE and asked.history is not None:
        raise UsageError(
            "--key title can't be used with --history, which matches deals by identifier."
        )


def with_collisions_resolved(
    run: Run, asked: "ImportOptions", files: list["ReadFile"]
) -> tuple["ImportOptions", bool]:
    """Return the import with the key that identifies its rows, and whether it was asked for.

    On collisions, asks at a terminal, else raises OtherDealsError.
    """
    found = [] if asked.key is not None else collisions(run, files)
    if not found:
        return asked, False
    for each in found[:SHOWN]:
        tell(each)
    if len(found) > SHOWN:
        print_note(f"and {run.numbers.count(len(found) - SHOWN)} more.")
    if asked.dry_run or not run.may_ask():
        raise OtherDealsError(found)
    from pipectl.prompting.prompts import pick
    from pipectl.prompting.question import Choice

    key = pick(
        "Are these different deals?",
        [
            Choice(TITLE, "different deals: match by title, account and creation date"),
            Choice(IDENTIFIER, "the same deals under new titles"),
        ],
    )
    return asked._replace(key=key), True


def collisions(run: Run, files: list["ReadFile"]) -> list[Collision]:
    """Return the rows whose identifiers seem to belong to other deals."""
    from pipectl.importing.queries import known

    of = files[0].columns.format
    rows = [(file, row) for file in files for row in file.read.rows if row.identifier]
    if of.name == EXPORT or run.is_first_run or not rows:
        return []
    with run.reading() as reader:
        there = known(reader, of)
    found = []
    for file, row in rows:
        here = there.by_identifier.find(row.identifier or "")
        if here is not None and is_other(row, here, is_plain=of.name == "csv"):
            found.append(Collision(file, row, here))
    return found


def tell(found: Collision) -> None:
    """Say which deal here has a row's identifier."""
    row, here = found.row, found.here
    header = found.file.columns.header_of(IDENTIFIER)
    theirs = quoted(row.title, 60) + (f" ({row.account})" if row.account else "")
    ours = quoted(here.title, 60) + (f" ({here.account})" if here.account else "")
    print_note(
        f"{found.file.name}:{row.line}: {header} {row.identifier} is {theirs} in the file, "
        f"but {ours} in your store (#{here.number})."
    )
