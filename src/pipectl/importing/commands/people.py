"""`import --what contacts|accounts`, and `import --stage` of a list of people."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pipectl.cli.context import Run, screen_of, try_on_copy
from pipectl.cli.values import refuse_useless_options
from pipectl.errors import RefusedError, UsageError, for_shell, listed, quoted
from pipectl.fields.queries import fields
from pipectl.importing.commands.left_out import tell_frame
from pipectl.importing.commands.own_fields import field_facts, tell_filled, tell_plan
from pipectl.importing.commands.people_reading import VCARD, ReadPeople, read_people
from pipectl.importing.commands.plan import ImportOptions, back_up
from pipectl.importing.commands.row_problems import BadRowsError, NoGoodRowsError
from pipectl.importing.commands.words import counted, many, shortened
from pipectl.importing.rules.field_plan import ExtraFile, ExtraRow, FilledField, planned
from pipectl.importing.rules.field_types import Marks
from pipectl.importing.rules.header_guesses import map_flag
from pipectl.importing.rules.people import Person
from pipectl.importing.rules.people_columns import ACCOUNTS, CONTACTS
from pipectl.importing.rules.programs import label_of
from pipectl.named_tuple import NamedTuple
from pipectl.render.output import Answer, print_note, show
from pipectl.text import fold

if TYPE_CHECKING:
    from pipectl.importing.actions.leads import LeadResult, LeadScope
    from pipectl.importing.actions.people import PeopleResult, PeopleScope
    from pipectl.stages.queries import StageRow
    from pipectl.store.unit import Unit

SHOWN = 20  # lines of a kind
# What a field of a contact is called, if not like itself.
PROPOSED = {
    "email": "e-mail address",
    "phone": "phone number",
    "title": "job title",
    "first": "first name",
    "last": "last name",
}
NAMED = 5  # people in a line
NOTHING_DONE = "Nothing was imported. To import, run the command without --dry-run."


class Coming(NamedTuple):
    """Everyone to import, and the fields that their rows fill."""

    files: Sequence[ReadPeople]
    people: Sequence[Person]
    fields: Sequence[FilledField]
    rejected: int

    @property
    def source(self) -> str:
        """The program that wrote the files."""
        return self.files[0].program


def run_people_import(run: Run, asked: ImportOptions, what: str) -> None:
    """Import contacts or accounts."""
    check(asked, f"--what {what}")
    if asked.stage is not None or asked.campaign is not None:
        raise UsageError(
            f"--what {what} makes no deals, so it takes no --stage and no --campaign.",
            hint="To turn each person into a lead, leave out --what.",
        )
    from pipectl.importing.actions.people import import_people

    coming, one = read(run, asked, what, is_lead=False), what.removesuffix("s")
    scope = people_scope(coming, what, update=asked.update)._replace(fields=coming.fields)

    def act(unit: "Unit") -> "PeopleResult":
        return import_people(unit, coming.people, scope)

    if asked.dry_run:
        done = try_on_copy(run, act)
        tell_people(run, done, what)
        tell_filled(done.fields, dry=True)
        tell_changes(done, dry=True)
        present(run, asked, coming, people_facts(coming, done, asked, what), one, dry=True)
        return
    back_up(run)
    done = run.change(act)
    tell_people(run, done, what)
    tell_filled(done.fields, dry=False)
    tell_changes(done, dry=False)
    facts = people_facts(coming, done, asked, what)
    if not asked.update and done.unchanged:
        tried = try_on_copy(
            run, lambda unit: import_people(unit, coming.people, scope._replace(update=True))
        )
        facts["differing"] = len({*tried.updated} & {*done.unchanged})
    present(run, asked, coming, facts, one, dry=False)


def run_lead_import(run: Run, asked: ImportOptions) -> None:
    """Make a lead of each person in a file."""
    from pipectl.importing.actions.leads import import_leads

    check(asked, "a list of people")
    coming = read(run, asked, CONTACTS, is_lead=True)
    scope = people_scope(coming, CONTACTS, update=asked.update)
    wanted, stage = lead_scope(run, asked, coming)

    def act(unit: "Unit") -> "LeadResult":
        return import_leads(unit, coming.people, scope, wanted)

    if not asked.dry_run:
        back_up(run)
    done = try_on_copy(run, act) if asked.dry_run else run.change(act)
    tell_leads(run, done, stage)
    tell_filled(done.fields, dry=asked.dry_run)
    tell_changes(done.contacts, dry=asked.dry_run)
    facts = {
        **counts(done, coming),
        "contacts": len(done.contacts.new),
        "accounts": done.contacts.accounts,
        "stage": stage.name,
        "campaign": done.campaign,
    }
    if coming.fields:
        facts["fields"] = field_facts(done.fields)
    noun = "lead" if stage.is_lead else "deal"
    present(run, asked, coming, facts, noun, dry=asked.dry_run)


def lead_scope(run: Run, asked: ImportOptions, coming: Coming) -> "tuple[LeadScope, StageRow]":
    """Return where the leads begin and what brings them, and the stage."""
    from pipectl.importing.actions.leads import LeadScope
    from pipectl.money import check_currency
    from pipectl.stages.prompts import choose_open_stage

    with run.looking_up() as reader:
        stage = choose_open_stage(run, reader, asked.stage or "")
    currency = check_currency(asked.currency or run.settings.currency)
    return LeadScope(stage.id, currency, asked.campaign, coming.fields), stage


def check(asked: ImportOptions, what: str) -> None:
    """Raise UsageError for options that are about deals."""
    refuse_useless_options(
        what,
        {
            "--stage-map": asked.stage_map,
            "--won-when": asked.won_when,
            "--lost-when": asked.lost_when,
            "--open-when": asked.open_when,
            "--make-stages": asked.make_stages,
            "--stages": asked.stages,
            "--only": asked.only,
            "--key": asked.key,
            "--history": asked.history,
            "--complete-history": asked.complete_history,
            "--complete-since": asked.complete_since,
            "--fill-down": asked.fill_down,
            "--totals": asked.totals,
            "--rejects": asked.rejects,
            "--save-as": asked.save_as,
            "--like": asked.like,
        },
        "These options are for files of deals.",
    )


def people_scope(coming: Coming, what: str, *, update: bool) -> "PeopleScope":
    """Return what is imported, and from which program."""
    from pipectl.importing.actions.people import PeopleScope

    return PeopleScope(what, coming.source, update)


def read(run: Run, asked: ImportOptions, what: str, *, is_lead: bool) -> Coming:
    """Read the files, and say how they were understood; raise an error for bad rows."""
    files = [read_people(run, asked, name, what) for name in asked.files]
    for each in files[1:]:
        if each.program != files[0].program:
            raise UsageError(
                f"{each.name} has the format {each.program}, but {files[0].name} has the format "
                f"{files[0].program}.",
                hint="Import them one after the other.",
            )
    for each in files:
        tell_file(run, each, what)
    plan_people, filled = with_fields(run, asked, files, what, is_lead=is_lead)
    rejected = sum(each.people.rejected for each in files)
    rejected += sum(len(each.people.people) for each in files) - len(plan_people)
    problems = [problem for each in files for problem in each.people.problems.kept]
    for problem in problems[:SHOWN]:
        print_note(str(problem))
    if len(problems) > SHOWN:
        print_note(f"and {run.numbers.counted(len(problems) - SHOWN, 'more problem')}.")
    if rejected and not asked.skip_errors:
        raise BadRowsError(len(problems), rejected, can_save=False)
    if not plan_people:
        if rejected:
            raise NoGoodRowsError(rejected, can_map=files[0].program != VCARD)
        raise RefusedError(
            f"{files[0].name} has no {what}.", hint="Is it the right file? See --what."
        )
    return Coming(files, plan_people, filled, rejected)


def with_fields(
    run: Run, asked: ImportOptions, files: Sequence[ReadPeople], what: str, *, is_lead: bool
) -> tuple[list[Person], Sequence[FilledField]]:
    """Return everyone with the stored values of the fields, and the fields."""
    everyone = [person for each in files for person in each.people.people]
    if not any(each.people.extra for each in files):
        return everyone, ()
    owners = {"account"} if what == ACCOUNTS or any(each.has_accounts for each in files) else set()
    owners |= set() if what == ACCOUNTS else {"contact"}
    owners |= {"deal"} if is_lead else set()
    with run.looking_up() as reader:
        known = [each for each in fields(reader) if each.owner in owners]
    sources = [
        ExtraFile(each.people.extra, [extra_row(person, what) for person in each.people.people])
        for each in files
    ]
    marks = Marks(
        asked.currency or run.settings.currency,
        asked.decimal or run.decimal,
        asked.dates,
        is_said=asked.decimal is not None,
    )
    rest = "deal" if is_lead else what.removesuffix("s")
    plan = planned(sources, known, owners, marks, label_of(files[0].program), rest=rest)
    tell_plan(run, plan)
    kept = []
    for at, each in enumerate(files):
        for person, values in zip(each.people.people, plan.values[at], strict=True):
            wrong = plan.wrong.get((at, person.line))
            if wrong is not None:
                each.people.problems.add(person.line, *wrong)
            else:
                kept.append(person._replace(extra=values))
    return kept, plan.fields


def extra_row(person: Person, what: str) -> ExtraRow:
    """Return the cells of someone's extra columns, and who they are about."""
    about: dict[str, object] = {"deal": person.line, "contact": person.line}
    account = person.name if what == ACCOUNTS else person.account
    if account is not None:
        about["account"] = fold(account)
    return ExtraRow(person.line, [text or "" for text in person.extra], about)


