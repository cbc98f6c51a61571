"""Ask about rows that look won or lost without a column that says so; refuse in scripts."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from pipectl.cli.context import Run
from pipectl.cli.values import pairs
from pipectl.errors import PipectlError, RefusedError, either, listed, quoted
from pipectl.importing.rules.header_guesses import map_flag, shell_quoted
from pipectl.importing.rules.only_filter import SHOWN_VALUES
from pipectl.importing.rules.outcomes import (
    When,
    outcome_in_stage,
    said_when,
    says_closed,
    says_open,
    some,
    surely,
)
from pipectl.importing.rules.unclear_outcomes import Unclear
from pipectl.named_tuple import NamedTuple
from pipectl.render.output import print_note
from pipectl.text import fold
from pipectl.vocabulary import LOST, OPEN, WON

if TYPE_CHECKING:
    from pipectl.importing.commands.deals_here import DealsHere
    from pipectl.importing.commands.plan import ImportOptions, ReadFile


SHOWN = 20  # reasons that are named
MOST_ROUNDS = 5  # in which likely answers lead to new questions
OUTCOMES = (WON, LOST)
Found = Mapping[Unclear, Sequence[int]]


class UnclearOutcomesError(RefusedError):
    """Rows look closed, but no column says so."""

    def __init__(self, run: Run, name: str | None, found: Found) -> None:
        count = sum(map(len, found.values()))
        first = min(found, key=lambda each: len(each.means) != 1)  # of which the answer is likely
        what = f"{'rows look' if count > 1 else 'row looks'} won or lost, but no column says which"
        if all(each.is_outcome for each in found):
            what = f"{'rows have' if count > 1 else 'row has'} an unknown outcome"
        super().__init__(
            f"{f'{name}: ' if name else ''}{run.numbers.count(count)} {what}. Nothing was "
            "imported.",
            hint=f"Say which, for example: {' or '.join(flags(first))}{other_flags(first)}.",
        )


T = TypeVar("T")


class Telling(NamedTuple):
    """What is told of files with unclear rows: by default nothing.

    `before`: about their columns; `counted`: which rows the counts cover. `problems` reports what
    is wrong with other rows, and returns the resulting error if there is one; `has_problems` tells
    whether there will be. `also` reports what else is to be said, once the outcomes are.
    """

    before: Callable[[Any], None] = lambda _: None
    counted: Callable[[Any], None] = lambda _: None
    has_problems: Callable[[Any], bool] = lambda _: False
    problems: Callable[[Any], PipectlError | None] = lambda _: None
    also: Callable[["ImportOptions", Any], None] = lambda _, __: None


def with_outcomes_answered(
    run: Run,
    asked: "ImportOptions",
    read: "Callable[[ImportOptions], T]",
    unclear: "Callable[[T], Mapping[str, Found]]",
    telling: Telling | None = None,
    there: T | None = None,
) -> "tuple[ImportOptions, T]":
    """Return the result of `read` with every row's outcome; `unclear` returns the open questions.

    `there` is the first result. Returns the import with the answers, too. Raises
    UnclearOutcomesError if nobody can be asked, and the error of other rows' problems before the
    first question: the answers would be in vain.
    """
    telling = telling or Telling()
    known: dict[str, str] | None = None
    is_told = False
    there = read(asked) if there is None else there
    while found := unclear_rows(unclear(there)):
        known = stages_here(run) if known is None else known
        theirs = [each.value for each in found if each.is_stage and each.value is not None]
        own = [name for name in theirs if fold(name) in known]
        if own:  # whoever set that stage up means it to be an open one
            asked = asked._replace(open_stages=(*asked.open_stages, *own))
        elif asked.dry_run or not run.may_ask():
            files = unclear(there)
            name = next(iter(files)) if len(files) == 1 else None
            error = UnclearOutcomesError(run, name, found)
            telling.before(there)
            telling.counted(there)
            wrong = telling.problems(there)
            tell(run, files)
            telling.also(asked, there)
            if wrong is not None:
                error.advise(f"Other rows have problems. {wrong.hint}")
            raise error
        else:
            if not is_told and telling.has_problems(there):
                telling.before(there)
                if (wrong := telling.problems(there)) is not None:
                    raise wrong
            if not is_told:
                telling.counted(there)
                is_told = True
            asked = ask_outcome(run, asked, next(iter(found.items())))
        there = read(asked)
    return asked, there


def with_likely_answers(
    asked: "ImportOptions",
    read: "Callable[[ImportOptions], T]",
    unclear: "Callable[[T], Mapping[str, Found]]",
    there: T,
) -> "tuple[ImportOptions, T] | None":
    """Return the result of `read` as it would be with the likeliest answers; None without one."""
    for _ in range(MOST_ROUNDS):
        found = unclear_rows(unclear(there))
        if not found:
            return asked, there
        for each in found:
            asked = answered(asked, each, each.means[0] if each.means else OPEN)
        try:
            there = read(asked)
        except PipectlError:
            return None
    return None


def unclear_rows(files: "Mapping[str, Found]") -> dict[Unclear, list[int]]:
    """Return the unclear rows of all files."""
    found: dict[Unclear, list[int]] = {}
    spellings: dict[Unclear, Unclear] = {}
    for each in files.values():
        for why, lines in each.items():
            folded = why._replace(value=None if why.value is None else fold(why.value))
            found.setdefault(spellings.setdefault(folded, why), []).extend(lines)
    return found


def stages_here(run: Run) -> dict[str, str]:
    """Return the stages of the store by their folded names."""
    from pipectl.stages.queries import stages

    with run.looking_up() as reader:
        return {stage.name_folded: stage.name for stage in stages(reader)}


def tell(run: Run, files: "Mapping[str, Found]") -> None:
    """Report every reason, with the flag that decides it."""
    from pipectl.importing.commands.words import counted

    left = 0
    for name, found in files.items():
        for place, (each, lines) in enumerate(found.items()):
            if place >= SHOWN:
                left += 1
                continue
            these = "Is this deal" if len(lines) == 1 else "Are these deals"
            may_be = "open, won or lost" if not each.means else some(each.means)
            rows = counted(run, lines, "row")
            print_note(f"{name}: {description(each)}: {rows}. {these} {may_be}?{answers(each)}")
    if left:
        print_note(f"and {run.numbers.counted(left, 'more question')}.")


def tell_sure(run: Run, found: "ReadFile", here: "DealsHere") -> None:
    """Say which rows stay open with a probability of 100 % or 0 % because nothing tells a result.

    Rows of deals that are closed here aren't included.
    """
    from pipectl.importing.commands.words import counted

    columns = found.columns
    if columns.tells_outcome or not columns.has("probability", "probability_share"):
        return
    header = next(each.header for each in columns.columns if each.field.startswith("probability"))
    closed = {line for (name, line), deal in here.items() if name == found.name and deal.is_closed}
    rows = [row for row in found.read.rows if row.outcome == OPEN and row.line not in closed]
    known = {row.probability_bp for row in rows} - {None}
    is_share = found.has_shares or columns.has("probability_share")
    for percent, outcome in ((10_000, WON), (0, LOST)):
        lines = [row.line for row in rows if row.probability_bp == percent]
        if lines and (percent or len(known) > 1):
            number = "0" if not percent else "1" if is_share else "100"
            flag = f"--{outcome}-when {shell_quoted(header, number)}"
            have = "stays" if len(lines) == 1 else "stay"
            print_note(
                f"  {counted(run, lines, 'row')} with a probability of "
                f"{run.numbers.basis_points(percent)} % {have} open. To import as {outcome}: "
                f"{flag}"
            )


def tell_unused(run: Run, found: "ReadFile") -> None:
    """Say which rows have values that can't be used, such as a loss reason in an open one."""
    from pipectl.importing.commands.words import counted, shortened

    for (header, outcomes), lines in found.read.unused.items():
        are = "isn't" if len(lines) == 1 else "aren't"
        rows = counted(run, lines, "row")
        of = either(outcomes)
        print_note(f"  {shortened(header)}: ignored in {rows} that {are} {of}.")
    if lines := found.read.dueless:
        due, rows = found.columns.header_of("next_due"), counted(run, lines, "row")
        print_note(f"  {shortened(due)}: ignored in {rows} without a next action.")


