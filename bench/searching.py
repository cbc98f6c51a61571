"""How long a search takes in 10,000 and 100,000 deals with notes, against a start."""

import argparse
import random
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from itertools import accumulate
from pathlib import Path

import scale
import timing
from scale import Store
from timing import A, Command, Verdict

STARTS = {10_000: 3.0, 100_000: 15.0}  # so many times A
MOST_MB = 200
# From a word in nearly every deal to one in none; accents, several words, a phrase, an exclusion.
SEARCHES = (
    ("the",),
    ("hosting",),
    ("host",),
    ("muller",),
    ("zeppelin",),
    ("acme", "warehouse"),
    ('"site visit"',),
    ("warehouse", "-legal"),
)
# The most frequent first. Each occurs about as often as a word of that rank in English, where one
# word in fifteen is "the".
WORDS = (
    "the to and of they a in is for we that it with on will not their wants this by from have was "
    "call meeting budget price decision contract offer project needs asked team next week month "
    "quarter proposal customer legal review support product process board buyer manager answer "
    "delivery deadline data security platform integration migration rollout pilot trial renewal "
    "quality supplier vendor partner stakeholder finance procurement engineer architect "
    "site visit demo workshop sample quote invoice discount scope risk roadmap timeline release "
    "hosting hosted network remote warehouse factory office region market growth audience goal "
    "compliance audit standard license option order purchase operations maintenance launch "
    "requirement reference sandbox schedule department colleague committee director owner expert"
)
ACCENTED = (
    "für über später Büro Größe Straße prüfen Jürgen Müller Änderung Schlüssel Verträge café "
    "réunion décision août première société qualité système référence Chloé año señor reunión "
    "dirección próxima São João não ações Øresund Søren Malmö łódź"
)
# Which texts become sentences, and of how many words.
TEXTS = (
    ("opportunity", "note", 20, 45, "true"),
    ("activity", "text", 6, 18, "text is not null"),
    ("qualification", "why", 5, 14, "true"),
    ("next_action", "outcome", 3, 8, "outcome is not null"),
)


def write_sentences(path: Path, seed: int) -> None:
    """Give every deal a note, and other texts to activities, answers and outcomes."""
    rng = random.Random(f"{seed} sentences")
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        store.execute("pragma synchronous = off")
        store.execute("begin")
        for table, column, least, most, where in TEXTS:
            numbers = store.execute(f"select id from {table} where {where}").fetchall()
            texts = zip(sentences(rng, least, most), (row[0] for row in numbers), strict=False)
            store.executemany(f"update {table} set {column} = ? where id = ?", texts)
        store.execute("commit")


def sentences(rng: random.Random, least: int, most: int) -> Iterator[str]:
    """Yield sentences of so many words; a third of them have a word with an accent."""
    words, accented = WORDS.split(), ACCENTED.split()
    weights = list(accumulate(1 / (place + 2.7) for place in range(1, len(words) + 1)))
    while True:
        chosen = rng.choices(words, cum_weights=weights, k=rng.randint(least, most))
        if rng.random() < 0.33:
            chosen[rng.randrange(len(chosen))] = rng.choice(accented)
        if rng.random() < 0.2:
            chosen[rng.randrange(len(chosen))] = str(rng.randrange(2, 90_000))
        yield f"{' '.join(chosen).capitalize()}."


def searches(stores: Sequence[Store]) -> dict[tuple[tuple[str, ...], int], Command]:
    """Every search in every store, each in a process of its own."""
    found: dict[tuple[tuple[str, ...], int], Command]
    found = {((A,), 0): timing.importing(stores[0].path.parent)}
    found |= {
        (words, store.size): Command(
            timing.same(timing.PIPECTL, "search", *words),
            timing.environment(store.path.parent, store.path),
        )
        for store in stores
        for words in SEARCHES
    }
    return found


def report(
    found: Mapping[tuple[tuple[str, ...], int], Sequence[timing.Ran]],
    sizes: Sequence[int],
    *,
    check: bool,
) -> int:
    """Print how long each search takes, against the limit of its store; return the exit code."""
    rows, verdicts = [], []
    start = timing.typical(found[(A,), 0]) / 1000
    for words in SEARCHES:
        for size in sizes:
            runs = found[words, size]
            took, worked = (each(runs) / 1000 for each in (timing.typical, timing.effort))
            starts, limit = took / start, STARTS.get(size)
            verdict = Verdict(
                f"{starts:.2f} A", "" if limit is None else f"{limit} A", starts > (limit or starts)
            )
            peak = max(run.peak_mb for run in runs)
            shown = (f"{took:.2f}", f"{worked:.2f}", *verdict[:2], f"{peak:.0f}", verdict.word)
            rows.append((" ".join(words), f"{size:,}", *shown))
            verdicts.append(verdict)
    peak = max(run.peak_mb for runs in found.values() for run in runs)
    memory = Verdict(f"{peak:.0f}", f"{MOST_MB} MB", peak > MOST_MB)
    rows.append(("peak memory", "", "", "", "", memory.limit, memory.figure, memory.word))
    print(timing.table(("search", "deals", "s", "cpu s", "ratio", "limit", "peak MB", ""), rows))
    return timing.leave([*verdicts, memory], check=check)


def main(argv: Sequence[str] | None = None) -> int:
    """Make the stores, search in them, say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, metavar="N")
    parser.add_argument("--sizes", default=",".join(map(str, STARTS)), metavar="N,N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the stores, or use them")
    parser.add_argument("--check", action="store_true", help="exit 1 where a limit is exceeded")
    given = parser.parse_args(argv)
    sizes = sorted({int(size) for size in given.sizes.split(",")})
    with tempfile.TemporaryDirectory(prefix="pipectl-bench-") as name:
        folder = Path(name)
        keep = given.keep or folder / "made"
        keep.mkdir(parents=True, exist_ok=True)
        stores = []
        for size in sizes:
            made = scale.made(keep.resolve(), size, given.seed, 0.35)
            stores.append(scale.copied(made, folder, size))
            write_sentences(stores[-1].path, given.seed)
        found = timing.measure(searches(stores), given.rounds)
    return report(found, sizes, check=given.check)


if __name__ == "__main__":
    sys.exit(main())
