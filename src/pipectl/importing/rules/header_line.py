"""Find the line of headers, below titles and notes."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from pipectl.named_tuple import NamedTuple

Fits = Callable[[Sequence[str]], bool]  # whether the cells may be headers
Record = tuple[int, int, tuple[str, ...]]  # its first and last line, its cells
MOST_TITLES = 30  # records above the headers
_SAMPLE = 2 * MOST_TITLES  # records that tell how wide a file is
BLANK = " \t\r\n\xa0\ufeff\u200b"


class HeaderLine(NamedTuple):
    """The line of the headers, the number of records above it, and its cells.

    `likelier` is a line below it that looks more like headers: it is as wide as the rows.
    """

    above: int
    line: int
    cells: tuple[str, ...]
    likelier: int | None = None


def find_headers(records: Iterator[Record], fits: Fits | None) -> HeaderLine | None:
    """Return the headers among the first records; None if there are no records.

    The first record is chosen if it fits and is as wide as most records; else the only one that
    fits, preferring those of that width. If none fits, or several do, the first record is returned.
    Below a first record of that width that has only names, a record with a number or a date is a
    row, although it may have a word of a header.
    """
    sample = list(islice(records, 1 if fits is None else _SAMPLE))
    if not sample:
        return None
    if fits is None:
        return _at(0, sample)
    usual = _usual_width(sample)
    is_narrow = width(sample[0][2]) < usual
    if fits(sample[0][2]) and not is_narrow:
        return _at(0, sample)
    fitting = [place for place, each in enumerate(sample[: MOST_TITLES + 1]) if fits(each[2])]
    if not is_narrow and _has_only_names(sample[0][2]):
        fitting = [place for place in fitting if _has_only_names(sample[place][2])]
    for places in ([at for at in fitting if width(sample[at][2]) >= usual], fitting):
        if len({_names(sample[at][2]) for at in places}) == 1:
            found = _at(places[0], sample)
            is_whole = width(found.cells) >= usual
            return found if is_whole else found._replace(likelier=_likelier(sample, found, usual))
    first = _at(0, sample)
    if not is_narrow:
        return first
    # If several parts have headers, the one with the most columns is the list itself.
    most = max((width(sample[at][2]) for at in fitting), default=0)
    widest = [at for at in fitting if width(sample[at][2]) == most]
    if len(widest) == 1:
        return first._replace(likelier=sample[widest[0]][0])
    return first._replace(likelier=_likelier(sample, first, usual))


def width(cells: Sequence[str]) -> int:
    """Return the number of cells up to the last non-empty one."""
    return max((at for at, cell in enumerate(cells, 1) if cell.strip(BLANK)), default=0)


def _usual_width(sample: Sequence[Record]) -> int:
    """Return the width that half of the records reach."""
    widths = sorted(width(cells) for _, _, cells in sample)
    return widths[len(widths) // 2]


def _at(place: int, sample: Sequence[Record]) -> HeaderLine:
    line, _, cells = sample[place]
    return HeaderLine(place, line, cells)


def _names(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(cell.strip(BLANK) for cell in cells)


def _likelier(sample: Sequence[Record], found: HeaderLine, usual: int) -> int | None:
    """Return the first line below that is as wide as the rows and has only names.

    It must have two more names than the line above it: a row with one cell too many isn't headers.
    """
    count = sum(map(bool, _names(found.cells)))
    for line, _, cells in sample[found.above + 1 : MOST_TITLES + 1]:
        names = [name for name in _names(cells) if name]
        if width(cells) >= usual and len(names) >= count + 2:
            return line if _has_only_names(names) else None
    return None


def _has_only_names(cells: Sequence[str]) -> bool:
    """Return whether no cell is a number or a date: each has a letter, or is empty."""
    return all(any(map(str.isalpha, name)) for name in _names(cells) if name)
