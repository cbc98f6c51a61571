"""Find and replace a person's or account's name, addresses and numbers in texts."""

import json
import re
import shlex
from collections.abc import Iterable, Sequence
from itertools import groupby
from unicodedata import category, combining

from pipectl.named_tuple import NamedTuple
from pipectl.people.rules.names import COMMON
from pipectl.text import SPACELESS, fold, slug

# In scripts that part no words by spaces, a name needs no edge to be found.
BEFORE, AFTER = f"(?<![^\\W_{SPACELESS}])", f"(?![^\\W_{SPACELESS}])"
BETWEEN = r"[\W_]{1,3}"  # what may stand between two words of a name: a space, a hyphen, ", "
IN_NUMBER = r"[\s().\-/]{0,3}"
NO_NUMBER_BEFORE = r"(?<![0-9][\s().\-/])(?<![0-9][\s().\-/]{2})"
AREA = r"(?:\((?=[0-9+\s]{1,6}\)))?"  # a bracket that closes behind the area's code
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])"  # which no number is taken for
LOCAL_DIGITS = 7  # of a number without its country and area
FEW_DIGITS = 6  # what has fewer is no telephone number that could be searched for
JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*"(?P<key>\s*:)?')
# Their values are words of ours, whoever is called like one of them.
OUR_KEYS = {"kind", "status", "uid", "currency", "per", "period", "ending", "buying", "verdict"}
OUR_KEYS |= {"flags", "stale_thinking"}


class PersonDetails(NamedTuple):
    """Every name, address and number that the person to forget ever had."""

    names: Sequence[str]
    emails: Sequence[str]
    phones: Sequence[str]


class TextEraser:
    """Finds someone in texts; `kept` are longer names of others, which stay as they are."""

    def __init__(self, label: str, known: PersonDetails, kept: Iterable[str] = ()) -> None:
        self.label, self.slug = label, slug(label)
        found = [
            *map(name_pattern, known.names),
            *map(listed_pattern, known.names),
            *(slug_pattern(each, BETWEEN) for each in known.names),
        ]
        found += [
            *(slug_pattern(each, "-") for each in known.emails),
        ]
        found += map(phone_pattern, known.phones)
        # An address goes before the name that it begins with.
        patterns = [
            *sorted(map(email_pattern, known.emails), key=len, reverse=True),
            *sorted(filter(None, set(found)), key=len, reverse=True),
        ]
        others = sorted(filter(None, map(name_pattern, kept)), key=len, reverse=True)
        self.kept = re.compile("|".join(others)) if others else None
        nobody = "(?!)"
        self.pattern = re.compile(
            f"(?P<kept>{'|'.join(others) or nobody})|(?P<found>{'|'.join(patterns) or nobody})"
        )
        self.words = [words(each) or [fold(each)] for each in (*known.names, *known.emails)]
        self.words += [slug(each).split("-") for each in (*known.names, *known.emails)]
        numbers = list(filter(None, map(phone_pattern, known.phones)))
        self.numbers = re.compile("|".join(numbers) or nobody)

    def suspects(self, text: str) -> bool:
        """Return quickly whether the text may name the person; never wrongly False."""
        folded = fold(text)
        return (
            any(all(word in folded for word in each) for each in self.words)
            or "\\u" in text
            or self.numbers.search(text) is not None
        )

    def text(self, text: str) -> str:
        """Return the text with the label in place of each name."""
        if not self.suspects(text):
            return text
        folded, starts, ends = placed(text)
        out, at = [], 0
        for found in self.pattern.finditer(folded):
            if found["found"] is not None:
                first, last = starts[found.start()], ends[found.end() - 1]
                out += [text[at:first], self.label_for(text, first, last)]
                at = last
        return "".join([*out, text[at:]])

    def label_for(self, text: str, first: int, last: int) -> str:
        """Return the label, spelled as a slug if it replaces one."""
        word, around = text[first:last], text[max(first - 1, 0) : last + 1]
        plain = word.isascii() and word.islower() and " " not in word
        return self.slug if plain and "-" in around else self.label

    def slugged(self, text: str) -> str:
        """Return a slug with the label's slug in place of each name."""
        return self.text(text).replace(self.label, self.slug)

    def json(self, text: str) -> str:
        """Return JSON without the name, also in nested JSON."""
        if not self.suspects(text):
            return text
        key = ""

        def erased(found: re.Match[str]) -> str:
            nonlocal key
            if found["key"]:
                key = found[0].partition('"')[2].rpartition('"')[0]
            return found[0] if found["key"] or key in OUR_KEYS else self.json_string(found[0])

        return JSON_STRING.sub(erased, text)

    def json_string(self, quoted: str) -> str:
        """Return one quoted string of JSON without the name."""
        text = json.loads(quoted, strict=False)
        new = (self.json if text.startswith(("{", "[")) else self.text)(text)
        return quoted if new == text else json.dumps(new, ensure_ascii=False)

    def command(self, text: str) -> str:
        """Return a command line without the name, word by word, so that it stays valid."""
        try:
            parts = shlex.split(text)
        except ValueError:
            parts = []
        if not parts or shlex.join(parts) != text:
            return self.text(text)
        return shlex.join([self.text(each) for each in parts])


LEAST = 2  # letters of a part


