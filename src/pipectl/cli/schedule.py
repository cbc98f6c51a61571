"""`remind --crontab` and `--systemd`: what to install, to be told what is due without asking."""

import re
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from pipectl.cli.run import Run
from pipectl.domain.workdays import DAY_NAMES
from pipectl.errors import UsageError

HOURS = (8, 18)

CRONTAB = """\
# cron mails you what is due: each item once a day, as soon as the machine is on.
0 {first}-{last} * * {days} {command}
"""

UNITS = """\
# What is due is then in `journalctl --user -u pipectl-remind`. To switch it on:
# systemctl --user daemon-reload && systemctl --user enable --now pipectl-remind.timer

# ~/.config/systemd/user/pipectl-remind.service
[Unit]
Description=What is due in the sales pipeline

[Service]
Type=oneshot
ExecStart={command}

# ~/.config/systemd/user/pipectl-remind.timer
[Unit]
Description=What is due in the sales pipeline, once a day

[Timer]
OnCalendar={days} *-*-* {first:02d}..{last:02d}:00:00
Persistent=true

[Install]
WantedBy=timers.target
"""


def crontab(run: Run) -> str:
    """The line of this pipectl on this store that `crontab -` takes."""
    command = shlex.join(words(run)).replace("%", r"\%")
    days = ",".join("1234560"[day] for day in working_days(run))
    return CRONTAB.format(first=HOURS[0], last=HOURS[1], days=days, command=command)


def units(run: Run) -> str:
    """The systemd service and timer of this pipectl on this store."""
    command = " ".join(map(unit_word, words(run)))
    days = ",".join(DAY_NAMES[day].capitalize() for day in working_days(run))
    return UNITS.format(first=HOURS[0], last=HOURS[1], days=days, command=command)


def working_days(run: Run) -> list[int]:
    """The weekdays on which reminders are sent, Monday 0."""
    return sorted(run.settings.working.weekdays)


def words(run: Run) -> list[str]:
    """The command line to install; raises UsageError for what would end its line."""
    found = [*program(), "remind", "--once"]
    # cron knows nothing of the variables that say where the store is.
    if run.is_named or run.environment.get("XDG_DATA_HOME"):
        found += ["--db", str(run.path.absolute())]
    check(found)
    return found


def program() -> list[str]:
    """The running pipectl, by its full path."""
    running = Path(sys.argv[0]).absolute()
    beside = running if running.name == "pipectl" else Path(sys.executable).parent / "pipectl"
    return [str(beside)] if beside.is_file() else [sys.executable, "-m", "pipectl"]


def check(words: Sequence[str]) -> None:
    """Raise UsageError for what would end its line."""
    for word in words:
        if re.search("[\0-\x1f\x7f]", word):
            raise UsageError(
                f"{word} can't stand in a crontab.",
                hint="Give the store a path without control characters: --db PATH.",
            )


def unit_word(word: str) -> str:
    """A word of a systemd unit, in which percent and dollar signs mean themselves."""
    safe = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return safe if re.fullmatch(r"[\w@%+=:,./-]+", word) else f'"{safe}"'