def tell_file(run: Run, found: ReadPeople, what: str) -> None:
    """Say how a file was understood, and who in it isn't imported."""
    people = found.people
    count = len(people.people)
    print_note(f"Read {found.name} ({found.program}): {many(run, count, what.removesuffix('s'))}.")
    if people.left_out:
        shown = [*map(shortened, people.left_out[:SHOWN])]
        more = len(people.left_out) - SHOWN
        shown += [f"{run.numbers.count(more)} more"] if more > 0 else []
        kind = "Not" if found.program == VCARD else "Columns not"
        print_note(f"  {kind} imported: {', '.join(shown)}.")
    for field, header in found.proposed.items():
        print_note(
            f"  {quoted(header, 60)} may be the {PROPOSED.get(field, field)}. To use it: "
            f"{map_flag(field, header)}"
        )
    tell_frame(run, found.frame, keeps=False)
    if people.repeated:
        same = "name" if what == ACCOUNTS else "e-mail address or the name and account"
        rows = many(run, len(people.repeated), "row")
        shown = [
            f"{each.name} (line {each.line}, as in line {each.first})" for each in people.repeated
        ]
        print_note(f"  Skipped {rows} with the {same} of an earlier one: {first_of(run, shown)}.")
    if people.unreachable:
        number = counted_addresses(run, len(people.unreachable))
        shown = [f"{quoted(shortened(text))} (line {line})" for line, text in people.unreachable]
        print_note(f'  {number} without "@" not imported: {first_of(run, shown)}.')
    for lines, what_several in (
        (people.several, "e-mail addresses"),
        (people.numbers, "phone numbers"),
    ):
        if lines:
            rows = counted(run, lines, "row")
            print_note(f"  {rows} with several {what_several}: using the first.")
    for text, lines in people.stand_ins.items():
        print_note(
            f"  {quoted(text, 60)} stands for a name that isn't known (first and last name): "
            f"ignored in {counted(run, lines, 'row')}."
        )
    if people.nameless:
        neither = "a name" if what == ACCOUNTS else "a name or an e-mail address"
        print_note(f"  Skipped {counted(run, people.nameless, 'row')} without {neither}.")
    if people.groups:
        kind = "group or company" if what == CONTACTS else "no company"
        which = (
            many(run, len(people.groups), "vCard")
            if found.program == VCARD
            else counted(run, people.groups, "row")
        )
        print_note(f"  Skipped {which}: {kind}.")