class PartFinder:
    """Finds parts of a name alone: a word of it, initials, what is before the @ of an address.

    `kept` are names of others, within which a part means them.
    """

    def __init__(self, known: PersonDetails, kept: Iterable[str], *, is_person: bool) -> None:
        common = COMMON.split()
        parts = {
            word
            for name in known.names
            for word in words(name)
            if len(word) >= LEAST and word not in common and [word] != words(name)
        }
        parts |= {word for name in known.names for word in slug(name).split("-")} & {
            slug(each) for each in parts
        }
        local = {fold(each.partition("@")[0]) for each in known.emails}.difference(common)
        parts |= {each for each in local if len(each) >= LEAST}
        self.parts = parts
        others = filter(None, map(name_pattern, sorted(kept, key=len, reverse=True)))
        found = [name_pattern(each) or "(?!)" for each in sorted(parts, key=len, reverse=True)]
        self.pattern = re.compile(
            f"(?P<kept>{'|'.join(others) or '(?!)'})|(?P<found>{'|'.join(found) or '(?!)'})"
        )
        initials = {each for name in known.names for each in initials_of(name)} if is_person else ()
        ways = [r"\.?\s?".join(map(re.escape, each)) for each in sorted(initials)]
        self.initials = re.compile(rf"(?<![\w.])(?:{'|'.join(ways) or '(?!)'})(?!\w)")

    def found(self, text: str) -> list[tuple[int, str]]:
        """Return each part found in the text once, with its first place."""
        hits = [(hit.start(), hit[0]) for hit in self.initials.finditer(text)]
        folded = fold(text)
        if any(each in folded for each in self.parts):
            folded, starts, ends = placed(text)
            for hit in self.pattern.finditer(folded):
                if hit["found"] is not None:
                    first = starts[hit.start()]
                    hits.append((first, text[first : ends[hit.end() - 1]]))
        once: dict[str, tuple[int, str]] = {}
        for at, part in sorted(hits):
            once.setdefault(fold(part), (at, part))
        return list(once.values())


def initials_of(name: str) -> set[str]:
    """The first letters of all words of a name, and of the first and last one; capitals."""
    first = [word[0].upper() for word in words(name) if word[0].isalpha()]
    return {"".join(first), first[0] + first[-1]} if len(first) > 1 else set()


def words(name: str) -> list[str]:
    """The words of a name, folded: letters, digits and the signs that belong to them."""
    groups = groupby(fold(name), lambda sign: sign.isalnum() or category(sign)[0] == "M")
    return ["".join(signs) for is_word, signs in groups if is_word]


def name_pattern(name: str) -> str | None:
    """Return the pattern of a name in a folded text, with any characters between its words."""
    parts = words(name)
    if not parts:
        return re.escape(fold(name)) or None
    return edged(parts[0][0], BETWEEN.join(map(re.escape, parts)), parts[-1][-1])


def surname_first(name: str) -> str:
    """`Parker, Jo` for `Jo Parker`."""
    *first, last = words(name) or [name]
    return " ".join([last, *first])


def listed_pattern(name: str) -> str | None:
    """Return the pattern of a name with the surname and a comma first."""
    *first, last = words(name) or [""]
    if not first:
        return None
    return edged(last[0], rf"{re.escape(last)},\s{{0,2}}{BETWEEN.join(first)}", first[-1][-1])


def slug_pattern(name: str, between: str) -> str | None:
    """Return the pattern of a name as in a slug: without accents and apostrophes."""
    made = slug(name)
    return edged(made[0], between.join(made.split("-")), made[-1]) if made else None


def edged(first: str, pattern: str, last: str) -> str:
    """Return the pattern with word boundaries."""
    before = "" if re.match(f"[{SPACELESS}]", first) else BEFORE
    return before + pattern + ("" if re.match(f"[{SPACELESS}]", last) else AFTER)


def email_pattern(email: str) -> str:
    """Return the pattern of an address, but not of a longer one."""
    return rf"(?<![\w.+-]){re.escape(fold(email))}(?![\w-])"


def phone_pattern(phone: str) -> str | None:
    """Return the pattern of a number in any grouping: with its country code, without it,
    and its last digits alone where they are enough and no other number goes before them.
    """
    digits = "".join(re.findall("[0-9]", phone)).removeprefix("00")
    if len(digits) < FEW_DIGITS:
        return None
    ways = [rf"{AREA}(?:\+|00)?{IN_NUMBER.join(digits)}"]
    national = digits.removeprefix("0")
    if phone.strip().startswith(("+", "00")):  # a country's code has up to three digits
        inside = [digits[code:] for code in (1, 2, 3) if len(digits) - code >= FEW_DIGITS]
        ways += [rf"{AREA}0{IN_NUMBER}{IN_NUMBER.join(each)}" for each in inside]
    elif len(national) >= LOCAL_DIGITS:  # 1 stands before an area's code in North America
        ways.append(rf"(?:(?:\+|00)[0-9]{{1,3}}|1){IN_NUMBER}{IN_NUMBER.join(national)}")
    ends = [national[at:] for at in range(len(national) - LOCAL_DIGITS + 1)]
    alone = "|".join(rf"{AREA}{IN_NUMBER.join(each)}" for each in ends) or "(?!)"
    numbers = f"{'|'.join(ways)}|{NO_NUMBER_BEFORE}(?:{alone})"
    return f"(?<![0-9])(?!{DAY})(?:{numbers})(?![0-9])"


def placed(text: str) -> tuple[str, list[int], list[int]]:
    """Return the folded text, and where the origin of each character begins and ends."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and combining(text[end]):
            end += 1
        piece = fold(text[at:end])
        pieces.append(piece)
        starts += [at] * len(piece)
        ends += [end] * len(piece)
        at = end
    return "".join(pieces), starts, ends
