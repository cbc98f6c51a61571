"""Who is meant by a name, and whose rows a command shows."""

from typing import TYPE_CHECKING

from pipectl.cli.command_line import in_quotes
from pipectl.cli.context import Run
from pipectl.cli.values import meant_by
from pipectl.errors import available, quoted
from pipectl.owners import ALL, NONE, check_owner
from pipectl.store.ownership import owners, spelled
from pipectl.store.reader import Reader
from pipectl.text import UnknownNameError, containing, fold, resembling

if TYPE_CHECKING:
    from pipectl.store.owner_views import Whose


def meant_owner(run: Run, reader: Reader, text: str | None) -> str | None:
    """Whose deals shall be; empty for nobody. A name that resembles a known one may be a slip."""
    if text is None:
        return None
    if fold(text.strip()) == NONE:
        return ""
    name = check_owner(text)
    known = [*owners(reader), *([run.owner] if run.owner else [])]
    same = [each for each in known if fold(each) == fold(name)]
    if same:
        return same[0]
    parts = containing(name, known)  # a first name, say
    if not parts and not resembling(name, known):
        setting = f"pipectl config set owner {in_quotes(name)}"
        run.tell_once_stored(
            f"{name} is new in this store. To see only their own deals, they run `{setting}`."
        )
    return meant_by(run, "owner", name, known, also=parts)


def whose(run: Run, typed: str | None = None) -> "Whose":
    """What finds whose rows are shown: of who was typed, else one's own, else everybody's.

    Raises UnknownNameError for a name that isn't in the store.
    """
    wanted = fold(typed.strip()) if typed is not None else fold(run.owner) or ALL
    fixed = {ALL: None, NONE: ""}
    if wanted in fixed:
        return lambda _: fixed[wanted]
    if typed is None or wanted == fold(run.owner):
        return lambda reader: spelled(reader, run.owner)

    def known(reader: Reader) -> str:
        there = owners(reader)
        found = next((each for each in there if fold(each) == wanted), None)
        if found is None:
            refusal = f"No owner {quoted(typed)}"
            hint = available(there) if there else "No deal has an owner yet."
            raise UnknownNameError(refusal, typed, there, hint=hint)
        return found

    return known
