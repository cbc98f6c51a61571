"""How good are the forecasts on real pipelines, beside what others do; and how fast are they?"""

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import pairwise
from multiprocessing import Pool
from pathlib import Path
from random import Random
from statistics import fmean

from pipectl.forecast.rules.comparison import brier, calibration
from pipectl.forecast.rules.sampling import SEED
from replay import METHODS, METHODS_AHEAD, NO_WIDER, OWN, Mark, Said, replay, replay_ahead
from sellers import COMPANIES, DATA, Company, Seller, sellers
from speed import speed
from timing import Verdict

PAGE = Path(__file__).parents[1] / "docs" / "forecast.md"
BEGIN, END = "<!-- figures: make bench-forecast -->", "<!-- end of figures -->"
TITLES = ("", "CRPS", "median error", "Brier", "inside", "7 days", "by the end")
TITLES_AHEAD = (*TITLES[:5], "in the period")
# What the method has to reach on each company's sellers: at most, but for the share inside.
LIMITS = {
    "bpi2012": (0.188, None, 0.084, (0.68, 0.90), 0.113, 0.198),
    "maven": (0.124, None, 0.130, (0.75, 0.92), 0.0435, 0.179),
}
OTHER_SEEDS = (1, 2, 3)
MOST_POINTS = 1.0  # that another seed may move the chance by, on average
CORES = 2
RESAMPLES = 1_000

Replay = Callable[[Seller], list[Mark]]

Figures = tuple[float | None, ...]


def main() -> int:
    """Print the table and write it into the page; with --seeds or --speed, that instead."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--data", type=Path, default=DATA, help="where the real pipelines are")
    words.add_argument("--seeds", action="store_true", help="how much the luck of the draw moves")
    words.add_argument("--speed", action="store_true", help="how long large stores take")
    words.add_argument("--check", action="store_true", help="leave 1 if a limit isn't kept")
    words.add_argument(
        "--untold", action="store_true", help="not told since when the data is complete"
    )
    asked = words.parse_args()
    if asked.speed:
        return leave(speed(), check=asked.check)
    if not asked.data.is_dir():
        print("The real pipelines aren't beside the checkout (../shared/data): nothing to replay.")
        return 0
    if asked.seeds:
        return seeds(asked.data)
    found = {
        company.name: forecasts(company, asked.data, is_told=not asked.untold)
        for company in COMPANIES
    }
    text, verdicts = table(found)
    if not asked.untold:
        text += "\n" + "\n".join(
            table_ahead(company.name, by_seller(company, asked.data, replay_ahead))
            for company in COMPANIES
        )
    print(text)
    if not asked.untold:
        write(text)
    return leave(verdicts, check=asked.check)


def leave(verdicts: Sequence[Verdict], *, check: bool) -> int:
    """Say which limits aren't kept; the exit code, which only a check makes other than 0."""
    over = [verdict for verdict in verdicts if verdict.over]
    for verdict in over:
        print(f"over the limit: {verdict.figure} (limit {verdict.limit})")
    print(f"{len(over)} of {len(verdicts)} over the limit")
    return 1 if over and check else 0


def told(company: Company, data: Path, is_told: bool) -> list[Seller]:
    """The company's sellers, who know since when the data is complete, or don't."""
    return [seller._replace(is_told=is_told) for seller in sellers(company, data)]


def forecasts(
    company: Company,
    data: Path,
    *,
    is_told: bool = True,
    seed: int = SEED,
    is_alone: bool = False,
) -> list[Mark]:
    """Every forecast for every seller, on both cores: which one does what changes nothing."""
    replaying = partial(replay, seed=seed, is_alone=is_alone)
    return together(by_seller(company, data, replaying, is_told=is_told))


def by_seller(
    company: Company, data: Path, replaying: Replay, *, is_told: bool = True
) -> list[list[Mark]]:
    """What each seller's replay brought, by name."""
    with Pool(CORES) as pool:
        return pool.map(replaying, told(company, data, is_told), chunksize=1)


def together(replays: Iterable[Sequence[Mark]]) -> list[Mark]:
    """The marks of all sellers."""
    return [mark for marks in replays for mark in marks]


