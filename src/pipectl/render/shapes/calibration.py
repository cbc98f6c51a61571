"""The JSON keys of calibration."""

from fractions import Fraction
from typing import Any

from pipectl.domain.forecast.plain import Outcomes
from pipectl.domain.forecast.scoring import Tenth
from pipectl.money import percent_number
from pipectl.queries.calibration import CalibrationReport, StageHeld
from pipectl.queries.forecast import percent


def shape(report: CalibrationReport) -> dict[str, Any]:
    """The keys: shares and chances in percent, Brier scores from 0 to 1."""
    inside = report.inside
    return {
        "currency": report.money.currency,
        "left_out": dict(report.money.left_out),
        "forecasts": {
            "n": len(report.judged),
            "brier": score(report.brier),
            "inside_10_90": None if inside is None else percent(inside),
        },
        "stages": [stage(each) for each in report.stages],
        "tenths": [tenth(each) for each in report.tenths],
    }


def score(value: float | None) -> Fraction | None:
    """A Brier score to four digits."""
    return None if value is None else Fraction(round(value * 10_000), 10_000)


def stage(found: StageHeld) -> dict[str, Any]:
    """A stage: what is configured, of how many it is known, and what happened."""
    return {
        "stage": found.step.name,
        "probability": percent_number(found.step.probability_bp),
        "n": found.outcomes.n,
        "happened": happened(found.outcomes),
        "brier": score(found.brier),
    }


def happened(found: Outcomes) -> Fraction | None:
    """The share that was won, in percent; null of none."""
    return Fraction(100 * found.won, found.n) if found.n else None


def tenth(found: Tenth) -> dict[str, Any]:
    """Forecasts whose chance lay in one tenth."""
    return {
        "from": percent(found.low),
        "n": found.n,
        "said": percent(found.said),
        "happened": percent(found.happened),
    }
