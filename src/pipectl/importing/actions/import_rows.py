"""Import any number of rows in one operation."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from pipectl.deal_parts import PARTS
from pipectl.importing.actions import update as actions_update
from pipectl.importing.actions.matching import existing
from pipectl.importing.actions.new_rows import ImportScope, RowBuilder, Spare
from pipectl.importing.rules import history_file
from pipectl.importing.rules.field_plan import FilledField
from pipectl.importing.rules.fields import Incoming
from pipectl.importing.rules.history_file import Arrival, KnownSince
from pipectl.named_tuple import NamedTuple
from pipectl.opportunities import actions as opportunities_actions
from pipectl.pipeline import actions as pipeline_actions
from pipectl.settings.actions import set_value
from pipectl.store.change_times import Instants, instants, of_field
from pipectl.store.rows import ExternalRecord, Opportunity, OpportunityTag
from pipectl.store.unit import Unit
from pipectl.store_settings import COMPLETE_SINCE
from pipectl.text import fold
from pipectl.vocabulary import DELETED


class ImportedChange(NamedTuple):
    """A deal that was changed, and its changed columns."""

    number: int
    title: str
    columns: tuple[actions_update.Changed, ...]


class Match(NamedTuple):
    """A row without an identifier matched with a deal by title and account.

    A row of our own CSV, which has identifiers, may be another deal, so it changes nothing.
    """

    line: int
    title: str
    number: int
    is_left: bool


class ImportResult(NamedTuple):
    """The result of an import: the numbers of new, changed and unchanged deals.

    `shifted`: changed deals whose closing contradicted their history; `changes`: the changed
    columns; `orphans`: titles of deals whose parent isn't in the file; `spare`: contacts' addresses
    that weren't stored; `matches`: rows matched by name; `adopted_count`: deals that got their
    first identifier; `doubtful_lines`: new deals that may already exist; `kept_tag_lines`: rows
    whose deals have more tags here; `gone`: number and title of open deals in earlier files of this
    source, but not in these; `fields`: those that its columns fill; `customers`: the first customer
    stage, and how many won deals went there.
    """

    new: tuple[int, ...]
    updated: tuple[int, ...]
    unchanged: tuple[int, ...]
    shifted: tuple[history_file.MovedClosing, ...] = ()
    changes: tuple[ImportedChange, ...] = ()
    orphans: tuple[str, ...] = ()
    spare: tuple[Spare, ...] = ()
    matches: tuple[Match, ...] = ()
    adopted_count: int = 0
    doubtful_lines: tuple[int, ...] = ()
    kept_tag_lines: tuple[int, ...] = ()
    gone: tuple[tuple[int, str], ...] = ()
    fields: tuple[FilledField, ...] = ()
    customers: tuple[str, int] | None = None


def import_rows(
    unit: Unit,
    arrivals: Sequence[Arrival],
    wanted: ImportScope,
    watch: Callable[[], None] = lambda: None,
) -> ImportResult:
    """Add new rows; with `update`, change existing deals. Call `watch` after each row.

    Changes are made first, so that their history rows get lower numbers than new deals' rows.
    """
    keep_complete_since(unit, wanted.seen)
    customer_count = int(unit.value(CUSTOMERS_SQL) or 0)
    mine = known_instants(unit, arrivals) if wanted.update else {}
    known = existing(unit, wanted.source, arrivals, adopts=wanted.adopts)
    coming: list[Arrival] = []
    updated: list[int] = []
    changes: list[ImportedChange] = []
    unchanged: list[int] = []
    shifted: list[history_file.MovedClosing] = []
    met: dict[int, int] = {}
    spare: list[Spare] = []
    matches: list[Match] = []
    kept_tags: list[int] = []
    for place, (arrival, number) in enumerate(zip(arrivals, known.deals, strict=True)):
        if number is None:
            coming.append(arrival)
            continue
        columns: tuple[actions_update.Changed, ...] = ()
        met[id(arrival)] = number
        row = arrival.row
        is_left = lacks_uid(row)
        if place in known.adopted and row.identifier is not None:
            unit.add(
                ExternalRecord(
                    source=wanted.source, identifier=row.identifier, opportunity_id=number
                )
            )
        if row.identifier is None:
            matches.append(Match(row.line, row.title, number, is_left))
        if wanted.update and not is_left:
            columns = actions_update.update(unit, number, arrival, wanted, shifted=shifted)
            columns = (*columns, *actions_update.reach(unit, number, arrival.row, spare))
            says_tags = wanted.has_tags or bool(row.tags)
            kept_tags += [row.line] if says_tags and has_more_tags(unit, number, row) else []
        if columns:
            keep_instants(unit, number, columns, arrival.row, mine)
            title = unit.have(Opportunity, number).title
            changes.append(ImportedChange(number, title, columns))
        (updated if columns else unchanged).append(number)
        watch()
    maker = RowBuilder(unit, wanted)
    maker.know(coming)
    new = []
    for arrival in coming:
        new.append(maker.add(arrival))
        watch()
    unit.created += maker.loader.ranges()
    numbers = met | {id(arrival): number for arrival, number in zip(coming, new, strict=True)}
    joined, orphans = join_parents(unit, arrivals, numbers, {*new}, update=wanted.update)
    for number, changed_parent in sorted(joined.items()):
        title = unit.have(Opportunity, number).title
        changes.append(ImportedChange(number, title, (changed_parent,)))
        if number not in updated:
            updated.append(number)
            unchanged.remove(number)
    pipeline_actions.update_stage_pace(unit, sorted(maker.paced))
    changed = {*updated}
    kept = (each for each in shifted if each.number in changed)
    return ImportResult(
        tuple(new),
        tuple(updated),
        tuple(unchanged),
        tuple(kept),
        tuple(changes),
        orphans,
        (*spare, *maker.spare.values()),
        tuple(matches),
        len(known.adopted),
        tuple(arrivals[place].row.line for place in known.doubtful),
        tuple(kept_tags),
        gone(unit, wanted, {*met.values()}, {*new}),
        customers=customers(unit, maker, customer_count),
    )


CUSTOMERS_SQL = "select count(*) from customer_stage"


def customers(unit: Unit, maker: RowBuilder, before: int) -> tuple[str, int] | None:
    """Return the first customer stage, and how many deals went there; None without any."""
    stage = maker.customer_stage
    count = int(unit.value(CUSTOMERS_SQL) or 0) - before
    return None if stage is None or not count else (stage.name, count)


GONE_SQL = """
select
  deal.id,
  deal.title
