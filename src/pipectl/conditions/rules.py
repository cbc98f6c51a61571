"""The parts of a condition such as `account=Acme,Birch`, and the names in it."""

import re

from pipectl.named_tuple import NamedTuple
from pipectl.text import fold

# A name, an operator and a value.
FORM = re.compile(r"\s*([^=!<>~]*?)\s*(!=|>=|<=|=|>|<|~)\s*(.*?)\s*", re.DOTALL)


def alternatives(value: str) -> list[str]:
    """The values that a comma separates; in double quotes, a comma belongs to the value."""
    parts = re.findall(r'\s*(?:"([^"]*)"|([^,]*?))\s*(?:,|$)', value)
    found = [quoted_one or plain for quoted_one, plain in parts]
    return [each for each in found if each]


class Renamed(NamedTuple):
    """A field, account, contact, campaign or stage that has another name from now on.

    `owner` is what has the field. With `is_kept`, something else still has the former name, and
    with `is_shared`, another field has the new one.
    """

    kind: str
    former: str
    name: str
    owner: str = ""
    is_kept: bool = False
    is_shared: bool = False


FIELD = "field"


def rewritten(condition: str, renamed: Renamed) -> str:
    """Return a stored condition with the name from now on; unchanged if it isn't about that."""
    parts = FORM.fullmatch(condition)
    if parts is None:
        return condition
    name, operator, value = parts.groups()
    if renamed.kind == FIELD:
        whole = f"{renamed.owner}.{renamed.name}"
        known = {fold(f"{renamed.owner}.{renamed.former}"): whole}
        if not renamed.is_kept:
            known[fold(renamed.former)] = whole if renamed.is_shared else renamed.name
        return f"{known[fold(name)]}{operator}{value}" if fold(name) in known else condition
    if fold(name) != renamed.kind or operator not in ("=", "!="):
        return condition
    found = alternatives(value)
    if fold(renamed.former) not in map(fold, found):
        return condition
    named: dict[str, str] = {}
    for each in found:
        is_meant = fold(each) == fold(renamed.former)
        if not is_meant or renamed.is_kept:
            named.setdefault(fold(each), each)
        if is_meant:
            named.setdefault(fold(renamed.name), renamed.name)
    return f"{name}{operator}{','.join(map(as_alternative, named.values()))}"


def names_field(condition: str, owner: str, name: str, *, is_alone: bool) -> bool:
    """Return whether a stored condition is about a field.

    Its name alone means it with `is_alone`: nothing else has a field of that name.
    """
    parts = FORM.fullmatch(condition)
    if parts is None:
        return False
    typed = fold(parts[1])
    return typed == fold(f"{owner}.{name}") or (is_alone and typed == fold(name))


def values_on(condition: str, owner: str, name: str, *, is_alone: bool) -> list[str]:
    """Return the values of a field that a stored condition names; none if it is about another."""
    parts = FORM.fullmatch(condition)
    if parts is None or not names_field(condition, owner, name, is_alone=is_alone):
        return []
    return alternatives(parts[3]) if parts[2] in ("=", "!=") else []


def as_alternative(value: str) -> str:
    """Return one of several values as it is typed: in quotes with a comma in it."""
    return f'"{value}"' if "," in value else value
