"""`init`."""

from typing import Annotated

import typer

from pipectl.cli.options import Context, Json, run_of
from pipectl.cli.run import Run
from pipectl.domain.templates import TEMPLATES, StageTemplate, plain_stages, template
from pipectl.errors import UsageError, quoted
from pipectl.money import Money, check_currency, parse_money, parse_percent
from pipectl.periods import Period, parse_period
from pipectl.text import check_line, fold


def init(
    ctx: Context,
    template_name: Annotated[
        str | None,
        typer.Option("--template", metavar="|".join(TEMPLATES), help="Which stages; seller."),
    ] = None,
    stages: Annotated[
        str | None, typer.Option(metavar='"Name:percent,…"', help="Stages of your own instead.")
    ] = None,
    currency: Annotated[str, typer.Option(metavar="CODE", help="What sums are in.")] = "USD",
    quota: Annotated[str | None, typer.Option(metavar="AMOUNT", help="A first quota.")] = None,
    period: Annotated[
        str | None, typer.Option(metavar="PERIOD", help="The quota's period; this quarter.")
    ] = None,
    json: Json = False,
) -> None:
    """Make a store.

    \b
    Example:
      pipectl init --template seller --currency EUR --quota 250k --period 2026-Q4
    """
    from pipectl.actions import stores
    from pipectl.render.output import Answer, show
    from pipectl.store import birth

    run = run_of(ctx)
    code = check_currency(currency)
    chosen = chosen_stages(run, template_name, stages)
    first = first_quota(run, quota, period, code)
    birth.create(
        run.path,
        run.moment,
        lambda session: stores.fill(session, templates=chosen, currency=code, quota=first),
    )
    names = [stage.name for stage in chosen]
    data = {"path": str(run.path), "currency": code, "stages": names}

    def text() -> str:
        from pipectl.text import visible

        return f"Made a store at {visible(str(run.path))}.\nStages: {', '.join(names)}.\n" + (
            'Begin with `pipectl add "Acme rollout" 12k --next Call --due fri`.\n'
        )

    show(Answer(lambda: data, text), json=json)


def chosen_stages(run: Run, name: str | None, stages: str | None) -> tuple[StageTemplate, ...]:
    """The stages of a template, or those that were typed; raises UsageError."""
    if stages is None:
        return template("seller" if name is None else name)
    if name is not None:
        raise UsageError("--template and --stages exclude each other.", hint="Leave one out.")
    return plain_stages(typed_pairs(run, stages))


def typed_pairs(run: Run, stages: str) -> list[tuple[str, int]]:
    """`Name:percent,…`; raises UsageError, also for a stage that is named twice."""
    pairs = [typed_stage(run, part) for part in stages.split(",")]
    folded = [fold(stage) for stage, _ in pairs]
    for stage, _ in pairs:
        if folded.count(fold(stage)) > 1:
            raise UsageError(
                f"The stage {quoted(stage)} is named twice.", hint="Each needs a name of its own."
            )
    return pairs


def typed_stage(run: Run, part: str) -> tuple[str, int]:
    """`Name:percent`; raises UsageError."""
    name, colon, percent = part.rpartition(":")
    if not colon:
        raise UsageError(
            f"{quoted(part)} is no stage with its percentage.",
            hint='--stages takes "Accepted:40,Offer sent:60".',
        )
    return check_line(name, what="stage", most=60), parse_percent(percent, decimal=run.decimal)


def first_quota(
    run: Run, quota: str | None, period: str | None, currency: str
) -> tuple[Period, Money] | None:
    """A quota for the new store; raises UsageError for a period without one."""
    if quota is None:
        if period is not None:
            raise UsageError("--period is the quota's: it goes with --quota AMOUNT.")
        return None
    money = parse_money(quota, currency=currency, decimal=run.decimal)
    named = "this-quarter" if period is None else period
    return parse_period(named, today=run.today, fiscal_start=1), money
