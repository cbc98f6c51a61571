"""Set, put off, complete, drop; log, edit, delete an activity."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any
from uuid import uuid4

from pipectl.errors import NotFoundError, RefusedError, UsageError, quoted
from pipectl.named_tuple import NamedTuple
from pipectl.next_actions.rules import NextActionInput, NothingNextError, kind_of
from pipectl.people.actions import edit as actions_edit
from pipectl.people.rules import names as people_rules
from pipectl.pipeline import actions as pipeline_actions
from pipectl.recurrence import again_on
from pipectl.sequence_runs import actions as runs
from pipectl.store.rows import Action, Activity, NextAction, Opportunity
from pipectl.store.settings import settings
from pipectl.store.unit import Unit
from pipectl.text import check_line, check_note, fold
from pipectl.vocabulary import CONTACT_KINDS, DONE, DROPPED, LOST, OPEN, REPLACED


def open_action(unit: Unit, opportunity: Opportunity) -> NextAction | None:
    """The next action that is open, if any."""
    return unit.find(NextAction, opportunity_id=opportunity.id, status=OPEN)


def choose(unit: Unit, number: int, chosen: NextActionInput) -> NextAction:
    """Set an opportunity's next action, or only its date; the one before ends as replaced.

    Raises RefusedError for a lost one, and for a date without an action.
    """
    opportunity = pipeline_actions.opportunity_for_update(unit, number)
    if opportunity.status == LOST:
        raise NothingNextError(opportunity.title)
    return replace(unit, opportunity, chosen)


def replace(unit: Unit, opportunity: Opportunity, chosen: NextActionInput) -> NextAction:
    """End the open next action as replaced and put the chosen one in its place."""
    former = open_action(unit, opportunity)
    if chosen.text is None and former is None:
        raise RefusedError(
            f"{quoted(opportunity.title)} has no next action, so there is no due date to set.",
            hint="Set one: `pipectl next OPP ACTION --due DATE`.",
        )
    text, kind = None, None
    if chosen.text is not None:
        said = check_line(chosen.text, what="next action")
        text, kind = understood(unit, said, opportunity.stage_id)
    if former is not None:
        if is_same(former, text, chosen):
            return former
        end(unit, former, REPLACED, unit.moment.today)
    follows = former if former and text in (None, former.text) else None
    action = NextAction(
        uid=follows.uid if follows else str(uuid4()),
        opportunity_id=opportunity.id,
        stage_id=opportunity.stage_id,
        text=follows.text if follows else text or "",
        text_folded=follows.text_folded if follows else fold(text or ""),
        kind=follows.kind if follows else kind,
        due_on=chosen.due_on,
        due_time=None if chosen.due_time is None else f"{chosen.due_time:%H:%M}",
        created_on=unit.moment.today,
        every=follows.every if follows and chosen.every is None else chosen.every or None,
    )
    unit.add(action)
    if former is not None:
        runs.replaced(unit, former, action, is_same=follows is not None)
    return action


def follow(unit: Unit, opportunity: Opportunity, chosen: NextActionInput) -> NextAction:
    """Set what comes after the win; another action that was open ends as dropped, not replaced."""
    former = open_action(unit, opportunity)
    if former is not None and chosen.text is not None and fold(chosen.text) != former.text_folded:
        drop(unit, opportunity, opportunity.closed_on or unit.moment.today)
    return replace(unit, opportunity, chosen)


def resume(unit: Unit, opportunity: Opportunity, former: NextAction) -> NextAction:
    """Open an action that had ended once more: a new row, which keeps its `uid`."""
    action = NextAction(
        uid=former.uid,
        opportunity_id=opportunity.id,
        stage_id=opportunity.stage_id,
        text=former.text,
        text_folded=former.text_folded,
        kind=former.kind,
        due_on=former.due_on,
        due_time=former.due_time,
        created_on=unit.moment.today,
        every=former.every,
    )
    unit.add(action)
    runs.resumed(unit, former, action)
    return action


def is_same(former: NextAction, text: str | None, chosen: NextActionInput) -> bool:
    """Whether the choice is what is open already."""
    at = None if chosen.due_time is None else f"{chosen.due_time:%H:%M}"
    same_date = (former.due_on, former.due_time) == (chosen.due_on, at)
    same_every = chosen.every is None or (chosen.every or None) == former.every
    return same_date and same_every and text in (None, former.text)


def end(
    unit: Unit, action: NextAction, status: str, on: date, outcome: str | None = None, **also: Any
) -> None:
    """Keep the action with how it ended; not before it was set.

    A sequence whose step is dropped ends. What follows one that is done, or takes the place of one
    that is replaced, is for the caller.
    """
    ended_on = max(on, action.created_on)
    unit.change(action, status=status, ended_on=ended_on, outcome=outcome, **also)
    if status == DROPPED:
        runs.dropped(unit, action, ended_on)


def drop(unit: Unit, opportunity: Opportunity, on: date) -> None:
    """End the open next action, if any, as dropped."""
    action = open_action(unit, opportunity)
    if action is not None:
        end(unit, action, DROPPED, on)


def understood(unit: Unit, text: str, stage_id: int) -> tuple[str, str | None]:
    """A next action as the pick list spells it, and the kind of activity that it stands for."""
    entry = picked(unit, text, stage_id)
    if entry is not None and entry.kind is not None:
        return entry.text, entry.kind
    said = entry.text if entry else text
    return said, kind_of(said, [(each.text, each.kind) for each in unit.all(Action)])


def picked(unit: Unit, text: str, stage_id: int) -> Action | None:
    """The entry of the pick list with that text in any case: the stage's own goes first."""
    entries = unit.all(Action, "text_folded = :folded order by id", folded=fold(text))
    ranked = sorted(entries, key=lambda entry: (entry.stage_id != stage_id, entry.kind is None))
    return ranked[0] if ranked else None


