"""Which sources, tags and criteria are meant by what `list` is narrowed to."""

from pipectl.errors import available, quoted
from pipectl.pipeline.queries import list_filter
from pipectl.store.reader import Reader
from pipectl.text import UnknownNameError, fold


def sources(reader: Reader, name: str | None) -> tuple[str, ...]:
    """The sources that are spelled so in any case; raises NotFoundError naming those there are."""
    if name is None:
        return ()
    known = list_filter.sources(reader)
    same = tuple(each for each in known if fold(each) == fold(name.strip()))
    if not same:
        there = available(known[:12]) if known else "No deal has a source yet."
        refusal = f"No source {quoted(name)}"
        raise UnknownNameError(refusal, name, known, hint=there)
    return same


def tag_named(reader: Reader, name: str) -> str:
    """A tag that there is, in any case; raises NotFoundError naming some."""
    known = list_filter.tags(reader)
    if fold(name.strip()) not in map(fold, known):
        there = available(known[:12]) if known else "No deal has a tag yet."
        raise UnknownNameError(f"No tag {quoted(name)}", name, known, hint=there)
    return fold(name.strip())


def unmet_criteria(reader: Reader, text: str | None) -> tuple[int, ...]:
    """The criteria of any stage that the text matches; raises NotFoundError naming the nearest."""
    if text is None:
        return ()
    from pipectl.stages.queries import criteria
    from pipectl.text import closest

    known, folded = criteria(reader), fold(text.strip())
    found = closest(folded, known, lambda each: (fold(each.text),)) if folded else []
    if not found:
        see = "See them all: `pipectl stage list`."
        refusal = f"No exit criterion {quoted(text)}"
        raise UnknownNameError(refusal, text, [each.text for each in known], hint=see)
    return tuple(each.id for each in found)
