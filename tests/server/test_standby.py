"""On a standby what needs no temporary tables can be read, and every refusal says why."""

from conftest import Shell
from servers import copied, on_server, standby

WRITES = (
    "add Tea",
    "log call acme",
    "undo",
    "upgrade",
    "import deals.csv",
    "what-if --win acme",
    "edit acme --amount 5k",
)
READS = (
    "list",
    "show acme",
    "history",
    "search acme",
    "today",
    "coverage",
    "board",
    "doctor",
    "export --format json",
)
NEED_TABLES = ("list --as-of 2026-11-18", "coverage --as-of 2026-11-18", "report team")


def test_a_standby_reads_what_it_can_and_says_what_it_can_not(acme: Shell) -> None:
    acme("log", "call", "acme")
    (acme.home / "deals.csv").write_text("title\nTea\n")
    place = copied(acme.store)
    with standby() as address:
        there = place._replace(address=address)
        for line in READS:
            wanted = on_server(acme, place, *line.split())
            assert on_server(acme, there, *line.split()) == wanted
            assert wanted.code == 0
        for line in WRITES:
            words = line.replace("deals.csv", str(acme.home / "deals.csv")).split()
            told = on_server(acme, there, *words)
            assert (told.code, told.out) == (5, ""), line
            assert f"The store {there} is read-only: the server or your user takes no" in told.err
            assert "use the main server's address" in told.err
        for line in NEED_TABLES:
            told = on_server(acme, there, *line.split())
            assert (told.code, told.out) == (5, ""), line
            assert told.err == (
                f"pipectl: The server of the store {there} is a standby. This command needs"
                " temporary tables, which a standby can't create.\n"
                "  Use the main server's address.\n"
            )