def of(method: str, marks: Iterable[Mark]) -> list[Mark]:
    """One method's marks."""
    return [mark for mark in marks if mark.method == method]


def table(found: dict[str, list[Mark]]) -> tuple[str, list[Verdict]]:
    """The figures of all methods, how the stated chances held, and the limits."""
    parts, verdicts = [], []
    for name, marks in found.items():
        by_method = {method: figures(of(method, marks)) for method in METHODS}
        own = of(OWN, marks)
        actual = sum(mark.actual for mark in own) / 100
        parts.append(f"**{name}**: {len(own)} forecasts, {actual:,.0f} won in their periods\n")
        parts.append(
            grid(TITLES, [(method, *map(shown, row)) for method, row in by_method.items()])
        )
        parts.append("\nHow often a quota was reached, by the chance that was forecast:\n")
        parts.append(held([said for mark in own for said in mark.reached]))
        parts.append("")
        verdicts += judged(name, by_method)
    return "\n".join(parts), verdicts


def table_ahead(name: str, replays: Sequence[Sequence[Mark]]) -> str:
    """The same of the periods after the one of the day, what the wider spread does, and when."""
    marks = together(replays)
    own = of(OWN, marks)
    rows = []
    for method in METHODS_AHEAD:
        *shared, _, within = figures(of(method, marks))
        rows.append((method, *map(shown, (*shared, within))))
    return "\n".join(
        [
            f"**{name}, periods ahead**: {len(own)} forecasts\n",
            grid(TITLES_AHEAD, rows),
            f"\n{gained(replays)}\n",
            grid(
                ("periods ahead", "n", "CRPS", "without", "Brier", "without", "inside", "without"),
                [by_distance(each, marks) for each in sorted({mark.ahead for mark in own})],
            ),
            "\nHow often a quota was reached, by the chance that was forecast:\n",
            held([said for mark in own for said in mark.reached]),
            "",
        ]
    )


def by_distance(ahead: int, marks: Sequence[Mark]) -> tuple[str, ...]:
    """The figures of so many periods ahead, each beside that without the wider spread."""
    some = [mark for mark in marks if mark.ahead == ahead]
    pairs = zip(*(figures(of(method, some)) for method in (OWN, NO_WIDER)), strict=True)
    crps, _, brier, inside, *_ = ((shown(own), shown(other)) for own, other in pairs)
    return (str(ahead), str(len(of(OWN, some))), *crps, *brier, *inside)


def gained(replays: Sequence[Sequence[Mark]]) -> str:
    """What the wider spread changes, and how surely: the sellers are drawn anew, with return."""
    random = Random(SEED)
    drawn = [change(random.choices(replays, k=len(replays))) for _ in range(RESAMPLES)]
    crps, brier = (sorted(each) for each in zip(*drawn, strict=True))
    low, high = RESAMPLES // 20, RESAMPLES - RESAMPLES // 20 - 1
    whole = change(replays)
    return (
        f"The wider spread changes the CRPS by {whole[0]:+.1%} ({crps[low]:+.1%} to"
        f" {crps[high]:+.1%}) and the Brier score by {whole[1]:+.4f} ({brier[low]:+.4f} to"
        f" {brier[high]:+.4f}); 5 to 95 % intervals, with sellers resampled."
    )


def change(replays: Iterable[Sequence[Mark]]) -> tuple[float, float]:
    """How the wider spread changes the CRPS, as a share of it, and the Brier score."""
    marks = together(replays)
    own, other = (of(method, marks) for method in (OWN, NO_WIDER))
    crps = [sum(mark.crps for mark in some) for some in (own, other)]
    scores = [score(said for mark in some for said in mark.reached) or 0.0 for some in (own, other)]
    return crps[0] / crps[1] - 1.0, scores[0] - scores[1]


def figures(marks: Sequence[Mark]) -> Figures:
    """CRPS, error of the median (over the actuals), Brier, share inside, Brier of single ones."""
    whole = sum(mark.actual for mark in marks)
    return (
        sum(mark.crps for mark in marks) / whole,
        sum(mark.off for mark in marks) / whole,
        score(said for mark in marks for said in mark.reached),
        fmean(mark.is_inside for mark in marks),
        score(said for mark in marks for said in mark.within_week),
        score(said for mark in marks for said in mark.by_end),
    )


