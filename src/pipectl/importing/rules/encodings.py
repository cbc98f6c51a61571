"""The encodings of CSV files."""

import codecs
import re
from collections.abc import Iterable
from itertools import pairwise

from pipectl.errors import listed, quoted
from pipectl.named_tuple import NamedTuple
from pipectl.text import UnknownValueError

ENCODINGS = (
    "utf-8", "utf-16-le", "utf-16-be", "latin-1", "iso-8859-2", "iso-8859-15", "cp1250", "cp1251",
    "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp437", "cp850", "mac-roman",
    "shift-jis", "euc-jp", "euc-kr", "gb18030", "big5",
)  # fmt: skip
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What text that isn't UTF-8 may be, likeliest first.
LIKELY = {
    "cp1252": "Windows, Western Europe and America",
    "cp1250": "Windows, Central Europe",
    "mac-roman": "Mac",
    "cp1251": "Windows, Cyrillic",
}
MOST_WORDS = 5000  # that are judged
_LATIN = "A-Za-zÀ-ÖØ-öø-ſ"
# Signs that stand before letters in texts of any encoding.
_SIGNS = frozenset("\u00a0¡¿‘’‚“”„«»‹›–—…•·§°€£¥©®™№")
_ACCENTED = re.compile("[À-ÖØ-öø-ž]{4,}")


class Reading(NamedTuple):
    """An encoding of a text, a word as it reads in it, and how many letters are odd in it."""

    encoding: str
    word: str
    odd: int


def check_encoding(text: str) -> str:
    """Return the name of an encoding; raise UsageError if it is unknown."""
    try:
        meant = codecs.lookup(text).name
    except (LookupError, ValueError):
        meant = ""
    for each in ENCODINGS:
        if codecs.lookup(each).name == meant:
            return each
    use = f"Use one of {listed(ENCODINGS)}."
    raise UnknownValueError(f"Unknown encoding {quoted(text)}", text, ENCODINGS, hint=use)


def readings(lines: Iterable[bytes]) -> list[Reading]:
    """Return how a text reads in each likely encoding, the best one first.

    The word is the first that tells the best ones apart. Of encodings in which every word reads
    alike only the first is returned.
    """
    known, words = list(LIKELY), dict[bytes, None]()
    for line in lines:
        if line.isascii():
            continue
        known = [name for name in known if _decodes(line, name)]
        if len(words) < MOST_WORDS:
            split = re.split(rb"[\s,;\"]+", line)
            words |= dict.fromkeys(word for word in split if not word.isascii())
    found: dict[tuple[str, ...], str] = {}
    for name in known if words else ():
        found.setdefault(tuple(word.decode(name) for word in words), name)
    odd = {texts: sum(map(_odd_letters, texts)) for texts in found}
    best = [texts for texts in found if odd[texts] == min(odd.values())]
    apart = (at for at, each in enumerate(zip(*best, strict=True)) if len({*each}) > 1)
    at = next(apart, 0)
    return [
        Reading(found[each], each[at], odd[each]) for each in sorted(found, key=odd.__getitem__)
    ]


def _decodes(line: bytes, name: str) -> bool:
    try:
        line.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _odd_letters(word: str) -> int:
    """Return how many letters of a word show that it is read in a wrong encoding.

    These stand beside signs or letters of another script, are capitals after small letters, or one
    of many accented letters in a row.
    """
    count = len(_ACCENTED.findall(word))
    for before, each in pairwise(word):
        if before.isalpha() and each.isalpha():
            is_mixed = ("Ѐ" <= before <= "ӿ") != ("Ѐ" <= each <= "ӿ")
            count += is_mixed or (before.islower() and each.isupper() and not each.isascii())
        elif each.isalpha():
            count += not before.isascii() and before not in _SIGNS
        else:
            count += before.isalpha() and each in "¡¿"
    return count
