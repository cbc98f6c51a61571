"""Find the deals for which conditions hold: SQL from fixed fragments, every value bound."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from pipectl.conditions.rules import FORM, Renamed, rewritten
from pipectl.currencies import DECIMALS
from pipectl.errors import UsageError, either, quoted
from pipectl.fields.queries import fields
from pipectl.fields.rules import OWNER_COLUMNS
from pipectl.filters.queries.scores import score_sql
from pipectl.filters.rules import (
    STORED,
    Condition,
    FilterName,
    Span,
    Test,
    TypedFilter,
    test_of,
)
from pipectl.named_tuple import NamedTuple
from pipectl.stage_sql import MONTHLY_SQL
from pipectl.store.reader import Reader
from pipectl.store.scope import Scope
from pipectl.store.settings import settings
from pipectl.store.text_functions import FOLDED, PLAIN
from pipectl.text import UnknownValueError, fold, spellings
from pipectl.vocabulary import LOST, OPEN, SCORE, WON


class Source(NamedTuple):
    """A name, and where its value is: SQL on the deal `o`, its account `a`, contact `c`, stage `s`.

    `currency` is the SQL of an amount's currency; an amount is in minor units if `is_minor`.
    `values` are bound in the SQL.
    """

    name: FilterName
    sql: str
    currency: str = ""
    is_minor: bool = False
    values: Mapping[str, Any] = MappingProxyType({})


PROBABILITY = f"""case o.status
    when '{OPEN}' then coalesce(o.probability_bp, s.probability_bp)
    when '{WON}' then 10000
    else 0
  end"""
AGE = "julianday(coalesce(o.closed_on, :today)) - julianday(o.created_on)"
MONTHLY = MONTHLY_SQL.format("o")
# Everything that every deal has, in the order in which an error names it.
BUILT_IN = (
    Source(FilterName("title", "text"), "o.title"),
    Source(FilterName("account", "text"), "a.name"),
    Source(FilterName("contact", "text"), "c.name"),
    Source(FilterName("source", "text"), "o.source"),
    Source(FilterName("campaign", "text"), "o.campaign"),
    Source(FilterName("tag", "tag"), ""),
    Source(FilterName("stage", "text"), "s.name"),
    Source(FilterName("status", "text", (OPEN, WON, LOST)), "o.status"),
    Source(FilterName("amount", "money"), "o.amount_minor", "o.currency", is_minor=True),
    Source(FilterName("close", "date"), "o.close_on"),
    Source(FilterName("created", "date", is_past=True), "o.created_on"),
    Source(FilterName("closed", "date", is_past=True), "o.closed_on"),
    Source(FilterName("probability", "percent"), PROBABILITY),
    Source(FilterName("reason", "text"), "o.reason"),
    Source(FilterName("competitor", "text"), "o.competitor"),
    Source(FilterName("currency", "text"), "o.currency"),
    Source(FilterName("pushes", "number"), "o.pushes"),
    Source(FilterName("age", "number"), AGE),
    Source(FilterName("recurring", "money"), MONTHLY, "o.currency", is_minor=True),
    Source(FilterName("term", "number"), "o.term_months"),
    Source(FilterName("owner", "text"), "nullif(o.owner, '')"),
    Source(FilterName("fit", "fit"), ""),
    Source(FilterName(SCORE, "number"), "", is_minor=True),
)

FIELD_SQL = """(
    select
      value
    from field_value
    where field_id = {field:d} and {column} = {row}
    order by recorded_at desc, id desc
    limit 1
  )"""
ROWS = {"deal": "o.id", "account": "o.account_id", "contact": "o.contact_id"}

TAGGED_SQL = """exists (
    select
      1
    from opportunity_tag as t
    where t.opportunity_id = o.id{which}
  )"""

STAGES_SQL = "select name, short from stage order by archived desc, id"

CHOSEN_SQL = """
select
  o.id
