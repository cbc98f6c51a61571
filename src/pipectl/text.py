"""Check, compare and show typed text, and match it against known names."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

from pipectl.errors import (
    BlankTextError,
    CharacterError,
    LongTextError,
    NotFoundError,
    UsageError,
    available,
    listed,
    quoted,
)

# Controls (C0, DEL, C1), line and paragraph separators, bidirectional embeddings, overrides and
# isolates, lone surrogates: what could move a cursor, reorder a line or break an encoding. None of
# them is printable: for text that is, the patterns, which take time to compile, aren't needed.
_UNSAFE = "[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
_UNSAFE_IN_NOTE = "[\0-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
# What is drawn as nothing (Unicode's Default_Ignorable_Code_Point), so that two names look alike.
# Compiled when first needed: most text is ASCII.
_INVISIBLE = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2065\u206a-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
# Scripts whose letters join, and emoji: between these, joiners change what is drawn.
_JOINED = (
    "\u0590-\u10ff\u1780-\u180a\u1810-\u1cff\u20e3\u2190-\u27ff\u2900-\u2bff\ufe0f"
    "\U00010a00-\U00011fff\U0001f000-\U0001faff"
)
# Where such a character is part of what is seen: joiners between the above, keycaps, the variants
# of emoji, of Chinese and Japanese characters and of Mongolian letters, flags such as Scotland's.
_DRAWN = (
    f"(?<=[{_JOINED}])[\u200c\u200d](?=[{_JOINED}])"
    "|(?<=[#*0-9])\ufe0f(?=\u20e3)"
    "|(?<=[\u00a9\u00ae\u203c\u2049\u2100-\u27ff\u2900-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff])"
    "[\ufe0e\ufe0f]"
    "|(?<=[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])[\ufe00-\ufe0f\U000e0100-\U000e01ef]"
    "|(?<=[\u1820-\u18aa])[\u180b-\u180d\u180f]"
    "|(?<=\U0001f3f4)[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,6}\U000e007f"
)
# Default-ignorable or blank although their category is that of a letter or a symbol.
_BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"
_OUTER_SPACE = (
    " \t\r\n\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u202f\u205f\u3000"
)
_SHORT_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
# Letters that have no accent to take away, in the usual ASCII spelling.
_ASCII_LETTERS = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h",
    "ŧ": "t", "ı": "i",
}  # fmt: skip
_ASCII_SPELLING = str.maketrans({**_ASCII_LETTERS, "'": "", "’": ""})
_MARKS = "[\u0300-\u036f]+"  # what NFKD makes of accents
# Scripts that part no words by spaces.
SPACELESS = (
    "\u0e00-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_SLUG_MOST = 60
_MOST_SAID = 800  # characters of one message
NO_UTF_8 = "bytes that aren't UTF-8"


def check_line(value: str, *, what: str = "title", most: int = 500) -> str:
    """Check one line of text, and return it as stored (NFC, trimmed).

    Nothing in it is invisible, so that no two names look alike.
    """
    # NFC takes at most four characters into one; it is slow on absurdly long runs of accents.
    if len(value) > 4 * most + 100:
        raise LongTextError(what, value, size=len(value), most=most, unit="characters")
    text = _checked(value, what, _UNSAFE)
    if (at := first_invisible(text)) is not None:
        raise CharacterError(what, text, at, "an invisible character")
    if len(text) > most:
        raise LongTextError(what, text, size=len(text), most=most, unit="characters")
    return text


SHORT_NAME = 8  # columns


def check_short_name(value: str) -> str:
    """A stage's short name as it is stored: one line, at most eight columns wide."""
    text = check_line(value, what="short name", most=60)
    width = columns_of(text)
    if width > SHORT_NAME:
        raise UsageError(
            f"The short name {quoted(text)} is {width} columns wide. The limit is {SHORT_NAME}.",
            hint="Choose a shorter one.",
        )
    return text


