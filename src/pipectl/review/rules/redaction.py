"""Redact minutes for a colleague: initials, bands of amounts, masked texts.

In free text, every capitalized word and number that isn't known to be harmless is masked.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from pipectl.currencies import DECIMALS
from pipectl.numbers import NumberFormat
from pipectl.stages.rules import templates

NAMES = ("title", "account", "contact", "competitor")
TEXTS = (
    *("text", "why", "next_action", "reason", "answer", "target"),
    *("experiment", "arm", "compared_with"),
)
NOTES = ("notes", "answers")
# The upper bounds of the bands, in thousands of the currency.
BANDS = (1, 5, 10, 25, 50, 100, 250, 500, 1_000)
ADDRESS = re.compile(r"\S+@\S+|https?://\S+")
# Possible amounts: with a sign, a code or a scale, or three or more digits.
DIGITS = r"\d(?:[\s.,'’-]?\d)*"
SIGN = rf"(?:[$¢£¤¥฿€₦₩₪₫₱₴₹₺₽]|(?<![^\W\d_])(?:{'|'.join(DECIMALS)})(?![^\W\d_]))"
SCALE = r"(?:[km]|\s?(?:thousand|grand|million|billion|mio|mln|mrd|tsd|mn|bn|k|m)(?![^\W\d_]))"
NUMBER = re.compile(
    rf"{SIGN}\s?{DIGITS}{SCALE}?|{DIGITS}(?:{SCALE}|\s?{SIGN})+|\d(?:[\s.,'’-]?\d){{2,}}", re.I
)
WORD = re.compile(r"[^\W_]+")
# Words that don't identify a name by themselves.
SMALL_WORDS = (
    "and are but buy can das day der die for get had has her him his how its may new nor not now "
    "off one our out per she the too two und use via von was who why yes you "
    "an as at be by do go he if in is it me my no of on or so to up us we"
)
SMALL = frozenset(SMALL_WORDS.split())
HIDDEN = "…"
LETTERS = re.compile(r"[^\W\d_]+")
# Ordinary words that may begin a sentence, and sales terms; the templates have more.
ORDINARY_WORDS = (
    "about above across actually after again against all almost already also although always "
    "among another any anyone anything approval approved apr around asked asking aug away back "
    "because been before began begin behind being believe below best better between beyond big "
    "board both budget business buyer buying call called calls came cannot ceo cfo change "
    "changed cheaper check chose clear close closed closing coming confirm confirmed contact "
    "contract coo cost could coverage cto customer date deal deals dec december decided "
    "decision demo depends did didn different discussed does doesn doing don done down draft "
    "during each early eight either else email enough even ever every everybody everyone "
    "everything expect expected far fast feb february few finally finance find first five focus "
    "follow followed forecast forget found four fri friday from full further gave get gets "
    "getting give given goal goes going good got happened hard hasn have haven having head hear "
    "heard held help here high hold however important inside instead into isn issue january jul "
    "july jun just keep kept know known knows last late later lead least left legal less let "
    "like likely little long look looking lose lost lot low made main make makes management "
    "manager many mar march marketing maybe meet meeting met might missing mon monday money "
    "month months more most move moved much must nda need needed needs neither never new next "
    "nine nobody none nothing nov november now oct october often old once only onto open order "
    "other others otherwise over own paid pay people perhaps person pilot plan please poc "
    "possible postponed prepare price pricing probably problem project promised proposal "
    "purchasing pushed put q quarter question quickly quota quote rather ready really reason "
    "reference reply request review rfp right risk roi run said sales same sat saturday saw say "
    "says second security see seems send sent sep sept september service set seven several "
    "should show sign signed silence silent since six slow small some somebody someone "
    "something soon sow stage stakeholders start started still stop stopped such sun sunday "
    "supplier sure take taken talk talked team tell ten terms than thank thanks that their them "
    "then there therefore these they thing things think third this those though three through "
    "thu thursday time times today together told tomorrow too took toward towards trial tried try "
    "tue tuesday turned under understand understood unless until use used vendor very wait waiting "
    "want wanted wants was wasn wed wednesday week weekly weeks well went were what when where "
    "whether which while whole win with within without won work working worth would write "
    "written wrote year years yes yesterday yet your "
)
# Ordinary words that are also first names.
NAMES_TOO = frozenset(
    [
        "april",
        "august",
        "grant",
        "hope",
        "jan",
        "june",
        "mark",
        "may",
        "pat",
        "rich",
        "rose",
        "sue",
        "will",
    ]
)
# Numbers that aren't amounts: times, days of a month, quarters, and small counts.
MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
COUNTED = (
    "(?:days?|weeks?|months?|years?|quarters?|hours?|minutes?|h|min|d|w|calls?|meetings?|demos?"
    "|e-?mails?|times|people|persons|questions?|steps?|stages?|reviews?|tries|attempts?)"
)
HARMLESS_NUMBER = (
    rf"\b\d{{1,2}}:\d\d\b|\bq[1-4]\b|\b\d{{1,2}}(?:st|nd|rd|th)?\.? {MONTH}\b|\b{MONTH} \d{{1,2}}\b"
    rf"|\b\d{{1,2}}(?: (?:of|or|to) \d{{1,2}})?[ -]{COUNTED}\b"
)
NUMBER_OR_WORD = re.compile(rf"({HARMLESS_NUMBER})|(\d+(?:[.,'’]\d+)*(?: ?%)?)|[^\W\d_]+", re.I)
SPELLED_NUMBER = re.compile(
    r"\b(?:(?:half an?|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several"
    r"|some|few)[ -])?(?:(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven"
    r"|eigh|nine)ty|hundreds?|thousands?|millions?|billions?|grand|dozens?)\b"
    r"(?:[ -](?:and |one|two|three|four|five|six|seven|eight|nine|hundred|thousand|million|grand)"
    r"+)*",
    re.I,
)
PHONE = re.compile(r"\+\(?\d[\d\s()/.-]{5,}\d")


def initials(name: str) -> str:
    """Return `A.R.` for `Acme rollout`."""
    letters = [word[0].upper() for word in WORD.findall(name)]
    return "".join(f"{letter}." for letter in letters) or HIDDEN


def band(minor: int, currency: str, numbers: NumberFormat) -> str:
    """Return the amount's range: `10k to 25k USD`; negative ones with their sign."""
    unit = 1_000 * 10 ** DECIMALS[currency]
    if minor < 0:
        return f"minus {band(-minor, currency, numbers)}"
    if minor == 0:
        return f"0 {currency}"
    below = 0
    for end in BANDS:
        if minor < end * unit:
            return between(below * unit, end * unit, currency, numbers)
        below = end
    return f"{numbers.short(below * unit, currency)} or more {currency}"


