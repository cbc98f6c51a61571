"""Parse dates and instants of other programs, in several languages."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone, tzinfo

from pipectl.clock import FIRST_YEAR, LAST_YEAR
from pipectl.dates import format_date
from pipectl.errors import DateError, RefusedError, UsageError, either, quoted
from pipectl.importing.rules.csv_file import SPACE, Footer, Sheet
from pipectl.named_tuple import NamedTuple

# One line a month; accents are left out, as `folded` does. A name is the same month in all of them.
_MONTHS = """
january jan januar janner january januari janvier janv enero ene gennaio gen janeiro styczen
    stycznia sty leden ledna led tammikuuta tammikuu ocak ianuarie
february feb februar feber februari fevrier fevr fev febrero febbraio fevereiro luty lutego lut
    unor unora helmikuuta helmikuu subat februarie
march mar marz maerz maart mrt mars marzo marco marzec marca brezen brezna bre maaliskuuta
    maaliskuu mart martie
april apr avril avr abril abr aprile kwiecien kwietnia kwi duben dubna dub huhtikuuta huhtikuu
    nisan aprilie
may mai mei maj mayo maggio mag maio maja kveten kvetna toukokuuta toukokuu mayis
june jun juni juin junio giugno giu junho czerwiec czerwca cze cerven cervna kesakuuta kesakuu
    haziran iunie
july jul juli juillet juil julio luglio lug julho lipiec lipca lip cervenec cervence heinakuuta
    heinakuu temmuz iulie
august aug aout agosto ago augustus augusti sierpien sierpnia sie srpen srpna elokuuta elokuu
    agustos
september sep sept septembre septiembre setembre setiembre settembre set setembro wrzesien
    wrzesnia wrz zari syyskuuta syyskuu eylul septembrie
october oct oktober okt octobre octubre ottobre ott outubro out pazdziernik pazdziernika paz rijen
    rijna lokakuuta lokakuu ekim octombrie
november nov novembre noviembre novembro listopad listopadu listopada lis marraskuuta marraskuu
    kasim noiembrie
december dec dezember dez decembre diciembre dic dicembre dezembro grudzien grudnia gru prosinec
    prosince joulukuuta joulukuu aralik decembrie desember des