def tell_partly(run: Run, name: str, partly: Mapping[tuple[str, str], int]) -> None:
    """Say which other values, perhaps stages, are in columns only read for outcomes."""
    from pipectl.importing.commands.words import shortened
    from pipectl.importing.rules.header_words import is_of_identifiers

    by_header: dict[str, list[tuple[str, int]]] = {}
    for (header, value), count in partly.items():
        by_header.setdefault(header, []).append((value, count))
    for header, values in by_header.items():
        shown = [
            f"{shortened(value)} ({run.numbers.count(count)})"
            for value, count in values[:SHOWN_VALUES]
        ]
        if len(values) > SHOWN_VALUES:
            shown.append(f"{run.numbers.count(len(values) - SHOWN_VALUES)} more")
        flag = map_flag("stage", header)
        as_stages = "" if is_of_identifiers(header) else f" To read them as stages: {flag}"
        also = f"{quoted(header, 60)} also has {listed(shown)} in open rows."
        print_note(f"{name}{also}{as_stages}")


def description(each: Unclear) -> str:
    """Return the reason why rows look closed."""
    if each.is_stage:
        return f"stage {quoted(each.value or '', 60)}"
    header = quoted(each.header, 60)
    if each.value is None:
        return f"{header} is filled"
    archived = " (archived)" if each.is_archive else ""
    return f"{header} is {quoted(each.value)}{archived}"