from opportunity as o
left join stage as s on s.id = o.stage_id
left join account as a on a.id = o.account_id
left join contact as c on c.id = o.contact_id
where {where}
"""


def own_sources(reader: Reader) -> list[Source]:
    """Custom fields; each by its name with what has it."""
    found = []
    for field in fields(reader):
        sql = FIELD_SQL.format(
            field=field.id, column=OWNER_COLUMNS[field.owner], row=ROWS[field.owner]
        )
        name = FilterName(f"{field.owner}.{field.name}", field.type, field.choices)
        currency = f"substr({sql}, length({sql}) - 2)" if field.type == "money" else ""
        found.append(Source(name, sql, currency))
    return found


def source_named(reader: Reader, text: str) -> Source:
    """What a name means in a condition; raises UsageError naming what there is."""
    wanted = fold(text.strip())
    for built_in in BUILT_IN:
        if built_in.name.name == wanted and not is_older_field(reader, wanted):
            if wanted == "stage":
                return built_in._replace(name=stage_name(reader))
            return built_in
    own = own_sources(reader)
    for each in own:
        if fold(each.name.name) == wanted:
            return each
    same = [each for each in own if fold(bare(each.name.name)) == wanted]
    if len(same) == 1:
        return same[0]
    if same:
        owners = either(f"{owner(each.name.name)}s" for each in same)
        raise UsageError(
            f"{quoted(text)} is a field for {owners}.",
            hint=f"Use {either(each.name.name for each in same)}.",
        )
    raise UnknownValueError(f"Deals can't be filtered by {quoted(text)}", text, names_of(own))


# Names of BUILT_IN that a field of an older store can have: conditions mean the field there.
LATER = ("recurring", "term", "owner")


def is_older_field(reader: Reader, name: str) -> bool:
    """Whether a field already had a name before conditions knew it."""
    return name in LATER and any(fold(field.name) == name for field in fields(reader))


def stage_name(reader: Reader) -> FilterName:
    """The name `stage`: a stage is typed by its name or its short name."""
    rows = reader.rows(STAGES_SQL)
    shorts = {fold(short): name for name, short in rows if short}
    return FilterName("stage", "text", tuple(name for name, _ in rows), shorts=shorts)


def with_stage_names(reader: Reader, condition: str) -> str:
    """Return a condition with the names of stages for short names, which come and go."""
    name = stage_name(reader)
    for short in name.shorts.keys() - {*map(fold, name.choices)}:
        condition = rewritten(condition, Renamed("stage", short, name.shorts[short]))
    return condition


def names_of(own: Sequence[Source]) -> list[str]:
    """The names that conditions can use; a field's with what has it if several have the name."""
    bares = [fold(bare(each.name.name)) for each in own]
    return [
        *(each.name.name for each in BUILT_IN),
        *(
            each.name.name if bares.count(fold(bare(each.name.name))) > 1 else bare(each.name.name)
            for each in own
        ),
    ]


def every_name(reader: Reader) -> list[str]:
    """All names that conditions can use."""
    return names_of(own_sources(reader))


def bare(name: str) -> str:
    """A field's name without what has it."""
    return name.partition(".")[2]


def owner(name: str) -> str:
    """What has a field."""
    return name.partition(".")[0]


def scope_of(
    reader: Reader,
    conditions: Sequence[Condition],
    typed: TypedFilter,
    today: date,
    segment_id: int | None = None,
) -> Scope:
    """The deals for which all conditions hold, as a query; raises UsageError."""
    parts, values = ["true"], {"today": today.isoformat()}
    for at, condition in enumerate(conditions):
        source = source_named(reader, condition.name)
        if source.name.type == "fit":
            source = fit_source(reader)
        elif source.name.name == SCORE:
            source = score_source(reader)
        part, bound = condition_sql(source, test_of(condition, source.name, typed), f"v{at}")
        parts.append(part)
        values |= bound
    return Scope(CHOSEN_SQL.format(where="\n  and ".join(parts)), values, segment_id)


def condition_sql(source: Source, test: Test, prefix: str) -> tuple[str, dict[str, Any]]:
    """The SQL of a test, and its values by name."""
    values: dict[str, Any] = dict(source.values)

    def bound(value: Any) -> str:
        name = f"{prefix}_{len(values)}"
        values[name] = value.isoformat() if isinstance(value, date) else value
        return f":{name}"

    if not test.texts and not test.spans:
        held = is_unset(source)
    elif source.name.type == "tag":
        held = tagged(test, [bound(each) for each in test.texts])
    elif test.texts:
        held = text_holds(source.sql, test, [bound(each) for each in test.texts])
    else:
        held = " or ".join(span_holds(source, test, each, bound) for each in test.spans)
    negated = test.operator == "!="
    return (f"not coalesce(({held}), false)" if negated else f"({held})"), values