def counted_addresses(run: Run, count: int) -> str:
    """Return a number of e-mail addresses."""
    return f"{run.numbers.count(count)} e-mail {'address' if count == 1 else 'addresses'}"


def first_of(run: Run, shown: Sequence[str]) -> str:
    """Return the first NAMED of some, and how many more there are."""
    more = len(shown) - NAMED
    return listed([*shown[:NAMED], *([f"{run.numbers.count(more)} more"] if more > 0 else [])])


def tell_people(run: Run, done: "PeopleResult", what: str) -> None:
    """Say what else changed."""
    if done.accounts:
        print_note(f"New accounts of these contacts: {run.numbers.count(done.accounts)}.")
    if done.adopted:
        print_note(
            f"{many(run, done.adopted, what.removesuffix('s'))} matched by e-mail or name: using "
            "the identifiers in the file from now on."
        )


def tell_leads(run: Run, done: "LeadResult", stage: "StageRow") -> None:
    """Say where the leads are, and what was added for them."""
    if done.new:
        people = done.contacts
        what = "leads" if stage.is_lead else "deals"
        new = ((len(people.new), "new contact"), (people.accounts, "new account"))
        added = [many(run, count, name) for count, name in new if count]
        print_note(f"New {what} start in {stage.name}{f', with {listed(added)}' if added else ''}.")
    if done.new and not stage.is_lead:
        print_note(
            f"{stage.name} is a sales stage, so these count as deals, not leads. To "
            f"keep leads in it: `pipectl stage edit {for_shell(stage.name)} --kind lead`."
        )
    if done.is_new_campaign:
        print_note(
            f"New campaign: {done.campaign}. To set what it costs: `pipectl campaign edit "
            f"{for_shell(done.campaign or '')} --cost AMOUNT`."
        )
    of = " or one in this campaign" if done.campaign is not None else ""
    tell_passed(run, done.passed, f"already {{have}} an open deal{of}: no new lead")
    tell_passed(run, done.twice, "{have} an earlier row in the file: no second lead")


