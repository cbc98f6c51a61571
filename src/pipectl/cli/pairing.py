"""What is typed as two sides with = between them."""

from collections.abc import Callable, Sequence

from pipectl.errors import UsageError, quoted


def pairs(flag: str, typed: Sequence[str]) -> list[tuple[str, str]]:
    """`BEFORE=AFTER`, split at the first `=`; raises UsageError."""
    found = []
    for each in typed:
        before, equals, after = each.partition("=")
        if not equals or not before.strip():
            raise UsageError(
                f"{flag} takes two sides with = between them, not {quoted(each)}.",
                hint=f'As {flag} "Title=Deal name".',
            )
        found.append((before.strip(), after.strip()))
    return found


def single(flag: str, typed: Sequence[str], means: Callable[[str], str]) -> list[tuple[str, str]]:
    """As `pairs`; raises UsageError where two differ in what stands before the `=`, as it `means`.

    The same typed twice is one.
    """
    found = list(dict.fromkeys(pairs(flag, typed)))
    first: dict[str, str] = {}
    for before, after in found:
        place = means(before)
        if place in first:
            both = f"{quoted(first[place])} and {quoted(after)}"
            raise UsageError(
                f"{flag} says twice what {quoted(before)} is: {both}.",
                hint="Leave one out.",
            )
        first[place] = after
    return found
