"""Read what was typed into a search: words, phrases in quotes, and -words to exclude."""

import re
from collections.abc import Iterable

from pipectl.errors import UsageError
from pipectl.named_tuple import NamedTuple
from pipectl.text import unaccented

MOST_TERMS = 20
WORD = re.compile(r"[^\W_]+")
PART = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')
QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))


class Term(NamedTuple):
    """A word, or the words of a phrase, without case and accents."""

    words: tuple[str, ...]


class Query(NamedTuple):
    """What a search asks for: every wanted term, and none of the excluded ones."""

    wanted: tuple[Term, ...]
    excluded: tuple[Term, ...] = ()


def query_of(typed: Iterable[str]) -> Query:
    """Return what the arguments of a search ask for.

    A word with signs in it (`jo@acme.example`, `follow-up`) is a phrase, and a quote that isn't
    closed is such a sign. Raises UsageError where no word is wanted, or too many are.
    """
    terms: dict[bool, dict[Term, None]] = {False: {}, True: {}}
    for minus, phrase, word in PART.findall(" ".join(typed).translate(QUOTES)):
        if words := tuple(WORD.findall(unaccented(phrase or word))):
            terms[bool(minus)][Term(words)] = None
    found = Query(tuple(terms[False]), tuple(terms[True]))
    if not found.wanted:
        raise NothingWantedError(found)
    if len(found.wanted) + len(found.excluded) > MOST_TERMS:
        raise UsageError(
            lambda numbers: f"Too many words to search for: {numbers.count(count_of(found))}.",
            hint=f"Use at most {MOST_TERMS}.",
        )
    return found


def count_of(query: Query) -> int:
    """Return how many terms there are."""
    return len(query.wanted) + len(query.excluded)


class NothingWantedError(UsageError):
    """No word was given that should be found."""

    def __init__(self, query: Query) -> None:
        given = "only words to exclude" if query.excluded else "no word to search for"
        super().__init__(
            f"You gave {given}.",
            hint="Give at least one word or number: `pipectl search hosting -draft`.",
        )