def tell_passed(run: Run, passed: "Sequence[Person]", why: str) -> None:
    """Say who became no lead."""
    if not passed:
        return
    is_one = len(passed) == 1
    count = f"{run.numbers.count(len(passed))} {'person' if is_one else 'people'}"
    shown = first_of(run, [f"{each.name} (line {each.line})" for each in passed])
    said = why.format(have="has" if is_one else "have")
    print_note(f"{count} {said}{'' if is_one else 's'}.")
    print_note(f"  {shown}.")


def tell_changes(done: "PeopleResult", *, dry: bool) -> None:
    """Say which fields change, with both values."""
    from pipectl.people.view import DETAIL_WORDS

    for each in done.changes:
        verb = "would change" if dry else "changes"
        before = "nothing" if each.before is None else f'"{shortened(each.before)}"'
        after = "nothing" if each.after is None else f'"{shortened(each.after)}"'
        field = DETAIL_WORDS.get(each.field, each.field)
        print_note(f"{each.name}: {field} {verb} from {before} to {after}.")


def counts(done: Any, coming: Coming) -> dict[str, Any]:
    """Return the numbers that every import has in JSON."""
    return {
        "new": len(done.new),
        "updated": len(done.updated),
        "unchanged": len(done.unchanged),
        "rejected": coming.rejected,
        "source": coming.source,
        "files": [each.name for each in coming.files],
    }


def people_facts(
    coming: Coming, done: "PeopleResult", asked: ImportOptions, what: str
) -> dict[str, Any]:
    """Return what was imported as JSON."""
    facts = {**counts(done, coming), "what": what}
    if what == CONTACTS:
        facts["accounts"] = done.accounts
    if asked.update:
        facts["changes"] = [each._asdict() for each in done.changes]
    if coming.fields:
        facts["fields"] = field_facts(done.fields)
    return facts


def present(
    run: Run, asked: ImportOptions, coming: Coming, facts: dict[str, Any], noun: str, *, dry: bool
) -> None:
    """Print what was imported, or would be; in a dry run with the first rows."""
    from pipectl.importing.view import differs, people_table, person_facts, summary

    differing = facts.pop("differing", 0)
    is_recorded = run.recorded if not dry else False

    def text() -> str:
        there = differs(differing, differing, run.numbers)
        said = summary(facts, noun, run.numbers, there)
        if dry:
            page = people_table(coming.people, screen_of(run), run.numbers)
            return f"{page}\nWould import: {said}.\n"
        undo = " Undo with `pipectl undo`." if is_recorded else ""
        return f"Imported: {said}.{undo}\n"

    if dry:
        facts = {**facts, "rows": [person_facts(each) for each in coming.people]}
    show(Answer(lambda: facts, text), json=asked.json)
    if dry:
        print_note(NOTHING_DONE)
