"""Which deal, contact or account a text means."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, cast

from pipectl.brief.queries import open_deals_of
from pipectl.cli.context import Run
from pipectl.cli.values import ask_which
from pipectl.errors import NotFoundError, either, quoted
from pipectl.people.prompts import choose_account, choose_contact, described
from pipectl.people.queries import AccountSummary, ContactSummary, accounts, contacts
from pipectl.pipeline.prompts import choose_opportunity
from pipectl.pipeline.queries import deal_by_text
from pipectl.pipeline.queries.deal_by_text import Candidate
from pipectl.render.output import print_note
from pipectl.store.reader import Reader
from pipectl.text import SeveralMatchError, fold, names_and_slug, nearest, one_line
from pipectl.vocabulary import CLOSED, OPEN

DEAL, CONTACT, ACCOUNT = "deal", "contact", "account"
SUBJECTS = (DEAL, CONTACT, ACCOUNT)
FITS: tuple[Callable[[str, str], bool], ...] = (str.__eq__, str.startswith, str.__contains__)


class Subject(NamedTuple):
    """What a page is about: its kind, and the deal, contact or account."""

    kind: str
    found: Any

    @property
    def label(self) -> str:
        """How it is told from the others that match."""
        return f"{self.kind} {self.name}"

    @property
    def name(self) -> str:
        """Its name, with its number where several may have that name."""
        if self.kind == DEAL:
            return f"{self.found.title} (#{self.found.id})"
        return described(self.found) if self.kind == CONTACT else str(self.found.name)


class NoSuchSubjectError(NotFoundError):
    """Neither a deal nor a contact nor an account answers to the text."""

    def __init__(self, text: str, near: Sequence[str]) -> None:
        suggestion = f" Did you mean {either(near)}?" if near else ""
        super().__init__(
            f"No deal, contact or account matches {quoted(text)}.{suggestion}",
            hint="See `pipectl list --all`, `pipectl contact list` or `pipectl account list`.",
        )


def choose_subject(run: Run, reader: Reader, text: str, kind: str | None) -> Subject:
    """What the text means: among `kind`, if given; a person at a terminal picks one of several.

    An account with one open deal means that deal, unless the account is asked for. A number is a
    deal's; with another kind it is that one's, and is echoed.
    """
    typed = text.strip()
    if kind == DEAL or (typed.isascii() and typed.isdigit() and kind is None):
        return Subject(DEAL, choose_opportunity(run, reader, text, "any"))
    if kind in (CONTACT, ACCOUNT):
        choose = choose_contact if kind == CONTACT else choose_account
        named = Subject(kind, choose(run, reader, text))
        return told(typed, named) if typed.isdigit() else named
    found = matching(reader, typed)
    if not found:
        raise NoSuchSubjectError(text, near_names(reader, text))
    return told(typed, only_deal(reader, one_of(run, text, found)))


def one_of(run: Run, text: str, found: Sequence[Subject]) -> Subject:
    """The only one, or the one that a person picks; raises SeveralMatchError."""
    if len(found) == 1:
        return found[0]
    return cast(Subject, ask_which(run, several_match(text, found)))


def several_match(text: str, found: Sequence[Subject]) -> SeveralMatchError:
    """Name all that match, and what tells them apart: a kind only where there are several."""
    kinds = {each.kind for each in found}
    if len(kinds) > 1:
        what = "deals, contacts and accounts"
        several = SeveralMatchError(what, text, [(each, each.label) for each in found])
        several.hinting("Use a deal's number, or --kind deal, contact or account.")
        return several
    (kind,) = kinds
    several = SeveralMatchError(f"{kind}s", text, [(each, each.name) for each in found])
    if kind != DEAL and len({fold(each.found.name) for each in found}) < len(found):
        several.hinting(f"Use the whole name, or the number with --kind {kind}.")
    return several


def matching(reader: Reader, text: str) -> list[Subject]:
    """The deals, contacts and accounts that the text fits best: exact, then prefix, then part.

    A matching account stands for its deals. Closed deals count where nothing else fits.
    """
    folded = fold(text)
    if not folded:
        return []
    deals = deal_by_text.candidates(reader, deal_by_text.ANY_TEXT, folded)
    exact = [each for each in deals if each.slug == text]
    if exact:
        return [Subject(DEAL, exact[0])]
    people: list[ContactSummary] = contacts(reader)
    companies: list[AccountSummary] = accounts(reader)
    for fits in FITS:
        there = [
            *named(CONTACT, people, folded, fits),
            *named(ACCOUNT, companies, folded, fits),
        ]
        covered = {fold(each.found.name) for each in there if each.kind == ACCOUNT}
        hits = [each for each in deals if is_named(each, folded, fits)]
        alone = [each for each in hits if each.account_folded not in covered]
        there += [Subject(DEAL, each) for each in alone if each.status == OPEN]
        if there:
            return there
        if hits:
            return [Subject(DEAL, each) for each in hits if each.status in CLOSED]
    return []


def named(
    kind: str,
    known: Sequence[ContactSummary] | Sequence[AccountSummary],
    folded: str,
    fits: Callable[[str, str], bool],
) -> list[Subject]:
    """The contacts or accounts that the text fits."""
    return [
        Subject(kind, each)
        for each in known
        if any(fits(name, folded) for name in names_and_slug(each.name))
    ]


def is_named(deal: Candidate, folded: str, fits: Callable[[str, str], bool]) -> bool:
    """Whether the text fits a deal's title or slug."""
    return fits(deal.title_folded, folded) or fits(deal.slug, folded)


def only_deal(reader: Reader, found: Subject) -> Subject:
    """The only open deal of an account; everything else stays as it is."""
    if found.kind != ACCOUNT:
        return found
    numbers = open_deals_of(reader, found.found.id)
    if len(numbers) != 1:
        return found
    return Subject(DEAL, deal_by_text.numbered(reader, str(numbers[0])))


def told(text: str, found: Subject) -> Subject:
    """Echo what the text means where it isn't its name."""
    name = found.found.title if found.kind == DEAL else found.found.name
    slug = found.found.slug if found.kind == DEAL else None
    if text != slug and fold(text) != fold(name):
        what = one_line(found.name if found.kind == DEAL else f"the {found.kind} {name}")
        print_note(f"{quoted(text)} is {what}")
    return found


def near_names(reader: Reader, text: str) -> list[str]:
    """Names of deals, a contact and an account that resemble the text."""
    from pipectl.pipeline.queries.similar import near_deals

    people = [
        nearest(text, [each.name for each in known(reader)]) for known in (contacts, accounts)
    ]
    names = [quoted(each) for each in people if each]
    return list(dict.fromkeys([*near_deals(reader, text, (OPEN,), most=2), *names]))
