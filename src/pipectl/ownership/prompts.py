"""Who is meant by a name."""

from pipectl.cli.context import Run
from pipectl.cli.values import meant_by
from pipectl.owners import NONE, check_owner
from pipectl.store.ownership import owners
from pipectl.store.reader import Reader
from pipectl.text import fold


def meant_owner(run: Run, reader: Reader, text: str | None) -> str | None:
    """Whose deals shall be; empty for nobody. A name that resembles a known one may be a slip."""
    if text is None:
        return None
    if fold(text.strip()) == NONE:
        return ""
    name = check_owner(text)
    known = [*owners(reader), *([run.owner] if run.owner else [])]
    same = [each for each in known if fold(each) == fold(name)]
    return same[0] if same else meant_by(run, "owner", name, known)
