"""Which URLs are links, and what adding one to a deal means."""

import re

from pipectl.errors import UsageError, either, quoted
from pipectl.named_tuple import NamedTuple
from pipectl.text import check_line, fold
from pipectl.vocabulary import LONGEST

# What a browser, a mail program or a file manager opens. Nothing that is run, such as javascript.
SCHEMES = ("https", "http", "file", "mailto", "ftp", "sftp", "smb")


class UrlForm(NamedTuple):
    """What follows a scheme: the pattern, what it has, and an example."""

    pattern: str
    what: str
    example: str


OF_A_HOST = UrlForm(r"//[^/?#]*\w", "host", "//acme.example/offer.pdf")
FORMS = {
    "file": UrlForm(r"/.*\w", "path from the root on", "///home/jo/offer.pdf"),
    "mailto": UrlForm(r"[^@]*\w[^@]*@[^@]*\w", "e-mail address", "jo@acme.example"),
}
OF_STAGE = "stage:"  # before the name of a stage, where a deal could be meant
# The kinds of activities that are something sent; a link of any other kind is logged as a note.
SENT = ("proposal", "follow-up", "outreach")
NOTE = "note"


def check_url(text: str) -> str:
    """Return a URL as it is stored; raise UsageError."""
    checked = check_stored_url(text)
    if re.search(r"\s", checked):
        raise UsageError(f"{quoted(text)} has a space in it.", hint="In a URL, write %20 for it.")
    scheme, _, rest = checked.partition(":")
    form = FORMS.get(scheme.lower(), OF_A_HOST)
    if not re.match(form.pattern, rest):
        raise UsageError(
            f"{quoted(text)} has no {form.what}.",
            hint=f"Write the whole URL, such as {scheme.lower()}:{form.example}.",
        )
    return checked


def check_stored_url(text: str) -> str:
    """Return a URL as it is stored; a name that was erased from it may leave a space."""
    checked = check_line(text, what="URL", most=LONGEST["url"])
    scheme, _, rest = checked.partition(":")
    if scheme.lower() not in SCHEMES or not re.search(r"\w", rest):
        raise UsageError(
            f"{quoted(text)} is not a URL that can be linked to.",
            hint="Write the whole URL, such as https://acme.example/offer.pdf."
            f" It begins with {either([f'{each}:' for each in SCHEMES])}.",
        )
    return checked


def kind_named(text: str, known: list[str]) -> str:
    """Return a kind as it is spelled elsewhere, in any case; else as typed."""
    checked = check_line(text, what="kind", most=LONGEST["link.kind"])
    return next((each for each in (*SENT, *known) if fold(each) == fold(checked)), checked)


def logged_kind(kind: str | None) -> str | None:
    """Return as which activity a link of a kind is logged; None for one that wasn't sent."""
    if kind is None:
        return None
    return kind if kind in SENT else NOTE
