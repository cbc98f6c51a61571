"""The commands `account forget` and `contact forget`."""

import shlex
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.options import Context, Json
from pipectl.cli.values import MissingFlagsError
from pipectl.errors import StoreError, UsageError, listed, quoted
from pipectl.people import queries as people_queries
from pipectl.people.prompts import choose_whole
from pipectl.people.rules.names import label_of
from pipectl.render.output import Answer, print_note, show
from pipectl.text import NoSuchError, check_line, fold

if TYPE_CHECKING:
    from pipectl.people.actions.forget import ForgetResult, Text
    from pipectl.people.actions.parts import PartLeft
    from pipectl.people.prompts import People
    from pipectl.store.unit import Unit


Yes = Annotated[bool, typer.Option("--yes", help="Don't ask for confirmation.")]
Whole = Annotated[str, typer.Argument(metavar="NAME", help="Whole name, slug or number.")]
Also = Annotated[
    list[str] | None,
    typer.Option(
        metavar="TEXT", help="Also erase this spelling, such as a short name (repeatable)."
    ),
]
MOST_SPELLING = 200
MOST_TOLD, MOST_SIGNS, BEFORE_CHANGE = 5, 60, 20  # texts; signs of one, of them before the name
MOST_PLACES, MOST_OF_PLACE, MOST_FLAGS = 10, 3, 6  # deals, texts of one, parts in a command
SERVER_KEEPS = (
    "The server may still keep the name in freed pages, its write-ahead log, replicas, backups and"
    " dumps. Ask whoever runs it to delete it there."
)
UNCLEARED = 5  # the exit code where what was deleted may still be in the file


def forget_account(
    ctx: Context, name: Whole, also: Also = None, yes: Yes = False, json: Json = False
) -> None:
    """Erase an account for good.

    Removes the name from all texts and from the history. This can't be undone.

    \b
    Examples:
      pipectl account forget "Acme Holding" --yes
      pipectl account forget "Acme Holding" --also AcmeHold --yes
    """
    run, more = run_of(ctx), spellings(also)
    with run.reading() as reader:
        found = whole(run, "account", name, people_queries.accounts(reader))
    forget(run, "account", found, more, yes=yes, json=json)


def forget_contact(
    ctx: Context, name: Whole, also: Also = None, yes: Yes = False, json: Json = False
) -> None:
    """Erase a contact for good.

    Removes the name from all texts and from the history. This can't be undone.

    \b
    Examples:
      pipectl contact forget "Jo Parker" --yes
      pipectl contact forget "Jo Parker" --also Parker --yes
    """
    run, more = run_of(ctx), spellings(also)
    with run.reading() as reader:
        found = whole(run, "contact", name, people_queries.contacts(reader))
    forget(run, "contact", found, more, yes=yes, json=json)


def spellings(typed: Sequence[str] | None) -> list[str]:
    """Return further spellings of a name; raise UsageError for one that is too short."""
    found = [check_line(each, what="spelling", most=MOST_SPELLING) for each in typed or ()]
    for each in found:
        if sum(sign.isalnum() for sign in each) < 2:
            raise UsageError(
                f"--also {quoted(each)} would change too many texts.",
                hint="Use at least two letters or digits.",
            )
    return found


def whole(run: Run, kind: str, text: str, known: "People") -> tuple[int, str]:
    """Return the number and name by the whole name, since this can't be undone.

    Raises NoSuchError, SeveralMatchError.
    """
    try:
        number, name = choose_whole(run, kind, text, known)
    except NoSuchError:
        tell_of_backups_alone(run, text)
        raise
    if text.strip() == str(number):
        same = [each.id for each in known if fold(each.name) == fold(name)]
        tell_of_namesakes(kind, [each for each in same if each != number])
    return number, name


def tell_of_backups_alone(run: Run, name: str) -> None:
    """Name the backups with a name that is no longer in the store.

    A command that was killed once the name was gone from the store couldn't say which they are.
    """
    from pipectl.people.actions.traces import only_in_backups

    if run.file is not None and (files := only_in_backups(run.file, run.beside, name)):
        print_note("The store doesn't contain this name, but these backups do:")
        for each in files:
            print_note(f"  {each}")


