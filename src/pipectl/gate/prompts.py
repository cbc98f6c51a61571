"""The three questions; the reason of a loss."""

from collections.abc import Callable, Sequence
from datetime import date

from pipectl.cli.context import Run
from pipectl.cli.values import TypedAmount, parse_amount_option
from pipectl.collateral.view import link_words
from pipectl.dates import format_date
from pipectl.errors import RefusedError, UsageError, listed, quoted
from pipectl.gate.queries import MoveContext, criterion_and_answer
from pipectl.gate.rules import MoveInput, NoRecurringError, UnknownCriterionError, is_far_off
from pipectl.money import Money
from pipectl.named_tuple import NamedTuple
from pipectl.next_actions.prompts import is_overdue, kept, next_action
from pipectl.next_actions.rules import Due, PlannedAction
from pipectl.numbers import ago
from pipectl.pipeline.queries.current import OpportunityRow
from pipectl.pipeline.view import amount_words
from pipectl.prompting.prompts import confirm, line, pick, tick
from pipectl.prompting.question import NUMBERS, Choice
from pipectl.render.output import print_on_stderr
from pipectl.stages.prompts import a_line, lost_reason
from pipectl.stages.queries import OfferedReason
from pipectl.stages.rules.criteria import RequiredCriterion
from pipectl.stages.rules.pick_lists import Pick
from pipectl.stages.rules.playbooks import first_lines
from pipectl.text import check_line, check_note, visible

BUYING = (
    Choice("yes", "yes", "they have a reason to buy, and somebody is acting on it"),
    Choice("unsure", "unsure", "the deal is flagged as unqualified"),
    Choice("no", "no", "mark it lost, say why, and move on", again=False),
)


FRESH_DAYS = 7  # how long an answer to the first question may be kept with Enter


class Parsers(NamedTuple):
    """What refuses a first answer, how typed dates are understood, what is offered."""

    buying: Callable[[str], None]
    due: Callable[[str], Due]
    revisit: Callable[[str], date]
    picks: Callable[[int], Sequence[Pick]]  # what is offered in a stage to be done next


def three_questions(gate: MoveContext, said: MoveInput, parse: Parsers) -> MoveInput:
    """Ask what isn't said yet: is it buying, why does it belong there, what comes next?"""
    introduce(gate)
    if said.buying is None:
        buying = is_buying(gate)
        said = said._replace(buying=buying)
        parse.buying(buying)
    if said.buying == "no":
        return loss(gate.lost_reasons, said, parse)
    said = criteria(gate, said)
    if said.why is None:
        why = line(
            f"2. Why does this deal belong in {gate.target.name}?",
            check=a_line("why"),
            name=f"why {gate.target.id}",
        )
        said = said._replace(why=why)
    if said.next_action is None or not (said.next_action.text and said.next_action.due):
        said = said._replace(next_action=what_next(gate, said.next_action, parse))
    if said.factor is None and gate.advances:
        factor = line(
            "What moved the deal forward?", check=a_line("factor"), optional=True, name="factor"
        )
        said = said._replace(factor=factor)
    return said


def customer_questions(gate: MoveContext, said: MoveInput, parse: Parsers) -> MoveInput:
    """Ask of a won deal why it belongs in a customer stage, and what comes next."""
    introduce(gate)
    if said.why is None:
        why = line(
            f"1. Why does this deal belong in {gate.target.name}?",
            check=a_line("why"),
            name=f"why {gate.target.id}",
        )
        said = said._replace(why=why)
    if said.next_action is None or not (said.next_action.text and said.next_action.due):
        said = said._replace(next_action=what_next(gate, said.next_action, parse, number=2))
    return said


def is_buying(gate: MoveContext) -> str:
    """Ask the first question. Only a fresh answer is preselected, so that Enter decides nothing."""
    default, hint = None, "choose an answer"
    if gate.last is not None:
        days = (gate.opportunity.today - gate.last.buying_on).days
        if days <= FRESH_DAYS and gate.last.buying != "no":
            default = gate.last.buying
            hint = f"Enter keeps {default}, from {ago(days, NUMBERS.get())}"
    return pick(
        "1. Is the prospect truly in buying mode?",
        BUYING,
        default=default,
        hint=hint,
        name="buying",
    )


