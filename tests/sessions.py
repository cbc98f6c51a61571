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


INSTALLED = Path(sys.executable).parent


def environment(home: Path, folder: Path = INSTALLED) -> dict[str, str]:
    """A new user's environment, with the pipectl in a folder first in the path."""
    return {
        "HOME": str(home),
        "PATH": f"{folder}:/usr/bin:/bin",
        "PIPECTL_NOW": NOW,
        "COLUMNS": "80",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }


def printed(command: str, home: Path, folder: Path) -> str:
    """What a command line prints, on both streams; the home folder as `~`."""
    ran = subprocess.run(
        ["bash", "-c", command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        env=environment(home, folder),
        cwd=home,
        text=True,
        timeout=60,
    )
    return ran.stdout.replace(str(home), "~")


def rewritten(page: str, folder: Path = INSTALLED) -> str:
    """The page with every session run anew, with the pipectl in a folder."""
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)

        def run(block: re.Match[str]) -> str:
            commands = [line for line in block[2].splitlines() if line.startswith("$ ")]
            parts = [f"{line}\n{printed(line[2:], home, folder)}" for line in commands]
            return block[1] + "".join(parts) + block[3]

        return BLOCK.sub(run, page)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        path = Path(name)
        path.write_text(rewritten(path.read_text("utf-8")), "utf-8")
