"""Import pipectl's own CSV after the deals changed here or in another store."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipectl.cli.context import Run
from pipectl.deal_parts import OWN_FIELD, of_part, own_part
from pipectl.errors import PipectlError, quoted
from pipectl.importing.rules.fields import Incoming
from pipectl.importing.rules.merge import Met, Side, Verdict
from pipectl.importing.rules.own_csv_merge import decide_part, instants_there, without_parts
from pipectl.money import parse_percent
from pipectl.named_tuple import NamedTuple
from pipectl.render.output import print_note
from pipectl.text import fold
from pipectl.vocabulary import DELETED, LOST, OPEN, WON

if TYPE_CHECKING:
    from pipectl.importing.actions.import_rows import ImportedChange
    from pipectl.importing.actions.update import Changed
    from pipectl.importing.commands.plan import ImportOptions, ImportPlan, ReadFile
    from pipectl.store.part_change_times import Changed as Instants
    from pipectl.store.part_change_times import Standing


HELD = (
    "To use the file's values anyway, empty its changed_at column. To exchange all changes "
    "between two stores, use `pipectl export --what all`."
)


class ResolvedChanges(NamedTuple):
    """The changes to import; `stays` are the fields that keep their values here.

    `deleted` are deals that changed elsewhere but were deleted here; `rows`, by their deal's
    number, are those decided part by part.
    """

    coming: "ImportPlan"
    stays: tuple[Met, ...] = ()
    deleted: tuple["Standing", ...] = ()
    rows: Mapping[int, "Row"] = {}


class Row(NamedTuple):
    """A row, its deal here, and when each part changed here and in the row's store."""

    row: Incoming
    now: "Standing"
    here: "Instants"
    there: Mapping[str, frozenset[str]]
    done: frozenset[str]  # the next actions that were completed here, folded

    @property
    def is_apart(self) -> bool:
        """Whether a part changed in only one of the stores."""
        parts = self.here.keys() | self.there.keys()
        return any(of_part(self.here, part) != of_part(self.there, part) for part in parts)

    def verdict(self, part: str, changes: Sequence["Changed"]) -> tuple[Verdict, Side, Side]:
        """Return whether to take the row's value of a part, and both values with their instants."""
        named = [each for each in changes if each.part == part]
        here = Side([str(each.before) for each in named], of_part(self.here, part))
        there = Side([str(each.after) for each in named], of_part(self.there, part))
        statuses = (self.now.status, self.row.outcome) if part == "stage" else None
        found = decide_part(here, there, statuses=statuses)
        if part == "next" and found.is_conflict and fold(self.row.next_action or "") in self.done:
            found = Verdict(takes_theirs=False, is_conflict=True)  # it never comes back
        return found, here, there

    def met(self, changes: Sequence["Changed"], each: "Changed") -> Met | None:
        """Return a field in which both differ; None if its cell was edited or it is derived."""
        part = each.part
        if part is None or of_part(self.here, part) == of_part(self.there, part):
            return None
        verdict, here, there = self.verdict(part, changes)
        if here.beside(there).instants == there.beside(here).instants:
            return None
        title = self.now.title
        return Met(
            "opportunity",
            self.now.number,
            f"{self.now.number} {quoted(title)}",
            column_name(each),
            each.before,
            each.after,
            max(here.instants, default=""),
            max(there.instants, default=""),
            verdict.takes_theirs,
            verdict.is_conflict,
            is_own=each.is_own,
        )