def is_unset(source: Source) -> str:
    """The SQL of a value that isn't set."""
    if source.name.type == "tag":
        return f"not {TAGGED_SQL.format(which='')}"
    return f"{source.sql} is null"


def tagged(test: Test, names: Sequence[str]) -> str:
    """The SQL of a deal with one of the tags."""
    which = f" and t.tag_folded in ({', '.join(names)})"
    if test.operator == "~":
        which = f" and instr({PLAIN}(t.tag), {names[0]}) > 0"
    return TAGGED_SQL.format(which=which)


def text_holds(sql: str, test: Test, names: Sequence[str]) -> str:
    """The SQL of a text that is one of several, or has a part."""
    if test.operator == "~":
        return f"instr({PLAIN}({sql}), {names[0]}) > 0"
    return f"{FOLDED}({sql}) in ({', '.join(names)})"


def span_holds(source: Source, test: Test, span: Span, bound: Any) -> str:
    """The SQL of a value in a span, before it or after it."""
    low, high, currency = span
    sql = source.sql
    if source.name.type == "money" and not source.is_minor:
        unit = 10 ** DECIMALS.get(currency or "", 2)
        low, high = low / unit, high / unit
    if source.name.type in ("money", "number") and not source.is_minor:
        sql = f"cast({sql} as real)"
        sql = f"case when {source.sql} is not null then {sql} end"
    held = {
        ">": lambda: f"{sql} > {bound(high)}",
        "<": lambda: f"{sql} < {bound(low)}",
        ">=": lambda: f"{sql} >= {bound(low)}",
        "<=": lambda: f"{sql} <= {bound(high)}",
    }.get(test.operator, lambda: f"{sql} between {bound(low)} and {bound(high)}")()
    if currency is None:
        return f"({held})"
    return f"({held} and {source.currency} = {bound(currency)})"


class Criterion(NamedTuple):
    """A condition on the ideal customer as it is stored; `key` is what it is about."""

    id: int
    key: str
    condition: str
    weight: int


class JudgedCriterion(NamedTuple):
    """A criterion with its SQL: 1 where it is met, 0 where it isn't, null where that is unknown.

    `source` is None if what the criterion is about is gone, or the condition can't be read.
    """

    criterion: Criterion
    condition: str
    source: Source | None
    sql: str
    values: Mapping[str, Any]


CRITERIA_SQL = """
select
  id,
  field_folded,
  condition,
  weight
from fit_criterion
order by weight desc, id
"""


def criteria(reader: Reader) -> list[Criterion]:
    """The criteria of the ideal customer, the one that weighs most first."""
    return reader.records(Criterion, CRITERIA_SQL)


def judged_criteria(reader: Reader) -> list[JudgedCriterion]:
    """The criteria, each with the SQL that says whether a deal meets it."""
    found = criteria(reader)
    own = own_sources(reader) if found else []
    labels = {fold(each.name.name): each.name.name for each in BUILT_IN}
    names = names_of(own)[len(BUILT_IN) :]
    labels |= {fold(each.name.name): name for each, name in zip(own, names, strict=True)}
    known = {fold(each.name.name): each for each in (*own, *BUILT_IN)}
    return [
        judged(each, known.get(each.key), labels.get(each.key), f"k{at}")
        for at, each in enumerate(found)
    ]


def judged(
    criterion: Criterion, source: Source | None, label: str | None, prefix: str
) -> JudgedCriterion:
    """A criterion with its SQL; what can't be read is never known."""
    parts = FORM.fullmatch(criterion.condition)
    if source is None or parts is None:
        return JudgedCriterion(criterion, criterion.condition, None, "null", {})
    condition = Condition(label or source.name.name, parts[2], parts[3])
    try:
        # A choice may be gone: no deal has it then.
        test = test_of(condition, source.name._replace(choices=()), STORED)
    except (UsageError, ValueError):
        return JudgedCriterion(criterion, condition.text, None, "null", {})
    held, values = condition_sql(source, test, prefix)
    codes = {f"{prefix}_code{at}": each.currency for at, each in enumerate(test.spans)}
    known = "true"
    if test.texts or test.spans:
        known = "true" if source.name.type == "tag" else f"{source.sql} is not null"
    if source.currency and codes:
        known += f" and {source.currency} in ({', '.join(f':{each}' for each in codes)})"
        values |= codes
    return JudgedCriterion(
        criterion, condition.text, source, f"case when {known} then {held} end", values
    )