def tell_of_namesakes(kind: str, numbers: Sequence[int]) -> None:
    """Say who else has the name and keeps it."""
    if not numbers:
        return
    some = listed(
        [*(f"#{each}" for each in numbers[:8]), *(["others"] if len(numbers) > 8 else [])]
    )
    if len(numbers) > 1:
        print_note(f"{kind.capitalize()}s {some} have the same name and keep it.")
    else:
        print_note(f"{kind.capitalize()} {some} has the same name and keeps it.")


def forget(
    run: Run, kind: str, found: tuple[int, str], also: Sequence[str], *, yes: bool, json: bool
) -> None:
    """Forget a person after confirmation, and say what still contains the name."""
    from pipectl.people.actions import forget as actions_forget
    from pipectl.people.actions import traces
    from pipectl.render.progress import progress

    number, name = found
    if also:
        name = listed([*([] if name == label_of(kind, number) else [name]), *also])
    if not yes and not confirmed(run, kind, number, name, also):
        print_note("Nothing was forgotten.")
        return
    forgotten: list[ForgetResult] = []  # known where the change is stored, and then interrupted

    def replace(unit: "Unit", advance: Callable[[], None]) -> "ForgetResult":
        forgotten.append(actions_forget.forget(unit, kind, number, also, advance))
        return forgotten[-1]

    try:
        with progress("Forgetting", actions_forget.STEPS) as advance:
            done = run.change(lambda unit: replace(unit, advance), journaled=False)
        if yes and done.rows:
            print_note(f"{counted(run, len(done.texts))} contained {name}.")
        if run.file is not None:
            traces.clear_free_pages(run.file)
        backups = traces.backups_that_name(run.beside, done.needles)
    except (StoreError, KeyboardInterrupt) as error:
        if not run.commits.are_any or run.commits.is_cut_short:
            raise
        if not isinstance(error, KeyboardInterrupt):
            print_note(f"pipectl: {error}")
        tell_uncleared(kind, number)
        # The next run doesn't know the name any more.
        tell_backups(traces.backups_that_name(run.beside, forgotten[-1].needles))
        if isinstance(error, KeyboardInterrupt):
            raise
        raise typer.Exit(UNCLEARED) from error
    show(Answer(lambda: data(done, backups), lambda: page(run, done, backups)), json=json)
    if run.file is None:
        print_note(SERVER_KEEPS)
    tell_aliases(run, done.needles)


def holding(files: Sequence[Path]) -> str:
    """That these files still contain the name."""
    kind = "backups" if all(each.suffix == ".db" for each in files) else "files"
    return f"These {kind} still contain the name. Delete them:"


def tell_backups(backups: Sequence[Path]) -> None:
    """Name the backups that still hold the name, where what was done couldn't be finished."""
    for line in [holding(backups), *(f"  {each}" for each in backups)] if backups else []:
        print_note(f"  {line}")


def tell_aliases(run: Run, needles: Sequence[bytes]) -> None:
    """Name the aliases that still hold the name: they are in the user's own file."""
    import re

    from pipectl.cli.command_aliases import aliases

    wanted = re.compile(b"|".join(needles) or b"(?!)", re.IGNORECASE)
    for name, text in aliases(run.environment).items():
        if wanted.search(f"{name} {text}".encode()):
            print_note(
                f"Your alias {quoted(name)} still contains the name. Remove it: `pipectl alias "
                f"delete {shlex.quote(name)}`."
            )


def tell_uncleared(kind: str, number: int) -> None:
    """Say that the name was replaced, but freed pages may still contain it."""
    print_note("  The name was replaced, but freed pages of the file may still contain it.")
    print_note(f"  Run `pipectl {kind} forget {number}` again.")


def confirmed(run: Run, kind: str, number: int, name: str, also: Sequence[str]) -> bool:
    """Ask for confirmation; raise MissingFlagsError if nobody can be asked."""
    if not run.may_ask():
        raise MissingFlagsError(f"Forgetting {quoted(name)}", ["--yes"])
    from pipectl.cli.context import try_on_copy
    from pipectl.people.actions.forget import naming
    from pipectl.prompting.prompts import confirm

    texts, parts = try_on_copy(run, lambda unit: naming(unit, kind, number, also))
    tell_of_texts(run, name, texts)
    for line in parts_said(run, kind, number, parts, also):
        print_note(line)
    return confirm(f"Forget {name} for good? This can't be undone.")