def resolved_changes(run: Run, asked: "ImportOptions", coming: "ImportPlan") -> ResolvedChanges:
    """Return the import without parts of deals that would revert changes made here.

    A CSV has the change times of each deal's parts. Later changes made here stay; if both sides
    changed a part, the newer change wins.
    """
    from pipectl.cli.context import try_on_copy
    from pipectl.importing.commands.stages import import_action

    rows = {} if run.is_first_run or not asked.update else dated(run, coming)
    apart = {deal for deal, each in rows.items() if each.is_apart}
    closed = closed_elsewhere(coming, rows)
    if not apart:
        return ResolvedChanges(coming, (*closed, *undated(rows, {})))
    deleted = [
        each.now
        for each in rows.values()
        if each.now.status == DELETED
        and any(each.there[part] - of_part(each.here, part) for part in each.there)
    ]
    held: dict[int, set[str]] = {}
    stays: list[Met] = []
    while True:
        found: dict[int, set[str]] = {}
        for number, changes in by_deal(try_on_copy(run, import_action(run, asked, coming)).changes):
            if number not in apart:
                continue
            for each in changes:
                met = rows[number].met(changes, each)
                part = each.part or ""
                if met is not None and not met.is_taken and part not in held.get(number, ()):
                    found.setdefault(number, set()).add(part)
                    if is_told(each):
                        stays.append(met)
        if not found:
            break
        for number, parts in found.items():
            held.setdefault(number, set()).update(parts)
        coming = holding(coming, rows, held)
    closed += tuple(undated(rows, held))
    order = sorted([*stays, *closed], key=lambda each: each.number or 0)
    return ResolvedChanges(
        coming, tuple(order), tuple(deleted), {deal: rows[deal] for deal in apart}
    )


def dated(run: Run, coming: "ImportPlan") -> dict[int, Row]:
    """Return the rows with change times, by their deal's number here."""
    from pipectl.store.part_change_times import changed, completed, standing

    told = {
        row.identifier: row
        for row in coming.rows
        if row.own is not None and row.own.changed_at is not None and row.identifier is not None
    }
    if not told:
        return {}
    with run.reading() as reader:
        here, since, done = standing(reader), changed(reader), completed(reader)
    found = {}
    for uid, row in told.items():
        if uid in here and row.own is not None:
            now = here[uid]
            mine = since[now.number]
            there = instants_there(row.own.changed_parts, row.own.changed_at or "", mine)
            found[now.number] = Row(row, now, mine, there, done.get(now.number, frozenset()))
    return found


def closed_elsewhere(coming: "ImportPlan", rows: Mapping[int, Row]) -> tuple[Met, ...]:
    """Return deals closed on both sides in different stages: they keep theirs."""
    ids = coming.stages.ids
    return tuple(
        kept_closed(each.now, "stage", each.now.stage, each.row.stage)
        for each in rows.values()
        if each.now.status == each.row.outcome != OPEN and each.row.stage is not None
        if ids.get(fold(each.row.stage), each.now.stage_id) != each.now.stage_id
    )


def undated(rows: Mapping[int, Row], held: Mapping[int, set[str]]) -> Iterator[Met]:
    """Return deals that stay closed here but have another expected close date in the file.

    `held` are the parts of each that stay unchanged.
    """
    for number, each in rows.items():
        now, row = each.now, each.row
        stays = now.status == row.outcome or "stage" in held.get(number, ())
        is_said = row.own is not None and "close_on" in row.own.told and row.close_on is not None
        if now.status in (WON, LOST) and stays and is_said and row.close_on != now.close_on:
            yield kept_closed(now, "close_on", now.close_on, row.close_on)


def kept_closed(now: "Standing", field: str, here: Any, there: Any) -> Met:
    """Return a field that a closed deal keeps, whatever the file has."""
    of = f"{now.number} {quoted(now.title)}"
    said = None if here is None else str(here)
    return Met("opportunity", now.number, of, field, said, str(there), "", "", False, False)


def by_deal(changes: Sequence["ImportedChange"]) -> list[tuple[int, list["Changed"]]]:
    """Return the changes of each deal."""
    found: dict[int, list[Changed]] = {}
    for each in changes:
        found.setdefault(each.number, []).extend(each.columns)
    return [*found.items()]


def holding(
    coming: "ImportPlan", rows: Mapping[int, Row], held: Mapping[int, set[str]]
) -> "ImportPlan":
    """Return the import with rows that leave the parts in `held` unchanged."""
    kept = {rows[number].row.identifier: (rows[number].now, held[number]) for number in held}

    own = [own_part(each.field.name) for each in coming.fields if each.field.owner == "deal"]
    is_own = [each.field.owner == "deal" for each in coming.fields]

    def rest(row: Incoming) -> Incoming:
        now, parts = kept.get(row.identifier, (None, set()))
        if now is None:
            return row
        names = iter(own)
        values = [
            None if mine and next(names) in parts else value
            for mine, value in zip(is_own, row.fields, strict=False)
        ]
        columns = sorted(part for part in parts if not part.startswith(OWN_FIELD))
        return without_parts(row, columns, now)._replace(fields=tuple(values))

    def held_back(each: "ReadFile") -> "ReadFile":
        return each._replace(read=each.read._replace(rows=[*map(rest, each.read.rows)]))

    stay = {uid for uid, (_, parts) in kept.items() if "stage" in parts}
    entries = {uid: each for uid, each in coming.entries.items() if uid not in stay}
    ids = dict(coming.stages.ids)
    for now, _ in kept.values():
        ids.setdefault(fold(now.stage), now.stage_id)
    return coming._replace(
        files=[*map(held_back, coming.files)],
        entries=entries,
        stages=coming.stages._replace(ids=ids),
    )