class Completed(NamedTuple):
    """A next action that was completed; `was_logged` where its activity was counted before."""

    action: NextAction
    was_logged: bool


def complete(
    unit: Unit,
    number: int,
    *,
    outcome: str | None,
    then: NextActionInput | None,
    by: Activity | None = None,
) -> Completed:
    """Complete the open next action, count what it stands for, and set the one after.

    That is `then`, else the next step of its sequence. An activity of its kind that was logged on
    that day already (`by`, where it is known) isn't counted again: it was that. Raises
    RefusedError where none is open.
    """
    opportunity = pipeline_actions.opportunity_for_update(unit, number)
    action = open_action(unit, opportunity)
    if action is None:
        raise RefusedError(
            f"{quoted(opportunity.title)} has no next action to complete.",
            hint="Set one with `pipectl next`, or log what you did with `pipectl log`.",
        )
    if outcome is not None:
        outcome = check_line(outcome, what="outcome")
    today = by.done_on if by else unit.moment.today
    kind = action.kind or understood(unit, action.text, action.stage_id)[1]
    logged = by or logged_today(unit, opportunity, kind)
    end(unit, action, DONE, today, outcome, kind=kind, stage_id=opportunity.stage_id)
    if logged is not None:
        text = logged.text or activity_text(action)
        unit.change(logged, next_action_id=action.id, text=text)
    elif action.kind is not None:
        count_activity(unit, opportunity, action)
    if by is not None:
        counted(unit, by)
    runs.done(unit, action, today, goes_on=then is None)
    if then is not None:
        choose(unit, number, then)
    elif action.every is not None and open_action(unit, opportunity) is None:
        set_again(unit, opportunity, action, action.every)
    return Completed(action, logged is not None)


def set_again(unit: Unit, opportunity: Opportunity, former: NextAction, every: str) -> None:
    """Set an action that repeats: its time is counted from the day on which it was done."""
    due_on = again_on(former.ended_on or unit.moment.today, every, settings(unit.reader).working)
    at = None if former.due_time is None else time.fromisoformat(former.due_time)
    replace(unit, opportunity, NextActionInput(former.text, due_on, at, every))
    unit.said.append(
        f"It repeats every {every}. To end that: `pipectl next {opportunity.id} --clear every`."
    )


def logged_today(unit: Unit, opportunity: Opportunity, kind: str | None) -> Activity | None:
    """The activity of that kind that was logged today and belongs to no action, the latest."""
    if kind is None:
        return None
    return unit.first(
        Activity,
        "opportunity_id = :number and kind = :kind and done_on = :today and next_action_id is null"
        " order by id desc",
        number=opportunity.id,
        kind=kind,
        today=unit.moment.today,
    )


def activity_text(action: NextAction) -> str:
    """What an activity that completed an action says."""
    return f"{action.text}: {action.outcome}" if action.outcome else action.text


