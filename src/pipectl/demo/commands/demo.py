"""`demo`: a store of its own with half a year of sales, and a walk through it."""

import shlex
import shutil
import sys
from collections.abc import Mapping
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from pipectl import paths
from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.options import Context, Json
from pipectl.errors import UsageError, is_url
from pipectl.named_tuple import NamedTuple
from pipectl.pipeline.queries.list_filter import OpportunityFilter, find
from pipectl.reports.forecast.commands import judges
from pipectl.reports.queries.shared import ReportRequest
from pipectl.reports.report import ReportPackage
from pipectl.server_address import ServerStore, is_on_server, server_store
from pipectl.store.opening import reading
from pipectl.store.reader import Reader
from pipectl.store.settings import settings

if TYPE_CHECKING:
    from pipectl.demo.actions import DemoCounts
    from pipectl.render.screen import Screen


PAGE = 100  # columns; wider than that nobody reads


def demo(ctx: Context, json: Json = False) -> None:
    """Try pipectl with sample data.

    Creates a separate store with half a year of sales, and doesn't touch your
    own. To keep working in it, set PIPECTL_DB to the path that the demo prints.

    \b
    Example:
      pipectl demo
    """
    from pipectl.render.output import Answer, print_note, show

    run = run_of(ctx)
    path = paths.demo_store(run.environment)
    if run.db is not None:
        raise UsageError(
            f"The demo always uses its own store, {path}, so --db can't be used with it.",
            hint="Run `pipectl demo` without --db. Then point --db or PIPECTL_DB at that file.",
        )
    made = make(run, path)
    if made.before is not None:
        print_note(f"Your earlier changes to the demo are kept in {made.before}")
    data = {"path": str(path), **made._asdict()}
    show(Answer(lambda: data, lambda: walk(run, path, made)), json=json)


def make(run: Run, path: Path) -> "DemoCounts":
    """Make the demo's store anew, with a bar where that takes long."""
    from pipectl.demo import actions as demo_actions
    from pipectl.demo.commands.customers import customers
    from pipectl.demo.commands.following_up import following_up
    from pipectl.demo.commands.reviews import reviews
    from pipectl.render.progress import progress

    others = [*reviews(run.today, run.numbers), *customers(run.today), *following_up()]
    script = demo_actions.script(run.today, others)
    with progress("Creating half a year of sales", len(script)) as advance:
        return demo_actions.make(path, run.moment, script, advance, run.owner)


class DemoTour(NamedTuple):
    """What the stations of the walk need: the store, the run, and the page that is drawn on."""

    reader: Reader
    run: Run
    on: "Screen"

    def say(self, text: str) -> str:
        """A paragraph of the walk."""
        from pipectl.render.tables import paragraph

        return paragraph(text, self.on)

    def head(self, text: str) -> str:
        """The question that a station answers."""
        from pipectl.render.tables import Cell, line

        return line([Cell(text, "bold cyan")], self.on)

    def shown(self, command: str) -> str:
        """The command whose output follows."""
        from pipectl.render.tables import heading

        return heading(f"$ pipectl {command}", self.on)

    def number(self, name: str, *, until: type | None = None) -> str:
        """A number as its command shows it; of a long one what stands before a block of a kind."""
        from pipectl.render.terminal import draw

        store = settings(self.reader)
        number = ReportPackage(name)
        asked = ReportRequest(self.run.today, store.currency, store)
        found = number.question(self.reader, asked)
        page = number.page(found, self.run.numbers, explain=False)
        if (finish := judges(self.reader, asked, name, found)) is not None:
            page = finish(page, self.run.numbers)
        blocks = takewhile(lambda each: until is None or not isinstance(each, until), page.blocks)
        return draw(page._replace(blocks=list(blocks)), self.on)

    def try_it(self, *commands: str) -> str:
        """Commands to type."""
        from pipectl.render.tables import Cell, line

        return "".join(line([Cell(f"  {command}", "green")], self.on) for command in commands)


def walk(run: Run, path: Path, made: "DemoCounts") -> str:
    """The whole walk: what each station shows, and how to go on."""
    screen = screen_of(run)
    with reading(path) as reader:
        guide = DemoTour(reader, run, screen._replace(width=min(screen.width, PAGE)))
        stations = [
            welcome(guide, made),
            board(guide),
            questions(guide),
            coverage(guide),
            forecast(guide),
            customers_won(guide),
            attention(guide),
            next_call(guide),
            play_on(guide, path),
        ]
    return "\n".join(stations)


def welcome(guide: DemoTour, made: "DemoCounts") -> str:
    """What this is."""
    return guide.say(
        "A demo store with half a year of a made-up seller's work: "
        f"{guide.run.numbers.counted(made.opportunities, 'deal')}, "
        f"{guide.run.numbers.counted(made.operations, 'change')}. Your own data is untouched."
    )


def board(guide: DemoTour) -> str:
    """The board and what it tells."""
    return (
        guide.head("Where does every deal stand?")
        + guide.say("By stage. Weighted = amount x probability. Flagged deals need your attention.")
        + guide.shown("board")
        + guide.number("board")
    )


def questions(guide: DemoTour) -> str:
    """The three questions, and one answered set."""
    from pipectl.demo.rules.scenario import FEATURED
    from pipectl.opportunities.queries import detail
    from pipectl.opportunities.view import one_set
    from pipectl.text import fold

    (found,) = find(guide.reader, OpportunityFilter(text=fold(FEATURED)), guide.run.today)
    answers = detail(guide.reader, found.row.id, guide.run.today).answers
    return (
        guide.head("Is each deal in the right stage?")
        + guide.say(
            "Every move answers three questions. Is the prospect truly in buying mode? Why does "
            "the deal belong in this stage? What must happen next, and by when? For example:"
        )
        + guide.shown(f"show {found.row.slug}")
        + one_set(answers[0], guide.on)
    )


