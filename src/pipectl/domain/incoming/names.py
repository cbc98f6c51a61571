"""Names of accounts and people as other programs write them: with an address or a link behind."""

import re
from functools import lru_cache
from typing import NamedTuple

_LONGEST = 5000  # characters of a cell that names somebody
_ADDRESS = r"[^\s()<>,;@]+@[^\s()<>,;@]+"
_IS_ADDRESS = re.compile(_ADDRESS)
# `Ana Prueba (ana@example.com)`, `Ana <ana@example.com>`, `Acme (https://www.notion.so/…)`
_LINKED = re.compile(
    rf"\s*([^;]*?)\s*[(<](https?://[^\s()<>]+|(?:mailto:)?{_ADDRESS})[)>]\s*(?:[,;]\s*|$)"
)


class Name(NamedTuple):
    """A name, and the e-mail address that stood behind it, or is all there is."""

    name: str
    email: str | None = None


@lru_cache(20_000)
def names_in(text: str, *, is_list: bool) -> tuple[Name, ...]:
    """The names in a cell; `is_list`: a semicolon parts them. Links are no part of a name."""
    if len(text) > _LONGEST:
        return (Name(text),)
    parts = text.split(";") if is_list else [text]
    found = [name for part in parts for name in _in_part(part.strip())]
    return tuple(found) or (Name(text),)


def _in_part(text: str) -> list[Name]:
    found: list[Name] = []
    place = 0
    while linked := _LINKED.match(text, place):
        if linked.end() == place:
            break
        name, link = linked[1], linked[2].removeprefix("mailto:")
        email = link if _IS_ADDRESS.fullmatch(link) else None
        if name or email:
            found.append(Name(name or link, email))
        place = linked.end()
    rest = text[place:]
    addresses = [each.strip() for each in rest.split(",")]
    if len(addresses) > 1 and all(map(_IS_ADDRESS.fullmatch, addresses)):
        return [*found, *(Name(each, each) for each in addresses)]
    if rest:
        found.append(Name(rest, rest if _IS_ADDRESS.fullmatch(rest) else None))
    return found