def tell_of_texts(run: Run, name: str, texts: "Sequence[Text]") -> None:
    """Say how many texts would change, and how the first ones read."""
    contain = "contain" if len(texts) > 1 else "contains"
    print_note(f"{counted(run, len(texts))} {contain} {name}{':' if texts else '.'}")
    for each in texts[:MOST_TOLD]:
        print_note(
            f"  {each.table.replace('_', ' ')} {each.number}, {each.column}: {excerpt(each)}"
        )
    if len(texts) > MOST_TOLD:
        print_note(f"  … and {run.numbers.count(len(texts) - MOST_TOLD)} more")


def counted(run: Run, count: int) -> str:
    """Return the number of texts in words."""
    return run.numbers.counted(count, "text") if count else "No text"


def excerpt(text: "Text") -> str:
    """Return the text on one line; of a long one, the part around the first change."""
    at = max(first_change(text) - BEFORE_CHANGE, 0)
    part = text.old[at : at + MOST_SIGNS]
    more = text.old[at + MOST_SIGNS :]
    return " ".join(f"{'…' if at else ''}{part}{'…' if more else ''}".split())


def first_change(text: "Text") -> int:
    """Return the place of the first character that changes."""
    both = zip(text.old, text.new, strict=False)
    return next((place for place, (old, new) in enumerate(both) if old != new), 0)


def data(done: "ForgetResult", backups: Sequence[Path]) -> dict[str, Any]:
    """Return the result for JSON."""
    return {
        "forgotten": done.kind,
        "id": done.id,
        "name": done.label,
        "rows": dict(done.rows),
        "parts": [each._asdict() for each in done.parts],
        "backups": [str(each) for each in backups],
    }


def page(run: Run, done: "ForgetResult", backups: Sequence[Path]) -> str:
    """Return the result as text, with what is left to do."""
    from pipectl.render.tables import Cell, line

    on, count = screen_of(run), sum(done.rows.values())
    rows = run.numbers.counted(count, "row")
    text = line([f"Replaced the name in {rows}: now ", Cell(done.label, "bold"), "."], on)
    if not count:
        already = "Nothing left to forget: the name is already "
        cleared = ". Freed pages were cleared." if run.file is not None else "."
        text = line([already, Cell(done.label, "bold"), cleared], on)
    text += "".join(line([each], on) for each in parts_said(run, done.kind, done.id, done.parts))
    if not backups:
        return text
    text += line([holding(backups)], on)
    return text + "".join(line([f"  {each}"], on) for each in backups)


def parts_said(
    run: Run, kind: str, number: int, parts: "Sequence[PartLeft]", also: Sequence[str] = ()
) -> list[str]:
    """Say where parts of the name are left, by deal, and how to erase them."""
    if not parts:
        return []
    texts = {(each.table, each.number, each.column): each for each in reversed(parts)}.values()
    contain = "contains" if len(texts) == 1 else "contain"
    said = [f"{counted(run, len(texts))} still {contain} part of the name, which may mean others:"]
    places = [
        (place, [*group])
        for place, group in groupby(
            reversed(texts), key=lambda each: each.deal or (each.table, each.number)
        )
    ]
    for _, group in places[:MOST_PLACES]:
        first = group[0]
        more = len(group) - MOST_OF_PLACE
        of = f"{first.deal} {first.title}" if first.deal else of_row(first)
        named = [f"{told_of(each)} {quoted(each.text)}" for each in group[:MOST_OF_PLACE]]
        named += [f"{run.numbers.count(more)} more"] if more > 0 else []
        said.append(f"  {of}: {listed(named)}")
    if len(places) > MOST_PLACES:
        said.append(f"  … and {run.numbers.count(len(places) - MOST_PLACES)} more deals or rows")
    found = {fold(each): each for each in (*also, *(each.part for each in parts))}.values()
    flags = "".join(f" --also {shlex.quote(each)}" for each in [*found][:MOST_FLAGS])
    return [
        *said,
        f"To erase these parts from every text and the journal: `pipectl {kind} forget {number}"
        f"{flags}`.",
        "To change a single text, use `pipectl edit` or `pipectl activity edit`. The journal keeps"
        " it.",
    ]


def told_of(part: "PartLeft") -> str:
    """Name the kind of a text of a deal."""
    if part.deal is None or part.table == "opportunity":
        return part.column.replace("_", " ")
    if part.table == "activity":
        return f"activity {part.number}"
    return part.table.removeprefix("opportunity_").replace("_", " ")


def of_row(part: "PartLeft") -> str:
    """Name the row of a text without a deal."""
    return f"{part.table.replace('_', ' ')} {part.number}"