# Derived columns, and those reported together with another one.
FOLLOWS = ("title_folded", "stage_entered_on", "pushes", "last_contact_on", "next_action_id")


def is_told(each: "Changed") -> bool:
    """Return whether to report a field: its text differs, and isn't derived."""
    return (each.is_own or each.column not in FOLLOWS) and each.before != each.after


def column_name(each: "Changed") -> str:
    """Return a column's name in words; the name of a custom field as it is."""
    if each.is_own:
        return each.column
    return each.column.removesuffix("_id").removesuffix("_minor").removesuffix("_bp")


def all_met(settled: ResolvedChanges, changes: Sequence["ImportedChange"]) -> list[Met]:
    """Return every field that an import changes, with its value before."""
    found = []
    titles = {each.number: each.title for each in changes}
    for number, columns in by_deal(changes):
        row = settled.rows.get(number)
        for each in filter(is_told, columns):
            met = None if row is None else row.met(columns, each)
            of = f"{number} {quoted(titles[number])}"
            name, values = column_name(each), (each.before, each.after)
            plain = Met(
                "opportunity", number, of, name, *values, "", "", True, False, is_own=each.is_own
            )
            # A part that stays may still change with another one: a lost deal has no next action.
            found.append(plain if met is None else met._replace(of=of, is_taken=True))
    return found


def tell_fields(
    settled: ResolvedChanges, changes: Sequence["ImportedChange"], *, dry: bool
) -> list[Met]:
    """Report every field that changes, changed on both sides, or stays unlike in the file."""
    from pipectl.importing import view as importing_view

    found = all_met(settled, changes)
    for each in found:
        told = importing_view.met if each.there_at else importing_view.edited
        print_note(told(each, dry=dry))
    for each in settled.stays:
        if each.is_conflict:
            print_note(importing_view.met(each, dry=dry))
        else:
            print_note(
                importing_view.stays(each) if each.here_at else importing_view.closed_in(each)
            )
    for deal in settled.deleted:
        print_note(
            f"{deal.number} {quoted(deal.title)} stays deleted, although the other store "
            "changed it later."
        )
    if any(each.here_at for each in settled.stays):
        print_note(HELD)
    return [*found, *settled.stays]


def tell_unread(run: Run, asked: "ImportOptions", rows: Sequence[Incoming]) -> None:
    """Say where `probability` was edited, which isn't imported."""
    from pipectl.stages.queries import stages

    asking = [row for row in rows if row.own and row.own.shown_probability and row.outcome == OPEN]
    if not asking:
        return
    with run.looking_up() as reader:
        percent = {stage.name_folded: stage.probability_bp for stage in stages(reader)}
    lines = [
        row.line
        for row in asking
        if expected_probability(row, percent)
        not in (None, shown_probability(row, asked.decimal or run.decimal))
    ]
    if lines:
        more = f" and {run.numbers.count(len(lines) - 1)} more" if len(lines) > 1 else ""
        print_note(
            f"Line {lines[0]}{more}: probability was not imported, since it matches neither "
            "the deal's own nor its stage's. To change a deal's own probability, edit "
            "own_probability."
        )


def expected_probability(row: Incoming, percent: dict[str, int]) -> int | None:
    """Return the probability that the row's other cells imply, if its stage is known."""
    stage = percent.get(fold(row.stage or ""))
    return row.probability_bp if row.probability_bp is not None else stage


def shown_probability(row: Incoming, decimal: str) -> int:
    """Return the probability in the row; -1 if it can't be read."""
    text = (row.own and row.own.shown_probability) or ""
    try:
        return parse_percent(text, decimal=decimal)
    except PipectlError:
        return -1
