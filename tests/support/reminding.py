"""A store in which one thing of each kind is due, for the tests of `remind` and `today`."""

import shlex

from conftest import Shell

# What was typed, by day. On Wed 18 Nov 2026 there is one of everything.
DAYS = {
    "2026-10-20": (
        "init",
        "add 'Elm office' 5k",
        "lose elm --reason 'no budget' --revisit 2026-11-16",
        "add 'Fir annex' 3k",
        "win fir --next 'Send invoice' --due 2026-11-17",
    ),
    "2026-11-02": (
        "add 'Acme rollout' 12k --account 'Acme Corp' --contact 'Jo Park' --next 'Send NDA'"
        " --due 2026-11-13",
    ),
    "2026-11-05": ("add 'Dogwood [desks]' '7k EUR' --next Call --due 2026-12-01",),
    "2026-11-16": (
        "add 'Birch audit' 9k --next Call --due '2026-11-18 14:30'",
        "add 'Cedar pilot' --stage discovery",
    ),
}


def furnish(shell: Shell) -> None:
    """Type it all; the clock stands as it stood before."""
    now = shell.now
    for day, lines in DAYS.items():
        shell.now = day
        for line in lines:
            shell(*shlex.split(line))
    shell.now = now


def on(shell: Shell, day: str, *words: object) -> str:
    """What a command line prints on another day."""
    now, shell.now = shell.now, day
    try:
        return shell(*words).out
    finally:
        shell.now = now
