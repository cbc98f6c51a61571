"""Find headers that name the unit of their amounts: `Betrag (T€)`, `Amount (EUR)`."""

import re
from functools import lru_cache

from pipectl.currencies import SYMBOLS
from pipectl.importing.rules.number_formats import SIGN
from pipectl.named_tuple import NamedTuple

THOUSANDS, MILLIONS = "thousands", "millions"
_SIGN = rf"(?:{SIGN}|eur|usd|gbp|chf|dollars?)"
_GAP = r"[ \u00a0\u202f]*"
_WORDS = {
    THOUSANDS: r"(?:tsd\.?|tys\.?|tausend|thousands?|milliers?|miles|'?0{3}'?s?)"
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
# "In the company's own currency", as Business Central writes it: LCY in English, MW in German.
_IN_OWN = re.compile(r"(?P<name>.+?)[ \u00a0]*\((?:LCY|MW|DS|DL|LV|VL|MVN|MB)\)")
_SUFFIXES = {THOUSANDS: "k", MILLIONS: "m"}
_IN_CURRENCY = re.compile(
    rf"(?P<name>.+?)(?:[ \u00a0]*[(\[](?:in |en )?{_SIGN}[)\]]|[ ,:/–-]+(?:in |en ){_SIGN}"
    r"|[ \u00a0][€$£])",
    re.IGNORECASE,
)
_SIGNS = {
    **{sign.casefold(): code for sign, code in SYMBOLS.items() if len(sign) > 1},
    **dict.fromkeys(("dollar", "dollars"), "$"),
}
_BARE = re.compile(r"\d[\d.,'’ \u00a0\u202f]*[km]?", re.IGNORECASE)


class Unit(NamedTuple):
    """A header without the unit of its amounts, and the unit: a scale, a currency's sign or both.

    `scale` is None for amounts in full, `sign` for the store's currency.
    """

    name: str
    scale: str | None
    sign: str | None


@lru_cache(1000)
def unit_of(header: str) -> Unit | None:
    """Return what a header says about the unit of its amounts, or None."""
    text = " ".join(header.split())
    for scale, forms in _FORMS.items() if len(text) <= _LONGEST else ():
        for form in forms:
            if found := form.fullmatch(text):
                name = found["name"] or ""
                return Unit(name.strip(), scale, _sign(text[len(name) :]))
    if len(text) > _LONGEST:
        return None
    if own := _IN_OWN.fullmatch(text):
        return Unit(own["name"].strip(), None, None)
    found = _IN_CURRENCY.fullmatch(text)
    return found and Unit(found["name"].strip(), None, _sign(text[found.end("name") :]))


def _sign(text: str) -> str | None:
    """Return the sign or code of the currency in the rest of a header."""
    found = re.search(rf"{_SIGN}(?![a-z]{{2}})", text, re.IGNORECASE)
    return found and _SIGNS.get(found[0].casefold(), found[0].upper())


def in_full(text: str, unit: Unit) -> str:
    """Return an amount with its header's unit: `12,5` is `12,5k EUR`.

    An amount keeps a scale or a currency of its own. What isn't an amount stays as it is.
    """
    found = _AMOUNT.fullmatch(text)
    if found is not None and unit.scale is not None and not _HAS_SCALE.match(found["after"]):
        suffix = _SUFFIXES[unit.scale]
        text = f"{found['before']}{found['number']}{suffix}{found['after']}"
    if unit.sign is not None and _BARE.fullmatch(text):
        text = f"{text} {unit.sign}"
    return text
