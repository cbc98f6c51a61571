"""Find headers that name the unit of their amounts: `Betrag (T€)`, `Amount (EUR)`."""

import re
from functools import lru_cache

from pipectl.currencies import SYMBOLS
from pipectl.importing.rules.number_formats import SIGN
from pipectl.money import SCALE
from pipectl.named_tuple import NamedTuple

THOUSANDS, MILLIONS = "thousands", "millions"
TENS, HUNDREDS = "tens of thousands", "hundreds of millions"
LAKHS, CRORES = "hundreds of thousands", "tens of millions"
_SIGN = rf"(?:{SIGN}|eur|usd|gbp|chf|dollars?|kr\.?(?!\w)|kč|ft|(?<![a-z])rs\.?|zł)"
_GAP = r"[ \u00a0\u202f]*"
# The larger unit first, where one ends like another: `百万円`, `万円`.
_WORDS = {
    CRORES: rf"(?:crores?|[千천][万萬만])(?:{_GAP}{_SIGN})?|{_SIGN}{_GAP}(?:crores?|cr\.?)",
    MILLIONS: r"(?:mio\.?|mill\.?|mn\.?|mln\.?|milj\.?|millions?|millionen|millones|milioni"
    rf"|miljon(?:er)?|milyon|millió|млн\.?|[百백][万萬만])(?:{_GAP}(?:d'|de )?{_SIGN})?"
    rf"|mil\.?{_GAP}(?:kč|eur|€)"
    rf"|{_SIGN}{_GAP}(?:mio\.?|mn\.?|mln\.?|millions?|m|mm)|m{{1,2}}{_GAP}{_SIGN}",
    HUNDREDS: rf"[億亿억](?:{_GAP}{_SIGN})?",
    LAKHS: rf"(?:lakhs?|lacs?)(?:{_GAP}{_SIGN})?|{_SIGN}{_GAP}(?:lakhs?|lacs?)",
    TENS: rf"[万萬만](?:{_GAP}{_SIGN})?",
    THOUSANDS: r"(?:tsd\.?|tys\.?|tausend|thousands?|milliers?|miles|'?0{3}'?s?|tusen"
    r"|tuhat(?:ta)?|tis\.?|tisíc|ezer|bin(?= ?(?:tl|₺|try)\b)|тыс\.?|тысяч|тис\.?|χιλ\.?|[千천])"
    rf"(?:{_GAP}(?:d'|de )?{_SIGN})?|mil{_GAP}(?:reais|R\$)"
    rf"|{_SIGN}{_GAP}(?:tsd\.?|tausend|thousands?|'?0{{3}}'?s?|k|тыс\.?|mil)"
    rf"|[tk]{_GAP}{_SIGN}|e{_GAP}ft",
}
# A single letter counts only in brackets, or after "in".
_LETTERS = {THOUSANDS: "|k", MILLIONS: "|mm?"}
_OPENED, _SHUT = r"[(\[（［【]", r"[)\]）］】]"
_IN = r"(?:in |en |i |в |w |v |単位[:：]? ?|单位[:：]? ?|單位[:：]? ?|단위[:：]? ?)"
_APART = r"[ ,:/–：、／・-]+"
# Where words are written without spaces, a unit with a currency may end one: `売上高千円`.
_UNSPACED = r"(?<![百千十百천십])[百千백천]?[万萬만億亿억千천][元円원]"
_FORMS = {
    kind: (
        re.compile(
            rf"(?P<name>.*?)[ \u00a0]*{_OPENED}{_IN}?(?:{words}{_LETTERS.get(kind, '')}){_SHUT}",
            re.IGNORECASE,
        ),
        re.compile(
            rf"(?P<name>.+?){_APART}{_IN}(?:{words}{_LETTERS.get(kind, '')})", re.IGNORECASE
        ),
        re.compile(rf"(?:(?P<name>.+?)(?:{_APART}|(?={_UNSPACED}$)))?(?:{words})", re.IGNORECASE),
    )
    for kind, words in _WORDS.items()
}
_LONGEST = 80
_AMOUNT = re.compile(
    r"(?P<before>[^\d.,]{0,4})(?P<number>\d(?:[\d.,'’ \u00a0\u202f]*\d)?)(?P<after>[^\d]{0,5})"
)
_HAS_SCALE = re.compile(
    rf"[ \u00a0\u202f]*(?:(?:k|m)(?=$|[ \u00a0\u202f]|{_SIGN})|t(?={_SIGN})|tsd|mio|тыс|млн|tkr|mkr"
    "|[百백千천万萬만億亿억])",
    re.IGNORECASE,
)
# "In the company's own currency", as Business Central writes it: LCY in English, MW in German.
_IN_OWN = re.compile(r"(?P<name>.+?)[ \u00a0]*\((?:LCY|MW|DS|DL|LV|VL|MVN|MB)\)")
_SUFFIXES = {
    THOUSANDS: "k",
    TENS: "万",
    LAKHS: "lakh",
    MILLIONS: "m",
    CRORES: "crore",
    HUNDREDS: "億",
}
_IN_CURRENCY = re.compile(
    rf"(?P<name>.+?)(?:[ \u00a0]*{_OPENED}{_IN}?{_SIGN}{_SHUT}|{_APART}{_IN}{_SIGN}|,{_GAP}{_SIGN}"
    r"|[ \u00a0][€$£₽])",
    re.IGNORECASE,
)
_CUSTOM = re.compile(r"custom field \((.+)\)", re.IGNORECASE)
_TYPE = re.compile(
    r"(?<=\S)[ \u00a0]*\((currency|money|number|percent(age)?|date( time)?|drop ?down|labels?"
    r"|people|(single |multi )?select|(short |long )?text|e?mail|phone|url|check ?box|users?"
    r"|formula|list relationship|relationship|tasks?|status)\)$",
    re.IGNORECASE,
)
_PERCENT = re.compile(rf"{_GAP}(?:[,/–-]{_GAP}%|{_OPENED}{_IN}?%{_SHUT}|{_IN}?%){_GAP}$")
_SIGNS = {
    **{sign.casefold(): code for sign, code in SYMBOLS.items() if len(sign) > 1},
    **dict.fromkeys(("dollar", "dollars"), "$"),
    **dict.fromkeys(("kr", "kr."), "kr"),
    **dict.fromkeys(("rs", "rs."), "Rs"),
}
_BARE = re.compile(rf"\d[\d.,'’ \u00a0\u202f]*(?:{SCALE})?", re.IGNORECASE)


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


def without_percent(header: str) -> str:
    """Return a header without a percent sign at its end: `Probability` for `Probability, %`."""
    return _PERCENT.sub("", header)


def without_type(header: str) -> str:
    """Return a header without what says its type: `Value (number)`, `Custom field (Value)`."""
    found = _CUSTOM.fullmatch(header.strip())
    return found[1] if found else _TYPE.sub("", header)


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
