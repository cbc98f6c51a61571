"""Run a report from the command line: common options, the query, the output format."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import wraps
from importlib import import_module
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Annotated, Any

from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.options import (
    AsOf,
    Explain,
    Json,
    Owner,
    PageFormat,
    Period,
    ReportCurrency,
    Segment,
    Where,
    list_format,
    period_option,
)
from pipectl.errors import BackwardsRangeError, UsageError
from pipectl.money import check_currency
from pipectl.named_tuple import NamedTuple
from pipectl.numbers import NumberFormat
from pipectl.ownership.prompts import whose
from pipectl.ownership.view import owner_words
from pipectl.render.output import DATA, PAGE_FORMATS, write_output
from pipectl.reports.queries.shared import ReportRequest, ReportRow
from pipectl.store.reader import Reader

if TYPE_CHECKING:
    from pipectl.filters.prompts import Narrowing
    from pipectl.render.blocks import Block, Page
    from pipectl.reports.queries.conversions import Conversions


# Adds to a page; and makes such a function from the store, the request, a report and its answer.
Finish = Callable[["Page", NumberFormat], "Page"]
Beside = Callable[[Reader, ReportRequest, str, Any], Finish | None]
# The key in a command's context under which `what-if` finds the report it would run.
NOTED = "pipectl.noted"


class ReportOptions(NamedTuple):
    """The options of all reports, as typed, in the order of the help."""

    period: Period = None
    as_of: AsOf = None
    currency: ReportCurrency = None
    where: Where = None
    segment: Segment = None
    seller: Owner = None
    explain: Explain = False
    format: PageFormat = None
    json: Json = False


def with_report_options(
    period: str | None = "this quarter",
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options that all reports share, in place of its parameter `options`.

    `period` is the default period in the help. None hides --period from the help of a report that
    rejects it. Typer reads the options from the signature, so they are added there, after the
    command's own.
    """
    option = period_option(period or "", hidden=period is None)
    kinds = ReportOptions.__annotations__ | {"period": Annotated[str | None, option]}
    shared_parameters = [
        Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for (name, kind), default in zip(kinds.items(), ReportOptions(), strict=True)
    ]

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def typed(**values: Any) -> None:
            shared = {name: values.pop(name) for name in ReportOptions._fields}
            command(**values, options=ReportOptions(**shared))

        declared = signature(command)
        own = [each for each in declared.parameters.values() if each.name != "options"]
        typed.__signature__ = declared.replace(  # type: ignore[attr-defined]
            parameters=[*own, *shared_parameters]
        )
        return typed

    return decorate


class ReportCall(NamedTuple):
    """A report to run: its name, the common options, and its own."""

    name: str
    options: ReportOptions
    own: dict[str, Any]


class ReportPackage(NamedTuple):
    """A report's modules, by package name.

    `reports.NAME.queries` has its query (`answer`), `reports.NAME.view` its JSON (`json_keys`), its
    page (`page`) and its formulas (`formulas`). Modules are imported when needed. With
    `conversions`, it says what it took in of deals in other currencies, and with `owner` whose
    deals it counts.
    """

    name: str
    conversions: "Conversions | None" = None
    owner: str | None = None

    def reading(self, reader: Reader) -> "ReportPackage":
        """Return the report of what the reader shows and converts."""
        of_owner = self._replace(owner=reader.owner)
        if not reader.rates:
            return of_owner
        from pipectl.reports.queries.conversions import conversions

        return of_owner._replace(conversions=conversions(reader))

    @property
    def question(self) -> Callable[..., Any]:
        """Return the answer to a request, with the report's own options by name."""
        found: Callable[..., Any] = import_module(f"pipectl.reports.{self.name}.queries").answer
        return found

    def shape(
        self,
        found: Any,
        numbers: NumberFormat,
        narrowed: "Narrowing | None" = None,
        *,
        explain: bool,
    ) -> dict[str, Any]:
        """Return the JSON after the currency, with the formulas if requested."""
        money = found.money
        keys = {"currency": money.currency, "left_out": money.left_out}
        keys |= self.converted(found)
        if self.owner is not None:
            keys["owner"] = self.owner or None
        if narrowed is not None:
            keys |= narrowed.keys
        keys |= self.view.json_keys(found)
        if not explain:
            return keys
        from pipectl.reports.view import explained

        rows = explained(self.rows(found))
        return keys | {"formulas": self.formulas(found, numbers), "explain": rows}

    def converted(self, found: Any) -> dict[str, Any]:
        """Return the JSON of what was taken in from other currencies; nothing without any."""
        if self.conversions is None or not (some := self.conversions.included(found.rows)):
            return {}
        from pipectl.reports.view import converted_keys

        return {"converted": converted_keys(some)}

    def rows(self, found: Any) -> "Sequence[ReportRow]":
        """Return every row that was considered, with what it was converted from."""
        rows: Sequence[ReportRow] = found.rows
        return rows if self.conversions is None else self.conversions.told(rows)

    def page(self, found: Any, numbers: NumberFormat, *, explain: bool) -> "Page":
        """Return the page, in the user's number format."""
        page: Page = self.view.page(found, numbers)
        if self.conversions is not None:
            from pipectl.reports.view import taken_in

            page = page.followed_by(taken_in(self.conversions, found.rows, numbers))
        if not explain:
            return page
        return page.followed_by(self.explanation(found, numbers))

    def explanation(self, found: Any, numbers: NumberFormat) -> "Sequence[Block]":
        """Return the formulas, and every row that was considered."""
        from pipectl.reports.view import explanation

        return explanation(self.formulas(found, numbers), self.rows(found), numbers)

    def formulas(self, found: Any, numbers: NumberFormat) -> list[str]:
        """Return the formulas in sentences with their figures."""
        made: list[str] = self.view.formulas(found, numbers)
        return made

    @property
    def view(self) -> Any:
        """The module of the report's view."""
        return import_module(f"pipectl.reports.{self.name}.view")