def columns_of(text: str) -> int:
    """Return how many columns a terminal gives to a text."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    drawn = [each for each in text if category(each) not in ("Mn", "Me", "Cf")]
    return len(drawn) + sum(east_asian_width(each) in "WF" for each in drawn)


MOST_NOTE = 100_000  # bytes


def check_note(value: str, *, what: str = "note", most_bytes: int = MOST_NOTE) -> str:
    """Check text that may have lines and tabs, with a limit in bytes of UTF-8."""
    if len(value) > 4 * most_bytes:
        raise LongTextError(what, value, size=len(value), most=most_bytes, unit="bytes")
    text = _checked(value.replace("\r\n", "\n"), what, _UNSAFE_IN_NOTE)
    size = len(text.encode())
    if size > most_bytes:
        raise LongTextError(what, text, size=size, most=most_bytes, unit="bytes")
    return text


def first_invisible(text: str) -> int | None:
    """Return the place of the first invisible character; None if there is none."""
    if text.isascii() or not re.search(_INVISIBLE, text):
        return None
    drawn = {at for found in re.finditer(_DRAWN, text) for at in range(*found.span())}
    return next(
        (at.start() for at in re.finditer(_INVISIBLE, text) if at.start() not in drawn), None
    )


def fold(text: str) -> str:
    """The form in which texts are compared, so that case and composition don't matter."""
    if text.isascii():
        return text.lower()
    return composed(composed(text).casefold())


def unaccented(text: str) -> str:
    """The form in which a search compares texts: case and accents don't matter, and ß is ss."""
    if text.isascii():
        return text.lower()
    plain = unaccented_latin(text)
    return _spelled_out(text) if "\0" in plain else plain


def spellings(texts: Iterable[str]) -> dict[str, str]:
    """Each text in the spelling that is used most, else first: case and accents don't matter."""
    counts: dict[str, int] = {}
    for text in texts:
        counts[text] = counts.get(text, 0) + 1
    chosen: dict[str, str] = {}
    for text, count in counts.items():
        best = chosen.setdefault(unaccented(text), text)
        if count > counts[best]:
            chosen[unaccented(text)] = text
    return {text: chosen[unaccented(text)] for text in counts}


def unaccented_latin(text: str) -> str:
    """The same for most of Latin-1, ten times as fast; every other character becomes NUL."""
    return text.encode("latin-1", "replace").translate(_latin_1_letters()).decode("latin-1")


def _spelled_out(text: str) -> str:
    from unicodedata import normalize

    return unaccented_signs(normalize("NFKD", text))


def unaccented_signs(decomposed: str) -> str:
    """The same for a text in NFKD, each sign of which is looked at by itself."""
    return in_ascii_letters(re.sub(_MARKS, "", decomposed.casefold()))


def in_ascii_letters(text: str) -> str:
    """Return lower-case text with `ł`, `ø` and the like in their usual ASCII spelling."""
    return re.sub(f"[{''.join(_ASCII_LETTERS)}]", lambda found: _ASCII_LETTERS[found[0]], text)


@cache
def _latin_1_letters() -> bytes:
    # A question mark stands for each character that isn't Latin-1.
    spelled = ["\0" if code == ord("?") else _spelled_out(chr(code)) for code in range(256)]
    return bytes(ord(each) if len(each) == 1 and ord(each) < 256 else 0 for each in spelled)


def slug(title: str) -> str:
    """`acme-rollout`: ASCII, at most 60 characters; empty if no ASCII letter remains."""
    from unicodedata import category, normalize

    plain = normalize("NFKD", title.casefold()).translate(_ASCII_SPELLING)
    # Whatever has no ASCII form parts words, except the accents themselves.
    letters = "".join(c if c.isascii() else "" if category(c) == "Mn" else " " for c in plain)
    words = "-".join(re.findall("[a-z0-9]+", letters.lower()))
    hard = words[:_SLUG_MOST].rstrip("-")
    at_word = words[: _SLUG_MOST + 1].rpartition("-")[0] if len(words) > _SLUG_MOST else words
    for cut in (at_word, hard):
        if re.search("[a-z]", cut):
            return cut
    return ""


