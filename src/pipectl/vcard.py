"""Read vCards (versions 3 and 4, and plain ones of 2.1), and write version 3."""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipectl.errors import BadFileError
from pipectl.named_tuple import NamedTuple

MOST_OCTETS = 75  # of a line, before it is folded
# What follows a family name, without points.
SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv", "esq", "phd", "md", "mba", "cpa", "dds"))
_LINE = re.compile(r"(?:[A-Za-z0-9-]+\.)?(?P<name>[A-Za-z0-9-]+)(?P<rest>[;:].*)", re.DOTALL)
_PARAM = re.compile(r';(?P<name>[^=;:"]+)(?:=(?P<value>(?:"[^"]*"|[^";:])*))?', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


class VCardError(BadFileError):
    """A file isn't made of vCards that can be read."""

    def __init__(self, name: str, line: int, text: str, hint: str | None = None) -> None:
        super().__init__(f"{name}:{line}: {text}", hint=hint)


class Property(NamedTuple):
    """A line of a card: its name and parameters in capitals, and its value as it is written."""

    name: str
    params: Mapping[str, tuple[str, ...]]
    value: str

    @property
    def types(self) -> frozenset[str]:
        """The words of TYPE, in capitals."""
        return frozenset(each.upper() for each in self.params.get("TYPE", ()))

    @property
    def rank(self) -> int:
        """The place of one of several: a smaller number is preferred."""
        said = self.params.get("PREF", ("",))[0]
        if said.isascii() and said.isdigit():
            return int(said[:3])
        return 0 if "PREF" in self.types or "PREF" in self.params else 101

    @property
    def text(self) -> str:
        """The value as text, without escapes."""
        encoding = {each.upper() for each in self.params.get("ENCODING", ())}
        if encoding & {"B", "BASE64"}:
            try:
                found = base64.b64decode(re.sub(r"\s", "", self.value), validate=True)
                return found.decode("utf-8", "replace")
            except binascii.Error:
                return ""
        return unescaped(self.value)

    @property
    def parts(self) -> list[str]:
        """The parts of a value that semicolons separate, without escapes."""
        return [unescaped(each).strip() for each in separated(self.value, ";")]


class Card(NamedTuple):
    """A card: the line in which it begins, and its properties."""

    line: int
    properties: Sequence[Property]

    def all(self, name: str) -> list[Property]:
        """Return the properties of that name with a value, the preferred ones first."""
        found = [each for each in self.properties if each.name == name and each.value.strip()]
        return sorted(found, key=lambda each: each.rank)

    def text(self, name: str) -> str:
        """Return the first value of that name, or an empty text."""
        found = self.all(name)
        return found[0].text.strip() if found else ""

    @property
    def name(self) -> str:
        """The name, written out or made of its parts."""
        if name := " ".join(self.text("FN").split()):
            return name
        for each in self.all("N"):
            family, given, middle, *_ = [*each.parts, "", "", ""]
            if name := " ".join(" ".join((given, middle, family)).split()):
                return name
        return ""

    @property
    def company(self) -> str:
        """The company, without its department."""
        found = self.all("ORG")
        return found[0].parts[0] if found else ""

    @property
    def is_company(self) -> bool:
        """Whether the card is a company's."""
        kind = self.text("KIND").lower() or self.text("X-ABSHOWAS").lower()
        return kind in ("org", "company")

    @property
    def is_group(self) -> bool:
        """Whether the card is a list of others."""
        kind = self.text("KIND").lower() or self.text("X-ADDRESSBOOKSERVER-KIND").lower()
        return kind == "group"


def unescaped(text: str) -> str:
    """Return a value without backslashes: `\\n` is a new line."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)


def separated(text: str, sign: str) -> list[str]:
    """Split at each sign that has no backslash before it."""
    parts, current, is_escaped = [], "", False
    for letter in text:
        if letter == sign and not is_escaped:
            parts.append(current)
            current = ""
        else:
            current += letter
        is_escaped = letter == "\\" and not is_escaped
    return [*parts, current]


def unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Yield each whole line with the number of its first part."""
    current, start = "", 0
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        if line[:1] in (" ", "\t") and start:
            current += line[1:]
            continue
        if start and current.strip():
            yield start, current
        current, start = line, number
    if current.strip():
        yield start, current


def read_cards(text: str, name: str) -> list[Card]:
    """Return the cards of a file; raise VCardError for what isn't a vCard."""
    cards: list[Card] = []
    start, found = 0, list[Property]()
    for number, line in unfolded(text.removeprefix("\ufeff")):
        each = read_line(line)
        if each is None:
            raise VCardError(name, number, "this is not a line of a vCard.")
        if each.name == "BEGIN":
            if start:
                raise VCardError(name, start, "the card has no END:VCARD.")
            start, found = number, []
        elif not start:
            raise VCardError(name, number, "this line is outside of a vCard.")
        elif each.name == "END":
            cards.append(Card(start, tuple(found)))
            start = 0
        else:
            check_encoding(each, name, number)
            found.append(each)
    if start:
        raise VCardError(name, start, "the card has no END:VCARD.", "Export the contacts again.")
    if not cards:
        raise VCardError(name, 1, "the file has no vCards.")
    return cards


def check_encoding(found: Property, name: str, number: int) -> None:
    """Raise VCardError for quoted-printable, which only version 2.1 has."""
    said = {*found.params, *(each.upper() for each in found.params.get("ENCODING", ()))}
    if "QUOTED-PRINTABLE" in said:
        raise VCardError(
            name,
            number,
            "vCard 2.1 with quoted-printable text can't be read.",
            "Export the contacts as vCard 3 or 4, or as CSV.",
        )


def read_line(line: str) -> Property | None:
    """Return the property of a whole line, or None if it isn't one."""
    found = _LINE.fullmatch(line)
    if found is None:
        return None
    params: dict[str, tuple[str, ...]] = {}
    rest, place = found["rest"], 0
    while param := _PARAM.match(rest, place):
        place = param.end()
        key, value = param["name"].strip().upper(), param["value"]
        if value is None:  # as version 2.1 writes TYPE: TEL;WORK
            params[key] = ()
            key, value = "TYPE", key
        words = [
            each.strip().strip('"') for each in re.split(r',(?=(?:[^"]*"[^"]*")*[^"]*$)', value)
        ]
        params[key] = (*params.get(key, ()), *(word for each in words for word in each.split(",")))
    if rest[place : place + 1] != ":":
        return None
    return Property(found["name"].upper(), params, rest[place + 1 :])


def name_parts(name: str) -> tuple[str, str, str]:
    """Return a written-out name as family name, given names and suffix (`Jr.`).

    The last word is the family name, unless it is one of SUFFIXES.
    """
    words, suffix = name.split() or [name], list[str]()
    while len(words) > 1 and words[-1].strip(".,").replace(".", "").lower() in SUFFIXES:
        suffix.insert(0, words.pop().strip(","))
    *given, family = words
    return family.rstrip(",") or family, " ".join(given), " ".join(suffix)


def escaped(text: str) -> str:
    """Return a text as a value, with backslashes before signs that separate."""
    text = re.sub(r"([\\;,])", r"\\\1", text)
    return re.sub(r"\r\n|\n|\r", r"\\n", text)


def folded(line: str) -> str:
    """Return a line in parts of 75 octets, cut between characters."""
    parts: list[str] = []
    current, size = "", 0
    for letter in line:
        octets = len(letter.encode("utf-8", "replace"))
        if size + octets > MOST_OCTETS - bool(parts):
            parts.append(current)
            current, size = "", 0
        current += letter
        size += octets
    return "\r\n ".join([*parts, current]) + "\r\n"


def write_card(lines: Iterable[tuple[str, str]]) -> str:
    """Return a card of version 3 with these lines: name (and parameters), value as written."""
    every = [("BEGIN", "VCARD"), ("VERSION", "3.0"), *lines, ("END", "VCARD")]
    return "".join(folded(f"{name}:{value}") for name, value in every)
