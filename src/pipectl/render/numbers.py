"""The board and coverage, drawn: the verdict first, then the table."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from pipectl.domain.board import Line
from pipectl.domain.coverage import ENOUGH_CLOSINGS, Coverage, StageNeed
from pipectl.money import format_amount, format_percent, short_amount, weighted_minor
from pipectl.queries.board import BoardReport
from pipectl.queries.counting import Counted, Money
from pipectl.queries.coverage import CoverageReport
from pipectl.render.tables import Cell, Column, Screen, bar, heading, line, paragraph, table

BAR = 16
NOTHING = "–"


def board(report: BoardReport, on: Screen, decimal: str, *, explain: bool) -> str:
    """The board with bars, the total, and what isn't in it."""
    found, currency = report.board, report.money.currency
    titles = [
        Column(found.by.capitalize(), flexible=True),
        Column("%", right=True, rank=3),
        Column("Count", right=True),
        Column(f"Amount {currency}", right=True),
        Column("Weighted", right=True, rank=2),
        Column("", rank=4),
        Column("Oldest", right=True, rank=5),
        Column("Flagged", right=True, rank=1),
    ]
    most = max((each.amount_minor for each in found.groups), default=0)
    cells = [board_row(each, currency, most, on, decimal) for each in found.groups]
    cells.append(board_row(replace(found.total, group="Total"), currency, 0, on, decimal))
    page = table(titles, cells, on)
    if report.period is not None:
        page = heading(f"Expected to close in {report.period.name}", on) + page
    if not found.counted:
        empty = "Nothing is open. Add one: `pipectl add TITLE AMOUNT`."
        page += line([empty if report.period is None else "Nothing open closes in it."], on)
    page += not_counted(report.money, found.without_amount, on)
    return page + (board_explained(report, on, decimal) if explain else "")


