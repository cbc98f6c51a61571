"""The page of `report calibration`: forecasts and stage probabilities against results."""

from fractions import Fraction
from typing import Any

from pipectl.forecast.rules.comparison import Outcomes, Tenth
from pipectl.money import percent_number
from pipectl.numbers import NumberFormat, half_up
from pipectl.render.blocks import Block, Gauge, Heading, Page, Paragraph, TableBlock
from pipectl.render.tables import Cell, Column
from pipectl.reports.calibration.queries import CalibrationReport, StageCalibration
from pipectl.reports.forecast.queries import percent
from pipectl.reports.view import NOTHING, about, not_counted
from pipectl.sample_size import ENOUGH_EXITS, is_enough


def json_keys(report: CalibrationReport) -> dict[str, Any]:
    """The JSON: shares and chances in percent, Brier scores from 0 to 1."""
    inside = report.inside
    return {
        "forecasts": {
            "n": len(report.judged),
            "brier": score(report.brier),
            "inside_10_90": None if inside is None else percent(inside),
        },
        "stages": [stage_keys(each) for each in report.stages],
        "tenths": [tenth_keys(each) for each in report.tenths],
    }


def score(value: float | None) -> Fraction | None:
    """Return a Brier score rounded to four digits."""
    return None if value is None else Fraction(round(value * 10_000), 10_000)


def stage_keys(found: StageCalibration) -> dict[str, Any]:
    """Return a stage's JSON: its configured probability, the sample and the actual share."""
    return {
        "stage": found.step.name,
        "probability": percent_number(found.step.probability_bp),
        "n": found.outcomes.n,
        "happened": happened(found.outcomes),
        "brier": score(found.brier),
    }


def happened(found: Outcomes) -> Fraction | None:
    """Return the share won, in percent; None without closed deals."""
    return Fraction(100 * found.won, found.n) if found.n else None


def tenth_keys(found: Tenth) -> dict[str, Any]:
    """Return the JSON of forecasts with a chance in one tenth."""
    return {
        "from": percent(found.low),
        "n": found.n,
        "said": percent(found.said),
        "happened": percent(found.happened),
    }


WHOLE = 10_000  # of a bar that shows a share


def page(report: CalibrationReport, numbers: NumberFormat) -> Page:
    """Return the forecasts by tenths of their chances, then the stages."""
    blocks: list[Block] = [Paragraph(sentence(report, numbers), "bold")]
    if report.judged:
        blocks.append(reliability(report, numbers))
    blocks += [Heading("Stage probabilities against results")]
    table = stages(report, numbers)
    blocks += [table, about(table, "Brier", brier_words(numbers))]
    blocks += [*proposals(report), *not_counted(report.money, numbers)]
    return Page("Calibration", blocks)


def sentence(report: CalibrationReport, numbers: NumberFormat) -> str:
    """Return how good the forecasts were, in a sentence."""
    n = len(report.judged)
    if not n:
        return (
            "No forecasts to compare with results yet. `pipectl forecast` saves one a day. Each is"
            " compared with the result when its period is over."
        )
    inside = numbers.sampled(numbers.percent(percent(report.inside or 0.0)), n)
    return (
        f"{numbers.counted(n, 'forecast')} of past periods: {inside} of the results were within the"
        " forecast's 10 to 90 % range (ideal: 80 %). Brier score:"
        f" {numbers.sampled(number(report.brier, numbers), n)}."
    )


def number(value: float | None, numbers: NumberFormat) -> str:
    """Return a score with four digits."""
    found = score(value)
    return NOTHING if found is None else numbers.places(found, 4, least=4)


def reliability(report: CalibrationReport, numbers: NumberFormat) -> TableBlock:
    """Return stated and actual shares by tenths, as two bars that should be equally long."""
    columns = [
        Column("Forecast"),
        Column("n", right=True),
        Column("Average", right=True),
        Column("", rank=2),
        Column("Reached", right=True),
        Column("", rank=1),
    ]
    return TableBlock(columns, [tenth(each, numbers) for each in report.tenths])


def tenth(found: Tenth, numbers: NumberFormat) -> list[Cell | Gauge | str]:
    """Return the line of one tenth."""
    low = half_up(Fraction(100 * found.low))
    return [
        f"{numbers.count(low)} to {numbers.count(low + 10)} %",
        numbers.count(found.n),
        numbers.percent(percent(found.said)),
        Gauge(round(found.said * WHOLE), WHOLE, "dim"),
        numbers.sampled(numbers.percent(percent(found.happened)), found.n),
        Gauge(round(found.happened * WHOLE) if is_enough(found.n) else 0, WHOLE),
    ]


def stages(report: CalibrationReport, numbers: NumberFormat) -> TableBlock:
    """Return a line for each stage."""
    columns = [
        Column("Stage", flexible=True),
        Column("Stage %", right=True),
        Column("", rank=2),
        Column("Won", right=True),
        Column("", rank=1),
        Column("n", right=True),
        Column("Brier", right=True, rank=3),
    ]
    return TableBlock(columns, [stage(each, numbers) for each in report.stages])


def stage(found: StageCalibration, numbers: NumberFormat) -> list[Cell | Gauge | str]:
    """Return the line of one stage."""
    n, share = found.outcomes.n, happened(found.outcomes)
    bar = round(share * WHOLE / 100) if share is not None and is_enough(n) else 0
    return [
        found.step.name,
        numbers.basis_points(found.step.probability_bp),
        Gauge(found.step.probability_bp, WHOLE, "dim"),
        NOTHING if share is None else numbers.sampled(numbers.percent(share), n),
        Gauge(bar, WHOLE),
        numbers.count(n),
        NOTHING if found.brier is None else numbers.sampled(number(found.brier, numbers), n),
    ]


def brier_words(numbers: NumberFormat) -> str:
    """Return how to read the scores."""
    return f"Brier score: 0 is best. A coin toss scores {numbers.scaled(25, 2)}."


def proposals(report: CalibrationReport) -> list[Block]:
    """Return the command that adjusts the probabilities, once there is enough history."""
    if not any(each.outcomes.n >= ENOUGH_EXITS for each in report.stages):
        return []
    return [Paragraph("To adjust the probabilities: `pipectl stage calibrate`.", "dim")]


def formulas(report: CalibrationReport, numbers: NumberFormat) -> list[str]:
    """Return what the scores mean."""
    judged = report.judged
    made = [
        "Brier score = average of (chance - result)², where the result is 1 or 0",
        f"  0 is best. Always forecasting 50 % scores {numbers.scaled(25, 2)}.",
        "n of a stage = closed deals that were ever in it; won = share of them that were won",
    ]
    if judged:
        reached = Fraction(100 * sum(report.happened), len(judged))
        said = numbers.sampled(numbers.percent(reached), len(judged))
        made.append(f"The quota was reached after {said} of the forecasts.")
    return made
