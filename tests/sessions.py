"""Runs the sessions of a Markdown page and writes down what they print.

A block marked `console` holds lines `$ command`; what follows each is what it printed. All blocks
of a page are one session in a new home. `python tests/sessions.py README.md` writes it anew.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

NOW = "2026-11-18T10:00"
BLOCK = re.compile(r"(```console\n)(.*?)(```\n)", re.DOTALL)


def environment(home: Path) -> dict[str, str]:
    """A new user's environment, with this pipectl first in the path."""
    folder = Path(sys.executable).parent
    return {
        "HOME": str(home),
        "PATH": f"{folder}:/usr/bin:/bin",
        "PIPECTL_NOW": NOW,
        "COLUMNS": "80",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }


def printed(command: str, home: Path) -> str:
    """What a command line prints, on both streams; the home folder as `~`."""
    ran = subprocess.run(
        ["bash", "-c", command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        env=environment(home),
        cwd=home,
        text=True,
        timeout=60,
    )
    return ran.stdout.replace(str(home), "~")


def rewritten(page: str) -> str:
    """The page with every session run anew."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)

        def run(block: re.Match[str]) -> str:
            commands = [line for line in block[2].splitlines() if line.startswith("$ ")]
            parts = [f"{line}\n{printed(line[2:], home)}" for line in commands]
            return block[1] + "".join(parts) + block[3]

        return BLOCK.sub(run, page)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        path = Path(name)
        path.write_text(rewritten(path.read_text("utf-8")), "utf-8")
