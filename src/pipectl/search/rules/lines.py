"""Choose the lines that show why something was found."""

from collections.abc import Iterable, Sequence
from datetime import date

from pipectl.named_tuple import NamedTuple
from pipectl.search.rules.matching import TEXT, Matcher, with_joined_digits

PHONE = "phone"


class Line(NamedTuple):
    """A text, or a line of one: what it is, its place, since when, and the kind of an activity."""

    where: str
    text: str
    place: int = TEXT
    on: date | None = None
    kind: str | None = None

    @property
    def searched(self) -> str:
        """Return the text in which the terms are looked for."""
        return with_joined_digits(self.text) if self.where == PHONE else self.text


def chosen(texts: Sequence[Line], matcher: Matcher) -> tuple[Line, ...]:
    """Return the fewest lines that have every wanted term, the best first.

    Of lines that are equally good, the latest is chosen. A text counts as one line only for a
    phrase that goes on in its next line. Where names have every term, the best line of the texts
    that has them all follows: names say what it is, texts what was said about it.
    """
    lines = [
        each._replace(text=part.strip())
        for each in texts
        for part in dict.fromkeys(each.text.splitlines())
    ]
    best, missing = best_for(matcher.all_wanted, lines, matcher)
    if missing:
        joined = [each._replace(text=" ".join(each.text.split())) for each in texts]
        best += best_for(missing, joined, matcher)[0]
    elif all(each.place != TEXT for each in best):
        texts_only = [each for each in lines if each.place == TEXT]
        more, lacking = best_for(matcher.all_wanted, texts_only, matcher)
        best += more if len(more) == 1 and not lacking else []
    return tuple(best)


def best_for(
    masks: Sequence[int], lines: Iterable[Line], matcher: Matcher
) -> tuple[list[Line], Sequence[int]]:
    """Return the fewest lines that have the terms, and the terms that no line has."""
    found = [
        (matcher.found_in(each.searched) << each.place * matcher.width, each) for each in lines
    ]
    having = [(bits, line) for bits, line in found if bits]
    best, missing = [], masks

    def worth(candidate: tuple[int, Line]) -> tuple[int, int, date, int]:
        bits, line = candidate
        has = sum(1 for mask in missing if bits & mask)
        return has, matcher.points(bits), line.on or date.min, -len(line.text)

    while missing and having:
        bits, line = max(having, key=worth)
        if not any(bits & mask for mask in missing):
            break
        best.append(line)
        missing = [mask for mask in missing if not bits & mask]
    return best, missing