def introduce(gate: MoveContext) -> None:
    """Print what moves where, the stage's definition and the last answers."""
    way = "forward" if gate.advances else "back"
    say(f"{gate.opportunity.row.title}: {gate.source.name} -> {gate.target.name} ({way})")
    say(f"{gate.target.name}: {gate.target.definition}", indent=2)
    tell_playbook(gate)
    if gate.last is None:
        return
    last = gate.last
    since = ago((gate.opportunity.today - last.asked_on).days, NUMBERS.get())
    say(f"Last answered {since}, {format_date(last.asked_on)} ({last.stage}):", indent=2)
    say(f"buying: {last.buying}", indent=4)
    say(f"why: {last.why}", indent=4)
    if last.next_action:
        due = f", due {format_date(last.due_on)}" if last.due_on else ""
        say(f"next: {last.next_action}{due}", indent=4)


def tell_playbook(gate: MoveContext) -> None:
    """Print how the target's playbook begins, where the rest is, and the target's links."""
    for each in first_lines(gate.playbook, f"pipectl stage playbook {quoted(gate.target.name)}"):
        say(each, indent=4)
    for link in gate.links:
        say(link_words(link), indent=4)


NEEDS_CRITERION = "Type part of a criterion that you ticked, then = and your note."


def say(text: str, *, indent: int = 0) -> None:
    """Print a text above a question, wrapped to the terminal."""
    from shutil import get_terminal_size
    from textwrap import fill

    margin = " " * indent
    width = max(min(get_terminal_size().columns, 100), 20)
    said = fill(visible(text), width, initial_indent=margin, subsequent_indent=margin)
    print_on_stderr(f"{said}\n")


def criteria(gate: MoveContext, said: MoveInput) -> MoveInput:
    """Let the criteria be ticked; ask why, where a required one stays open on the way forward."""
    ticked = gate.met | set(said.met)
    if gate.criteria and not said.met:
        options = [Choice(each.id, each.text, remark(gate, each)) for each in gate.criteria]
        marks = tick(criteria_question(gate), options, ticked=ticked, name="criteria")
        said = said._replace(met=tuple(number for number in marks if number not in gate.met))
        said = said._replace(met_answers=tuple(answers(gate, said.met).items()))
        ticked = gate.met | set(marks)
    missing = [
        f"{each.text} ({gate.stage_names[each.stage_id]})" if skips_stages(gate) else each.text
        for each in gate.criteria
        if each.required and each.id not in ticked
    ]
    if missing and gate.advances and said.override is None:
        say(f"Required but not met: {'; '.join(missing)}", indent=2)
        why = line("Why move it anyway?", check=a_line("override"), name="override")
        said = said._replace(override=why)
    return said


def answers(gate: MoveContext, ticked: Sequence[int]) -> dict[int, str]:
    """Ask what was said of the criteria ticked now, until Enter; the last answer counts."""
    found: dict[int, str] = {}
    names = [each.text for each in gate.criteria if each.id in ticked]
    if not names:
        return found
    one = len(names) == 1
    how = "for example 40k, approved by Dana" if one else "type part of its text, = and your note"
    while len(found) < len(names):
        given = line(
            f"Anything to note for {'this' if one else 'a'} criterion?",
            check=answer_to(gate, ticked),
            optional=True,
            hint=f"{how} · Enter {'continues' if found else 'skips'}",
            name=f"answer {len(found) + 1}",
        )
        if given is None:
            break
        found |= {given[0]: given[1]}
    return found


def answer_to(gate: MoveContext, ticked: Sequence[int]) -> Callable[[str], tuple[int, str]]:
    """A check for `CRITERION=ANSWER`; of a single ticked criterion, the answer alone will do."""

    def check(text: str) -> tuple[int, str]:
        try:
            number, answer = criterion_and_answer(gate, text)
        except UnknownCriterionError:
            if len(ticked) > 1 and "=" in text:
                raise
            if len(ticked) > 1:
                raise UsageError(NEEDS_CRITERION) from None
            return ticked[0], check_line(text, what="answer")
        if answer is None or number not in ticked:
            if len(ticked) == 1 and answer is None:
                return ticked[0], check_line(text, what="answer")
            raise UsageError(NEEDS_CRITERION)
        return number, answer

    return check


def criteria_question(gate: MoveContext) -> str:
    """Return the question above the criteria; it names every stage that has some."""
    ids = dict.fromkeys(demand.stage_id for demand in gate.criteria)
    return f"Which exit criteria of {listed(gate.stage_names[each] for each in ids)} are met?"