@contextmanager
def open_report(run: Run, options: ReportOptions) -> Iterator[tuple[Reader, ReportRequest]]:
    """Open the store as of the end of the requested day; yield it with the request."""
    asked = request_from_options(run, options)
    narrowed = narrowing_of(run, options)
    with run.reading(
        as_of=None if options.as_of is None else asked.today,
        only=None if narrowed is None else narrowed.choose,
        valued_on=valued_on(run, asked),
        whose=whose(run, options.seller),
    ) as reader:
        yield reader, asked


def valued_on(run: Run, asked: ReportRequest) -> date | None:
    """Return the day on which a report in the store's currency takes in deals in others.

    A report in another currency counts only deals in it, so it needs no rates.
    """
    return asked.today if asked.currency == run.settings.currency else None


def request_from_options(run: Run, options: ReportOptions) -> ReportRequest:
    """Return the request for the options."""
    day = run.today if options.as_of is None else run.date(options.as_of, past=True)
    return ReportRequest(
        today=day,
        currency=report_currency(run, options.currency),
        settings=run.settings,
        period=None if options.period is None else run.period(options.period, today=day),
        explain=options.explain,
        segment=options.segment,
    )


def past_days(
    run: Run, options: ReportOptions, since: str | None, until: str | None
) -> tuple[date | None, date | None]:
    """Return the first and last day of --since and --until, no later than today or --as-of.

    Raises UsageError, FutureDateError, BackwardsRangeError.
    """
    typed = [text for text in (since, until) if text is not None]
    if options.period is not None and typed:
        raise UsageError(
            "--period can't be combined with --since or --until.", hint="Use one or the other."
        )
    today = None if options.as_of is None or not typed else run.date(options.as_of, past=True)
    first, last = (
        None if text is None else run.date(text, past=True, today=today) for text in (since, until)
    )
    if first is not None and last is not None and last < first:
        raise BackwardsRangeError(f"{first}..{last}", first.isoformat(), last.isoformat())
    return first, last


def report_currency(run: Run, currency: str | None) -> str:
    """Return the requested currency, else the store's."""
    return run.settings.currency if currency is None else check_currency(currency)


def show_report(
    ctx: Any, name: str, options: ReportOptions, beside: Beside | None = None, **own: Any
) -> Any:
    """Run the report of that name with its own options, show it, and return the answer.

    `beside` reads what else the page shows from the store. If `what-if` only wants to know the
    report, the call is stored, and None returned.
    """
    form = list_format(options.format, options.json, PAGE_FORMATS)
    run, number = run_of(ctx), ReportPackage(name)
    if NOTED in ctx.meta:
        ctx.meta[NOTED].append(ReportCall(name, options, own))
        return None
    with open_report(run, options) as (reader, asked):
        found = number.question(reader, asked, **own)
        number = number.reading(reader)
        finish = beside(reader, asked, name, found) if beside and form != "json" else None
    text = answer_text(run, number, found, form, finish, options=options)
    write_output(text, utf_8=form in DATA)
    return found


def answer_text(
    run: Run,
    number: ReportPackage,
    found: Any,
    form: str,
    finish: Finish | None = None,
    *,
    options: ReportOptions,
) -> str:
    """Return an answer as text in that format; `finish` adds parts of other reports to its page."""
    narrowed, explain = narrowing_of(run, options), options.explain
    if form == "json":
        from pipectl.render.serialize import to_json

        return f"{to_json(number.shape(found, run.numbers, narrowed, explain=explain))}\n"
    page = about(narrowed, number.page(found, run.numbers, explain=False), number.owner)
    if finish is not None:
        page = finish(page, run.numbers)
    if explain:
        page = page.followed_by(number.explanation(found, run.numbers))
    return page_text(run, page, form)


def narrowing_of(run: Run, options: ReportOptions) -> "Narrowing | None":
    """Return what the options narrow a report to."""
    if not options.where and options.segment is None:
        return None
    from pipectl.segments.prompts import narrowed_to

    day = run.today if options.as_of is None else run.date(options.as_of, past=True)
    return narrowed_to(run, options.where, options.segment, day)


def about(narrowed: "Narrowing | None", page: "Page", owner: str | None = None) -> "Page":
    """Return the page of a report that says first what it is narrowed to, and to whose deals."""
    said = [] if narrowed is None else [narrowed.text]
    said += [] if owner is None else [owner_words(owner)]
    if not said:
        return page
    from pipectl.render.blocks import Paragraph

    return page._replace(blocks=[*(Paragraph(each, "dim") for each in said), *page.blocks])


def page_text(run: Run, page: "Page", form: str) -> str:
    """Return a page as text in that format."""
    if form == "md":
        from pipectl.render.markdown import markdown

        return markdown(page)
    from pipectl.render.terminal import draw

    return draw(page, screen_of(run))
