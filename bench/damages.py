"""What `flips.py` tries: a store with changed or missing bytes, and what commands meet it."""

import random
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from pipectl.store.creation import PAGE_SIZE

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(CHECKOUT / "tests"), str(CHECKOUT / "tests" / "support")]

from conftest import Shell  # noqa: E402 - the tests are found by now
from reviewed import answered, finish, keep_all  # noqa: E402

LIST = "list --json"
ADD = ("add Tea 5k", LIST)
LINES = (LIST, "show 1", "doctor", *ADD)  # what a cut store meets
# All bits of a byte changed meet a list, and one of these; some bits one of the others. Which one
# is the seed's choice: all of them for each byte would take an hour.
MORE = (("show 1",), ("doctor",), ADD)
OTHERS = (
    *("show 1", "doctor", "list --all", "history --json", "board", "coverage", "today"),
    *("export --what all", "review list", "stage list", "quota show", "config list"),
    *("account list", "backup list", "undo", "redo", "edit 1 --note x", "win 2", "done 3"),
    "move 1 --buying yes --why x --next Call --due fri",
)


class Case(NamedTuple):
    """A byte to change, or the length to which the store is cut, and the commands that meet it."""

    place: int
    mask: int  # 0: cut
    lines: tuple[str, ...]

    def applied(self, sound: bytes) -> bytes:
        """The store with the change."""
        if not self.mask:
            return sound[: self.place]
        changed = bytearray(sound)
        changed[self.place] ^= self.mask
        return bytes(changed)

    def __str__(self) -> str:
        if not self.mask:
            return f"cut to {self.place:,} bytes"
        return f"byte {self.place:,} (page {self.place // PAGE_SIZE + 1}) xor {self.mask:#04x}"


def sample(home: Path) -> bytes:
    """A small store that has seen something of everything: its bytes."""
    shell = Shell(home)
    answered(shell, "Acme rollout", "Birch audit", "Cedar pilot", "Dune support")
    shell("quota", "set", "100k", "--period", "2026-Q4")
    sheet = home / "deals.csv"
    sheet.write_text("title,amount,opened_at,account\nElm,5000,2026-01-05,Elm Oy\nFir,70,,\n")
    shell("import", sheet)
    sheet.unlink()
    shell("log", "call", "1", "They want two more seats")
    shell("win", "4", "--reason", "Price")
    position = keep_all(shell.store, date(2026, 11, 18), 1, 2, 3)
    finish(shell.store, position, date(2026, 11, 18), {"kept": 3})
    shell("edit", "2", "--amount", "9k")
    shell("undo")
    content = shell.store.read_bytes()
    shutil.rmtree(Path(f"{shell.store}.backups"), ignore_errors=True)
    return content


def schema_pages(sound: bytes) -> list[int]:
    """The numbers, from 1, of the pages that hold the schema: page 1 and the tree below it."""
    begins = 100  # the first page's tree stands behind the file's header
    if sound[begins] != 5:  # no inner page of a table
        return [1]
    cells = int.from_bytes(sound[begins + 3 : begins + 5])
    places = (begins + 12 + 2 * cell for cell in range(cells))
    children = [int.from_bytes(sound[place : place + 2]) for place in places]
    numbers = [int.from_bytes(sound[place : place + 4]) for place in (*children, begins + 8)]
    assert all(sound[(number - 1) * PAGE_SIZE] == 13 for number in numbers), (
        "a deeper tree than known"
    )
    return [1, *numbers]


def flips(sound: bytes, every: int, rng: random.Random) -> Iterator[Case]:
    """All bytes of the header and the schema, some of the rest: each changed in two ways."""
    pages = schema_pages(sound)
    for place in range(len(sound)):
        if place % every and place // PAGE_SIZE + 1 not in pages:
            continue
        yield Case(place, 0xFF, (LIST, *rng.choice(MORE)))
        yield Case(place, rng.randrange(1, 0xFF), (rng.choice(OTHERS),))


def cuts(sound: bytes, rng: random.Random) -> Iterator[Case]:
    """The store cut at every page, and at odd places."""
    odd = rng.sample(range(1, len(sound)), 100)
    for size in sorted({*range(0, len(sound), PAGE_SIZE), 1, 15, 16, 99, 100, 101, *odd}):
        yield Case(size, 0, LINES)