def skips_stages(gate: MoveContext) -> bool:
    """Return whether the criteria belong to more stages than the one that the deal leaves."""
    return {demand.stage_id for demand in gate.criteria} != {gate.source.id}


def remark(gate: MoveContext, found: RequiredCriterion) -> str:
    """Return what stands beside a criterion: whether it is required, and its stage if needed."""
    stage = [gate.stage_names[found.stage_id]] if skips_stages(gate) else []
    return ", ".join([*stage, *(["required"] if found.required else [])])


def what_next(
    gate: MoveContext, chosen: PlannedAction | None, parse: Parsers, *, number: int = 3
) -> PlannedAction | None:
    """The third answer; Enter keeps what is open with a date."""
    row, today = gate.opportunity.row, gate.opportunity.today
    if chosen is None or not chosen.text:
        chosen = next_action(
            parse.picks(gate.target.id),
            parse.due,
            optional=gate.has_dated_next,
            dated=True,
            hint=kept(row, today),
            overdue=row.next_action if is_overdue(row, today) else None,
            message=f"{number}. What must happen next?",
        )
    elif chosen.due is None:
        due = line(f'When is "{chosen.text}" due?', check=parse.due, name=f"due {chosen.text}")
        chosen = PlannedAction(chosen.text, due)
    return chosen


def loss(reasons: Sequence[OfferedReason], said: MoveInput, parse: Parsers) -> MoveInput:
    """It isn't buying: the reason, a note, and when to look again."""
    if said.reason is None:
        said = said._replace(reason=lost_reason(reasons))
    if said.note is None:
        note = line("What happened?", check=check_note, optional=True, name="lost note")
        said = said._replace(note=note)
    if said.revisit_on is None:
        day = line(
            "When do you want to revisit it?", check=parse.revisit, optional=True, name="revisit"
        )
        said = said._replace(revisit_on=day)
    return said


def amount_won(
    run: Run, row: OpportunityRow, amount: str | None, term: str | None
) -> TypedAmount | None:
    """What a deal is won at, as typed; --term alone is another term of what recurs."""
    known = row.recurring
    if amount is None and term is None:
        return None
    if amount is not None:
        return parse_amount_option(run, amount, term=term, default=row.currency, known=known)
    from pipectl.recurring import read_term

    months = read_term(term or "")
    if known is None:
        raise NoRecurringError(row.title)
    found = known._replace(months=months)
    return TypedAmount(found.total(row.currency), found)


def won_amount(run: Run, row: OpportunityRow) -> TypedAmount | None:
    """What it was won at; Enter leaves the amount as it is."""
    return line(
        "Won at a different amount?",
        check=meant_amount(run, row),
        optional=True,
        hint="" if row.amount_minor is None else f"Enter keeps {amount_words(row, run.numbers)}",
        name="won amount",
    )


def meant_amount(run: Run, row: OpportunityRow) -> Callable[[str], TypedAmount]:
    """What reads the amount of a win; one far off the deal's must be given twice."""
    refused: list[TypedAmount] = []

    def read(text: str) -> TypedAmount:
        amount = parse_amount_option(
            run, text, default=row.currency, known=row.recurring, is_asked=False
        )
        if is_doubtful(row, amount.money) and amount not in refused:
            refused.append(amount)
            own = amount_words(row, run.numbers)
            raise RefusedError(
                f"The deal's amount is {own}.", hint="Press Enter again if this one is right."
            )
        return amount

    return read


def is_doubtful(row: OpportunityRow, amount: Money) -> bool:
    """Whether the deal would be won at an amount that is far off its own."""
    return is_far_off(Money(row.amount_minor or 0, row.currency), amount)


def sure_of(run: Run, row: OpportunityRow, amount: TypedAmount) -> bool:
    """Whether a person means an amount that is far off the deal's own."""
    own = amount_words(row, run.numbers)
    typed = run.numbers.money(*amount.money)
    return confirm(f"Win it at {typed}? The deal's amount is {own}.")


def asked_revisit(run: Run, text: str, lost_on: date | None) -> date:
    """The day, typed at a question, on which a lost deal is looked at again."""
    from pipectl.gate.rules import check_revisit

    revisit_on = run.date(text)
    check_revisit(revisit_on, lost_on or run.today)
    return revisit_on
