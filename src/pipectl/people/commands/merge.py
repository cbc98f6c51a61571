"""`account merge` and `contact merge`: two that are the same become one."""

from typing import Annotated

import typer

from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.options import Context, Json
from pipectl.cli.values import MissingFlagsError
from pipectl.errors import quoted
from pipectl.people import queries as people_queries
from pipectl.people.prompts import choose_whole, hold_person
from pipectl.render.output import Answer, print_note, show

Yes = Annotated[bool, typer.Option("--yes", help="Don't ask for confirmation.")]


def merge_accounts(
    ctx: Context,
    gone: Annotated[
        str, typer.Argument(metavar="FROM", help="Account to remove: whole name, slug or number.")
    ],
    into: Annotated[str, typer.Argument(metavar="INTO", help="Account to keep.")],
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Merge two accounts that are the same company.

    Moves the deals, contacts, activities and fields of FROM to INTO, then removes
    FROM. Where both have a value, INTO keeps its own.

    \b
    Examples:
      pipectl account merge "Acme Inc." "Acme Holding" --yes
      pipectl account merge 2 1 --yes
    """
    run = run_of(ctx)
    with run.reading() as reader:
        known = people_queries.accounts(reader)
        first, second = (choose_whole(run, "account", each, known) for each in (gone, into))
        for each in (first, second):
            hold_person(run, reader, "account", *each)
    merge(run, "account", first, second, yes=yes, json=json)


def merge_contacts(
    ctx: Context,
    gone: Annotated[
        str, typer.Argument(metavar="FROM", help="Contact to remove: whole name, slug or number.")
    ],
    into: Annotated[str, typer.Argument(metavar="INTO", help="Contact to keep.")],
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Merge two contacts that are the same person.

    Moves the deals, roles, activities and fields of FROM to INTO, then removes
    FROM. Where both have a value, INTO keeps its own.

    \b
    Examples:
      pipectl contact merge "J. Parker" "Jo Parker" --yes
      pipectl contact merge 2 1 --yes
    """
    run = run_of(ctx)
    with run.reading() as reader:
        known = people_queries.contacts(reader)
        first, second = (choose_whole(run, "contact", each, known) for each in (gone, into))
        for each in (first, second):
            hold_person(run, reader, "contact", *each)
    merge(run, "contact", first, second, yes=yes, json=json)


def merge(
    run: Run,
    kind: str,
    source: tuple[int, str],
    target: tuple[int, str],
    *,
    yes: bool,
    json: bool,
) -> None:
    """Merge after a confirmation, and say what was moved."""
    from pipectl.people import view as people_view
    from pipectl.people.actions import merge as actions_merge

    if not yes and not confirmed(run, kind, source, target):
        print_note("Nothing was merged.")
        return
    done = run.change(lambda unit: actions_merge.merge(unit, kind, source[0], target[0]))
    show(
        Answer(
            lambda: people_view.merge_dict(done),
            lambda: people_view.merged(done, screen_of(run), run.numbers),
        ),
        json=json,
    )


def confirmed(run: Run, kind: str, source: tuple[int, str], target: tuple[int, str]) -> bool:
    """Return whether a person at a terminal agrees, who is told what would move."""
    if not run.may_ask():
        raise MissingFlagsError(f"Merging {quoted(source[1])} into {quoted(target[1])}", ["--yes"])
    from pipectl.cli.context import try_on_copy
    from pipectl.people import view as people_view
    from pipectl.people.actions import merge as actions_merge
    from pipectl.prompting.prompts import confirm

    would = try_on_copy(run, lambda unit: actions_merge.merge(unit, kind, source[0], target[0]))
    for line in people_view.merge_words(would, run.numbers):
        print_note(line)
    return confirm(f"Merge {source[1]} (#{source[0]}) into {target[1]} (#{target[0]})?")
