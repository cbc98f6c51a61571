"""A draft as a mailto link and as a file of a message; what makes neither is refused."""

import re
from email import policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from urllib.parse import quote

from pipectl.errors import RefusedError, quoted
from pipectl.named_tuple import NamedTuple
from pipectl.text import one_line

MOST_LINK = 2000  # characters that mail programs and systems pass on


class Draft(NamedTuple):
    """A template filled in for a deal and a contact."""

    subject: str
    text: str
    name: str | None = None
    email: str | None = None


# What only the sender knows stands in brackets; a link of Markdown is none.
GAP = re.compile(r"\[[^\W\d_][^\[\]\n{}%]*\](?!\()")


def gaps(template: str) -> list[str]:
    """Return what a template leaves to be filled in by hand: `[what you noticed]`."""
    return list(dict.fromkeys(GAP.findall(template)))


class LongLinkError(RefusedError):
    """The link is longer than mail programs take."""

    def __init__(self, size: int) -> None:
        super().__init__(
            lambda numbers: (
                f"The mailto link is {numbers.count(size)} characters long. Mail programs accept"
                f" fewer than {numbers.count(MOST_LINK)}."
            ),
            hint="Use --eml FILE and open the file, or shorten the template.",
        )


def mailto(draft: Draft) -> str:
    """Return the link that opens the draft in a mail program; raise LongLinkError."""
    to = quote(draft.email or "", safe="@")
    fields = [
        f"{name}={quote(text.replace(chr(10), chr(13) + chr(10)), safe='')}"
        for name, text in (("subject", one_line(draft.subject)), ("body", draft.text))
        if text
    ]
    link = f"mailto:{to}{'?' if fields else ''}{'&'.join(fields)}"
    if len(link) >= MOST_LINK:
        raise LongLinkError(len(link))
    return link


def message(draft: Draft) -> bytes:
    """Return the file of a message that mail programs open to be sent; raise RefusedError.

    No name or title can add a header: each is one line, and the address is checked.
    """
    made = EmailMessage(policy=policy.SMTP)
    made["X-Unsent"] = "1"
    if draft.email is not None:
        if not draft.email.isascii():
            made = EmailMessage(policy=policy.SMTPUTF8)
            made["X-Unsent"] = "1"
        made["To"] = address(draft.name or "", draft.email)
    made["Subject"] = one_line(draft.subject)
    made.set_content(draft.text, charset="utf-8")
    return made.as_bytes()


def address(name: str, email: str) -> Address:
    """Return the address; raise RefusedError for what is none."""
    try:
        found = Address(display_name=one_line(name), addr_spec=email)
    except (ValueError, MessageError, IndexError, AttributeError):
        found = None
    if found is None or not found.username or not found.domain or found.addr_spec != email:
        raise RefusedError(
            f"Mail programs don't accept the address {quoted(email)}.",
            hint="Correct it with `pipectl contact edit NAME --email ADDRESS`.",
        )
    return found
