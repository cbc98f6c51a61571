"""Keep people who were forgotten here out of imports from other stores."""

from collections.abc import Mapping
from typing import Any

from pipectl.errors import RefusedError, quoted
from pipectl.importing.rules.native import Theirs
from pipectl.people.actions.forget import ACCOUNT, AS_JSON, CONTACT, OWN, TYPED
from pipectl.people.rules.erasing import PersonDetails, TextEraser
from pipectl.store.rows import Account, Contact
from pipectl.store.unit import Unit
from pipectl.text import fold

Row = dict[str, Any]


class ForgottenPeople:
    """The people who were forgotten here, found in the file."""

    def __init__(self, unit: Unit, theirs: Theirs, *, update: bool) -> None:
        self.labels: dict[tuple[str, str], str] = {}
        self.erasures: list[TextEraser] = []
        people: list[Account | Contact] = [*unit.all(Account)]
        people += unit.all(Contact)
        names = {each.name for each in people} | {
            str(each.get("name")) for each in theirs.people.values()
        }
        for each in people:
            kind = CONTACT if isinstance(each, Contact) else ACCOUNT
            there = theirs.people.get((kind, each.uid))
            if there is None:
                continue
            if is_label(kind, each.name):
                self.labels[kind, each.uid] = each.name
                self.erase(each.name, there, names)
            elif update and is_label(kind, str(there.get("name"))):
                raise RefusedError(
                    f"{kind.capitalize()} {each.id} {quoted(each.name)} was forgotten on the "
                    "other machine, but not here.",
                    hint=(
                        f"Forget it here too (`pipectl {kind} forget {each.id}`), then "
                        "import again."
                    ),
                )

    def erase(self, label: str, there: Mapping[str, Any], names: set[str]) -> None:
        """Erase this person's name in the following rows of the file."""
        name, email, phone = (
            tuple(filter(None, [value if isinstance(value, str) else None]))
            for value in (there.get(column) for column in ("name", "email", "phone"))
        )
        if name == (label,) and not email and not phone:
            return
        alone = TextEraser(label, PersonDetails(name, email, phone))
        mine = {fold(each) for each in name}
        kept = [each for each in names if fold(each) not in mine and alone.text(each) != each]
        self.erasures.append(TextEraser(label, PersonDetails(name, email, phone), kept))

    def erased(self, table: str, row: Row) -> Row:
        """Return a row of the file without the forgotten people."""
        label = self.labels.get((table, str(row.get("uid"))))
        if label is not None:
            own = {"name": label, "name_folded": fold(label)}
            return row | own | {column: None for column in OWN if column in row}
        if not self.erasures:
            return row
        changed: Row = {}
        for column in TYPED.get(table, "").split():
            old = row.get(column)
            if not isinstance(old, str) or (table in (ACCOUNT, CONTACT) and column == "name"):
                continue  # somebody else of the same name keeps it, as `forget` leaves it
            new = old
            for each in self.erasures:
                new = (
                    each.json(new)
                    if (table, column) in AS_JSON
                    else each.slugged(new)
                    if column == "slug"
                    else each.text(new)
                )
            if new != old:
                changed[column] = new
                if f"{column}_folded" in row:
                    changed[f"{column}_folded"] = fold(new)
        return row | changed


def is_label(kind: str, name: str) -> bool:
    """Return whether the name is the placeholder that `forget` writes."""
    start = f"forgotten {kind} "
    return name.startswith(start) and name.removeprefix(start).isdecimal()