def visible(text: str, *, lines: bool = False) -> str:
    r"""Text that can't act on a terminal: unsafe characters as `\x1b`, `\u202e`.

    With `lines`, newlines stay, and a tab (which notes may hold) becomes four spaces.
    """
    if text.isprintable():
        return text
    if lines:
        return re.sub(_UNSAFE_IN_NOTE, _escaped, text).replace("\t", "    ")
    return re.sub(_UNSAFE, _escaped, text)


def one_line(text: str) -> str:
    """Return a message on one line, shortened if it is very long."""
    cut = text if len(text) <= _MOST_SAID else f"{text[: _MOST_SAID - 100]}…{text[-99:]}"
    return visible(cut)


def composed(text: str) -> str:
    """The text in NFC."""
    if text.isascii():
        return text
    from unicodedata import normalize  # 4 ms to load, and most text is ASCII

    return normalize("NFC", text)


def _checked(value: str, what: str, unsafe: str) -> str:
    text = composed(value).strip(_OUTER_SPACE)
    if not text.isprintable() and (found := re.search(unsafe, text)):
        raise CharacterError(what, text, found.start(), _kind(found[0]))
    if all(_is_blank(character) for character in text):
        raise BlankTextError(what)
    return text


def _kind(character: str) -> str:
    if character in "\n\r\u2028\u2029":
        return "a line break"
    if character == "\t":
        return "a tab"
    if "\u202a" <= character <= "\u2069":
        return "a character that reorders text"
    if "\ud800" <= character <= "\udfff":
        return NO_UTF_8
    return "a control character"


def _is_blank(character: str) -> bool:
    if character.isascii():
        return character.isspace()
    from unicodedata import category

    return (
        category(character) in ("Zs", "Zl", "Zp", "Cf", "Cc", "Mn", "Mc", "Me")
        or character in _BLANK_LETTERS
        # Reserved, and ignored by whatever draws text.
        or "\ufff0" <= character <= "\ufff8"
        or character == "\u2065"
        or "\U000e0000" <= character <= "\U000e0fff"
    )


def _escaped(found: re.Match[str]) -> str:
    character = found[0]
    return _SHORT_ESCAPES.get(character) or ascii(character)[1:-1]


Thing = TypeVar("Thing")


class NoSuchError(NotFoundError):
    """The text matches nothing."""

    def __init__(
        self,
        what: str,
        text: str,
        command: str,
        *,
        near: str | None = None,
        note: str = "",
        known: Sequence[str] = (),
    ) -> None:
        suggestion = f" Did you mean {quoted(near)}?" if near else ""
        hint = available(known) if 0 < len(known) <= 12 else f"See `{command}`."
        super().__init__(f"No {what} {quoted(text)}{note}.{suggestion}", hint=hint)
        self.text = text


class SeveralMatchError(NotFoundError):
    """The text matches several things; the user can pick one of `candidates`."""

    def __init__(self, what: str, text: str, candidates: Sequence[tuple[Any, str]]) -> None:
        shown = listed(label for _, label in candidates[:8])
        names = {label for _, label in candidates}
        more = f" (and {len(candidates) - 8} more)" if len(candidates) > 8 else ""
        super().__init__(
            f"{quoted(text)} matches {len(candidates)} {what}: {shown}{more}.",
            hint="Use its number, its slug or more of its name."
            if what == "deals"
            else f"Use the {'whole name' if len(names) > 1 else 'number'}.",
        )
        self.candidates = candidates


def closest(
    folded: str, things: Sequence[Thing], names: Callable[[Thing], Sequence[str]]
) -> list[Thing]:
    """The things with an exact name, else those with a prefix, else those with a part."""
    for fits in (str.__eq__, str.startswith, str.__contains__):
        hits = [thing for thing in things if any(fits(name, folded) for name in names(thing))]
        if hits:
            return hits
    return []


def one_of(
    what: str, command: str, text: str, things: Sequence[Thing], name: Callable[[Thing], str]
) -> Thing:
    """Return the matching stage, account or contact; raise NoSuchError, SeveralMatchError."""
    found = possible(what, text, things, name)
    if found is None and what in ("account", "contact"):  # two contacts may have one name
        numbered = (each for each in things if str(getattr(each, "id", "")) == text.strip())
        found = next(numbered, None)
    if found is None:
        near = nearest(text, map(name, things))
        raise NoSuchError(what, text, command, near=near, known=[name(each) for each in things])
    return found