"""
_WEEKDAYS = """
mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat saturday sun sunday
mo montag di dienstag mi mittwoch do donnerstag fr freitag sa samstag sonnabend so sonntag
lun lundi mar mardi mer mercredi jeu jeudi ven vendredi sam samedi dim dimanche
lunes martes mie miercoles jue jueves vie viernes sab sabado dom domingo
lunedi martedi mercoledi gio giovedi venerdi sabato domenica
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma woe wo vr za zo
seg segunda segunda-feira ter terca terca-feira qua quarta quarta-feira qui quinta quinta-feira
sex sexta sexta-feira
"""


def _by_name() -> dict[str, int]:
    found: dict[str, int] = {}
    number = 0
    for line in _MONTHS.strip().splitlines():
        number += not line.startswith(" ")
        found |= dict.fromkeys(line.split(), number)
    return found


MONTHS = _by_name()
WEEKDAYS = frozenset(_WEEKDAYS.split())


def folded(text: str) -> str:
    """Return the text in lower case without accents: `Février` becomes `fevrier`."""
    plain = text.casefold().replace("ł", "l").replace("ı", "i")
    return "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))


ORDERS = {"ymd": "year-month-day", "mdy": "month/day/year", "dmy": "day/month/year"}
# Two-digit years are 1969 to 2068, as in POSIX.
_LAST_OF_2000 = 68
# A date may end with a time, and a time with a time zone.
_CLOCK = re.compile(
    r"(?P<day>.*?[0-9.])(?:,? (?:(?:at|um|kl\.?|à|às|a las|om) )?|T)"
    r"(?P<hour>[0-9]{1,2})[:.h](?P<minute>[0-9]{2})"
    r"(?:[:.](?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
    r"(?: ?(?P<half>[AaPp])\.? ?[Mm]\.?)?(?: Uhr| h)?"
    r"(?: ?\(?(?P<zone>Z|(?:UTC|GMT)? ?[+-][0-9]{1,2}(?::?[0-9]{2})?|[A-Z]{3,4})\)?"
    r"(?: ?[(\[][A-Za-z/_ ]+[)\]])?)?"
)
_SINCE_1970 = re.compile("1[0-9]{9}([0-9]{3})?")  # seconds or milliseconds, from 2001 to 2033
_NUMBERED = re.compile(r"([0-9]{1,4})([-/.]) ?([0-9]{1,2})\2 ?([0-9]{1,4})\.?")
_EAST_ASIAN = re.compile("([0-9]{4}) ?[年년] ?([0-9]{1,2}) ?[月월] ?([0-9]{1,2}) ?[日일]")
_PIECE = re.compile(
    r"(?P<number>[0-9]+)(?:st|nd|rd|th|er|º|ª)?(?![a-z])|(?P<word>[a-z]+)|[ ,./'’-]"
)
_SERIAL = re.compile(r"[0-9]{5}(?:[.,][0-9]+)?")
# What programs write for a missing date: nothing, or the first day they can represent.
_NONE = re.compile(
    r"(?:0{4}([-/.])0{1,2}\1(?:0{1,2})|0{1,2}([-/.])0{1,2}\2(?:0{4}|00)|0001-01-01|1/0/1900|"
    r"1900-01-00|1899-12-3[01])(?:[ T]0?0:00(?::00(?:\.0+)?)?(?: ?Z|[+-]00:?00)?)?"
)
_ZONES = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
_FILLING = frozenset(("de", "del", "di", "of", "the", "den", "le", "el", "il"))
_SPACES = re.compile("[\\s\u00a0\u2007\u2009\u202f]+")
_INVISIBLE = re.compile("[\u200b\u200e\u200f\ufeff]+")
_HINT = "Dates: 2026-11-18, 2026-11-18 13:34, 11/18/2026, 18.11.2026, 18-Nov-2026."


class Order(NamedTuple):
    """The order of a column's dates, with the value (and its line) that proves it.

    Without `order`, each date shows its own. A `forced` order also applies to dates with dots.
    `header`: that of the column with the value, if it is another one.
    """

    order: str
    line: int | None = None
    value: str | None = None
    forced: bool = False
    header: str | None = None


class AmbiguousColumnError(RefusedError):
    """Every date of a column can be read in two orders."""

    def __init__(self, place: str, header: str, value: str) -> None:
        readings = [f"{format_date(day)} ({order})" for order, day in sorted(readings_of(value))]
        orders = sorted({order for order, _ in readings_of(value)}, reverse=True)
        self.value, self.readings = value, sorted(readings_of(value), reverse=True)
        super().__init__(
            f"{place}: can't tell day from month in {quoted(header)}: {quoted(value)} could "
            f"be {either(readings)}.",
            hint=f"Choose one with {either(f'--dates {order}' for order in orders)}.",
        )


def check_order(text: str) -> str:
    """Return the order, one of ymd, mdy and dmy; raise UsageError for anything else."""
    order = text.strip().lower()
    if order not in ORDERS:
        raise UsageError(
            f"Unknown date order {quoted(text)}.",
            hint=f"Use {either((f'{key} ({words})' for key, words in ORDERS.items()))}.",
        )
    return order


class OrderSought:
    """Looks at a column's values until one of them proves the order of their dates."""

    def __init__(self, header: str, forced: str | None = None) -> None:
        self.header = header
        self.found = Order(forced, forced=True) if forced else None
        self._open: tuple[int, str] | None = None

    def look(self, line: int, value: str) -> bool:
        """Look at a value; return whether the order is known now."""
        if self.found is None:
            readings = dict(readings_of(value))
            if len(readings) == 1:
                self.found = Order(next(iter(readings)), line, value)
            elif not self._open and len(set(readings.values())) > 1:
                self._open = line, value
        return self.found is not None

    def follow(self, others: Iterable["OrderSought"]) -> None:
        """Take the order that other columns prove if this one leaves it open.

        A date proves the order of those with its separator only: dots are never month first.
        """
        if self.found is not None or self._open is None:
            return
        mark = _mark(self._open[1])
        told = [
            each.found._replace(header=each.found.header or each.header)
            for each in others
            if each.found and each.found.value and _mark(each.found.value) == mark
        ]
        readings = dict(readings_of(self._open[1]))
        if len({each.order for each in told}) == 1 and told[0].order in readings:
            self.found = told[0]

    @property
    def is_open(self) -> bool:
        """Whether dates can be read in two orders, and nothing has told which."""
        return self.found is None and self._open is not None

    def order(self, name: str) -> Order:
        """Return the order; raise AmbiguousColumnError if dates with two readings leave it open.

        `name` is the file's.
        """
        if self.found is None and self._open is not None:
            line, value = self._open
            raise AmbiguousColumnError(f"{name}:{line}", self.header, value)
        # 5/5/2026 is the same day in both orders, and a text that isn't a date has no order.
        return self.found or Order("mdy")


def is_no_date(text: str) -> bool:
    """Return whether a program writes this for a missing date: `0000-00-00 00:00:00`."""
    return _NONE.fullmatch(text) is not None


