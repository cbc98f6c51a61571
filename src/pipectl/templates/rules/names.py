"""What a template can name, and how it spells a person's first name."""

from collections.abc import Mapping, Sequence

# The names of what is filled in; `fields` are the custom fields of the store.
DEAL = (
    *("title", "amount", "recurring", "currency", "stage", "close", "account", "source"),
    "campaign",
)
KNOWN: Mapping[str, Sequence[str]] = {
    "deal": DEAL,
    "contact": ("first_name", "name", "email", "title"),
    "account": ("name",),
    "next": ("text", "due"),
    "today": (),
}
FIELDS = "fields"
HONORIFICS = frozenset(("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "herr", "frau", "sir"))


def names(own: Sequence[str] = ()) -> dict[str, Sequence[str]]:
    """Return every name that a template can use, with those below it."""
    return {**KNOWN, FIELDS: tuple(own)}


def every_name(keys: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the names as they are typed: `deal.title`, `today`."""
    return [
        f"{name}.{below}" if below else name
        for name, parts in keys.items()
        for below in (parts or (() if name == FIELDS else ("",)))
    ]


def first_name(name: str) -> str:
    """Return how a person is addressed: of "Dr. Jo Park" and "Park, Jo" it is "Jo"."""
    _, comma, given = name.partition(",")
    words = (given if comma and given.strip() else name).split()
    rest = [word for word in words if word.lower().rstrip(".") not in HONORIFICS]
    return (rest or words or [name])[0]