def answers(each: Unclear) -> str:
    """Return what to type for the possible answers."""
    ways = flags(each)
    if len(ways) == 1:
        said = "For open ones" if not each.means else "If so"
        return f" {said}: {ways[0]}"
    return "".join(f"\n  {way}" for way in ways)


def flags(each: Unclear) -> list[str]:
    """Return the alternative flags for such rows, ready to type."""
    if each.is_status:
        return [map_flag("outcome", each.header)]
    if each.is_day:
        return [map_flag(f"{outcome}_on", each.header) for outcome in each.means]
    return [flag_for(each, outcome) for outcome in each.means or (OPEN,)]


def flag_for(each: Unclear, outcome: str) -> str:
    """Return the flag that gives such rows an outcome."""
    name = each.value or ""
    if each.is_stage and "=" not in name:
        return f"--stage-map {shell_quoted(name, name if outcome == OPEN else outcome)}"
    rest = () if each.value is None else (each.value,)
    return f"--{outcome}-when {shell_quoted(each.header, *rest)}"


def other_flags(each: Unclear) -> str:
    """Return the other possible values of the flag."""
    if flags(each)[0].startswith("--stage-map"):
        others = [f"or ={outcome}, " for outcome in OUTCOMES if outcome not in each.means]
        return f" ({''.join(others)}or =STAGE for an open stage)"
    return ". Other answers: --won-when, --lost-when or --open-when HEADER=VALUE"


def sure_outcome(each: Unclear) -> str | None:
    """Return the outcome that an unambiguous word, a date or a reason stands for, else None.

    Enter accepts the first choice, which must not close deals on mere suspicion.
    """
    if len(each.means) != 1:
        return None
    is_said = each.value is None or each.means in (surely(each.value), surely(each.header))
    return each.means[0] if is_said else None


def ask_outcome(
    run: Run, asked: "ImportOptions", found: tuple[Unclear, Sequence[int]]
) -> "ImportOptions":
    """Ask one question; return the import with the answer."""
    from pipectl.importing.commands.words import many
    from pipectl.prompting.prompts import pick
    from pipectl.prompting.question import Choice

    each, lines = found
    still = "an open stage" if each.is_stage else "still open"
    which = "open, won or lost" if OPEN in each.means or not each.means else "won or lost"
    text = description(each)
    choices = [Choice(OPEN, still), Choice(WON, "won"), Choice(LOST, "lost")]
    # "Closed: yes" leaves no doubt that the deal isn't open, so Enter doesn't say that it is.
    is_flag = says_closed(each.header) or says_open(each.header)
    is_closed = is_flag and each.means == (WON, LOST) and not each.is_stage
    likeliest = sure_outcome(each) or (None if is_closed else OPEN)
    answer = pick(
        f"{text[0].upper()}{text[1:]} ({many(run, len(lines), 'row')}): {which}?",
        sorted(choices, key=lambda choice: choice.value != likeliest),
        default=likeliest,
        hint="choose an answer" if is_closed else "",
    )
    return answered(asked, each, answer)


def answered(asked: "ImportOptions", each: Unclear, answer: str) -> "ImportOptions":
    """Return the import with the answer to a question."""
    if each.is_stage:
        name = each.value or ""
        if answer == OPEN:
            return asked._replace(open_stages=(*asked.open_stages, name))
        return asked._replace(stage_map=(*asked.stage_map, f"{name}={answer}"))
    if each.is_day and answer in each.means:
        return asked._replace(maps=(*asked.maps, f"{answer}_on={each.header}"))
    said = each.header if each.value is None else f"{each.header}={each.value}"
    if answer == WON:
        return asked._replace(won_when=(*asked.won_when, said))
    if answer == LOST:
        return asked._replace(lost_when=(*asked.lost_when, said))
    return asked._replace(open_when=(*asked.open_when, said))


def said_stages(asked: "ImportOptions") -> dict[str, str]:
    """Return the file's stages (folded) that --stage-map and --stages map to won, lost or open."""
    listed = (part.rpartition(":")[0].strip() for part in (asked.stages or "").split(","))
    found = {fold(name): OPEN for name in (*asked.open_stages, *listed) if name}
    for theirs, ours in pairs("--stage-map", asked.stage_map):
        found[fold(theirs)] = fold(ours) if fold(ours) in OUTCOMES else OPEN
    return found


def history_stages(run: Run, asked: "ImportOptions") -> dict[str, str]:
    """Return `said_stages` for a history, with the store's stages as open ones."""
    here = (name for name in stages_here(run) if outcome_in_stage(name) is None)
    return dict.fromkeys(here, OPEN) | said_stages(asked)


def whens(asked: "ImportOptions", headers: Sequence[str]) -> list[When]:
    """Return the rules of --won-when, --lost-when and --open-when."""
    return [
        said_when(typed, outcome, headers)
        for outcome, flags in (
            (OPEN, asked.open_when),
            (WON, asked.won_when),
            (LOST, asked.lost_when),
        )
        for typed in flags
    ]
