"""Several sellers write at once: none is lost, and each has a number of its own."""

import re
import subprocess
import sys

from conftest import Shell
from servers import copied, on_server, session

WRITERS, TIMES = 8, 2
WAITING = re.compile("pipectl: waiting for another program that is using the store .* …\n")
# A process adds deals one after the other, as a shell would.
ADDING = """
import sys
from pipectl.app.main import app
for number in range({times}):
    sys.argv = ["pipectl", "--db", {db!r}, "add", f"Deal {writer}.{{number}}", "1k",
                "--account", "Acme Corp", "--next", "Call", "--due", "fri"]
    try:
        app()
    except SystemExit as end:
        assert not end.code, end.code
"""


def test_eight_writers_lose_nothing(acme: Shell) -> None:
    place = copied(acme.store)
    running = [
        subprocess.Popen(
            [sys.executable, "-c", ADDING.format(times=TIMES, db=place.url, writer=writer)],
            env=acme.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for writer in range(WRITERS)
    ]
    for each in running:
        said = each.communicate()[1].decode()
        assert (each.returncode, WAITING.sub("", said)) == (0, ""), said
    count = WRITERS * TIMES
    with session(place) as server:
        found = server.execute("select id, title from opportunity where id > 1 order by id")
        rows = found.fetchall()
        operations = server.execute("select count(*) from journal_operation").fetchone()[0]
    assert [number for number, _ in rows] == list(range(2, count + 2))
    wanted = {f"Deal {writer}.{at}" for writer in range(WRITERS) for at in range(TIMES)}
    assert {title for _, title in rows} == wanted
    begun = len(acme("history", "--json").json)
    assert operations == begun + count
    assert on_server(acme, place, "doctor").code == 0
