"""Commands that write leave on a server what they leave in a file."""

from typing import TYPE_CHECKING

import pytest

from both_engines import same
from conftest import Shell
from pipectl.store import kept_connection
from servers import copied, on_server, session

if TYPE_CHECKING:
    from pipectl.server_address import ServerStore

LINES = """
add 'Beta pilot' 8k --account 'Béta Ltd' --source referral --close eoq --next Call --due fri
add 'Beta pilot' 8k --account 'Béta Ltd' --source referral --close eoq --next Call --due fri
next 45 'Send offer' --due mon
done 45 --then 'Call' --due fri
log call 45 --note 'Talked'
edit 45 --amount 9k --tag größer
edit 45 --amount nine
move 45 proposal --buying yes --why x --next 'Demo' --due mon
undo
undo
redo
redo
win 45 --reason price
lose 46 --reason price
reopen 46
undo
delete 46 --yes
undo
add 'Beta pilot' 8k
history
"""


@pytest.fixture
def place(demo: Shell) -> "ServerStore":
    """The demo's store on the server."""
    return copied(demo.store)


def test_a_deal_leaves_the_same_rows_from_its_first_day_to_its_last(
    demo: Shell, place: "ServerStore"
) -> None:
    for line in LINES.strip().splitlines():
        same(demo, place, line)


def test_a_number_of_what_was_rolled_back_is_given_to_the_next(
    acme: Shell,
) -> None:
    place = copied(acme.store)
    sql = "insert into action (text, text_folded) values (?, ?) returning id"
    with session(place) as server:
        server.execute("begin")
        first = server.execute(sql, ("a", "a")).fetchone()
        server.execute("rollback")
        assert server.execute(sql, ("b", "b")).fetchone() == first
        server.execute("delete from action where text = 'b'")
        assert server.execute(sql, ("c", "c")).fetchone()[0] == first[0] + 1


def test_a_store_that_another_writes_to_is_waited_for_and_then_in_use(
    acme: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = copied(acme.store)
    from pipectl.store import lock_waiting
    from pipectl.store.server import connection

    monkeypatch.setattr(connection, "BUSY_MS", 50)
    monkeypatch.setattr(lock_waiting, "SILENT_MS", 1)
    with session(place) as other:
        other.begin_to_write()
        done = on_server(acme, place, "add", "Beta", "8k")
        assert (done.code, done.out) == (5, "")
        assert done.err.splitlines() == [
            f"pipectl: waiting for another program that is using the store {place} …",
            f"pipectl: The store {place} is in use by another program. Nothing was stored.",
            "  Try again when that program has finished.",
        ]
        other.commit()
        assert on_server(acme, place, "add", "Beta", "8k").code == 0


def test_a_commit_after_a_statement_that_failed_stores_nothing_and_says_so(acme: Shell) -> None:
    place = copied(acme.store)
    import psycopg2

    with session(place) as server:
        server.begin_to_write()
        with pytest.raises(psycopg2.ProgrammingError):
            server.execute("select nothing")
        with pytest.raises(psycopg2.InternalError, match="the transaction was rolled back"):
            server.commit()


ENDED_SQL = """
select pg_terminate_backend(pid, 5000)
from pg_stat_activity
where application_name = 'pipectl' and pid <> pg_backend_pid()
"""


def test_a_kept_session_that_was_lost_meanwhile_is_begun_anew(acme: Shell) -> None:
    place = copied(acme.store)
    from pipectl.store.opening import reading

    titles = []
    for _ in range(2):
        with reading(place) as reader:
            titles += reader.rows("select title from opportunity")
        with session(place) as other:
            other.execute(ENDED_SQL)
    kept_connection.drop()
    assert titles == [("Acme rollout",)] * 2
