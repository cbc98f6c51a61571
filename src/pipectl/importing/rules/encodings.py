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
    "cp932", "euc-jp", "cp949", "gb18030", "cp950",
)  # fmt: skip
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Encodings that are parts of others, which Windows and Excel write under their names.
_PART_OF = {
    "shift_jis": "cp932", "euc_kr": "cp949", "gb2312": "gb18030", "gbk": "gb18030", "big5": "cp950",
}  # fmt: skip
# What text that isn't UTF-8 may be, likeliest first.
LIKELY = {
    "cp1252": "Windows, Western Europe and America",
    "cp1250": "Windows, Central Europe",
    "mac-roman": "Mac",
    "cp1251": "Windows, Cyrillic",
    "cp1254": "Windows, Turkish",
    "cp1253": "Windows, Greek",
    "cp932": "Japanese, also called Shift-JIS",
    "gb18030": "simplified Chinese, also called GBK",
    "cp950": "traditional Chinese, also called Big5",
    "cp949": "Korean, also called EUC-KR",
    "euc-jp": "Japanese, on Unix",
}
# Where the common signs of East Asia stand: their character set, and the lead bytes of its rows.
_COMMON = {
    "cp932": ("euc_jp", {*range(0xA1, 0xA4), 0xA4, 0xA5, *range(0xB0, 0xD0)}),
    "euc-jp": ("euc_jp", {*range(0xA1, 0xA4), 0xA4, 0xA5, *range(0xB0, 0xD0)}),
    "gb18030": ("gb2312", {*range(0xA1, 0xA4), *range(0xB0, 0xD8)}),
    "cp950": ("big5", {*range(0xA1, 0xC7)}),
    "cp949": ("euc_kr", {*range(0xA1, 0xA4), *range(0xB0, 0xC9)}),
}
_FIRST_OF_EAST = 0x2E80  # the code point
MOST_WORDS = 5000  # that are judged
# Signs that stand before letters in texts of any encoding.
_SIGNS = frozenset("\u00a0¡¿‘’‚“”„«»‹›–—…•·§°€£¥©®™№")
_ACCENTED = re.compile("[À-ÖØ-öø-ž]{4,}")
_RARE_GREEK = re.compile("[ΰΐ]")  # what common Cyrillic letters are read as


class Reading(NamedTuple):
    """An encoding of a text, a word as it reads in it, and how many letters are odd in it."""

    encoding: str
    word: str
    odd: int


def check_encoding(text: str) -> str:
    """Return the name of an encoding; raise UsageError if it is unknown."""
    try:
        name = codecs.lookup(text).name
        meant = codecs.lookup(_PART_OF.get(name, name)).name
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
    odd = {
        texts: sum(map(_odd_letters, texts)) + sum(_rare_signs(each, name) for each in texts)
        for texts, name in found.items()
    }
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
    of many accented letters in a row. In East Asia, Latin letters are mostly capitals.
    """
    count = len(_ACCENTED.findall(word)) + len(_RARE_GREEK.findall(word))
    for before, each in pairwise(word):
        if before.isalpha() and each.isalpha():
            is_mixed = _script(before) != _script(each) and (
                max(before, each) < "ԯ" or before.islower() or each.islower()
            )
            count += is_mixed or (before.islower() and each.isupper() and not each.isascii())
        elif each.isalpha():
            count += not before.isascii() and before not in _SIGNS
        else:
            count += before.isalpha() and each in "¡¿"
    return count


def _script(letter: str) -> int:
    return (letter >= "Ͱ") + (letter >= "Ѐ") + (ord(letter) >= _FIRST_OF_EAST)


def _rare_signs(word: str, name: str) -> int:
    """Return how many signs of a word in an encoding of East Asia are rare there."""
    if name not in _COMMON:
        return 0
    charset, common = _COMMON[name]
    count = 0
    for each in word:
        if not each.isascii():
            lead = each.encode(charset, "ignore")[:1]
            count += not lead or lead[0] not in common
    return count
