"""Statements as PostgreSQL and its driver take them, made of those that SQLite takes."""

import re
from functools import lru_cache

# What of a statement means something else there, or nothing; the rest is the same SQL.
PARTS = re.compile(
    r"""
    (?P<text>'(?:[^']|'')*')
    | (?P<name>"(?:[^"]|"")*")
    | (?P<comment>--[^\n]*|/\*.*?\*/)
    | (?P<colons>::)
    | :(?P<value>[a-z_]\w*)
    | (?P<place>\?)
    | (?P<index>\bcreate\s+index\s+temp\.)
    | \b(?P<schema>main|temp)\.(?=[\w"])
    | \bis\s+(?P<differs>not\s+)?(?!(?:not|null|true|false|distinct)\b)
    | (?P<like>\blike\s+)(?P<pattern>:\w+\b|'(?:[^']|'')*')(?!\s+escape\b)
    | (?P<any_like>\blike\b)
    | (?P<integer>\binteger\b)
    | (?P<hint>(?<=\bwhere\s)\+(?=[a-z_]))
    | (?P<cast>\bcast\()
    | (?P<open>\()
    | (?P<close>\))
    | (?P<percent>%)
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
# Casts that do more than those of the server: they take what a text begins with, and cut off.
CASTS = {
    "real": "leading_number({})",
    "bigint": "whole_part({})",  # from `integer`
    "blob": "convert_to({}, 'UTF8')",
}
CAST = re.compile(rf"(.*)\s+as\s+({'|'.join(CASTS)})", re.IGNORECASE | re.DOTALL)


@lru_cache(maxsize=1024)
def translated(sql: str, schema: str) -> str:
    """Return the statement with `%(name)s` for `:name` and `%s` for `?`.

    `main` is the store's schema, and `temp` the session's own. `is` between values tells nulls
    apart, and `like` takes ASCII in any case, as in SQLite.
    """
    found: list[str] = []
    parentheses: list[int | None] = []  # where each began, if it is that of a cast
    at = 0
    for part in PARTS.finditer(sql):
        found.append(sql[at : part.start()])
        at = part.end()
        if part["cast"] or part["open"]:
            parentheses.append(len(found) if part["cast"] else None)
            found.append(part[0])
        elif part["close"] and parentheses and (start := parentheses.pop()) is not None:
            inner = "".join(found[start + 1 :])
            cast = CAST.fullmatch(inner)
            found[start:] = [CASTS[cast[2].lower()].format(cast[1]) if cast else f"cast({inner})"]
        else:
            found.append(replaced(part, schema))
    return "".join(found) + sql[at:]


def replaced(part: re.Match[str], schema: str) -> str:
    """Return what stands for a part of a statement."""
    whole = part[0]
    match part.lastgroup:
        case "value":
            return f"%({part['value']})s"
        case "place":
            return "%s"
        case "index":
            return "create index "
        case "schema":
            return "pg_temp." if part["schema"].lower() == "temp" else f"{as_name(schema)}."
        case "pattern":
            pattern = part["pattern"]
            bound = f"%({pattern[1:]})s" if pattern[0] == ":" else pattern.replace("%", "%%")
            return f"ilike {bound} escape ''"
        case "any_like":
            return "ilike"
        case "integer":
            return "bigint"
        case "hint" | "comment":
            return ""
        case "differs" | None:
            return "is distinct from " if part["differs"] else "is not distinct from "
    return whole.replace("%", "%%")


def as_name(name: str) -> str:
    """Return a name as SQL has it."""
    return '"' + name.replace('"', '""') + '"'