def board_row(found: Line, currency: str, most: int, on: Screen, decimal: str) -> list[Cell | str]:
    """One line of the board."""
    flagged = Cell(str(found.flagged), "yellow" if found.flagged else "dim")
    style = "bold" if found.group == "Total" else ""
    return [
        Cell(found.group or NOTHING, style),
        NOTHING if found.probability_bp is None else format_percent(found.probability_bp),
        Cell(str(found.count), style),
        Cell(format_amount(found.amount_minor, currency, decimal=decimal), style),
        Cell(format_amount(found.weighted_minor, currency, decimal=decimal), style),
        Cell(bar(found.amount_minor, most, BAR if on.width > 90 else BAR // 2, on), "cyan"),
        NOTHING if found.oldest_days is None else f"{found.oldest_days} d",
        flagged,
    ]


def not_counted(money: Money, without_amount: int, on: Screen) -> str:
    """What a sum leaves out, or counts as 0."""
    said = []
    if without_amount:
        said.append(f"{without_amount} without an amount, counted as 0")
    said += [f"{count} in {code} left out" for code, count in money.left_out.items()]
    return line([Cell(f"{'; '.join(said)}.", "dim")], on) if said else ""


def board_explained(report: BoardReport, on: Screen, decimal: str) -> str:
    """The formula and every row."""
    formula = (
        "weighted = amount x probability (its own, else its stage's), rounded for each "
        "opportunity, then summed; flagged = with at least one flag; oldest = the most days "
        "that one of them has stood in its stage."
    )
    return "\n" + paragraph(formula, on) + counted_rows(report, on, decimal)


def counted_rows(report: BoardReport | CoverageReport, on: Screen, decimal: str) -> str:
    """Every row that the report looked at; a `*` marks a probability of its own."""
    titles = [
        Column("#", right=True),
        Column("Title", flexible=True),
        Column("Amount", right=True),
        Column("%", right=True),
        Column("Weighted", right=True, rank=1),
        Column("Counted", flexible=True),
    ]
    cells = [counted_row(row, decimal) for row in report.rows]
    own = any(row.is_own for row in report.rows)
    aside = line([Cell("* its own probability, not its stage's", "dim")], on) if own else ""
    return table(titles, cells, on) + aside


def counted_row(row: Counted, decimal: str) -> list[Cell | str]:
    """One row of an explanation."""
    amount = NOTHING
    if row.amount_minor is not None:
        amount = f"{format_amount(row.amount_minor, row.currency, decimal=decimal)} {row.currency}"
    chance = weighted = NOTHING
    if row.probability_bp is not None:
        chance = format_percent(row.probability_bp) + ("*" if row.is_own else "")
        minor = weighted_minor(row.amount_minor or 0, row.probability_bp)
        weighted = format_amount(minor, row.currency, decimal=decimal)
    return [str(row.id), row.title, amount, chance, weighted, row.why]


def times(ratio: Fraction | None) -> str:
    """A ratio as `1.4x`, rounded down: coverage is never flattered."""
    if ratio is None:
        return NOTHING
    tenths = ratio.numerator * 10 // ratio.denominator
    return f"{tenths // 10}.{tenths % 10}x"


def needed_times(ratio: Fraction) -> str:
    """What is needed as `3.0x`, rounded up."""
    tenths = -(-ratio.numerator * 10 // ratio.denominator)
    return f"{tenths // 10}.{tenths % 10}x"


def verdict(found: Coverage, currency: str, decimal: str) -> str:
    """Coverage in one sentence."""

    def short(minor: int) -> str:
        return short_amount(minor, currency, decimal=decimal)

    if found.quota_minor is None:
        return (
            f"No quota for {found.period.name}: {short(found.won_minor)} won, "
            f"{short(found.open_minor)} open. Set one: `pipectl quota set AMOUNT "
            f"--period {found.period.name}`."
        )
    start = f"{short(found.won_minor)} of {short(found.quota_minor)} won"
    if found.verdict == "won":
        return f"{start}: the quota is made, and {short(found.open_minor)} is still open."
    need = f"you need {needed_times(found.required)}"
    going = f"against {short(found.remaining_minor)} to go"
    if found.verdict == "empty":
        return f"{start}; nothing open {going}: {need}."
    ratio = times(found.ratio)
    if found.verdict == "enough":
        return f"{start}; {short(found.open_minor)} open {going}: {ratio} covers it, {need}."
    return f"{start}; {short(found.open_minor)} open {going}: {ratio}, {need}."


VERDICT_STYLES = {"won": "bold green", "enough": "green", "short": "bold red", "empty": "bold red"}


def coverage(report: CoverageReport, on: Screen, decimal: str, *, explain: bool) -> str:
    """The verdict, then stage by stage how many are needed and how many are short."""
    found, currency = report.coverage, report.money.currency
    page = paragraph(
        verdict(found, currency, decimal), on, style=VERDICT_STYLES.get(found.verdict, "bold")
    )
    titles = [
        Column("Stage", flexible=True),
        Column("%", right=True, rank=2),
        Column("Count", right=True),
        Column(f"Amount {currency}", right=True, rank=1),
        Column("Weighted", right=True, rank=3),
        Column("Needed", right=True),
        Column("Short", right=True),
    ]
    page += table(titles, [need_row(each, currency, decimal) for each in found.stages], on)
    page += asides(found, currency, on, decimal)
    page += not_counted(report.money, found.without_amount, on)
    return page + (coverage_explained(report, on, decimal) if explain else "")


def need_row(found: StageNeed, currency: str, decimal: str) -> list[Cell | str]:
    """One stage of coverage."""
    return [
        found.stage.name,
        format_percent(found.stage.probability_bp),
        str(found.count),
        format_amount(found.amount_minor, currency, decimal=decimal),
        format_amount(found.weighted_minor, currency, decimal=decimal),
        NOTHING if found.needed is None else str(found.needed),
        Cell(NOTHING if found.short is None else str(found.short), "red" if found.short else ""),
    ]


def asides(found: Coverage, currency: str, on: Screen, decimal: str) -> str:
    """What stands beside the table: slipped and undated money, and where figures come from."""
    notes: list[str] = []
    for minor, count, what in (
        (found.slipped_minor, len(found.slipped), "slipped past the expected close date"),
        (found.undated_minor, len(found.undated), "without an expected close date, not counted"),
    ):
        if count:
            amount = format_amount(minor, currency, decimal=decimal)
            notes.append(f"{amount} in {count} {what}.")
    if found.quota_minor is not None:
        notes.append(f"{quota_words(found)} {required_words(found)}")
    return "".join(paragraph(each, on, style="dim") for each in notes)


def quota_words(found: Coverage) -> str:
    """Where the quota comes from."""
    words = {
        "own": "The quota was set for this period.",
        "sum": "The quota is the sum of those set for its parts.",
        "share": "The quota is this period's share, by days, of a longer one.",
    }
    return words.get(found.quota_from, "")


def required_words(found: Coverage) -> str:
    """Where the required coverage comes from."""
    if found.required_from == "history":
        return f"Required coverage is 1 / win rate by value of {found.win_rate.n} closings."
    n, won = found.win_rate.n, found.win_rate.won
    if n >= ENOUGH_CLOSINGS:
        why = "no win of 12 months has an amount" if won else f"none of {n} closings was won"
        return f"Required coverage is the setting: {why}."
    return f"Required coverage is the setting: {n} closings in 12 months say too little."


def coverage_explained(report: CoverageReport, on: Screen, decimal: str) -> str:
    """The formulas with their figures, and every row."""
    found, currency = report.coverage, report.money.currency

    def full(minor: int) -> str:
        return format_amount(minor, currency, decimal=decimal)

    average = found.average_won_minor
    formulas = [
        f"coverage = open / remaining = {full(found.open_minor)} / "
        f"{full(found.remaining_minor)} = {decimal_ratio(found.ratio)}",
        f"remaining = max(quota - won, 0) = max({full(found.quota_minor or 0)} - "
        f"{full(found.won_minor)}, 0) = {full(found.remaining_minor)}",
        f"required = {required_formula(found)}",
        "needed = remaining / average won amount / chance to be won from the stage, rounded up"
        + (
            f"; average {full(round(average))} (of {average_words(found.average_from)})"
            if average
            else "; no average amount is known"
        ),
    ]
    formulas += [
        f"  {each.stage.name}: chance {decimal_ratio(100 * each.chance)} % ({each.chance_from})"
        for each in found.stages
    ]
    lines: Sequence[str] = [paragraph(each, on) for each in formulas]
    return "\n" + "".join(lines) + counted_rows(report, on, decimal)


def average_words(source: str) -> str:
    """What an average is taken over."""
    return (
        "those won in 12 months" if source == "won" else "what is open: none was won in 12 months"
    )


def required_formula(found: Coverage) -> str:
    """How the required coverage was found."""
    rate = found.win_rate
    if found.required_from == "history" and rate.by_value is not None:
        value = decimal_ratio(rate.by_value)
        return (
            f"1 / win rate by value = 1 / {value} % (n={rate.n}) = {decimal_ratio(found.required)}"
        )
    return f"the setting {decimal_ratio(found.required)} (n={rate.n} closings, {rate.won} won)"


def decimal_ratio(value: Fraction | None) -> str:
    """A ratio to four decimals, without zeros at its end."""
    if value is None:
        return NOTHING
    ten_thousandths = round(value * 10_000)
    text = f"{ten_thousandths / 10_000:.4f}".rstrip("0").rstrip(".")
    return text or "0"
