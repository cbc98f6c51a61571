"""Ask at a terminal whether columns that may fill important fields do."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from pipectl.cli.context import Run
from pipectl.errors import quoted
from pipectl.importing.commands.missing_columns import (
    MOST_TWINS,
    TWINS,
    Near,
    missing_fields,
    proposable_columns,
    proposals,
)

if TYPE_CHECKING:
    from pipectl.importing.commands.column_looks import ColumnLooks
    from pipectl.importing.commands.plan import ImportOptions, ReadFile

# In the order of the questions. The owner isn't asked about: others' deals would be hidden.
ASKED = (
    *("amount", "stage", "outcome", "close_date", "close_on", "account", "contact"),
    *("contact_email", "probability"),
)


def with_columns_answered(
    run: Run,
    asked: "ImportOptions",
    read: "Callable[[ImportOptions], list[ReadFile]]",
    files: "list[ReadFile]",
    *,
    has_history: bool,
) -> "tuple[ImportOptions, list[ReadFile]]":
    """Return the file read with the columns that were chosen, and the import with these.

    Nothing is asked about several files, whose columns may differ.
    """
    if asked.dry_run or len(files) != 1 or not run.may_ask():
        return asked, files
    from pipectl.importing.commands.column_looks import ColumnLooks

    answered: set[str] = set()
    while True:
        found = files[0]
        looks = ColumnLooks(run, asked, found)
        missing = missing_fields(asked, found, has_history=has_history)
        near = [
            each
            for each in proposals(missing, found, looks)
            if each[1] in ASKED and each[1] not in answered and each[2] is not None
        ]
        if not near:
            return asked, files
        first = min(near, key=lambda each: ASKED.index(each[1]))
        answered.add(first[1])
        if (header := column_answered(first, found, looks)) is not None:
            asked = asked._replace(maps=(*asked.maps, f"{first[1]}={header}"))
            files = read(asked)


def column_answered(near: Near, found: "ReadFile", looks: "ColumnLooks") -> str | None:
    """Ask whether a column fills a field, or which of several; None if none does."""
    from pipectl.importing.commands.words import shortened
    from pipectl.prompting.prompts import confirm, pick
    from pipectl.prompting.question import Choice

    what, field, header = near
    if header is None:
        return None
    alike = looks.twins(field, header, proposable_columns(found)) if field in TWINS else []
    if not alike:
        return header if confirm(f"Is {quoted(header, 60)} the {what}?", default=True) else None
    choices = [Choice(each, shortened(each)) for each in (header, *alike[:MOST_TWINS])]
    return pick(f"Which column has the {what}?", [*choices, Choice("", "none of them")]) or None
