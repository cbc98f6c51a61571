"""Read how well deals, accounts and contacts fit the ideal customer."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipectl.icp.rules import Fit, FitPart
from pipectl.money import plain_number
from pipectl.store.reader import Reader, chunks

if TYPE_CHECKING:
    from pipectl.filters.queries import JudgedCriterion

ANY_SQL = "select 1 from fit_criterion limit 1"

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

# As of a deal of which only these two are known.
ONE_SQL = """
select
  {columns}
from (
  select
    null as id,
    cast(:of_account as integer) as account_id,
    cast(:of_contact as integer) as contact_id
) as o
left join account as a on a.id = o.account_id
left join contact as c on c.id = o.contact_id
"""

TAGS_SQL = """(
    select
      group_concat(tag, ', ')
    from (
      select
        tag
      from opportunity_tag
      where opportunity_id = o.id
      order by tag_folded
    ) as tagged
  )"""


def has_criteria(reader: Reader) -> bool:
    """Return whether there is any criterion."""
    return reader.value(ANY_SQL) is not None


def judged(reader: Reader) -> "list[JudgedCriterion]":
    """Return the criteria with their SQL."""
    if not has_criteria(reader):
        return []
    from pipectl.filters.queries import judged_criteria

    return judged_criteria(reader)


def fits(
    reader: Reader, ids: Sequence[int] | None = None, *, with_values: bool = False
) -> dict[int, Fit]:
    """Return the fit of these deals (default: all) by number; empty without any criterion.

    The parts only have values if asked for.
    """
    found = judged(reader)
    if not found:
        return {}
    columns, bound = columns_of(found, with_values=with_values)
    asked: list[tuple[str, dict[str, Any]]] = [("true", {})]
    if ids is not None:
        asked = list(chunks("o.id", ids))
    return {
        row[0]: Fit(tuple(parts(found, row[1:])))
        for where, values in asked
        for row in reader.stream(FITS_SQL.format(columns=columns, where=where), {**bound, **values})
    }


def fit_of_person(reader: Reader, account: int | None, contact: int | None = None) -> Fit | None:
    """Return the fit of an account, or of a contact with its account.

    Only the criteria about these count. None without any.
    """
    owners = ("account",) if contact is None else ("account", "contact")
    found = [each for each in judged(reader) if each.criterion.key.split(".")[0] in owners]
    if not found:
        return None
    columns, bound = columns_of(found, with_values=True)
    values = {**bound, "of_account": account, "of_contact": contact}
    return Fit(tuple(parts(found, reader.rows(ONE_SQL.format(columns=columns), values)[0])))


def columns_of(
    found: "Sequence[JudgedCriterion]", *, with_values: bool
) -> tuple[str, Mapping[str, Any]]:
    """Return the SQL of criteria: of each whether it is met, its value, and its currency."""
    columns: list[str] = []
    for each in found:
        value, currency = "null", "null"
        if each.source is not None and with_values:
            value = TAGS_SQL if each.source.name.type == "tag" else each.source.sql
            currency = each.source.currency if each.source.is_minor else "null"
        columns += [each.sql, value, currency]
    bound = {name: value for each in found for name, value in each.values.items()}
    return ",\n  ".join(columns), bound


def parts(found: "Sequence[JudgedCriterion]", row: Sequence[Any]) -> Iterator[FitPart]:
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
