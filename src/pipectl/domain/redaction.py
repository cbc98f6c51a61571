"""What a colleague may see: initials for names, bands for amounts, and no notes."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pipectl.money import DECIMALS, short_amount

NAMES = ("title", "account", "contact", "competitor")
TEXTS = ("text", "why", "next_action", "reason", "answer", "target")
NOTES = ("note", "notes")
# The upper ends of the bands, in whole units of the currency.
BANDS = (1, 5, 10, 25, 50, 100, 250, 500, 1_000)
ADDRESS = re.compile(r"\S+@\S+|https?://\S+")
# Three digits or more, or any number with a scale or a sign of money: it could be an amount.
NUMBER = re.compile(r"[$€£¥]\s?\d[\d.,]*\s?[kKmM]?|\d[\d.,]*\s?[kKmM]\b|\d[\d.,]{2,}")
GENERIC = 3  # words of a name as short as that say nothing
HIDDEN = "…"


def initials(name: str) -> str:
    """`Acme rollout` as `A.R.`"""
    letters = [word[0].upper() for word in re.findall(r"\w+", name)]
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
    # A name is often said in part: "Dana" for Dana Ortiz, "Acme" for Acme Corp.
    known |= {
        word
        for name in known
        for word in re.findall(r"\w+", name)
        if len(word) > GENERIC and not word.islower()
    }
    longest_first = sorted(known, key=lambda name: (-len(name), name))
    # A class of 30,000 alternatives is one search all the same, by way of a table.
    table = {name.casefold(): initials(name) for name in longest_first}
    words = re.compile(
        "|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in longest_first) or r"(?!)", re.I
    )

    def masked(text: str) -> str:
        text = ADDRESS.sub(HIDDEN, text)
        text = words.sub(lambda found: table.get(found[0].casefold(), HIDDEN), text)
        return NUMBER.sub(HIDDEN, text)

    return masked


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
