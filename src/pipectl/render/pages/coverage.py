"""How coverage looks: the verdict, what each stage needs, where the figures come from."""

from collections.abc import Callable
from fractions import Fraction

from pipectl.domain.coverage import ENOUGH_CLOSINGS, Coverage, StageNeed, required_count
from pipectl.numbers import NumberFormat
from pipectl.queries.coverage import CoverageReport
from pipectl.render.page import Block, Page, Paragraph, Table
from pipectl.render.pages.explained import NOTHING, not_counted
from pipectl.render.tables import Cell, Column

VERDICT_STYLES = {"won": "bold green", "enough": "green", "short": "bold red", "empty": "bold red"}


def page(report: CoverageReport, numbers: NumberFormat) -> Page:
    """The verdict, then stage by stage how many are needed and how many are short."""
    found, currency = report.coverage, report.money.currency
    columns = [
        Column("Stage", flexible=True),
        Column("%", right=True, rank=2),
        Column("Count", right=True),
        Column(f"Amount {currency}", right=True, rank=1),
        Column("Weighted", right=True, rank=3),
        Column("Needed", right=True),
        Column("Short", right=True),
    ]
    rows = [need_row(each, currency, numbers) for each in found.stages]
    blocks: list[Block] = [
        Paragraph(verdict(found, currency, numbers), VERDICT_STYLES.get(found.verdict, "bold")),
        # Nothing open can close any more in what is over.
        *([] if found.is_over else [Table(columns, rows)]),
        *asides(found, currency, numbers),
        *not_counted(report.money, found.without_amount),
    ]
    return Page(f"Coverage of {found.period.name}", blocks)


def verdict(found: Coverage, currency: str, numbers: NumberFormat) -> str:
    """Coverage in one sentence."""

    def short(minor: int) -> str:
        return numbers.short(minor, currency)

    if found.quota_minor is None:
        return (
            f"No quota for {found.period.name}: {short(found.won_minor)} won, "
            f"{short(found.open_minor)} open. Set one: `pipectl quota set AMOUNT "
            f"--period {found.period.name}`."
        )
    start = f"{short(found.won_minor)} of {short(found.quota_minor)} won"
    if found.is_over:
        made = "the quota was made" if found.verdict == "won" else "the quota was missed by "
        return f"{start}: {made}{short(found.remaining_minor) if found.remaining_minor else ''}."
    if found.verdict == "won":
        return f"{start}: the quota is made, and {short(found.open_minor)} is still open."
    need = f"you need {numbers.ratio_up(found.required)}"
    going = f"against {short(found.remaining_minor)} to go"
    if found.verdict == "empty":
        return f"{start}; nothing open {going}: {need}."
    ratio = numbers.ratio(found.ratio)
    if found.verdict == "enough":
        return f"{start}; {short(found.open_minor)} open {going}: {ratio} covers it, {need}."
    return f"{start}; {short(found.open_minor)} open {going}: {ratio}, {need}."


def need_row(found: StageNeed, currency: str, numbers: NumberFormat) -> list[Cell | str]:
    """One stage of coverage."""
    return [
        found.stage.name,
        numbers.basis_points(found.stage.probability_bp),
        str(found.count),
        numbers.amount(found.amount_minor, currency),
        numbers.amount(found.weighted_minor, currency),
        NOTHING if found.needed is None else str(found.needed),
        Cell(NOTHING if found.short is None else str(found.short), "red" if found.short else ""),
    ]


def asides(found: Coverage, currency: str, numbers: NumberFormat) -> list[Block]:
    """What stands beside the table: slipped and undated money, and where figures come from."""
    notes: list[str] = []
    for minor, count, what in (
        (found.slipped_minor, len(found.slipped), "slipped past the expected close date"),
        (found.undated_minor, len(found.undated), "without an expected close date, not counted"),
    ):
        if count:
            amount = numbers.amount(minor, currency)
            notes.append(f"{amount} in {count} {what}.")
    if found.quota_count is not None:
        notes.append(by_count(found, found.quota_count, numbers))
    if found.quota_minor is not None:
        required = "" if found.is_over else required_words(found, numbers)
        notes.append(f"{quota_words(found.quota_from)} {required}".rstrip())
    return [Paragraph(each, "dim") for each in notes]


