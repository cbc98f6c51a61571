"""What a colleague may see: initials for names, bands for amounts, and no notes."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from pipectl.money import DECIMALS, short_amount

NAMES = ("title", "account", "contact", "competitor")
TEXTS = ("text", "why", "next_action", "reason", "answer", "target")
NOTES = ("notes", "answers")
# The upper ends of the bands, in whole units of the currency.
BANDS = (1, 5, 10, 25, 50, 100, 250, 500, 1_000)
ADDRESS = re.compile(r"\S+@\S+|https?://\S+")
# What could be an amount: with a sign, a code or a scale, or of three digits or more.
DIGITS = r"\d(?:[\s.,'’-]?\d)*"
SIGN = rf"(?:[$¢£¤¥฿€₦₩₪₫₱₴₹₺₽]|(?<![^\W\d_])(?:{'|'.join(DECIMALS)})(?![^\W\d_]))"
SCALE = r"(?:[km]|\s?(?:thousand|grand|million|billion|mio|mln|mrd|tsd|mn|bn|k|m)(?![^\W\d_]))"
NUMBER = re.compile(
    rf"{SIGN}\s?{DIGITS}{SCALE}?|{DIGITS}(?:{SCALE}|\s?{SIGN})+|\d(?:[\s.,'’-]?\d){{2,}}", re.I
)
WORD = re.compile(r"[^\W_]+")
# No part of a name says anything by these alone.
SMALL_WORDS = (
    "and are but buy can das day der die for get had has her him his how its may new nor not now "
    "off one our out per she the too two und use via von was who why yes you "
    "an as at be by do go he if in is it me my no of on or so to up us we"
)
SMALL = frozenset(SMALL_WORDS.split())
HIDDEN = "…"
PHONE = re.compile(r"\+\(?\d[\d\s()/.-]{5,}\d")


def initials(name: str) -> str:
    """`Acme rollout` as `A.R.`"""
    letters = [word[0].upper() for word in WORD.findall(name)]
    return "".join(f"{letter}." for letter in letters) or HIDDEN


def band(minor: int, currency: str) -> str:
    """The amount's order of magnitude: `10k to 25k USD`; below zero with its sign."""
    unit = 1_000 * 10 ** DECIMALS[currency]
    if minor < 0:
        return f"minus {band(-minor, currency)}"
    if minor == 0:
        return f"0 {currency}"
    below = 0
    for end in BANDS:
        if minor < end * unit:
            return between(below * unit, end * unit, currency)
        below = end
    return f"{short_amount(below * unit, currency)} or more {currency}"


def between(least: int, most: int, currency: str) -> str:
    """A band in words."""
    if not least:
        return f"under {short_amount(most, currency)} {currency}"
    return f"{short_amount(least, currency)} to {short_amount(most, currency)} {currency}"


def mask(names: Iterable[str]) -> Callable[[str], str]:
    """What takes these names, addresses and numbers that could be money out of a text."""
    known = {name.strip() for name in names if name.strip()}
    known |= {part for name in known for part in parts(name)}
    table = {name.casefold(): name for name in sorted(known, reverse=True)}

    def masked(text: str) -> str:
        text = PHONE.sub(HIDDEN, ADDRESS.sub(HIDDEN, text))
        folded = text.casefold()
        # Few of all names are in one text, and a search for all of them would be slow.
        there = [name for form, name in table.items() if form in folded]
        if there:
            text = spelling(there).sub(lambda found: short(found[0], table), text)
        return NUMBER.sub(HIDDEN, text)

    return masked


def parts(name: str) -> list[str]:
    """The words by which a name is said in part: "Dana" for Dana Ortiz, "Acme" for Acme pilot.

    Lower-case words behind a capital are what is sold; where nothing has one, all could be names.
    """
    words = WORD.findall(name)
    every = words[:1] and words[0].islower()
    return [
        word
        for word in words
        if len(word) > 1
        and not word.isdecimal()
        and (every or not word.islower())
        and word.casefold() not in SMALL
    ]


def spelling(names: Iterable[str]) -> re.Pattern[str]:
    """What finds the names in any case, the longest first."""
    forms = {form for name in names for form in (name, name.upper(), name.casefold())}
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    return re.compile("|".join(map(bounded, longest_first)), re.I)


def bounded(form: str) -> str:
    """A form as a whole word, with an s behind it or not; a script without case has no gaps."""
    before = behind = ""
    if has_case(form[0]) or form[0].isdigit():
        before = r"(?<!\d)" if form[0].isdigit() else r"(?<![^\W\d_])"
    if has_case(form[-1]) or form[-1].isdigit():
        behind = r"(?!\d)" if form[-1].isdigit() else r"(?=(?:['’]?s)?(?![^\W\d_]))"
    return f"{before}{re.sub('ss|ß', '(?:ss|ß)', re.escape(form))}{behind}"


def has_case(character: str) -> bool:
    """Whether it is a letter of a script with capitals, which puts gaps between words."""
    return character.lower() != character.upper()


def short(found: str, table: Mapping[str, str]) -> str:
    """The initials of the name that was found."""
    return initials(table.get(found.casefold(), found))


def names_in(facts: Any) -> Iterator[str]:
    """The names that facts hold, which the store may have forgotten or changed since."""
    if isinstance(facts, Mapping):
        yield from (facts[key] for key in NAMES if isinstance(facts.get(key), str))
        yield from names_in(list(facts.values()))
    elif isinstance(facts, list | tuple):
        for each in facts:
            yield from names_in(each)


def redacted(facts: Any, masked: Callable[[str], str]) -> Any:
    """The facts of minutes with names as initials, texts masked, and notes left out."""
    if isinstance(facts, Mapping):
        return {key: hidden(key, value, masked) for key, value in facts.items()}
    if isinstance(facts, list | tuple):
        return [redacted(each, masked) for each in facts]
    return facts


def hidden(key: str, value: Any, masked: Callable[[str], str]) -> Any:
    """One fact as a colleague may see it."""
    if key in NOTES:
        return None
    if isinstance(value, str) and key in NAMES:
        return initials(value)
    if isinstance(value, str) and key in TEXTS:
        return masked(value)
    return redacted(value, masked)
