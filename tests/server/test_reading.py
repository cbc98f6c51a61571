"""Commands that read print the same of a store on a server as of the file that it was copied from.

Each statement runs on both engines, and what it finds is what the page shows.
"""

import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from conftest import Shell
from long_cases import in_turns
from pipectl.store import connection as file_connection
from pipectl.store import kept_connection
from servers import copied, on_server, session
from three_sellers import fill

if TYPE_CHECKING:
    from pipectl.server_address import ServerStore

LISTS = """
list --all --sort amount
list --json --all
list --stalled --json
list --where 'amount>10k' --json
list --where 'age>30'
list --where 'score>=10' --json
list --where 'fit>=50'
list --where 'source~ref,tag=hot'
list --where 'account~acme'
list --where 'title~é'
list --where 'Employees>100'
list --sort score
list --sort fit --json
list --all --sort account
show 1
show 2 --json
brief 3 --json
search proposal
search 'price meeting' --json
today
today --json
remind --json
remind --format ics
review list --json
review show 1 --json
priority list --json
stage list --json
stage show proposal
action list
reason list
quota show --json
goal show
goal derive --json
account list
account show 1
contact list --json
contact show 1 --json
activity list --json
config list
export --what all
export --format csv
field list
campaign list --json
persona list
template list
experiment list --json
link list
segment list
icp list
sequence list --json
rate list
history
"""
NUMBERS = """
board --json --explain
board --by month
coverage --json --explain
coverage --by source --json
pace --json --explain
forecast
forecast --json
funnel --json --explain
funnel --where 'amount>20k'
metrics --json --explain
metrics --period this-month --json
metrics --by source --json
quota suggest --json
icp suggest --json --explain
report activity --json --explain
report calibration --json
report changes --since 2026-10-01 --json
report changes --json --explain
report closing --json --explain
report commission
report customers --json --explain
report factors --json
report fit --json --explain
report portfolio --json
report score --json
report sequences --json --explain
report slippage --json --explain
report sources
report stage-time --json --explain
report stalled --json
report weakest --json --explain
report winloss --by source --json
report team
report team --json --explain
"""
LISTED, NUMBERED = (lines.strip().splitlines() for lines in (LISTS, NUMBERS))
EARLIER = [f"{line} --as-of 2026-10-01" for line in NUMBERED] + ["list --all --as-of 2026-08-15"]
SOME, MORE = in_turns(LISTED, [*NUMBERED, *EARLIER])

FILLED = """
rate set EUR 1.0825 --on 2026-08-01
rate set EUR 1.1 --on 2026-10-01
rate set JPY 0.0067
account add 'Ångström & Søn' --note 'größer als É 日本'
account add 'Étoile SA'
account add 'Zürich ẞ'
contact add 'Łukasz Żółć' --account Zürich
add 'Œuvre n° 1' 12k --account Ångström --source Empfehlung --tag Größe --tag grün
add 'éclair 日本語' 'EUR 900' --source empfehlung
add '50 % off_now' 'JPY 100000' --close eom --account Zürich
add 'no amount, no date' --source web
win 'éclair' --reason price
lose 'no amount' --reason 'no budget'
segment add größere --where 'amount>5k'
quota set 20k --segment größere --period 2026-Q4
"""


@pytest.fixture(scope="module")
def copies() -> dict[str, "ServerStore"]:
    """The copies on the server, by what is in them: they are only read."""
    return {}


@pytest.fixture
def place(demo: Shell, copies: dict[str, "ServerStore"]) -> "ServerStore":
    """The demo's store on the server."""
    if "demo" not in copies:
        copies["demo"] = copied(demo.store)
    return copies["demo"]


def same(shell: Shell, place: "ServerStore", line: str) -> None:
    """Compare what a command prints of a file and of its copy."""
    words = shlex.split(line)
    here = shell(*words)
    assert on_server(shell, place, *words) == here


@pytest.mark.parametrize("line", SOME)
def test_lists_and_records_are_the_same(demo: Shell, place: "ServerStore", line: str) -> None:
    same(demo, place, line)


@pytest.mark.parametrize("line", MORE)
def test_numbers_are_the_same_today_and_as_of_a_day(
    demo: Shell, place: "ServerStore", line: str
) -> None:
    same(demo, place, line)


FOREIGN = (
    "list --all --json",
    "list --all --sort account",
    "list --where 'title~E'",
    "list --where 'account~ang'",
    "list --where 'tag=GRÜN'",
    "list --segment größere",
    "board --json --explain",
    "board --segment größere --json",
    "coverage --json --explain --as-of 2026-11-10",
    "coverage --segment größere",
    "metrics --json --explain",
    "metrics --where 'source=EMPFEHLUNG' --json",
    "report sources --json",
    "report winloss --json --explain",
    "forecast --json",
    "search größer",
    "search angstrom --json",
    "account list",
    "show éclair",
)


def test_other_currencies_accents_and_gaps_change_nothing(demo: Shell) -> None:
    for line in FILLED.strip().splitlines():
        demo(*shlex.split(line))
    place = copied(demo.store)
    for line in FOREIGN:
        same(demo, place, line)


