"""Find the terms of a search in texts, and rank what has them.

What was found is kept in the bits of a number, so that a large store takes little memory: for each
term two bits (a word that begins with it, and the whole word), then one for all wanted terms in one
text, and one for all of them side by side. These bits are there once for each place.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import accumulate

from pipectl.search.rules.query import Query, Term
from pipectl.text import SPACELESS, unaccented, unaccented_latin

# Where a text stands, from the least to the most important place.
TEXT, RELATED, NAME = range(3)
PLACES = (TEXT, RELATED, NAME)
# What a term is worth: in a whole word more than in any place, and what all of them are worth
# together in one text, and side by side.
POINTS = (1, 2, 3)
WHOLE, TOGETHER, ADJACENT = 4, 3, 2
LETTER = f"[^\\W_{SPACELESS}]"  # what parts no word from another
SEPARATOR = "\x1e"  # between texts that are searched as one; no phrase goes on behind it
NUL = re.compile("\0")
BETWEEN = f"(?:[^\\w{SEPARATOR}]|_)+"


class Matcher:
    """Finds the terms of one search."""

    def __init__(self, query: Query) -> None:
        self.terms = (*query.wanted, *query.excluded)
        self.wanted = len(query.wanted)
        self.patterns = [pattern(each.words) for each in self.terms]
        self.adjacent = pattern([word for each in query.wanted for word in each.words])
        self.width = 2 * len(self.terms) + 2
        self.together = 1 << 2 * len(self.terms)
        self.all_wanted = [self.mask(at) for at in range(self.wanted)]
        self.any_excluded = sum(self.mask(at) for at in range(self.wanted, len(self.terms)))
        self.points, self.matches = cache(self.points_of), cache(self.are_matching)

    def mask(self, at: int) -> int:
        """Return the bits of a term in all places."""
        return sum(0b11 << 2 * at + place * self.width for place in PLACES)

    def found_in(self, text: str) -> int:
        """Return the bits of a text, as they are in the first place."""
        plain = unaccented(text)
        return self.searched(plain, [0, len(plain) + 1]).get(0, 0)

    def found_in_all(self, texts: Sequence[str]) -> dict[int, int]:
        """Return the bits of the texts that have any, by their place among the texts.

        They are searched as one long text, which is several times as fast as one by one.
        """
        starts = list(accumulate(map((1).__add__, map(len, texts)), initial=0))
        joined = SEPARATOR.join(texts).replace("?", "!")  # in `unaccented_latin` it would be NUL
        if joined.isascii():
            return self.searched(joined.lower(), starts)
        plain = unaccented_latin(joined)
        found = self.searched(plain, starts)
        for place in {place for place, _ in places_of(NUL, plain, starts)}:
            found.pop(place, None)
            if bits := self.found_in(texts[place]):
                found[place] = bits
        return found

    def searched(self, plain: str, starts: Sequence[int]) -> dict[int, int]:
        """Return the same for joined texts without case and accents, which start there."""
        found: dict[int, int] = {}
        for at, wanted in enumerate(self.patterns):
            begun, whole = 0b01 << 2 * at, 0b11 << 2 * at
            for place, is_whole in places_of(wanted, plain, starts):
                bits = whole if is_whole else begun
                found[place] = found[place] | bits if place in found else bits
        if self.wanted == 1:
            return found
        for place, bits in found.items():
            if all(bits & mask for mask in self.all_wanted):
                found[place] |= self.together
        for place, _ in places_of(self.adjacent, plain, starts):
            found[place] |= self.together << 1
        return found

    def are_matching(self, found: int) -> bool:
        """Return whether every wanted term was found, and no excluded one."""
        return not found & self.any_excluded and all(found & mask for mask in self.all_wanted)

    def points_of(self, found: int) -> int:
        """Return what the bits are worth; more is better."""
        by_place = [found >> place * self.width for place in PLACES]
        together = any(bits & self.together for bits in by_place)
        adjacent = any(bits & self.together << 1 for bits in by_place)
        return (
            sum(self.points_of_term(by_place, at) for at in range(self.wanted))
            + TOGETHER * together
            + ADJACENT * adjacent
        )

    def points_of_term(self, by_place: Sequence[int], at: int) -> int:
        """Return what a term is worth in its best place."""
        found = [bits >> 2 * at & 0b11 for bits in by_place]
        worth = [POINTS[place] + WHOLE * (bits >> 1) for place, bits in enumerate(found) if bits]
        return max(worth, default=0)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where the wanted terms stand in a text, from left to right, without overlaps."""
        plain, origins = placed(text)
        found = sorted(
            (origins[hit.start()], origins[hit.end() - 1] + 1)
            for each in self.patterns[: self.wanted]
            for hit in each.finditer(plain)
        )
        apart: list[tuple[int, int]] = []
        for start, end in found:
            if apart and start < apart[-1][1]:
                apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
            else:
                apart.append((start, end))
        return apart


def places_of(
    wanted: re.Pattern[str], joined: str, starts: Sequence[int]
) -> Iterator[tuple[int, bool]]:
    """Yield the places of the texts that have a pattern, and whether its last word is whole.

    A text starts at each of `starts`. A place may come twice, the second time with a whole word.
    """
    place, end, is_done = 0, -1, False
    for hit in wanted.finditer(joined):
        start = hit.start()
        if start >= end:
            place = bisect_right(starts, start)
            end = starts[place]
        elif is_done or hit.lastindex is None:
            continue
        is_done = hit.lastindex is not None
        yield place - 1, is_done


def pattern(words: Sequence[str]) -> re.Pattern[str]:
    """Return a pattern of words one after the other, of which the last may be only begun.

    Its group matches if the last word is whole. It starts with the letters themselves, because
    Python searches for these first.
    """
    first, last = words[0], words[-1]
    before = "" if is_spaceless(first[0]) else f"(?<!{LETTER}{first})"
    whole = "()" if is_spaceless(last[-1]) else f"((?!{LETTER}))?"
    return re.compile(BETWEEN.join([first + before, *words[1:]]) + whole)


def is_spaceless(letter: str) -> bool:
    """Return whether the letter's script has no spaces between words."""
    return re.match(f"[{SPACELESS}]", letter) is not None


def placed(text: str) -> tuple[str, Sequence[int]]:
    """Return a text without case and accents, and the place in the text of each character."""
    if text.isascii():
        return text.lower(), range(len(text))
    spelled = [unaccented(each) for each in text]
    return "".join(spelled), [at for at, each in enumerate(spelled) for _ in each]


def with_joined_digits(phone: str) -> str:
    """Return a phone number with its digits from each group on, so that any spelling is found.

    `+1 555 0100` is followed by `15550100 5550100 0100`.
    """
    groups = re.findall(r"\d+", phone)
    return " ".join([phone, *("".join(groups[at:]) for at in range(len(groups)))])


def may_be_in_ascii(terms: Iterable[Term]) -> list[str]:
    """Return a word of each term that every ASCII text with the term has, in any case."""
    longest = (max(each.words, key=len) for each in terms)
    return [word for word in longest if word.isascii()]