def by_count(found: Coverage, quota_count: int, numbers: NumberFormat) -> str:
    """The number of wins that the quota asks for, against those there are."""
    start = f"By count: {len(found.won)} of {quota_count} won"
    remaining = quota_count - len(found.won)
    if remaining <= 0 or found.is_over:
        return f"{start}."
    required, required_from = required_count(found.win_rate)
    ratio = to_one(Fraction(len(found.counted), remaining), numbers)
    until = "" if required_from == "history" else ", until history says more"
    return (
        f"{start}; {len(found.counted)} open against {remaining} to go: {ratio}, "
        f"you need {numbers.ratio_up(required).removesuffix('x').removesuffix('.0')} to 1{until}."
    )


def to_one(ratio: Fraction, numbers: NumberFormat) -> str:
    """`2.5 to 1`, rounded down."""
    return f"{numbers.ratio(ratio).removesuffix('x').removesuffix('.0')} to 1"


def quota_words(source: str) -> str:
    """Where the quota comes from."""
    words = {
        "own": "The quota was set for this period.",
        "sum": "The quota is the sum of those set for its parts.",
        "share": "The quota is this period's share, by days, of a longer one.",
    }
    return words.get(source, "")


def required_words(found: Coverage, numbers: NumberFormat) -> str:
    """Where the required coverage comes from."""
    n, won = found.win_rate.n, found.win_rate.won
    closings = numbers.counted(n, "closing")
    if found.required_from == "history":
        return f"Required coverage is 1 / win rate by value of {closings}."
    if n >= ENOUGH_CLOSINGS:
        why = "no win of 12 months has an amount" if won else f"none of {closings} was won"
        return f"Required coverage is the setting: {why}."
    said = f"Required coverage is the setting: {closings} in 12 months"
    return f"{said} {'says' if n == 1 else 'say'} too little."


def formulas(report: CoverageReport, numbers: NumberFormat) -> list[str]:
    """The formulas with their figures."""
    found, currency = report.coverage, report.money.currency

    def full(minor: int) -> str:
        return numbers.amount(minor, currency)

    made = [
        f"coverage = open / remaining = {full(found.open_minor)} / "
        f"{full(found.remaining_minor)} = {exact(found.ratio, numbers)}",
        f"remaining = max(quota - won, 0) = max({full(found.quota_minor or 0)} - "
        f"{full(found.won_minor)}, 0) = {full(found.remaining_minor)}",
        f"required = {required_formula(found, numbers)}",
    ]
    return made if found.is_over else made + needs(found, full, numbers)


def needs(found: Coverage, full: Callable[[int], str], numbers: NumberFormat) -> list[str]:
    """How many each stage needs."""
    average = found.average_won_minor
    made = [
        "needed = remaining / average won amount / chance to be won from the stage, rounded up"
        + (
            f"; average {full(round(average))} (of {average_words(found.average_from)})"
            if average
            else "; no average amount is known"
        ),
    ]
    return made + [
        f"  {each.stage.name}: chance {exact(100 * each.chance, numbers)} % ({each.chance_from})"
        for each in found.stages
    ]


def average_words(source: str) -> str:
    """What an average is taken over."""
    return (
        "those won in 12 months" if source == "won" else "what is open: none was won in 12 months"
    )


def required_formula(found: Coverage, numbers: NumberFormat) -> str:
    """How the required coverage was found."""
    rate = found.win_rate
    if found.required_from == "history" and rate.by_value is not None:
        value = exact(rate.by_value, numbers)
        return (
            f"1 / win rate by value = 1 / {value} % (n={rate.n}) = {exact(found.required, numbers)}"
        )
    closings = numbers.counted(rate.n, "closing")
    return f"the setting {exact(found.required, numbers)} ({closings}, {rate.won} won)"


def exact(value: Fraction | None, numbers: NumberFormat) -> str:
    """A number to four decimals."""
    return NOTHING if value is None else numbers.places(value, 4)
