"""Find headers that give a column's amounts in thousands or millions: `Betrag (T€)`."""

import re
from functools import lru_cache
from typing import NamedTuple

THOUSANDS, MILLIONS = "thousands", "millions"
_SIGN = r"(?:€|\$|£|us\$|eur|usd|gbp|chf|euro|euros|dollars?)"
_GAP = r"[ \u00a0\u202f]*"
_WORDS = {
    THOUSANDS: r"(?:tsd\.?|tausend|thousands?|milliers?|miles|'?0{3}'?s?)"
    rf"(?:{_GAP}(?:d'|de )?{_SIGN})?"
    rf"|{_SIGN}{_GAP}(?:tsd\.?|tausend|thousands?|'?0{{3}}'?s?|k)"
    rf"|[tk]{_GAP}{_SIGN}",
    MILLIONS: rf"(?:mio\.?|mill\.?|mn\.?|mln\.?|millions?|millionen|millones|milioni)"
    rf"(?:{_GAP}(?:d'|de )?{_SIGN})?"
    rf"|{_SIGN}{_GAP}(?:mio\.?|mn\.?|mln\.?|millions?|m|mm)|m{{1,2}}{_GAP}{_SIGN}",
}
# A single letter counts only in brackets, or after "in".
_LETTERS = {THOUSANDS: "k", MILLIONS: "mm?"}
_FORMS = {
    kind: (
        re.compile(
            rf"(?P<name>.*?)[ \u00a0]*[(\[](?:in )?(?:{words}|{_LETTERS[kind]})[)\]]", re.IGNORECASE
        ),
        re.compile(
            rf"(?P<name>.+?)[ ,:/–-]+(?:in |en )(?:{words}|{_LETTERS[kind]})", re.IGNORECASE
        ),
        re.compile(rf"(?:(?P<name>.+?)[ ,:/–-]+)?(?:{words})", re.IGNORECASE),
    )
    for kind, words in _WORDS.items()
}
_LONGEST = 80
_AMOUNT = re.compile(
    r"(?P<before>[^\d.,]{0,4})(?P<number>\d(?:[\d.,'’ \u00a0\u202f]*\d)?)(?P<after>[^\d]{0,5})"
)
_HAS_SCALE = re.compile(
    rf"[ \u00a0\u202f]*(?:(?:k|m)(?=$|[ \u00a0\u202f]|{_SIGN})|t(?={_SIGN})|tsd|mio)", re.IGNORECASE
)
_SUFFIXES = {THOUSANDS: "k", MILLIONS: "m"}


class Scaled(NamedTuple):
    """A header without its scale, and the scale."""

    name: str
    scale: str


@lru_cache(1000)
def scaled(header: str) -> Scaled | None:
    """Return what a header says about the scale of its amounts, or None."""
    text = " ".join(header.split())
    for scale, forms in _FORMS.items() if len(text) <= _LONGEST else ():
        for form in forms:
            if found := form.fullmatch(text):
                return Scaled((found["name"] or "").strip(), scale)
    return None


def in_full(text: str, scale: str) -> str:
    """Return an amount with its column's scale: `12,5` is `12,5k`.

    An amount with a scale of its own, and what isn't an amount, stay as they are.
    """
    found = _AMOUNT.fullmatch(text)
    if found is None or _HAS_SCALE.match(found["after"]):
        return text
    return f"{found['before']}{found['number']}{_SUFFIXES[scale]}{found['after']}"