def readings_of(value: str) -> Iterator[tuple[str, date]]:
    """Return the possible orders of a numeric date, and the resulting day of each."""
    found = _numbers_of(value)
    if found is None:
        return
    for order in _orders(found):
        try:
            yield order, _existing(value, *_in_order(found, order))
        except UsageError:
            continue


def _mark(value: str) -> str | None:
    """Return the separator of a numeric date."""
    found = _numbers_of(value)
    return found[2] if found else None


def _numbers_of(value: str) -> re.Match[str] | None:
    """Return the three numbers of a numeric date, with or without a time."""
    plain = _plain(value)
    clock = _CLOCK.fullmatch(plain)
    return _NUMBERED.fullmatch(plain) or (clock and _NUMBERED.fullmatch(clock["day"]))


def order_shown(value: str) -> str | None:
    """Return the order of day and month that a date proves, or None."""
    numbered = _numbers_of(value)
    if numbered is None or len(_orders(numbered)) < 2:
        return None
    readings = [order for order, _ in readings_of(value)]
    return readings[0] if len(readings) == 1 and readings[0] != "ymd" else None


def read_day(text: str, order: Order | str, zone: tzinfo | None = None) -> date:
    """Return the local day; `zone` defaults to the machine's."""
    return read_instant(text, order, zone)[0]


def is_day(text: str) -> bool:
    """Return whether a text is a date in some order of day, month and year."""
    for order in ORDERS:
        with suppress(DateError):
            read_day(text, order)
            return True
    return False


def read_instant(text: str, order: Order | str, zone: tzinfo | None = None) -> tuple[date, int]:
    """Return the day, and the second of that day (0 if there is no time).

    An instant with a time zone is converted to `zone` or the machine's. Midnight in UTC keeps its
    day: it is how programs write a day without a time.
    """
    order = Order(order) if isinstance(order, str) else order
    plain = _plain(text)
    if _SINCE_1970.fullmatch(plain):
        return _here(date(1970, 1, 1), int(plain[:10]), timedelta(), zone)
    clock = None if _NUMBERED.fullmatch(plain) else _CLOCK.fullmatch(plain)
    day = _day(text, clock["day"] if clock else plain, order)
    if clock is None:
        return day, 0
    second, offset = _second(text, clock), _offset(text, clock["zone"])
    return (day, second) if offset is None else _here(day, second, offset, zone)


def _here(day: date, second: int, offset: timedelta, zone: tzinfo | None) -> tuple[date, int]:
    """Return the local day and second of an instant; midnight in UTC keeps its day."""
    if not offset and not second % 86_400:
        return day + timedelta(seconds=second), 0
    written = datetime(day.year, day.month, day.day, tzinfo=timezone(offset))
    try:
        here = (written + timedelta(seconds=second)).astimezone(zone)
    except (OverflowError, ValueError):
        return day, second
    return here.date(), here.hour * 3600 + here.minute * 60 + here.second


