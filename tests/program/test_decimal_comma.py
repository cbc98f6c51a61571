"""With `decimal ,` a page says what it says with the point, each number with its marks swapped."""

import re
import shlex
from pathlib import Path
from shutil import copytree

import pytest

from conftest import Shell
from long_cases import one_in

NUMBER = re.compile(r"\d+(?:[.,]\d+)+")
SWAPPED = str.maketrans(".,", ",.")
# What has a mark between digits and is no number of ours: the name of a priority's target, what a
# person wrote.
NAMES = re.compile(
    r"^\s*\d\.\d(?= \[[ x]\])"  # 1.2 [ ] 2026-11: talk to four of them
    r"|(?<=Made by pipectl )[\d.]+"
    r"|(?<=priority done )\d\.\d"
    r"|(?<=He counts )4,000(?= boards)",
    re.M,
)
# Of a page for a browser, what is neither read nor heard: styles, tags, coordinates.
UNSEEN = re.compile(
    r"<style>.*?</style>|<(?![^>]*aria-label)[^>]*>|<[^>]*aria-label=|\"[^>]*>", re.S
)
SHEET = "Title,Amount,Stage,Close date\nA,1234.50,Meeting,2026-12-01\nB,2500,Meeting,2026-12-01\n"
# Numbers with decimals, and counts of four digits, where the demo has none.
PREPARED = (
    "log outreach --count 2573",
    "add 'Elm tower' 12345.50 --probability 37.5 --account Elm --close eoq --next Call --due fri",
    "stage edit Meeting --probability 32.5",
    "quota adjust --by 12.5% --reason growth --period 2026-Q4",
    "goal set outreach 1200 --per month",
    "config set commission_rate 7.5",
    "review monthly --obstacle x",
)
LINES = (
    "board --by month",
    "board --by source --explain",
    "board --format md",
    "coverage --explain",
    "coverage --format md",
    "pace --explain",
    "pace --format md",
    "forecast --explain",
    "forecast --by month",
    "forecast --method weighted",
    "forecast --method history",
    "forecast --method stage",
    "funnel --explain",
    "funnel --by source",
    "metrics --explain",
    "metrics --format md",
    "report changes --explain",
    "report closing --explain",
    "report weakest --explain",
    "report team --explain",
    "report calibration --explain",
    "report stage-time --explain",
    "report stalled --explain",
    "report factors --explain",
    "report score --explain",
    "report winloss --explain",
    "report fit --explain",
    "icp suggest --explain",
    "report commission --explain",
    "report activity --explain",
    "report sources --explain",
    "report customers --explain",
    "report slippage --explain",
    "report portfolio --explain",
    "report all",
    "report all --format md",
    "report all --html -",
    "goal show",
    "goal derive",
    "list --all --format md",
    "today --format md",
    "stage list --format md",
    "quota show --format md",
    "today",
    "today --all --explain",
    "show 1",
    "show 12",
    "list --all",
    "list --all --columns id,title,amount,probability,weighted,days_in_stage,close_on",
    "quota show",
    "quota show --period 2026-Q4 --history",
    "quota suggest --explain",
    "stage list",
    "stage show meeting",
    "activity list",
    "review weekly",
    "review monthly",
    "review quarterly",
    "review show",
    "import FILE --dry-run --decimal .",
    "show 45",
    "what-if --add 3@20k:Proposal coverage",
    "what-if --win 23 forecast",
    "what-if --win 23 coverage --explain",
    "remind --within 14d",
)


@pytest.fixture(scope="module")
def sold(home_of_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """The demo's store and a few numbers more; what is run on it here only reads."""
    run = Shell(tmp_path_factory.mktemp("decimal"))
    copytree(home_of_demo, run.home, dirs_exist_ok=True)
    run.store = run.home / ".local/share/pipectl/demo.db"
    for line in PREPARED:
        run(*shlex.split(line))
    (run.home / "deals.csv").write_text(SHEET, "utf-8")
    return run


def printed(run: Shell, line: str, decimal: str) -> str:
    """What a person sees of a page."""
    run.extra = {"PIPECTL_DECIMAL": decimal, "COLUMNS": "120"}
    words = [str(run.home / "deals.csv") if word == "FILE" else word for word in line.split()]
    done = run(*words)
    seen = UNSEEN.sub(" ", done.out) if "--html" in words else done.out
    return seen + done.err.replace(str(run.home), "~")


def with_comma(text: str) -> str:
    """A page with the decimal point, as it must be with the comma."""
    kept = [found.span() for found in NAMES.finditer(text)]

    def swap(found: re.Match[str]) -> str:
        is_name = any(start <= found.start() < end for start, end in kept)
        return found[0] if is_name else found[0].translate(SWAPPED)

    return NUMBER.sub(swap, text)


@pytest.mark.parametrize("line", one_in(4, LINES))
def test_every_number_of_a_page_follows_the_decimal_mark(sold: Shell, line: str) -> None:
    point, comma = printed(sold, line, "."), printed(sold, line, ",")
    expected = with_comma(point)
    assert expected != point, "no number with a mark: the page proves nothing"
    assert comma.splitlines() == expected.splitlines()


def test_a_number_that_forgets_the_mark_would_be_found() -> None:
    page = "52,5k of 146k won: 1.8x\n1.1 [ ] 2026-10: ten groups\npipectl priority done 1.1\n"
    kept = "1.1 [ ] 2026-10: ten groups\npipectl priority done 1.1\n"
    assert with_comma(page.replace("52,5", "52.5")) == f"52,5k of 146k won: 1,8x\n{kept}"
    assert with_comma("19.3 % of 2,573, 1,234,567.5") == "19,3 % of 2.573, 1.234.567,5"
