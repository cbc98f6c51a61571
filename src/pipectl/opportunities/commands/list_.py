"""List the opportunities that are chosen."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipectl.cli.completion_values import complete_stage
from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.options import (
    MOST,
    AsOf,
    Context,
    Format,
    Json,
    Owner,
    Segment,
    Where,
    list_format,
)
from pipectl.cli.user_settings import no_column
from pipectl.errors import UsageError, either, quoted
from pipectl.named_tuple import NamedTuple
from pipectl.numbers import NumberFormat
from pipectl.opportunities.commands.list_names import sources, tag_named, unmet_criteria
from pipectl.pipeline.queries import list_filter
from pipectl.store.reader import Reader
from pipectl.text import UnknownValueError, fold
from pipectl.vocabulary import CUSTOMER, FIT, LOST, OPEN, SCORE, WON

if TYPE_CHECKING:
    from datetime import date

    from pipectl.fields.view import OwnColumn
    from pipectl.money import Money
    from pipectl.pipeline.queries.current import CurrentOpportunity
    from pipectl.render.tables import Empty
    from pipectl.stages.queries import StageRow
    from pipectl.store.scope import Choose


def list_(
    ctx: Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TEXT] [+TAG]...",
            help="Only deals with this text in the title, account or contact, and all these tags.",
        ),
    ] = None,
    stage: Annotated[
        list[str] | None,
        typer.Option(help="Only deals in this stage (repeatable).", autocompletion=complete_stage),
    ] = None,
    status: Annotated[
        str | None,
        typer.Option(
            metavar="open|won|lost|all", help="Only deals with this status (default: open)."
        ),
    ] = None,
    closing: Annotated[
        str | None,
        typer.Option(metavar="PERIOD", help="Only deals expected to close in this period."),
    ] = None,
    overdue: Annotated[
        bool, typer.Option("--overdue", help="Only deals whose next action is overdue.")
    ] = False,
    no_next: Annotated[
        bool, typer.Option("--no-next", help="Only deals without a next action.")
    ] = False,
    stale: Annotated[
        bool, typer.Option("--stale", help="Only stale deals (no contact for too long).")
    ] = False,
    stalled: Annotated[
        bool, typer.Option("--stalled", help="Only stalled deals (too long in their stage).")
    ] = False,
    slipped: Annotated[
        bool, typer.Option("--slipped", help="Only slipped deals (past their close date).")
    ] = False,
    unqualified: Annotated[
        bool,
        typer.Option(
            "--unqualified", help="Only unqualified deals (three questions not answered)."
        ),
    ] = False,
    single_threaded: Annotated[
        bool,
        typer.Option(
            "--single-threaded",
            help="Only single-threaded deals (fewer than two contacts in a late stage).",
        ),
    ] = False,
    source: Annotated[str | None, typer.Option(help="Only deals from this source.")] = None,
    account: Annotated[str | None, typer.Option(help="Only deals with this account.")] = None,
    contact: Annotated[
        str | None, typer.Option(help="Only deals with this contact, in any role.")
    ] = None,
    tag: Annotated[str | None, typer.Option(help="Only deals with this tag.")] = None,
    unmet: Annotated[
        str | None,
        typer.Option(
            metavar="CRITERION",
            help="Only deals that haven't met this exit criterion of their stage.",
        ),
    ] = None,
    min: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="Only deals of at least this amount.")
    ] = None,
    max: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="Only deals of at most this amount.")
    ] = None,
    where: Where = None,
    segment: Segment = None,
    seller: Owner = None,
    sort: Annotated[
        str,
        typer.Option(
            metavar="KEY",
            help=f"Sort by {either((*list_filter.SORT_KEYS, FIT, SCORE, 'a custom field'))}.",
        ),
    ] = "close",
    reverse: Annotated[bool, typer.Option("--reverse", help="Reverse the order.")] = False,
    limit: Annotated[
        int | None,
        typer.Option(
            min=0, max=MOST, metavar="N", help="List only the first N deals (default: all)."
        ),
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(
            metavar="a,b",
            help="Show only these columns, in this order, including fit, score and custom fields"
            " (default: the list_columns setting).",
        ),
    ] = None,
    template: Annotated[
        str | None,
        typer.Option(
            metavar="TEMPLATE",
            help="Format each deal: '{{ title }}\\t{{ amount }}'.",
        ),
    ] = None,
    all: Annotated[
        bool, typer.Option("--all", help="Include won and lost deals (same as --status all).")
    ] = False,
    as_of: AsOf = None,
    format: Format = None,
    json: Json = False,
) -> None:
    """List deals.

    Lists open deals by expected close date. Filters can be combined.

    \b
    Examples:
      pipectl list --stage proposal --closing this-quarter --no-next
      pipectl list acme --all
      pipectl list +hot --sort amount
      pipectl list --where source=referral --where 'amount>10k'
      pipectl list --sort amount --reverse --limit 5
      pipectl list --status won --format csv
      pipectl list --unmet agenda
      pipectl list --where fit=A..B --sort fit --reverse
      pipectl list --template '{{ id }}\\t{{ title }}\\t{{ amount }}'
    """
    from pipectl.pipeline import view as pipeline_view
    from pipectl.render.output import DATA, show_list, write_output

    run = run_of(ctx)
    text, named_tags = text_and_tags(ctx, words or [])
    if template is not None:
        from pipectl.opportunities.commands.list_templates import check_alone

        check_alone(columns, format, json=json)
    form = list_format(format, json)
    chosen = chosen_columns(run, columns, form)
    own_sort = None if sort in list_filter.SORT_KEYS else sort
    chosen_flags = {
        "overdue": overdue,
        "no-next-action": no_next,
        "stale": stale,
        "stalled": stalled,
        "slipped": slipped,
        "unqualified": unqualified,
        "single-threaded": single_threaded,
    }
    day = None if as_of is None else run.date(as_of, past=True)
    today = day or run.today
    only = None
    if where or segment is not None:
        only = only_where(run, where, segment, today)
    of = None
    if seller is not None or run.owner:
        from pipectl.ownership.prompts import whose

        of = whose(run, seller)
    with run.reading(as_of=day, only=only, whose=of) as reader:
        sorted_by = sort_sql(reader, own_sort, today)
        chosen_stages = stages_meant(run, reader, stage)
        wanted = list_filter.OpportunityFilter(
            text=None if text is None else fold(text.strip()),
            statuses=statuses(status, everything=all, of=chosen_stages),
            stage_ids=tuple(each.id for each in chosen_stages if each.kind != CUSTOMER),
            customer_stage_ids=tuple(each.id for each in chosen_stages if each.kind == CUSTOMER),
            closing=None if closing is None else run.period(closing, today=today).span,
            flags=tuple(name for name, is_on in chosen_flags.items() if is_on),
            sources=sources(reader, source),
            account_id=account_id(run, reader, account),
            contact_id=contact_id(run, reader, contact),
            tags=tuple(
                tag_named(reader, each) for each in (*named_tags, *([] if tag is None else [tag]))
            ),
            unmet=unmet_criteria(reader, unmet),
            least=amount_bound(run, min),
            most=amount_bound(run, max),
            sort=sort if own_sort is None else "id",
            own_sort=sorted_by.sql,
            own_values=sorted_by.values,
            reverse=reverse,
            limit=limit,
        )
        found = list_filter.find(reader, wanted, today)
        if template is not None:
            from pipectl.opportunities.commands.list_templates import filled_lines

            write_output(filled_lines(reader, template, found, today))
            return
        refusal = "No column" if columns is not None else no_column(",".join(chosen or ()))
        own = own_columns(reader, chosen or (), run.numbers, today, refusal)
        say_if_engagement_only(reader, sort, *(chosen or ()), *filtered_by(where))
        also = sorted_by_keys(reader, found, sort) if form in DATA else {}
    listing = pipeline_view.opportunities(
        found,
        columns=chosen,
        own=own,
        also=also,
        empty=nothing_found(wanted, narrowed=only is not None),
        look=lambda: (screen_of(run), run.numbers, run.settings.currency),
    )
    show_list(listing, form, run.numbers)


def only_where(
    run: Run, where: list[str] | None, segment: str | None, today: "date"
) -> "Choose | None":
    """What finds the deals for which the conditions hold; raises UsageError."""
    from pipectl.segments.prompts import narrowed_to

    narrowed = narrowed_to(run, where, segment, today)
    return None if narrowed is None else narrowed.choose


def nothing_found(wanted: list_filter.OpportunityFilter, *, narrowed: bool = False) -> "Empty":
    """What a list without deals says."""
    from pipectl.render.tables import Empty

    if wanted.is_narrow or narrowed:
        return Empty("No deals match", "List all deals", "pipectl list --all")
    if wanted.statuses == (WON,):
        return Empty("No won deals yet", "Mark a deal as won", "pipectl win OPP")
    if wanted.statuses == (LOST,):
        return Empty("No lost deals yet", "Mark a deal as lost", "pipectl lose OPP")
    kind = "open " if wanted.statuses == (OPEN,) else ""
    return Empty(f"No {kind}deals", "Add one", 'pipectl add "Acme rollout" 12k')


def text_and_tags(ctx: Context, words: list[str]) -> tuple[str | None, list[str]]:
    """The text and the tags that were typed, a tag as +TAG; raises UsageError for two texts."""
    tags = [word.removeprefix("+") for word in words if word.startswith("+")]
    texts = [word for word in words if not word.startswith("+")]
    if len(texts) > 1:
        ctx.fail(f"Got unexpected extra arguments ({' '.join(texts[1:])})")
    return next(iter(texts), None), tags


def chosen_columns(run: Run, typed: str | None, form: str) -> tuple[str, ...] | None:
    """The columns that were asked for; in a table else those of the setting; raises UsageError."""
    if typed is None:
        kept = run.user["list_columns"].value if form == "table" else ""
        return tuple(kept.split(",")) if kept else None
    chosen = tuple(name.strip() for name in typed.split(","))
    if form not in ("table", "csv", "tsv", "md"):
        raise UsageError(
            f"--columns can't be used with {form}, which always has every key.",
            hint="Use it with table, csv, tsv or md.",
        )
    return chosen


def statuses(
    status: str | None, *, everything: bool, of: Sequence["StageRow"] = ()
) -> tuple[str, ...]:
    """The statuses that a list shows; raises UsageError.

    Only won deals are in customer stages, so of these it shows those unless others are named.
    """
    known = {"open": (OPEN,), "won": (WON,), "lost": (LOST,), "all": (OPEN, WON, LOST)}
    if everything and status not in (None, "all"):
        raise UsageError(
            f"--all and --status {status} can't be used together.", hint="Use one of them."
        )
    if status is None and not everything and any(each.kind == CUSTOMER for each in of):
        return (WON,) if all(each.kind == CUSTOMER for each in of) else (OPEN, WON)
    name = "all" if everything else "open" if status is None else status
    if name not in known:
        raise UnknownValueError(f"No status {quoted(name)}", name, known)
    return known[name]


class SortedBy(NamedTuple):
    """The SQL that deals are sorted by, with its values; None for a key that every deal has."""

    sql: str | None = None
    values: Mapping[str, Any] = MappingProxyType({})


def sort_sql(reader: Reader, name: str | None, today: "date") -> SortedBy:
    """How deals are sorted by their fit, their score or a custom field.

    Raises UsageError for another name.
    """
    if name is None:
        return SortedBy()
    from pipectl.filters.queries import fit_source, score_source
    from pipectl.filters.queries.own_fields import own_field

    if name in (FIT, SCORE):
        of = fit_source(reader) if name == FIT else score_source(reader)
        days = {"today": today.isoformat()} if name == SCORE else {}
        return SortedBy(of.sql, {**of.values, **days})
    found = own_field(reader, name)
    if found is None:
        there = [*list_filter.SORT_KEYS, FIT, SCORE, *own_names(reader)]
        raise UnknownValueError(f"No sort key {quoted(name)}", name, there)
    return SortedBy(found.ordered)


def sorted_by_keys(
    reader: Reader, found: Sequence["CurrentOpportunity"], sort: str
) -> dict[int, dict[str, Any]]:
    """The JSON key of what deals are sorted by, where that is their fit or their score."""
    if sort == FIT:
        return fit_of_each(reader, found)
    if sort != SCORE or not found:
        return {}
    from pipectl.score.queries import scores

    known = scores(reader, found[0].today, [each.row.id for each in found])
    return {number: {SCORE: each} for number, each in known.items()}


def fit_of_each(reader: Reader, found: Sequence["CurrentOpportunity"]) -> dict[int, dict[str, Any]]:
    """The JSON key with the fit of each deal."""
    from pipectl.icp.queries import fits
    from pipectl.icp.view import fit_keys

    known = fits(reader, [each.row.id for each in found])
    return {number: {FIT: fit_keys(fit)} for number, fit in known.items()}


def fit_column_of(reader: Reader, numbers: NumberFormat) -> "OwnColumn":
    """The column with the fit of deals; raises UsageError without criteria."""
    from pipectl.filters.queries import NoCriteriaError
    from pipectl.icp.queries import fits, has_criteria
    from pipectl.icp.view import fit_column

    if not has_criteria(reader):
        raise NoCriteriaError()
    return fit_column(fits(reader), numbers)


def score_column_of(reader: Reader, today: "date", numbers: NumberFormat) -> "OwnColumn":
    """The column with the scores of deals."""
    from pipectl.score.queries import scores
    from pipectl.score.view import score_column

    return score_column(scores(reader, today), numbers)


def filtered_by(where: Sequence[str] | None) -> list[str]:
    """The names in conditions that were typed."""
    if not where:
        return []
    from pipectl.filters.rules import parse_condition

    return [fold(parse_condition(each).name) for each in where]


def say_if_engagement_only(reader: Reader, *asked: str | None) -> None:
    """Say that scores have no fit in them, where a score was asked for."""
    if SCORE not in asked:
        return
    from pipectl.render.output import print_note
    from pipectl.score.queries import is_engagement_only
    from pipectl.score.view import ENGAGEMENT_ONLY

    if is_engagement_only(reader):
        print_note(ENGAGEMENT_ONLY)


def own_columns(
    reader: Reader, names: Sequence[str], numbers: NumberFormat, today: "date", refusal: str
) -> "Mapping[str, OwnColumn]":
    """The columns with custom fields; raises UsageError for a name that there isn't.

    `refusal` is what is said before such a name.
    """
    from pipectl.pipeline.view import COLUMNS

    typed = [name for name in names if name not in COLUMNS]
    if not typed:
        return {}
    from pipectl.fields.view import column_of_deals
    from pipectl.filters.queries.own_fields import own_field, unknown_column, values_of_deals

    found = {}
    for name in typed:
        if name == FIT:
            found[name] = fit_column_of(reader, numbers)
            continue
        if name == SCORE:
            found[name] = score_column_of(reader, today, numbers)
            continue
        field = own_field(reader, name)
        if field is None:
            raise unknown_column(reader, name, refusal)
        values = values_of_deals(reader, field)
        found[name] = column_of_deals(field.field, field.label, values, numbers)
    return found


def own_names(reader: Reader) -> list[str]:
    """The names of custom fields, as conditions take them."""
    from pipectl.filters.queries import BUILT_IN, every_name

    return every_name(reader)[len(BUILT_IN) :]


def stages_meant(run: Run, reader: Reader, names: list[str] | None) -> tuple["StageRow", ...]:
    """The stages that are meant."""
    if not names:
        return ()
    from pipectl.stages.prompts import choose_stage

    return tuple(choose_stage(run, reader, name) for name in names)


def account_id(run: Run, reader: Reader, name: str | None) -> int | None:
    """The account that is meant."""
    if name is None:
        return None
    from pipectl.people.prompts import choose_account

    return choose_account(run, reader, name).id


def contact_id(run: Run, reader: Reader, name: str | None) -> int | None:
    """The contact that is meant."""
    if name is None:
        return None
    from pipectl.people.prompts import choose_contact

    return choose_contact(run, reader, name).id


def amount_bound(run: Run, text: str | None) -> "Money | None":
    """A least or most amount."""
    if text is None:
        return None
    from pipectl.cli.values import parse_money_option

    return parse_money_option(run, text, None)
