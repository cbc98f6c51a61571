"""Which of the known names does a text resemble, so that it may be a slip?"""

from collections.abc import Sequence

from pipectl.text import fold

CLOSE = 0.75  # of the letters are the same, in the same order


def resembling(text: str, names: Sequence[str], *, most: int = 3) -> list[str]:
    """The names that are nearly the text, the nearest first; none where it is one of them."""
    from difflib import SequenceMatcher

    said = fold(text.strip())[:100]
    known = {fold(name.strip()): name for name in names}
    if not said or said in known:
        return []
    compare = SequenceMatcher(b=said, autojunk=False)
    found = []
    for key, name in known.items():
        compare.set_seq1(key[:100])
        if compare.real_quick_ratio() >= CLOSE and compare.quick_ratio() >= CLOSE:
            found.append((-compare.ratio(), name))
    return [name for ratio, name in sorted(found) if -ratio >= CLOSE][:most]
