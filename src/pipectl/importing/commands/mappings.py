"""Save, list, use and delete mappings: `import --save-as`, `--like` and others."""

import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from pipectl.cli.context import Run
from pipectl.errors import UsageError, quoted
from pipectl.importing.queries import kept, mapping, name_of
from pipectl.importing.rules.saved_mappings import (
    FLAGS,
    LISTS,
    LONGEST_NAME,
    PREFIX,
    Saved,
    to_text,
)
from pipectl.render.output import print_note
from pipectl.text import fold

if TYPE_CHECKING:
    from pipectl.importing.commands.plan import ImportOptions, ImportPlan
    from pipectl.store.unit import Unit


Done = TypeVar("Done")
SAME = (
    *("stage_map", "won_when", "lost_when", "open_when", "only", "fill_down", "make_stages"),
    "fields",
)
ONCE = ("dates", "decimal", "currency", "encoding", "header_line", "sheet", "totals", "key")


def check_name(name: str) -> str:
    """Return the name of a mapping as stored; raise UsageError."""
    from pipectl.text import check_line

    return check_line(name, what="name of the mapping", most=LONGEST_NAME)


def as_before(run: Run, asked: "ImportOptions") -> "ImportOptions":
    """Return the import with the mapping of --like; options that were given win."""
    if asked.like is None:
        return asked
    from pipectl.importing.rules.saved_mappings import merged

    with run.looking_up() as reader:
        saved = mapping(reader, name_of(reader, asked.like))
    found = merged(saved, given(asked))
    told = asked._replace(
        of=found.of or "auto",
        maps=found.map,
        **{name: getattr(found, name) for name in (*SAME, *ONCE)},
    )
    return told._replace(kept=frozenset(sides(told) - sides(asked)))


def given(asked: "ImportOptions") -> Saved:
    """Return the given options of an import as a mapping."""
    of = asked.of.strip().lower()
    return Saved(
        of=None if of == "auto" else of,
        map=asked.maps,
        **{name: getattr(asked, name) for name in (*SAME, *ONCE)},
    )


def understood(run: Run, asked: "ImportOptions", coming: "ImportPlan") -> Saved:
    """Return the mapping to save: options that were given, answered or detected."""
    return given(asked)._replace(
        of=coming.source,
        stage_map=(*asked.stage_map, *answered_stages(asked, coming)),
        decimal=asked.decimal or run.decimal,
        dates=asked.dates or order_found(coming),
    )


def answered_stages(asked: "ImportOptions", coming: "ImportPlan") -> list[str]:
    """Return the answers about stages as values of --stage-map."""
    from pipectl.importing.commands.stages import stages_named

    said = {fold(each.partition("=")[0].strip()) for each in asked.stage_map}
    still_open = {fold(each) for each in asked.open_stages}
    found = []
    for theirs in stages_named(coming.rows, coming.entries):
        ours = coming.stages.names[coming.stages.ids[fold(theirs)]]
        is_said = fold(theirs) != fold(ours) or fold(theirs) in still_open
        if is_said and fold(theirs) not in said and "=" not in theirs:
            found.append(f"{theirs}={ours}")
    return found


def order_found(coming: "ImportPlan") -> str | None:
    """Return the order of dates if all columns agree, so that later files needn't show it."""
    every = [each for file in coming.files for each in file.read.orders.values()]
    told = {each.order for each in every if each.value is not None}
    return told.pop() if len(told) == 1 else None


def keeping(
    run: Run, asked: "ImportOptions", coming: "ImportPlan", act: "Callable[[Unit], Done]"
) -> "Callable[[Unit], Done]":
    """Return the import's action, which also saves the mapping if requested."""
    if asked.save_as is None:
        return act
    from pipectl.settings.actions import set_value

    name, text = check_name(asked.save_as), to_text(understood(run, asked, coming))
    with run.looking_up() as reader:
        known = {fold(each): each for each in kept(reader)}
    name = known.get(fold(name), name)
    begin = "Replaced" if fold(name) in known else "Kept"
    use = f"`pipectl import FILE --like {shlex.quote(name)}`"
    run.tell_once_stored(f"{begin} the mapping {quoted(name)}. To use it: {use}.")

    def both(unit: "Unit") -> Done:
        done = act(unit)
        set_value(unit, PREFIX + name, text)
        return done

    return both


@contextmanager
def naming_it(asked: "ImportOptions") -> Iterator[None]:
    """Add the mapping's name to errors about columns missing in the file or stages in the store."""
    from pipectl.importing.commands.messages import NoSuchValueError
    from pipectl.importing.rules.file_columns import UnknownHeaderError
    from pipectl.text import NoSuchError

    try:
        yield
    except (UnknownHeaderError, NoSuchValueError, NoSuchError) as error:
        word = error.text if isinstance(error, NoSuchError) else error.header
        if asked.like is not None and word in asked.kept:
            error.advise(
                f"It comes from the saved mapping {quoted(asked.like)}. To replace it, give the "
                "same option with another value."
            )
        raise


def sides(asked: "ImportOptions") -> set[str]:
    """Return both sides of the = in an import's options for columns and stages."""
    every = (*asked.maps, *asked.stage_map, *asked.only)
    every += (*asked.won_when, *asked.lost_when, *asked.open_when)
    return {side.strip() for each in every for side in (each, *each.partition("=")[::2])}


def list_mappings(run: Run, *, json: bool) -> None:
    """Print the saved mappings."""
    from pipectl.cli.context import screen_of
    from pipectl.importing.view import mappings_listing
    from pipectl.render.output import show_list

    with run.reading() as reader:
        found = {name: mapping(reader, name) for name in kept(reader)}
    rows = [(name, saved.facts(), as_flags(saved)) for name, saved in found.items()]
    show_list(mappings_listing(rows, screen_of(run)), "json" if json else "table", run.numbers)


def as_flags(saved: Saved) -> str:
    """Return a mapping as flags."""
    words: list[str] = []
    for name in FLAGS:
        value = saved.facts()[name]
        flag = f"--{name.replace('_', '-')}"
        for each in value if name in LISTS else [value]:
            if each is True:
                words.append(flag)
            elif each:
                words += [flag, shlex.quote(str(each))]
    return " ".join(words)


def forget(run: Run, name: str) -> None:
    """Delete a mapping from the store."""
    from pipectl.settings.actions import remove_value

    with run.looking_up() as reader:
        found = name_of(reader, name)
    run.change(lambda unit: remove_value(unit, PREFIX + found))
    print_note(f"Removed the mapping {quoted(found)}.")


def check_alone(asked: "ImportOptions", *, listing: bool, forgotten: str | None) -> None:
    """Raise UsageError for a file with --list-mappings or --forget, or for a missing file."""
    if not (listing or forgotten is not None):
        if not asked.files:
            raise UsageError(
                "No file given.", hint=("For example: `pipectl import deals.csv` (- reads stdin).")
            )
        return
    flag = "--list-mappings" if listing else "--forget"
    if asked.files or (listing and forgotten is not None):
        raise UsageError(
            f"{flag} can't be combined with files or other options.", hint="Use it alone."
        )
