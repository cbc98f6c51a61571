"""`remind --crontab`: what to install, so that what is due is told without being asked."""

import re
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from pipectl.cli.run import Run
from pipectl.domain.workdays import DAY_NAMES
from pipectl.errors import UsageError

HOURS = (8, 18)

PAGE = """\
# cron mails you what is due: each thing once a day, as soon as the machine is on.
# Add this line with `crontab -e`:
0 {first}-{last} * * {cron_days} {cron}

# With systemd instead, what is due stands in `journalctl --user -u pipectl-remind`.
# ~/.config/systemd/user/pipectl-remind.service
[Unit]
Description=What is due in the sales pipeline

[Service]
Type=oneshot
ExecStart={systemd}

# ~/.config/systemd/user/pipectl-remind.timer
[Unit]
Description=What is due in the sales pipeline, once a day

[Timer]
OnCalendar={systemd_days} *-*-* {first:02d}..{last:02d}:00:00
Persistent=true

[Install]
WantedBy=timers.target

# Then: systemctl --user daemon-reload && systemctl --user enable --now pipectl-remind.timer
"""


def schedule(run: Run) -> str:
    """The crontab line and the systemd units of this pipectl on this store."""
    words = [*program(), "remind", "--once"]
    # cron knows nothing of the variables that say where the store is.
    if run.is_named or run.environment.get("XDG_DATA_HOME"):
        words += ["--db", str(run.path.absolute())]
    check(words)
    days = sorted(run.settings.working.weekdays)
    return PAGE.format(
        first=HOURS[0],
        last=HOURS[1],
        cron_days=",".join(str((day + 1) % 7) for day in days),
        cron=shlex.join(words).replace("%", r"\%"),
        systemd_days=",".join(DAY_NAMES[day].capitalize() for day in days),
        systemd=" ".join(map(unit_word, words)),
    )


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
