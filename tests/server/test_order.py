"""SQLite puts nulls first and PostgreSQL last: a statement says which where there can be any."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from pipectl.store.row import columns
from pipectl.store.rows import KINDS

HOUSE = Path(__file__).parents[2] / "src" / "pipectl"
ORDER = re.compile(r"\border\s+by\b(.*?)(?=\)|\blimit\b|\brows\b|$)", re.IGNORECASE | re.DOTALL)
TERM = re.compile(
    r'(?:(?P<alias>\w+)\.)?"?(?P<name>\w+)"?(?:\s+(?:asc|desc))?(?P<nulls>\s+nulls\s.*)?'
)
SOURCE = re.compile(
    r"(?P<left>\bleft\s+)?\b(?:join|from)\s+(?:main\.|temp\.)?(?P<table>\w+)(?:\s+as\s+(?P<alias>\w+))?"
)
NULLABLE = {
    (table, name)
    for table, kind in KINDS.items()
    for name, column in columns(kind).items()
    if column.is_optional
}
# A deal that is won or lost has the day on which it was, and each row of a history its deal.
NEVER = {"closed_on"}


def texts(words: str) -> Iterator[tuple[str, str]]:
    """Every text in the code with these words and where it stands; an f-string as a whole."""
    for path in sorted(HOUSE.rglob("*.py")):
        if "migrations" in path.parts or words not in (source := path.read_text("utf-8")):
            continue
        inner: set[int] = set()
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.JoinedStr):
                inner |= {id(each) for each in node.values}
                text = "".join(
                    str(each.value) if isinstance(each, ast.Constant) else "{}"
                    for each in node.values
                )
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = "" if id(node) in inner else node.value
            else:
                continue
            if words in text:
                yield f"{path.relative_to(HOUSE)}:{node.lineno}", text


def unsaid(sql: str) -> Iterator[str]:
    """The terms of a statement's orders that can be null, and don't say where nulls go."""
    sources = [found.groupdict() for found in SOURCE.finditer(sql)]
    for order in ORDER.finditer(sql):
        for term in (each.strip() for each in order[1].split(",")):
            found = TERM.fullmatch(term)
            if found and not found["nulls"] and can_be_null(sql, sources, **found.groupdict()):
                yield term


def can_be_null(
    sql: str, sources: list[dict[str, str | None]], alias: str | None, name: str, nulls: str | None
) -> bool:
    """Whether a column that rows are ordered by can be null."""
    own = rf"(?:\w+\.)?{name}" if alias is None else rf"{alias}\.{name}"
    compared = rf"\b{own}\s+(?:is\s+not\s+null|between|in|=|>=?|<=?)\s|[<>=]\s*{own}\b"
    if name in NEVER or re.search(compared, sql):
        return False
    for each in sources:
        if alias in (None, each["alias"] or each["table"]):
            if (each["table"], name) in NULLABLE:
                return True
            if alias is not None and each["left"]:
                return True
    return False


def test_each_order_says_where_nulls_go() -> None:
    found = {f"{place} {term}" for place, sql in texts("order by") for term in unsaid(sql)}
    assert found == set()


def outer(sql: str) -> str:
    """A statement without what stands in parentheses."""
    found, depth = [], 0
    for sign in sql:
        depth += sign == "("
        if not depth:
            found.append(sign)
        depth -= sign == ")"
    return "".join(found)


def test_rows_that_are_grouped_have_an_order() -> None:
    """SQLite gives groups in the order of what they are grouped by, and PostgreSQL in any."""
    found = set()
    for place, sql in texts("group by"):
        whole = outer(sql)
        makes = re.match(r"\s*(create|insert)\b", whole)
        if (
            re.search(r"\bselect\b.*\bgroup\s+by\b", whole, re.DOTALL)
            and not makes
            and "order by" not in whole
        ):
            found.add(place)
    assert found == set()
