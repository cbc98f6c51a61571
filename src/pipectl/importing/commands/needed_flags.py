"""Find all flags that a file needs before it can be read."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from pipectl.dates import format_date
from pipectl.errors import BadFileError, PipectlError, either, quoted
from pipectl.importing.rules.date_formats import AmbiguousColumnError
from pipectl.importing.rules.grouped_rows import DoubtfulGroupsError
from pipectl.importing.rules.probability_scale import AmbiguousShareError
from pipectl.importing.rules.total_rows import KEEP, SKIP, DoubtfulTotalsError
from pipectl.named_tuple import NamedTuple

if TYPE_CHECKING:
    from pipectl.importing.commands.plan import ImportOptions


GUESSED = "cp1252"  # how Excel on Windows writes CSV in Western Europe and America
T = TypeVar("T")


class Need(NamedTuple):
    """Alternative flags that a file needs; `asked` is the import with the first of them.

    `why` says how to choose between several.
    """

    flags: tuple[str, ...]
    asked: "ImportOptions"
    why: str = ""


def naming_all_flags(asked: "ImportOptions", read: "Callable[[ImportOptions], T]") -> T:
    """Return the result of `read`; an error that flags would fix names all flags the file needs."""
    try:
        return read(asked)
    except PipectlError as error:
        needs = needs_from(asked, error, read)
        if hint := hint_of(needs, error):
            raise error.hinting(hint) from None
        raise


def needs_from(
    asked: "ImportOptions", error: PipectlError, read: "Callable[[ImportOptions], object]"
) -> list[Need]:
    """Return the flags needed for this error and for each following one.

    None are returned if the file isn't text in the guessed encoding either.
    """
    needs: list[Need] = []
    while (need := need_of(asked, error)) is not None:
        needs.append(need)
        asked = need.asked
        try:
            read(asked)
        except PipectlError as next_error:
            error = next_error
            is_text = not isinstance(error, BadFileError) or need_of(asked, error) is not None
            if is_encoding(needs[0]) and len(needs) == 1 and not is_text:
                return []
            continue
        break
    return needs


def need_of(asked: "ImportOptions", error: PipectlError) -> Need | None:
    """Return the flags of which one fixes the error, if there are any."""
    from pipectl.importing.commands.amount_messages import DurationError
    from pipectl.importing.commands.plan import TitleLineError
    from pipectl.importing.rules.csv_file import EncodingError
    from pipectl.importing.rules.mixed_formats import DecimalMarkError

    match error:
        case EncodingError():
            return need_of_encoding(asked, error.name)
        case TitleLineError() if asked.header_line is None:
            said = asked._replace(header_line=error.line)
            return Need((f"--header-line {error.line}",), said)
        case AmbiguousColumnError():
            days = either(format_date(day) for _, day in error.readings)
            flags = tuple(f"--dates {order}" for order, _ in error.readings)
            said = asked._replace(dates=error.readings[0][0])
            return Need(flags, said, f"{quoted(error.value)} is {days}")
        case DecimalMarkError():
            return Need((f"--decimal {error.mark}",), asked._replace(decimal=error.mark))
        case DoubtfulGroupsError():
            said = asked._replace(fill_down=(*asked.fill_down, error.header))
            flags = (f'--fill-down "{error.header}"', "--fill-down none")
            return Need(flags, said, f"{quoted(error.header)} is empty in some rows")
        case DoubtfulTotalsError():
            flags = tuple(f"--totals {each}" for each in (SKIP, KEEP))
            return Need(flags, asked._replace(totals=SKIP), f"{quoted(error.label)} may be a deal")
        case AmbiguousShareError():
            maps = tuple(
                f"{field}={error.header}" for field in ("probability_share", "probability")
            )
            said = asked._replace(maps=(*asked.maps, maps[0]))
            return Need(tuple(f'--map "{each}"' for each in maps), said, "1 is 100% or 1%")
        case DurationError():
            maps = (f"amount_period={error.period}", f"amount_duration={error.duration}")
            said = asked._replace(maps=(*asked.maps, *maps))
            return Need(error.flags, said, f"{quoted(error.amount)} may be a total")
    return None


def need_of_encoding(asked: "ImportOptions", name: str) -> Need | None:
    """Return the encodings in which a file reads best, the word telling which; None without one."""
    from pipectl.importing.commands.file_questions import readings_of
    from pipectl.importing.rules.encodings import LIKELY

    found = readings_of(name)
    best = [each for each in found if each.odd == found[0].odd]
    if not best:  # standard input, which can't be read again
        flags = tuple(f"--encoding {each} ({LIKELY[each]})" for each in (GUESSED, "cp1250"))
        return None if asked.encoding else Need(flags, asked._replace(encoding=GUESSED))
    said = asked._replace(encoding=best[0].encoding)
    if len(best) == 1:
        return Need((f"--encoding {best[0].encoding}",), said)
    flags = tuple(f"--encoding {each.encoding} (to read {quoted(each.word, 40)})" for each in best)
    return Need(flags, said)


def is_encoding(need: Need) -> bool:
    """Return whether a flag for the encoding is needed."""
    return need.flags[0].startswith("--encoding ")


def hint_of(needs: Sequence[Need], error: PipectlError) -> str | None:
    """Return the hint with all flags; None if the error's own hint suffices."""
    from pipectl.importing.rules.csv_file import EncodingError

    is_encoded = isinstance(error, EncodingError)
    if len(needs) < 2 and not (needs and is_encoded):
        return None
    plain = [" ".join(each.flags[0] for each in needs if len(each.flags) == 1)]
    for at, each in enumerate(needs):
        if len(each.flags) > 1:
            # The error's text already has the reason for the first one.
            plain.append(f"{either(each.flags)}{f' ({each.why})' if at else ''}")
    is_windows = is_encoded and " cp" in needs[0].flags[0]
    start = "If this is Windows text, import with" if is_windows else "Import with"
    return f"{start} {' and with '.join(filter(None, plain))}"