def possible(
    what: str, text: str, things: Sequence[Thing], name: Callable[[Thing], str]
) -> Thing | None:
    """As `one_of`, but None if nothing matches."""
    folded = fold(text.strip())
    best = [each for each in things if fold(name(each)) == folded] if folded else []
    if folded and not best:
        names = {id(each): names_and_slug(name(each)) for each in things}
        best = closest(folded, things, lambda each: names[id(each)])
    if len(best) > 1:
        raise SeveralMatchError(f"{what}s", text, [(each, name(each)) for each in best])
    return best[0] if best else None


def names_and_slug(name: str) -> tuple[str, str]:
    """Return the names that match a stage, account or contact; the slug is for completion."""
    return fold(name), slug(name)


def nearest(text: str, names: Iterable[str]) -> str | None:
    """Return the name that is similar, or has similar words; only for a suggestion."""
    from difflib import get_close_matches

    said, names = fold(text.strip())[:100], list(names)
    known = {fold(name): name for name in names}
    if not said:
        return None
    for name in names:
        split = fold(name).split()
        for count in {len(said.split()), 1}:
            for at in range(len(split) - count + 1):
                known.setdefault(" ".join(split[at : at + count]), name)
    hits = get_close_matches(said, list(known), n=1, cutoff=0.77)
    hits += [each for each in known if len(said) > 1 and differs_by_a_slip(said, each)]
    return known[hits[0]] if hits else None


class UnknownValueError(UsageError):
    """A word isn't among those that are known; the nearest of them is suggested."""

    def __init__(
        self, refusal: str, typed: str, known: Iterable[str], *, hint: str | None = None
    ) -> None:
        names = list(known)
        super().__init__(f"{refusal}.{meant(typed, names)}", hint=hint or available(names))


class UnknownNameError(NotFoundError):
    """Nothing in the store or the settings has that name; the nearest is suggested."""

    def __init__(self, refusal: str, typed: str, known: Sequence[str], *, hint: str) -> None:
        super().__init__(f"{refusal}.{meant(typed, known)}", hint=hint)


def meant(typed: str, known: Sequence[str]) -> str:
    """Return a sentence that suggests the nearest name, with a space before it, if there is one."""
    near = nearest(typed, known)
    if near is None:
        return ""
    return f" Did you mean {near if re.fullmatch('[a-z0-9_.,-]+', near) else quoted(near)}?"


def containing(text: str, names: Sequence[str], *, most: int = 3) -> list[str]:
    """The names of which the text is a part, in whole words; none where it is one of them."""
    said = fold(text.strip()).split()
    known = {name: fold(name).split() for name in names}
    if not said or said in known.values():
        return []
    starts = (
        (name, words[at : at + len(said)])
        for name, words in known.items()
        for at in range(len(words))
    )
    return list(dict.fromkeys(name for name, words in starts if words == said))[:most]


def differs_by_a_slip(text: str, name: str) -> bool:
    """Return whether one slip of a finger makes the text of the name.

    A letter is missing, added or wrong, or two neighbors changed places.
    """
    pairs = enumerate(zip(text, name, strict=False))
    at = next((at for at, (typed, meant) in pairs if typed != meant), None)
    if at is None:
        return abs(len(text) - len(name)) == 1
    rest, wanted = text[at:], name[at:]
    swapped = rest[1::-1] + rest[2:]
    return wanted in (rest[1:], swapped) or wanted[1:] in (rest, rest[1:])


def has_other_numbers(text: str, name: str) -> bool:
    """Return whether both have numbers, and not the same ones."""
    ours, theirs = re.findall(r"\d+", text), re.findall(r"\d+", name)
    return bool(ours and theirs) and ours != theirs


CLOSE = 0.75  # of the letters are the same, in the same order


def resembling(text: str, names: Sequence[str], *, most: int = 3) -> list[str]:
    """Return similar names, the most similar first; none if the text is one of them."""
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
