"""Which columns of the store's tables refer to which other tables."""

import re
from functools import cache

REFERENCE = re.compile(r"FOREIGN KEY\((\w+)\) REFERENCES (\w+)")


@cache
def references() -> dict[str, list[tuple[str, str]]]:
    """Return the references of each table: column and other table, the last one first."""
    from pipectl.store.schema import STATEMENTS

    made = (re.match(r"CREATE TABLE (\w+)", statement) for statement in STATEMENTS)
    return {found[1]: REFERENCE.findall(found.string)[::-1] for found in made if found is not None}