def test_what_was_shown_is_kept_on_the_server_too(demo: Shell) -> None:
    place = copied(demo.store)
    words = ("remind", "--format", "ics")
    assert on_server(demo, place, *words) == demo(*words)
    assert on_server(demo, place, "forecast") == demo("forecast")
    for table in ("calendar_entry", "forecast_log"):
        sql = f"select * from {table} order by 1, 2, 3"
        with closing(sqlite3.connect(demo.store)) as file, session(place) as server:
            assert server.execute(sql).fetchall() == file.execute(sql).fetchall() != []


def test_a_reading_can_not_write_and_sees_one_moment(place: "ServerStore") -> None:
    from psycopg2.errors import ReadOnlySqlTransaction

    from pipectl.errors import StoreError
    from pipectl.store.opening import reading

    count = "select count(*) from reminder_claim"
    claim = "insert into reminder_claim (item, claimed_on) values ('x', '2026-11-18')"
    with reading(place) as reader, session(place) as other:
        before = reader.value(count)
        other.execute(claim)
        assert reader.value(count) == before
        reader.release()
        assert reader.value(count) == before + 1
        other.execute("delete from reminder_claim where item = 'x'")
    with pytest.raises(StoreError) as error:
        read_after_release(place, claim)
    assert isinstance(error.value.__cause__, ReadOnlySqlTransaction)


def read_after_release(place: "ServerStore", sql: str) -> None:
    """Run a statement in the second transaction of a reading."""
    from pipectl.store.opening import reading

    with reading(place) as reader:
        reader.release()
        reader.rows(sql)


@pytest.fixture
def in_reverse(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A file gives what isn't ordered the other way round, as a server might."""
    kept_connection.drop()
    pragmas = (*file_connection.PRAGMAS, "pragma reverse_unordered_selects = on")
    monkeypatch.setattr(file_connection, "PRAGMAS", pragmas)
    yield
    kept_connection.drop()


ORDER, MORE_ORDER = in_turns(LISTED, NUMBERED)


@pytest.mark.parametrize("line", [*ORDER, *MORE_ORDER])
def test_no_page_depends_on_the_order_of_rows_that_have_none(
    demo: Shell, request: pytest.FixtureRequest, line: str
) -> None:
    words = shlex.split(line)
    before = demo(*words)
    request.getfixturevalue("in_reverse")
    assert demo(*words) == before


def test_sellers_see_the_same_of_each_other(pipectl: Shell) -> None:
    fill(pipectl, 1)
    pipectl.extra = {"PIPECTL_OWNER": "Ann"}
    pipectl("assign", pipectl("list", "--json").json[0]["id"], "Bob", "--why", "Knows them")
    pipectl.extra = {}
    place = copied(pipectl.store)
    for line in ("report team", "report team --json --explain", "report team --as-of 2026-09-01"):
        same(pipectl, place, line)
    pipectl.extra = {"PIPECTL_OWNER": "Bob"}
    for line in ("list --json", "coverage --json", "quota show --owner all", "today --json"):
        same(pipectl, place, line)
    told = pipectl("today").out
    assert "gave you" in told
    assert on_server(pipectl, place, "today").out == told
    assert on_server(pipectl, place, "today").out == pipectl("today").out != told


def test_a_stream_fetches_blocks_and_leaves_no_table_in_use(
    demo: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipectl.store.server import reading

    place = copied(demo.store)
    sql = "select id from opportunity where status <> :status order by id"
    with reading.server_session(place) as (_, reader):
        whole = reader.rows(sql, {"status": "lost"})
    monkeypatch.setattr(reading, "STREAMED", 4)
    with reading.server_session(place) as (connection, reader):
        connection.execute("create temp table kept as select id from opportunity")
        first = reader.stream("select id from kept order by id")
        second = reader.stream(sql, {"status": "lost"})
        assert list(second) == whole  # in the middle of another
        assert next(first) == (1,)
        assert len(list(first)) == reader.value("select count(*) - 1 from kept")
        connection.execute("alter table kept rename to gone")
        assert list(reader.stream("select id from gone where id < 0")) == []
        connection.execute("drop table gone")
    for line in ("list", "report team", "export --format json", "doctor"):
        assert on_server(demo, place, *line.split()).code == 0


def test_the_shell_completes_the_same_words(demo: Shell) -> None:
    from pipectl.cli.completion_values import OFFERED_SQL, offered
    from pipectl.store.opening import reading

    demo("experiment", "start", "Opening", "--stage", "meeting", "--arms", "video,plain")
    place = copied(demo.store)
    with reading(demo.store) as file, reading(place) as server:
        for what in OFFERED_SQL:
            assert offered(server, what, "") == offered(file, what, ""), what
        assert [word for word, _ in offered(server, "arms", "")] == ["plain", "video"]


def test_a_field_of_money_is_compared_in_its_currency(demo: Shell) -> None:
    demo("field", "add", "Budget", "--on", "deal", "--type", "money")
    demo("edit", 1, "--set", "Budget=7k")
    demo("edit", 2, "--set", "Budget=7k EUR")
    place = copied(demo.store)
    same(demo, place, "list --all --where budget=7k --format ids")
    assert demo("list", "--all", "--where", "budget=7k", "--format", "ids").out == "1\n"