def between(least: int, most: int, currency: str, numbers: NumberFormat) -> str:
    """Return a band in words."""
    if not least:
        return f"under {numbers.short(most, currency)} {currency}"
    return f"{numbers.short(least, currency)} to {numbers.short(most, currency)} {currency}"


def mask(names: Iterable[str]) -> Callable[[str], str]:
    """Return a function that masks these names, capitalized words, addresses and numbers."""
    known = {name.strip() for name in names if name.strip()}
    known |= {part for name in known for part in parts(name)}
    table = {name.casefold(): name for name in sorted(known, reverse=True)}

    def masked(text: str) -> str:
        text = PHONE.sub(HIDDEN, ADDRESS.sub(HIDDEN, text))
        folded = text.casefold()
        # A text has few of the names, and searching for all of them would be slow.
        there = [name for form, name in table.items() if form in folded]
        if there:
            text = spelling(there).sub(lambda found: short(found[0], table), text)
        text = SPELLED_NUMBER.sub(HIDDEN, NUMBER.sub(HIDDEN, text))
        return NUMBER_OR_WORD.sub(
            lambda found: found[1] or (HIDDEN if found[2] else ordinary(found[0])), text
        )

    return masked


def ordinary(word: str) -> str:
    """Return the word, or its initial if it is capitalized and not known to be harmless."""
    if len(word) == 1 or word.islower() or word == word.lower() or word.lower() in harmless():
        return word
    return initials(word)


@cache
def harmless() -> frozenset[str]:
    """Return lower-case words that aren't names: ordinary ones, the templates', currencies."""
    texts = (
        templates.SELLER,
        templates.CONSULTATIVE,
        templates.MARKETING,
        templates.MILESTONE,
        ORDINARY_WORDS,
        SMALL_WORDS,
        " ".join(DECIMALS),
    )
    words = frozenset(word.lower() for text in texts for word in LETTERS.findall(text))
    return words - NAMES_TOO


def parts(name: str) -> list[str]:
    """Return the words that stand for a name: "Dana" for Dana Ortiz, "Acme" for Acme pilot.

    Lower-case words after a capital are products; in names without capitals, any word counts.
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
    """Return a pattern for the names in any case, the longest first."""
    forms = {form for name in names for form in (name, name.upper(), name.casefold())}
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    return re.compile("|".join(map(bounded, longest_first)), re.I)


def bounded(form: str) -> str:
    """Return a pattern for a whole word, optionally with an s; caseless scripts have no gaps."""
    before = behind = ""
    if has_case(form[0]) or form[0].isdigit():
        before = r"(?<!\d)" if form[0].isdigit() else r"(?<![^\W\d_])"
    if has_case(form[-1]) or form[-1].isdigit():
        behind = r"(?!\d)" if form[-1].isdigit() else r"(?=(?:['’]?s)?(?![^\W\d_]))"
    return f"{before}{re.sub('ss|ß', '(?:ss|ß)', re.escape(form))}{behind}"


def has_case(character: str) -> bool:
    """Return whether it is a letter of a script with capitals, which separates words."""
    return character.lower() != character.upper()


def short(found: str, table: Mapping[str, str]) -> str:
    """Return the initials of a matched name."""
    return initials(table.get(found.casefold(), found))


def names_in(facts: Any) -> Iterator[str]:
    """Return the names in facts, which the store may have forgotten or changed since."""
    if isinstance(facts, Mapping):
        yield from (facts[key] for key in NAMES if isinstance(facts.get(key), str))
        yield from names_in(list(facts.values()))
    elif isinstance(facts, list | tuple):
        for each in facts:
            yield from names_in(each)


def redacted(facts: Any, masked: Callable[[str], str]) -> Any:
    """Return the facts with initials for names, masked texts, and without notes."""
    if isinstance(facts, Mapping):
        return {key: hidden(key, value, masked) for key, value in facts.items()}
    if isinstance(facts, list | tuple):
        return [redacted(each, masked) for each in facts]
    return facts


def hidden(key: str, value: Any, masked: Callable[[str], str]) -> Any:
    """Return one fact in redacted form."""
    if key in NOTES:
        return None
    if isinstance(value, str) and key in NAMES:
        return initials(value)
    if isinstance(value, str) and key in TEXTS:
        return masked(value)
    return redacted(value, masked)