def score(pairs: Iterable[Said]) -> float | None:
    """The Brier score of what was said."""
    found = list(pairs)
    return brier([said for said, _ in found], [happened for _, happened in found])


def judged(name: str, by_method: dict[str, Figures]) -> list[Verdict]:
    """The method's figures against their limits, and against every other's CRPS."""
    own = by_method[OWN]
    found = []
    for title, figure, limit in zip(TITLES[1:], own, LIMITS[name], strict=True):
        if limit is None or figure is None:
            continue
        low, high = limit if isinstance(limit, tuple) else (0.0, limit)
        over = not low <= figure <= high
        found.append(Verdict(f"{name} {title} {shown(figure)}", f"{low}..{high}", over))
    for method, row in by_method.items():
        if method != OWN and row[0] is not None and own[0] is not None:
            found.append(Verdict(f"{name} {shown(own[0])}", f"< {method}", own[0] >= row[0]))
    return found


def held(said: Sequence[Said]) -> str:
    """By tenths of the stated chance: how many, said, happened."""
    rows = [
        (f"{tenth.low:.0%} to {tenth.low + 0.1:.0%}", str(tenth.n), f"{tenth.said:.0%}",
         f"{tenth.happened:.0%}")
        for tenth in calibration([chance for chance, _ in said], [came for _, came in said])
    ]  # fmt: skip
    return grid(("chance", "n", "average forecast", "reached"), rows)


def seeds(data: Path) -> int:
    """How much the chances of other seeds differ, forecast by forecast; 1 where it is too much."""
    verdicts = []
    for company in COMPANIES:
        runs = [forecasts(company, data, seed=seed, is_alone=True) for seed in OTHER_SEEDS]
        rows = []
        for at, (one, other) in enumerate(pairwise(runs)):
            name, points = f"{OTHER_SEEDS[at]} and {OTHER_SEEDS[at + 1]}", differences(one, other)
            rows.append((name, *spread(points), *scored(one)))
            verdicts.append(moved(f"{company.name} seeds {name}", points))
        titles = ("seeds", "mean difference", "95 % below", "largest", "CRPS", "Brier")
        print(f"**{company.name}**, points of the chance\n")
        print(grid(titles, rows), "\n")
    return leave(verdicts, check=True)


def moved(name: str, points: Sequence[float]) -> Verdict:
    """Only the mean is held to the limit: single forecasts move by more (docs/forecast.md)."""
    mean = fmean(points)
    return Verdict(f"{name}: {mean:.2f} points", f"{MOST_POINTS}", mean > MOST_POINTS)


def differences(one: Sequence[Mark], other: Sequence[Mark]) -> list[float]:
    """The differences of the chances in points, the smallest first."""
    first, second = (of(OWN, run) for run in (one, other))
    return sorted(
        100 * abs(a - b)
        for left, right in zip(first, second, strict=True)
        for (a, _), (b, _) in zip(left.reached, right.reached, strict=True)
    )


def spread(points: Sequence[float]) -> tuple[str, ...]:
    """The mean, what 19 of 20 are below, and the largest."""
    return tuple(
        f"{each:.2f}" for each in (fmean(points), points[int(0.95 * len(points))], points[-1])
    )


def scored(marks: Sequence[Mark]) -> tuple[str, str]:
    """CRPS and Brier score of a run."""
    own = figures(of(OWN, marks))
    return shown(own[0]), shown(own[2])


def shown(figure: float | None) -> str:
    """Four digits."""
    return "" if figure is None else f"{figure:.4f}"


def grid(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as Markdown has it."""

    def line(cells: Sequence[str]) -> str:
        return f"| {' | '.join(cells)} |"

    return "\n".join([line(titles), line(["--"] * len(titles)), *map(line, rows)])


def write(text: str) -> None:
    """Put the figures into their place on the page."""
    page = PAGE.read_text("utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    started = time.perf_counter()
    code = main()
    print(f"{time.perf_counter() - started:.0f} s", file=sys.stderr)
    sys.exit(code)
