"""A crontab and systemd units that send reminders, and their hours."""

import re
import shlex
from collections.abc import Sequence

from pipectl.periods import DAY_NAMES

HOURS = (8, 18)  # the first and the last reminder of a day

CRONTAB = """\
# cron e-mails you what is due, each item at most once a day.
0 {first}-{last} * * {days} {command}
"""

UNITS = """\
# Read the reminders with `journalctl --user -u pipectl-remind`. To turn them on:
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


def crontab(words: Sequence[str], weekdays: Sequence[int]) -> str:
    """Return the line that `crontab -` takes: the command's words, on weekdays from Monday 0."""
    command = shlex.join(words).replace("%", r"\%")
    days = ",".join("1234560"[day] for day in weekdays)
    return CRONTAB.format(first=HOURS[0], last=HOURS[1], days=days, command=command)


def units(words: Sequence[str], weekdays: Sequence[int]) -> str:
    """Return the systemd service and timer of the command's words, on weekdays from Monday 0."""
    command = " ".join(map(unit_word, words))
    days = ",".join(DAY_NAMES[day].capitalize() for day in weekdays)
    return UNITS.format(first=HOURS[0], last=HOURS[1], days=days, command=command)


def unit_word(word: str) -> str:
    """A word of a systemd unit, in which percent and dollar signs mean themselves."""
    safe = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return safe if re.fullmatch(r"[\w@%+=:,./-]+", word) else f'"{safe}"'
