"""Read the templates."""

from collections.abc import Sequence

from pipectl.filters.queries.own_fields import every_own_field
from pipectl.named_tuple import NamedTuple
from pipectl.store.reader import Reader
from pipectl.templates.rules.names import names


class TemplateRow(NamedTuple):
    """A template with its stage."""

    id: int
    name: str
    stage_id: int | None
    stage: str | None
    kind: str | None
    subject: str | None
    body: str


TEMPLATES_SQL = """
select
  t.id,
  t.name,
  t.stage_id,
  s.name as stage,
  t.kind,
  t.subject,
  t.body
from template as t
left join stage as s on s.id = t.stage_id
order by s.position is null, s.position nulls first, t.name_folded
"""


def templates(reader: Reader) -> list[TemplateRow]:
    """Return the templates by stage and name; those of no stage last."""
    return reader.records(TemplateRow, TEMPLATES_SQL)


def template(reader: Reader, number: int) -> TemplateRow | None:
    """Return the template with that number; None if it was removed."""
    return next((each for each in templates(reader) if each.id == number), None)


def known_names(reader: Reader) -> dict[str, Sequence[str]]:
    """Return what a template can name, the custom fields of the store included."""
    return names([each.label for each in every_own_field(reader)])
