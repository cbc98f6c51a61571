"""Read how well deals, accounts and contacts fit the ideal customer."""

from collections.abc import Iterator, Sequence
from typing import Any

from pipectl.filters.queries import JudgedCriterion, judged_criteria
from pipectl.icp.rules import Fit, FitPart
from pipectl.money import plain_number
from pipectl.store.reader import Reader, chunks

FITS_SQL = """
select
  o.id,
  {columns}
from opportunity as o
left join stage as s on s.id = o.stage_id
left join account as a on a.id = o.account_id
left join contact as c on c.id = o.contact_id
where {where}
"""

TAGS_SQL = """(
    select
      group_concat(tag, ', ')
    from opportunity_tag
    where opportunity_id = o.id
  )"""


def fits(
    reader: Reader,
    ids: Sequence[int] | None = None,
    *,
    with_values: bool = False,
) -> dict[int, Fit]:
    """Return the fit of these deals (default: all) by number; empty without any criterion.

    The parts only have values if asked for.
    """
    found = judged_criteria(reader)
    if not found:
        return {}
    columns = ",\n  ".join(
        each for one in found for each in columns_of(one, with_values=with_values)
    )
    bound = {name: value for each in found for name, value in each.values.items()}
    asked: list[tuple[str, dict[str, Any]]] = [("true", {})]
    if ids is not None:
        asked = list(chunks("o.id", ids))
    return {
        row[0]: Fit(tuple(parts(found, row[1:])))
        for where, values in asked
        for row in reader.stream(FITS_SQL.format(columns=columns, where=where), {**bound, **values})
    }


def columns_of(found: JudgedCriterion, *, with_values: bool) -> tuple[str, str, str]:
    """Return the SQL of a criterion: whether it is met, its value, and its currency."""
    source = found.source
    if source is None or not with_values:
        return found.sql, "null", "null"
    value = TAGS_SQL if source.name.type == "tag" else source.sql
    return found.sql, value, source.currency if source.is_minor else "null"


def parts(found: Sequence[JudgedCriterion], row: Sequence[Any]) -> Iterator[FitPart]:
    """Return the parts of a fit from the columns of a row."""
    of = sum(each.criterion.weight for each in found)
    for at, each in enumerate(found):
        met, value, currency = row[3 * at : 3 * at + 3]
        if currency is not None and value is not None:
            value = f"{plain_number(value, currency)} {currency}"
        yield FitPart(
            each.condition,
            each.criterion.weight,
            of,
            None if met is None else bool(met),
            None if value is None else str(value),
            "text" if each.source is None else each.source.name.type,
        )