from opportunity as deal
join external_record as record on record.opportunity_id = deal.id
where record.source = :source
  and deal.status = 'open'
group by deal.id
order by deal.id
"""


def gone(
    unit: Unit, wanted: ImportScope, met: set[int], new: set[int]
) -> tuple[tuple[int, str], ...]:
    """Return the open deals of earlier files that an updated file no longer has.

    If more than half are missing, the file is another one, or only a part.
    """
    if not wanted.update or not wanted.is_whole:
        return ()
    open_deals = unit.rows(GONE_SQL, source=wanted.source)
    known = [(number, title) for number, title in open_deals if number not in new]
    found = tuple((number, title) for number, title in known if number not in met)
    return found if 2 * len(found) < len(known) else ()


def has_more_tags(unit: Unit, number: int, row: Incoming) -> bool:
    """Return whether a deal has tags here that its row doesn't have."""
    if row.own is not None:
        return False
    here = unit.all(OpportunityTag, "opportunity_id = :number", number=number)
    return not {tag.tag_folded for tag in here} <= {*map(fold, row.tags)}


def known_instants(unit: Unit, arrivals: Sequence[Arrival]) -> Instants:
    """Return when the fields of deals changed here, if the rows have change times."""
    if all(each.row.own is None or each.row.own.changed_parts is None for each in arrivals):
        return {}
    return instants(unit.reader, undone=True)


def keep_instants(
    unit: Unit,
    number: int,
    columns: Sequence[actions_update.Changed],
    row: Incoming,
    mine: Instants,
) -> None:
    """Give imported values the change times of their row instead of the import's.

    Otherwise they would win over changes made in the other store before it imports this one. An
    edited cell only has the import's time.
    """
    there = row.own.changed_parts if row.own is not None else None
    if there is None:
        return
    key = f"[{number}]"
    here = mine.get(("opportunity", key), {})
    changed = {each.column for each in columns if not each.is_own}
    for part, its_columns in PARTS.items():
        told = [column for column in its_columns if column in changed]
        news = there[part] - of_field(here, its_columns)
        if not told or not news:
            continue
        brought = unit.brought.setdefault("opportunity", {}).setdefault(key, {})
        brought |= {column: [*here.get(column, ())] for column in told}
        brought[told[0]] = sorted([*brought[told[0]], *(at.split("#")[0] for at in news)])


def lacks_uid(row: Incoming) -> bool:
    """Return whether it is a row of our own CSV with an empty uid, typed in a spreadsheet."""
    return row.own is not None and row.identifier is None and "identifier" in row.own.told


def join_parents(
    unit: Unit,
    arrivals: Sequence[Arrival],
    numbers: Mapping[int, int],
    new: set[int],
    *,
    update: bool,
) -> tuple[dict[int, actions_update.Changed], tuple[str, ...]]:
    """Set each deal's parent, which pipectl's CSV names by its number in the other store.

    `numbers` are those here. Returns the existing deals whose parent changed, and the titles of
    those whose parent isn't in the file.
    """
    rows = [(each.row, numbers[id(each)]) for each in arrivals if each.row.own is not None]
    here = {row.own.number: number for row, number in rows if row.own and row.own.number}
    joined, orphans = dict[int, actions_update.Changed](), list[str]()
    for row, number in rows:
        parent = row.own and row.own.parent
        if parent is None or not (number in new or (update and not lacks_uid(row))):
            continue
        deal = unit.have(Opportunity, number)
        if parent not in here:
            orphans += [row.title] if deal.parent_id is None else []
        elif deal.parent_id != here[parent] and deal.status != DELETED:
            before = deal.parent_id
            opportunities_actions.edit(
                unit,
                number,
                opportunities_actions.OpportunityChanges(values={"parent_id": here[parent]}),
            )
            if number not in new:
                joined[number] = actions_update.Changed("parent_id", before, deal.parent_id)
    return joined, tuple(orphans)


def keep_complete_since(unit: Unit, seen: KnownSince) -> None:
    """Store since when the history is complete, if the store begins with this import."""
    since = seen.complete_since
    if since is None or since == date.min:  # nobody said, or all of it is
        return
    if unit.value("select id from opportunity limit 1") is None:
        set_value(unit, COMPLETE_SINCE, since.isoformat())