def _plain(text: str) -> str:
    """Return the text without invisible characters, and with single spaces."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def _day(text: str, written: str, order: Order) -> date:
    if found := _NUMBERED.fullmatch(written):
        return _numbered(text, found, order)
    if found := _EAST_ASIAN.fullmatch(written):
        return _existing(text, *(int(part) for part in found.groups()))
    named = _named(written)
    if named is None:
        raise DateError(text, _why_not(text), hint=_HINT)
    return _existing(text, *named)


def _numbered(text: str, found: re.Match[str], order: Order) -> date:
    allowed = _orders(found)
    chosen = order.order
    if not allowed:
        raise DateError(text, "needs a year of two or four digits", hint=_HINT)
    if len(allowed) == 1 and not (order.forced and found[2] == "." and len(found[1]) < 3):
        chosen = allowed[0]
    elif chosen == "ymd" and len(found[4]) > 2:
        raise DateError(text, _misfit(order), hint=_HINT)
    try:
        return _existing(text, *_in_order(found, chosen))
    except DateError:
        if any(each != chosen for each, _ in readings_of(text)):
            raise DateError(text, _misfit(order), hint=_HINT) from None
        if found[2] == "." and not order.forced and int(found[3]) > 12:
            why = (
                "is not a valid date (dots mean day.month.year; to read month first, "
                "use --dates mdy)"
            )
            raise DateError(text, why, hint=_HINT) from None
        raise


def _orders(found: re.Match[str]) -> tuple[str, ...]:
    """Return the possible orders of a numeric date; with dots there is only one."""
    first, mark, _, third = found.groups()
    if len(first) == 4:
        return ("ymd",) if len(third) < 3 else ()
    if len(first) == 3 or len(third) not in (2, 4):
        return ()
    if mark == ".":
        return ("dmy",)
    return ("mdy", "dmy", "ymd") if mark == "-" and len(third) == 2 else ("mdy", "dmy")


def _in_order(found: re.Match[str], order: str) -> tuple[int, int, int]:
    first, _, second, third = found.groups()
    if order == "ymd":
        return _year(first), int(second), int(third)
    month, day = (first, second) if order == "mdy" else (second, first)
    return _year(third), int(month), int(day)


def _year(digits: str) -> int:
    if len(digits) > 2:
        return int(digits)
    return int(digits) + (2000 if int(digits) <= _LAST_OF_2000 else 1900)


def _named(written: str) -> tuple[int, int, int] | None:
    """Return year, month and day of `Nov 3, 2026`, `29-Jun-26`, `3 de marzo de 2026`."""
    plain, at = folded(written), 0
    months, numbers = [], []
    for piece in _PIECE.finditer(plain):
        if piece.start() != at:
            return None
        at = piece.end()
        word = piece["word"]
        if piece["number"]:
            numbers.append(piece["number"])
        elif word in MONTHS:
            months.append(word)
        elif word and word not in WEEKDAYS and word not in _FILLING:
            return None
    if len(months) > 1:  # mar is Tuesday, too
        months = [word for word in months if word not in WEEKDAYS]
    if at != len(plain) or len(months) != 1 or len(numbers) != 2:
        return None
    day, year = numbers if len(numbers[0]) <= 2 else reversed(numbers)
    if len(day) > 2 or len(year) not in (2, 4):
        return None
    return _year(year), MONTHS[months[0]], int(day)


def _existing(text: str, year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DateError(text, f"is outside the years {FIRST_YEAR} to {LAST_YEAR}", hint=_HINT)
    try:
        return date(year, month, day)
    except ValueError:
        raise DateError(text, "is not a valid date", hint=_HINT) from None


def _second(text: str, clock: re.Match[str]) -> int:
    hour, minute, second = int(clock["hour"]), int(clock["minute"]), int(clock["second"] or 0)
    half = clock["half"]
    if hour > 23 or minute > 59 or second > 60 or (half and not 1 <= hour <= 12):
        raise DateError(text, "isn't a valid time", hint=_HINT)
    if half:
        hour = hour % 12 + (12 if half in "Pp" else 0)
    return hour * 3600 + minute * 60 + second


def _offset(text: str, zone: str | None) -> timedelta | None:
    """Return a time zone's offset from UTC; None if there is none."""
    if zone is None:
        return None
    if found := re.fullmatch("(?:UTC|GMT)? ?([+-])([0-9]{1,2}):?([0-9]{2})?", zone):
        away = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        if away < timedelta(hours=24):
            return -away if found[1] == "-" else away
    elif zone in _ZONES:
        return timedelta(hours=_ZONES[zone])
    raise DateError(text, f"has an unknown time zone: {zone}", hint=_HINT)


def _why_not(text: str) -> str:
    if _SERIAL.fullmatch(text):
        return "is a spreadsheet's day number, not a date (format the column as dates)"
    return "is not a date"


def _misfit(order: Order) -> str:
    return f"does not match the order of the other dates in this column, {ORDERS[order.order]}"


def date_orders(
    sheet: Sheet, places: Mapping[int, str], forced: str | None, *, footer: Footer | None = None
) -> dict[str, Order]:
    """Return the order of the dates in the columns at these places, by header.

    What they leave open, the dates in columns that aren't read may tell.
    """
    sought = _looked_at(sheet, places, forced, footer)
    for each in sought:
        each.follow(sought)
    if any(each.is_open for each in sought):
        unread = {at: each for at, each in enumerate(sheet.headers) if at not in places}
        others = _looked_at(sheet, unread, None, footer)
        for each in sought:
            each.follow(others)
    return {each.header: each.order(sheet.name) for each in sought}


def _looked_at(
    sheet: Sheet, places: Mapping[int, str], forced: str | None, footer: Footer | None
) -> list[OrderSought]:
    """Look at the values of columns until all orders are known."""
    sought = [(place, OrderSought(header, forced)) for place, header in places.items()]
    waiting = list(sought)
    for line, cells in sheet.rows(footer=footer, ragged=True) if sought else ():
        values = ((each, each[0] < len(cells) and cells[each[0]].strip(SPACE)) for each in waiting)
        waiting = [each for each, value in values if not (value and each[1].look(line, value))]
        if not waiting:
            break
    return [each for _, each in sought]


def doubtful_orders(orders: Mapping[str, Order]) -> dict[str, Order]:
    """Return the orders that the user may want to check: shown by one value, and not year first."""
    return {header: each for header, each in orders.items() if each.value and each.order != "ymd"}
