"""Which deal, contact or account a text means."""

from collections.abc import Sequence
from typing import cast

from pipectl.brief.queries import open_deals_of
from pipectl.cli.context import Run
from pipectl.cli.values import ask_which
from pipectl.errors import NotFoundError, either, quoted
from pipectl.named_tuple import NamedTuple
from pipectl.people.prompts import choose_account, choose_contact, described
from pipectl.people.queries import contacts_numbered, names
from pipectl.pipeline.prompts import choose_opportunity
from pipectl.pipeline.queries import deal_by_text
from pipectl.pipeline.queries.deal_by_text import Candidate
from pipectl.render.output import print_note
from pipectl.store.reader import Reader
from pipectl.text import SeveralMatchError, closest, fold, nearest, one_line, slug
from pipectl.vocabulary import OPEN

DEAL, CONTACT, ACCOUNT = "deal", "contact", "account"
SUBJECTS = (DEAL, CONTACT, ACCOUNT)


class Subject(NamedTuple):
    """What a page can be about: a deal, a contact or an account; `deal` is there for a deal."""

    kind: str
    id: int
    name: str
    deal: Candidate | None = None

    @property
    def names(self) -> tuple[str, str]:
        """What it answers to."""
        own = self.deal.slug if self.deal else None
        return fold(self.name), own or slug(self.name)

    @property
    def shown(self) -> str:
        """Its name, of a deal with its number."""
        return f"{self.name} (#{self.id})" if self.kind == DEAL else self.name


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
        return about(choose_opportunity(run, reader, text, "any"))
    if kind in (CONTACT, ACCOUNT):
        found = (choose_contact if kind == CONTACT else choose_account)(run, reader, text)
        named = Subject(kind, found.id, found.name)
        return told(typed, named) if typed.isdigit() else named
    matches = matching(reader, typed)
    if not matches:
        raise NoSuchSubjectError(text, near_names(reader, text))
    return told(typed, only_deal(reader, one_of(run, reader, text, matches)))


def about(deal: Candidate) -> Subject:
    """A deal as what a page is about."""
    return Subject(DEAL, deal.id, deal.title, deal)


def one_of(run: Run, reader: Reader, text: str, found: Sequence[Subject]) -> Subject:
    """The only one, or the one that a person picks; raises SeveralMatchError."""
    if len(found) == 1:
        return found[0]
    return cast(Subject, ask_which(run, several_match(reader, text, found)))


def several_match(reader: Reader, text: str, found: Sequence[Subject]) -> SeveralMatchError:
    """Name all that match, and what tells them apart: a kind only where there are several."""
    kinds = {each.kind for each in found}
    people = contacts_numbered(reader, [each.id for each in found if each.kind == CONTACT])
    if len(kinds) > 1:
        at = {
            number: f", {each.account}" if each.account else "" for number, each in people.items()
        }
        labels = [
            f"{each.kind} {each.name} (#{each.id}{at[each.id]})"
            if each.kind == CONTACT
            else f"{each.kind} {each.shown}"
            for each in found
        ]
        several = SeveralMatchError("names", text, list(zip(found, labels, strict=True)))
        several.hinting("Use a deal's number, or --kind deal, contact or account.")
        return several
    (kind,) = kinds
    labels = [described(people[each.id]) if kind == CONTACT else each.shown for each in found]
    several = SeveralMatchError(f"{kind}s", text, list(zip(found, labels, strict=True)))
    if kind != DEAL and len({fold(each.name) for each in found}) < len(found):
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
    exact = [about(each) for each in deals if each.slug == text]
    if exact:
        return exact
    every = [
        *(Subject(kind, *each) for kind in (CONTACT, ACCOUNT) for each in names(reader, kind)),
        *map(about, deals),
    ]
    answers_to = {(each.kind, each.id): each.names for each in every}
    best = closest(folded, every, lambda each: answers_to[each.kind, each.id])
    covered = {fold(each.name) for each in best if each.kind == ACCOUNT}
    alone = [each for each in best if not each.deal or each.deal.account_folded not in covered]
    return [each for each in alone if not each.deal or each.deal.status == OPEN] or alone


def only_deal(reader: Reader, found: Subject) -> Subject:
    """The only open deal of an account; everything else stays as it is."""
    if found.kind != ACCOUNT:
        return found
    numbers = open_deals_of(reader, found.id)
    return about(deal_by_text.numbered(reader, str(numbers[0]))) if len(numbers) == 1 else found


def told(text: str, found: Subject) -> Subject:
    """Echo what the text means where it isn't its name."""
    is_slug = found.deal is not None and text == found.deal.slug
    if not is_slug and fold(text) != fold(found.name):
        what = found.shown if found.kind == DEAL else f"the {found.kind} {found.name}"
        print_note(f"{quoted(text)} is {one_line(what)}")
    return found


def near_names(reader: Reader, text: str) -> list[str]:
    """Names of deals, a contact and an account that resemble the text."""
    from pipectl.pipeline.queries.similar import near_deals

    people = [
        nearest(text, [name for _, name in names(reader, kind)]) for kind in (CONTACT, ACCOUNT)
    ]
    resembling = [quoted(each) for each in people if each]
    return list(dict.fromkeys([*near_deals(reader, text, (OPEN,), most=2), *resembling]))