def count_activity(unit: Unit, opportunity: Opportunity, action: NextAction) -> None:
    """Count the activity that a completed action stands for."""
    today = unit.moment.today
    activity = unit.add(
        Activity(
            uid=str(uuid4()),
            kind=action.kind or "note",
            opportunity_id=opportunity.id,
            contact_id=opportunity.contact_id,
            next_action_id=action.id,
            done_on=today,
            text=activity_text(action),
            recorded_at=unit.moment.at,
            recorded_on=today,
        )
    )
    counted(unit, activity)


def counted(unit: Unit, activity: Activity) -> None:
    """What follows from an activity: the deal's last contact, the ends of sequences."""
    if activity.opportunity_id is not None and activity.kind in CONTACT_KINDS:
        contacted(unit, unit.have(Opportunity, activity.opportunity_id), activity.done_on)
    for step in runs.answered(unit, activity):
        end(unit, step, DROPPED, activity.done_on)
        unit.said.append(f"Its step {quoted(step.text)} was dropped.")


def contacted(unit: Unit, opportunity: Opportunity, on: date) -> None:
    """Keep the day as that of the last contact, unless there was one after it."""
    unit.change(opportunity, last_contact_on=max(opportunity.last_contact_on or on, on))


MOST = 10_000  # of what is logged at once


def log(
    unit: Unit,
    kind: str,
    *,
    opportunity_id: int | None = None,
    contact: people_rules.PersonRef | None = None,
    text: str | None = None,
    count: int = 1,
    on: date | None = None,
    completes: bool = False,
    then: NextActionInput | None = None,
) -> int:
    """Log an activity, and the contact that it was: the activity's number.

    `completes`: it was the open next action. `then` comes next.
    """
    check_count(count)
    opportunity = (
        None
        if opportunity_id is None
        else pipeline_actions.opportunity_for_update(unit, opportunity_id)
    )
    at = None if opportunity is None else opportunity.account_id
    _, contact_id = actions_edit.ensure_pair(unit, None, contact, at)
    activity = Activity(
        uid=str(uuid4()),
        kind=kind,
        count=count,
        opportunity_id=opportunity_id,
        contact_id=contact_id,
        done_on=on or unit.moment.today,
        text=None if text is None else check_note(text, what="text"),
        recorded_at=unit.moment.at,
        recorded_on=unit.moment.today,
    )
    unit.add(activity)
    if completes:
        assert opportunity_id is not None
        complete(unit, opportunity_id, outcome=None, then=then, by=activity)
        return activity.id
    counted(unit, activity)
    if opportunity_id is not None and then is not None:
        choose(unit, opportunity_id, then)
    return activity.id


def check_count(count: int) -> None:
    """Raise UsageError unless something was done, and not absurdly often."""
    if not 1 <= count <= MOST:
        raise UsageError(
            f"A count of {count} can't be logged.",
            hint=lambda numbers: f"Use 1 to {numbers.count(MOST)}.",
        )


def load(unit: Unit, number: int) -> Activity:
    """The activity with that number; raises NotFoundError."""
    found = unit.get(Activity, number)
    if found is None:
        raise NotFoundError(f"No activity #{number}.", hint="See `pipectl activity list`.")
    return found


def edit(
    unit: Unit,
    number: int,
    values: Mapping[str, Any],
    contact: people_rules.PersonRef | None,
) -> Activity:
    """Change an activity's kind, count, day, text, contact or opportunity."""
    activity = load(unit, number)
    former = activity.opportunity_id
    if "count" in values:
        check_count(values["count"])
    if "text" in values:
        values = {**values, "text": check_note(values["text"], what="text")}
    if contact is not None:
        values = {**values, "contact_id": actions_edit.ensure_pair(unit, None, contact)[1]}
    unit.change(activity, **values)
    refresh(unit, {former, activity.opportunity_id})
    if contact is not None or {"kind", "opportunity_id"} & values.keys():
        counted(unit, activity)
    return activity


def delete(unit: Unit, number: int) -> None:
    """Delete an activity."""
    activity = load(unit, number)
    unit.delete(activity)
    refresh(unit, {activity.opportunity_id})


def refresh(unit: Unit, opportunities: set[int | None]) -> None:
    """Bring the last contact of these up to date."""
    for number in opportunities - {None}:
        pipeline_actions.refresh_contact(unit, unit.have(Opportunity, number))
