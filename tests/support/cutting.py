"""What a write says whose connection to the server is cut after so many bytes."""

import time

from between import Cut, between
from conftest import Done, Shell
from pipectl.server_address import ServerStore
from servers import on_server, session

NOTHING, UNKNOWN = "Nothing was stored.", "it isn't known whether the change is there"
SAVED = "the change was saved, but the result can't be shown"
OTHERS_SQL = """
select count(*) from pg_stat_activity
where backend_type = 'client backend' and pid <> pg_backend_pid()
"""
THERE_SQL = "select count(*) from opportunity where title = :title"


def spoken(shell: Shell, place: ServerStore) -> dict[str, int]:
    """How many bytes a write says and hears when nothing is cut."""
    with between(place) as passage:
        done = on_server(shell, passage.place, "add", "Whole", "5k")
    assert done.out.startswith("Added Whole")
    return dict(passage.passed)


def tried(shell: Shell, place: ServerStore, cut: Cut) -> str:
    """Add a deal over a connection that is cut; return what the command said that is true.

    Fails for a claim that isn't.
    """
    title = f"Deal {cut.after} {cut.way}"
    with between(place, cut=cut) as passage:
        done = on_server(shell, passage.place, "add", title, "5k")
    said = claim(done)
    is_there = found(place, title)
    assert said in ("stored", "unknown") if is_there else said in ("nothing", "unknown"), done
    return said if said != "unknown" else f"unknown, and {'there' if is_there else 'not there'}"


def claim(done: Done) -> str:
    """What a command says about its change: "stored", "nothing" or "unknown"."""
    if done.code == 0:
        assert done.out.startswith("Added Deal ") or SAVED in done.err, done
        return "stored"
    assert done.code == 5, done
    assert done.out == "", done
    told = [NOTHING in done.err, UNKNOWN in done.err]
    assert sum(told) == 1, done
    return "nothing" if told[0] else "unknown"


def found(place: ServerStore, title: str) -> bool:
    """Whether the deal is there, once the server has noticed that its client is gone."""
    with session(place) as server:
        until = time.monotonic() + 10
        while server.execute(OTHERS_SQL).fetchone()[0]:
            assert time.monotonic() < until, "a session doesn't end"
            time.sleep(0.001)
        count: int = server.execute(THERE_SQL, {"title": title}).fetchone()[0]
    assert count in (0, 1)
    return bool(count)
