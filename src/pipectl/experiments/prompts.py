"""Which experiment is meant, and the arm of a deal that enters its stage."""

from datetime import date

from pipectl.cli.context import Run
from pipectl.cli.values import choose_one
from pipectl.dates import format_date
from pipectl.errors import RefusedError, UsageError, listed, quoted
from pipectl.experiments import queries
from pipectl.experiments.queries import ExperimentRow
from pipectl.experiments.rules.arms import ArmChoice, meant_arm
from pipectl.store.reader import Reader


def choose_experiment(run: Run, reader: Reader, text: str, day: date) -> ExperimentRow:
    """Return the experiment that is meant, among those of that day."""
    known = queries.experiments(reader, day)
    return choose_one(run, "experiment", text, known, lambda each: each.name)


def arm_of_entry(
    run: Run, reader: Reader, number: int | None, typed: str | None, on: date | None
) -> ArmChoice | None:
    """Return the arm of a deal that enters a stage: as typed, by turns, or asked for.

    `number` is the experiment that runs in the stage. None: the visit gets no arm. Raises
    UsageError for an arm that isn't there, RefusedError for a visit that began before it.
    """
    known = queries.experiments(reader, run.today)
    found = next((each for each in known if each.id == number), None)
    if found is None:
        if typed is not None:
            raise no_experiment(known)
        return None
    choice = ArmChoice(found.id, found.name)
    if typed is not None:
        choice = choice._replace(arm=meant_arm(found.name, found.arms, typed))
    if (on or run.today) < found.started_on:
        if typed is not None:
            raise RefusedError(
                f"The experiment {quoted(found.name)} started on {format_date(found.started_on)},"
                " after that.",
                hint="Leave out --arm.",
            )
        return None
    if choice.arm is not None or found.alternate:
        return choice
    arm = asked_arm(run, found)
    return None if arm is None else choice._replace(arm=arm)


def no_experiment(known: list[ExperimentRow]) -> UsageError:
    """Return the error that no experiment runs in a stage; it names those where one does."""
    running = [each.stage for each in known if each.ended_on is None]
    where = f"An experiment is running in {listed(running)}." if running else "Start one"
    return UsageError(
        "--arm can't be used: no experiment is running in that stage.",
        hint=where if running else f"{where}: `pipectl experiment start`, or leave out --arm.",
    )


def asked_arm(run: Run, found: ExperimentRow) -> str | None:
    """Return the arm, asked at a terminal; Enter skips."""
    if not run.may_ask():
        return None
    from pipectl.prompting.prompts import pick_or_type
    from pipectl.prompting.question import Choice

    return pick_or_type(
        f"Which arm of {found.name} does this deal get?",
        [Choice(each, each) for each in found.arms],
        check=lambda text: meant_arm(found.name, found.arms, text),
        optional=True,
        hint="Enter skips: no arm",
        name=f"arm {found.id}",
    )


def arm_again(
    run: Run, reader: Reader, number: int | None, typed: str | None, deal: int, since: date
) -> ArmChoice | None:
    """As `arm_of_entry`, for a deal that is reopened; raises RefusedError if it has an arm."""
    arm = None if number is None else queries.arm_of_stay(reader, number, deal, since)
    if arm is None:
        return arm_of_entry(run, reader, number, typed, None)
    if typed is not None:
        raise RefusedError(
            f"The deal already has the arm {quoted(arm)} for this visit.", hint="Leave out --arm."
        )
    return None
