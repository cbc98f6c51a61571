"""`make demo-team`: three sellers on a PostgreSQL server of their own, and what they see.

The server is started for this and ends with it, and so does the store.
"""

import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE / "support")]
MISSING = """\
{why}. Install a server (Debian: apt install postgresql), and the driver with
`make test` or `pip install psycopg2-binary`. Or fill a file instead:

  python examples/team.py team.db
  pipectl --db team.db report team
"""
SHOWN = (
    ("", "report team"),
    ("Bob", "coverage"),
    ("Cleo", "today"),
)


def main() -> None:
    """Start the server, fill a store on it, and show what each seller sees."""
    from servers import address

    try:
        place = address()
    except pytest.skip.Exception as missing:
        sys.exit(MISSING.format(why=str(missing.msg).rstrip(".")))
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"HOME": home, "XDG_CONFIG_HOME": home, "PIPECTL_DB": place}
        print(
            "Half a year of Ann, Bob and Cleo goes to a server on this machine. It takes a minute."
        )
        fill = [sys.executable, str(HERE.parent / "examples" / "team.py"), place]
        subprocess.run([*fill, f"{date.today()}"], check=True)
        for owner, command in SHOWN:
            as_seller = f"PIPECTL_OWNER={owner} " if owner else ""
            print(f"\n$ {as_seller}pipectl {command}", flush=True)
            words = [sys.executable, "-m", "pipectl", *command.split()]
            subprocess.run(words, env={**os.environ, "PIPECTL_OWNER": owner}, check=True)


if __name__ == "__main__":
    main()