def coverage(guide: DemoTour) -> str:
    """Coverage of this quarter and what it tells."""
    return (
        guide.head("Is there enough in the pipeline?")
        + guide.say(
            "Coverage = open deals that can close this quarter / the rest of the quota. "
            "Yield = what they are worth, given each stage's win chance."
        )
        + guide.shown("coverage")
        + guide.number("coverage")
    )


def forecast(guide: DemoTour) -> str:
    """How likely it is that the quota is reached: its first lines."""
    from pipectl.render.blocks import TextLine

    return (
        guide.head("Will you hit the quota?")
        + guide.say(
            f"{guide.run.numbers.count(2_000)} simulations of the rest of the quarter, based on"
            " past results."
        )
        + guide.shown("forecast")
        + guide.number("forecast", until=TextLine)
    )


def customers_won(guide: DemoTour) -> str:
    """Whether the ideal customer buys more often."""
    return (
        guide.head("Who buys from you?")
        + guide.say("Closed deals by how well they fit the ideal customer you described.")
        + guide.shown("report fit")
        + guide.number("fit")
    )


def attention(guide: DemoTour) -> str:
    """What to do now, and what deals with the rest."""
    from pipectl.reminders.queries import day
    from pipectl.reminders.view.today import listing

    found = day(guide.reader, guide.run.today)
    shown = listing(found, guide.on, guide.run.numbers, everything=False)
    return (
        guide.head("What should you do today?")
        + guide.say("Deals that are late, due or neglected, with the most at stake first.")
        + guide.shown("today")
        + shown.text()
        + guide.say("Then look at slipped deals, stalled deals and a review:")
        + guide.try_it(
            "pipectl list --slipped --columns id,title,amount,close_on,pushes",
            "pipectl list --stalled --sort entered --columns id,title,stage,days_in_stage",
            "pipectl review --minutes 10",
        )
    )


def next_call(guide: DemoTour) -> str:
    """The page to read before the next call: its first lines."""
    from pipectl.brief import queries
    from pipectl.brief.view import page as view
    from pipectl.demo.rules.scenario import CALLED_NEXT
    from pipectl.text import fold

    today = guide.run.today
    (found,) = find(guide.reader, OpportunityFilter(text=fold(CALLED_NEXT)), today)
    page = view.page(queries.of_deal(guide.reader, found.row.id, today), today, guide.run.numbers)
    begin = takewhile(lambda each: not is_section(each, "unmet"), page.blocks)
    return (
        guide.head("What should you know before the next call?")
        + guide.say(
            "The first lines. Below: unmet criteria, what was said last, what you promised, and"
            " objections with your answers."
        )
        + guide.shown(f"brief {found.row.slug}")
        + view.drawn(page._replace(blocks=list(begin)), guide.on)
    )


def is_section(found: object, label: str) -> bool:
    """Whether a block is the section of that name."""
    from pipectl.render.blocks import Section

    return isinstance(found, Section) and found.label == label


def play_on(guide: DemoTour, path: Path) -> str:
    """How to go on in this store, and how to begin for real."""
    return (
        guide.head("Try it yourself")
        + guide.say("All of these commands work in the demo store. `pipectl demo` starts it over.")
        + guide.try_it(
            *way_to_pipectl(guide.run.environment),
            f"export PIPECTL_DB={shlex.quote(str(path))}",
            "pipectl list --stage initial --sort score --columns id,title,score,fit",
            'pipectl move orchard --buying yes --why "Both said yes" --next Call --due fri',
            "pipectl undo",
            "pipectl forecast --explain",
            'pipectl draft museum "Second try"',
            "pipectl report sequences",
            "pipectl report customers",
        )
        + begin(guide, path)
    )


def begin(guide: DemoTour, path: Path) -> str:
    """The way to a store of one's own."""
    environment, named = guide.run.environment, guide.run.user["db"]
    if (server := named_server(named.value)) is not None:
        there = shlex.quote(server.url_to_paste)
        is_set = named.origin == "environment"
        back = f"export PIPECTL_DB={there}" if is_set else "unset PIPECTL_DB"
        return guide.say("Back to your own store:") + guide.try_it(back)
    is_other = not is_url(named.value) and Path(named.value).absolute() != path
    own = named.value if named.value and is_other else None
    back = "unset PIPECTL_DB"
    if own and named.origin == "environment":
        back = f"export PIPECTL_DB={shlex.quote(own)}"
    if (Path(own).expanduser() if own else paths.default_store(environment)).exists():
        return guide.say("Back to your own store:") + guide.try_it(back)
    return guide.say("When you're ready to use your own deals:") + guide.try_it(
        back, "pipectl init --quota 250k"
    )


def named_server(name: str) -> ServerStore | None:
    """Return the store on a server that is named; None for a file, or an address that isn't one."""
    try:
        return server_store(name) if is_on_server(name) else None
    except UsageError:
        return None


def way_to_pipectl(environment: Mapping[str, str]) -> list[str]:
    """What lets the commands be typed as they stand, where `pipectl` isn't on the PATH."""
    if shutil.which("pipectl", path=environment.get("PATH")):
        return []
    running = Path(sys.argv[0]).absolute()
    folder = running.parent if running.name == "pipectl" else Path(sys.executable).parent
    return [f"export PATH={shlex.quote(str(folder))}:$PATH"]