def fit_source(reader: Reader) -> Source:
    """The score of a deal's fit, as `icp/rules` rounds it; raises UsageError without criteria."""
    found = judged_criteria(reader)
    if not found:
        raise NoCriteriaError()
    most = sum(each.criterion.weight for each in found)
    met = " + ".join(
        f"case when {each.sql} then {each.criterion.weight:d} else 0 end" for each in found
    )
    values = {name: value for each in found for name, value in each.values.items()}
    sql = f"((200 * ({met}) + {most:d}) / {2 * most:d})"
    return Source(FilterName("fit", "fit"), sql, values=values)


def score_source(reader: Reader) -> Source:
    """The score of a deal on the day `:today`: engagement alone without criteria."""
    points = settings(reader).points
    fit = fit_source(reader) if criteria(reader) else None
    sql = score_sql(points, fit and fit.sql)
    return Source(FilterName(SCORE, "number"), sql, is_minor=True, values=fit.values if fit else {})


class NoCriteriaError(UsageError):
    """No deal has a fit, as nothing says what the ideal customer is."""

    def __init__(self) -> None:
        super().__init__(
            "Deals have no fit yet: you haven't said who your ideal customer is.",
            hint='Set a criterion: `pipectl icp set "source=referral"`.',
        )


class Numbered(Protocol):
    """Something of a deal, with the deal's number."""

    @property
    def id(self) -> int:
        """The number of the deal."""


Item = TypeVar("Item", bound=Numbered)


class Grouping(NamedTuple):
    """What deals are grouped by: its name, and each deal's values; a deal can have several tags."""

    name: str
    values: Mapping[int, Sequence[str]]

    def of(self, deal: int) -> Sequence[str | None]:
        """The groups that a deal is in: None if it has no value."""
        return self.values.get(deal) or (None,)

    def parts(self, items: Iterable[Item]) -> dict[str | None, list[Item]]:
        """Sort what belongs to deals into groups, by name; the one without a value is last."""
        found: dict[str | None, list[Item]] = {}
        for item in items:
            for name in self.of(item.id):
                found.setdefault(name, []).append(item)
        return {name: found[name] for name in self.in_order(found)}

    @staticmethod
    def in_order(names: Iterable[str | None]) -> list[str | None]:
        """The names of groups in their order; the one without a value is last."""
        return sorted(names, key=lambda name: (name is None, name or ""))

    def told(self, deal: int) -> str:
        """The groups that a deal is in, as an explanation names them: `Industry: food`."""
        return f"{self.name}: {', '.join(each or 'none' for each in self.of(deal))}"


GROUPED_SQL = """
select
  o.id,
  {sql} as value
from opportunity as o
left join account as a on a.id = o.account_id
"""

TAGS_SQL = """
select
  opportunity_id,
  tag
from opportunity_tag
order by opportunity_id, tag_folded
"""
# What every deal can be grouped by, besides what a report knows by itself.
GROUPED = {
    "source": "o.source",
    "campaign": "o.campaign",
    "account": "a.name",
    "tag": "",
    "owner": "nullif(o.owner, '')",
}


def grouping(reader: Reader, by: str, known: Sequence[str], refusal: str) -> Grouping:
    """The groups of deals by a tag, a campaign or a field; raise UsageError naming what there is.

    `known` is what the report is grouped by without this.
    """
    wanted, own = fold(by.strip()), own_sources(reader)
    name = next((each for each in GROUPED if each == wanted), None)
    sql = GROUPED.get(name or "", "")
    for each, label in zip(own, names_of(own)[len(BUILT_IN) :], strict=True):
        if wanted in (fold(label), fold(each.name.name)):
            name, sql = label, each.sql
    if name is None:
        there = dict.fromkeys((*known, *GROUPED, *names_of(own)[len(BUILT_IN) :]))
        hint = f"Group by {either(there)}."
        raise UnknownValueError(f"{refusal} {quoted(by)}", by, there, hint=hint)
    found: dict[int, list[str]] = {}
    for deal, value in reader.rows(GROUPED_SQL.format(sql=sql) if sql else TAGS_SQL):
        if value is not None:
            found.setdefault(deal, []).append(value)
    one = spellings(each for values in found.values() for each in values)
    return Grouping(name, {at: [*dict.fromkeys(one[each] for each in found[at])] for at in found})
