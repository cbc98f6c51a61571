"""The page to read before a call."""

from collections.abc import Iterable, Sequence
from datetime import date

from pipectl.brief.queries import Brief, DealBrief, Person, importance
from pipectl.brief.rules import Said, shortened
from pipectl.collateral.view import link_words
from pipectl.dates import format_date, short_date
from pipectl.errors import listed, quoted
from pipectl.fields.view import OwnFields, value_rows
from pipectl.gate.queries import PastAnswers
from pipectl.icp.rules import Fit
from pipectl.icp.view import fit_words
from pipectl.next_actions.rules import without_kind
from pipectl.numbers import NumberFormat, ago
from pipectl.opportunities.view import amount, closes
from pipectl.people.queries import DealContact, FormerContact
from pipectl.people.view import former_line, part_words
from pipectl.personas.queries import Objection, PersonaRow
from pipectl.pipeline.queries.current import CurrentOpportunity
from pipectl.pipeline.view import amount_words
from pipectl.profiles.queries import PartInDeal, Profile
from pipectl.profiles.view import won_words
from pipectl.render.blocks import Block, Heading, Item, Page, Section
from pipectl.render.screen import Screen
from pipectl.render.tables import heading
from pipectl.render.terminal import draw
from pipectl.sequence_runs.view import in_sequence
from pipectl.stages.rules.playbooks import first_lines
from pipectl.text import fold
from pipectl.vocabulary import OPEN, REPLY

MOST_SAID, MOST_NOTED, MOST_OTHERS, MOST_PEOPLE = 3, 3, 3, 5  # lines of each kind on a page
MOST_UNMET = 3  # criteria; one more takes no more room than a line that counts it
TOWARDS = {
    "note": "about",
    "outreach": "to",
    "proposal": "to",
    REPLY: "from",
}  # others are with somebody
FORMER = 2  # people who left, on a page


def drawn(found: Page, on: Screen) -> str:
    """The page at a terminal, its title first."""
    return heading(found.title, on) + draw(found, on)


def page(found: Brief, today: date, numbers: NumberFormat) -> Page:
    """The page of a deal, a contact or an account."""
    if found.contact is not None:
        return contact_page(found, today, numbers)
    if found.account is not None:
        return account_page(found, today, numbers)
    only = found.deals[0]
    row, own = only.detail.opportunity.row, only.detail.fields
    blocks = [
        facts(only, today, numbers),
        who(only, numbers),
        *standing(only, today, numbers),
        said(only.said, today, numbers, f"pipectl show {row.id}"),
        promised(only, today, numbers),
        objections(only, today),
        playbook_section(only),
        links_section(only),
        fields_section(value_rows(own, [field for field, _ in own], numbers)),
        fit_section(only.detail.fit, numbers),
        last_loss(found.lost, today, numbers),
        also(found, numbers),
    ]
    return Page(f"{row.title} (#{row.id})", blocks)


def contact_page(found: Brief, today: date, numbers: NumberFormat) -> Page:
    """The page of a contact: who they are, then each open deal."""
    assert found.contact is not None
    contact, known = found.contact.contact, found.contact.known
    person = found.people[0]
    words = [contact.title, contact.account, contact.phone, contact.email]
    about = [Item(" · ".join(word for word in words if word))] if any(words) else []
    if contact.note:
        about.append(Item(shortened(contact.note)))
    logged = [
        Said(each.done_on, each.kind, None, each.text, each.count, each.opportunity)
        for each in known.activities
    ]
    if person.replaced:
        about.append(replaced_item(person))
    blocks: list[Block] = [
        Section("contact", [*about, *persona_items(person), *summary(known, today, numbers)]),
        said(logged, today, numbers, f"pipectl activity list --contact {contact.id}"),
        persona_objections([person], is_named=False),
        own_fields(known, contact.id, numbers),
        fit_section(known.fit, numbers),
    ]
    return Page(contact.name, [*blocks, *deals(found, today, numbers)])


def account_page(found: Brief, today: date, numbers: NumberFormat) -> Page:
    """The page of an account: its contacts, then each open deal."""
    assert found.account is not None
    account, known = found.account.account, found.account.known
    reached = " · ".join(word for word in (account.phone, account.email) if word)
    about = [Item(each) for each in (reached, shortened(account.note or "")) if each]
    logged = [
        Said(each.done_on, each.kind, each.contact, each.text, each.count, each.opportunity)
        for each in known.activities
    ]
    blocks: list[Block] = [
        Section("account", [*about, *summary(known, today, numbers)]),
        Section("people", people_items(found.people, numbers)),
        said(logged, today, numbers, f"pipectl activity list --account {account.id}"),
        persona_objections(found.people),
        own_fields(known, account.id, numbers),
        fit_section(known.fit, numbers),
    ]
    return Page(account.name, [*blocks, *deals(found, today, numbers)])


def summary(known: Profile, today: date, numbers: NumberFormat) -> list[Item]:
    """When the last contact was, and what was won."""
    words = []
    if known.last_contact_on is not None:
        on = known.last_contact_on
        words.append(f"last contact {format_date(on)}, {ago((today - on).days, numbers)}")
    if known.won.deals or known.won.left_out:
        words.append(f"won {won_words(known.won, numbers)}")
    return [Item(" · ".join(words))] if words else []


def own_fields(known: Profile, number: int, numbers: NumberFormat) -> Section:
    """The values of a contact's or an account's own fields."""
    rows = OwnFields(*known.fields).rows(number, numbers)
    return fields_section(rows)


def playbook_section(found: DealBrief) -> Section:
    """How the playbook of the deal's stage begins."""
    row = found.detail.opportunity.row
    see = f"pipectl stage playbook {quoted(row.customer_stage or row.stage)}"
    return Section("playbook", [Item(each) for each in first_lines(found.playbook, see)])


def links_section(found: DealBrief) -> Section:
    """The links of the deal, then those of its stage."""
    return Section(
        "links", [Item(link_words(each)) for each in (*found.detail.links, *found.stage_links)]
    )


def fields_section(rows: Sequence[tuple[str, str]]) -> Section:
    """The values of fields in one line."""
    words = " · ".join(f"{name}: {value}" for name, value in rows)
    return Section("fields", [Item(words)] if rows else [])


def fit_section(found: Fit | None, numbers: NumberFormat) -> Section:
    """How well the deal, contact or account fits the ideal customer, where there is one."""
    words = fit_words(found, numbers)
    return Section("fit", [Item(words)] if words else [])


def deals(found: Brief, today: date, numbers: NumberFormat) -> list[Block]:
    """The other deals by name, and each open deal in short, below its heading."""
    blocks: list[Block] = [last_loss(found.lost, today, numbers), also(found, numbers)]
    if not found.deals:
        blocks.insert(0, Section("deals", [Item("No open deals.")]))
    told: set[str] = set()  # the stages whose definition was given
    for each in found.deals:
        row = each.detail.opportunity.row
        stage = row.customer_stage or row.stage
        sections = [
            facts(each, today, numbers, with_contact=True),
            *standing(each, today, numbers, is_defined=stage not in told),
            promised(each, today, numbers),
            noted_objections(each, today),
        ]
        told.add(stage)
        blocks.append(Heading(f"{row.title} (#{row.id})"))
        blocks += [section._replace(is_below=True) for section in sections]
    return blocks


def facts(
    found: DealBrief, today: date, numbers: NumberFormat, *, with_contact: bool = False
) -> Section:
    """What a deal is worth, when it closes, where it came from, its flags and its notes.

    Its main contact, too, if that is asked.
    """
    deal, row = found.detail.opportunity, found.detail.opportunity.row
    if row.status == OPEN:
        closing = closes(deal, numbers, late_words(row.close_on, today, numbers))
        when = f"closes {closing}" if closing else "no close date"
    else:
        when = outcome(deal)
    words = [price(found, today, numbers), row.account, when]
    items = [Item(" · ".join(word for word in words if word))]
    if found.part is not None:
        items += [Item(" · ".join(their_part(found.part)))] if their_part(found.part) else []
    if with_contact and (found.part is None or not found.part.main):
        items.append(Item(f"main contact: {row.contact}" if row.contact else "no main contact"))
    came = [f"source {row.source}"] if row.source else []
    came += [f"campaign {row.campaign}"] if row.campaign else []
    items += [Item(" · ".join(came))] if came else []
    if deal.flags:
        items.append(Item(", ".join(deal.flags), style="yellow"))
    notes = (found.detail.note, found.detail.closing_note)
    items += [Item(shortened(note)) for note in notes if note]
    return Section("deal", items)


def price(found: DealBrief, today: date, numbers: NumberFormat) -> str:
    """The amount, and the one before it: `27,000 USD (30,000 USD until 11 Nov)`."""
    row, former = found.detail.opportunity.row, found.former_amount
    now = amount_words(row, numbers)
    if former is None:
        return now
    before = numbers.money(former.minor, former.currency)
    return f"{now} ({before} until {short_date(former.until, today)})"


def late_words(on: date | None, today: date, numbers: NumberFormat) -> str:
    """How long ago a day was that has passed: `, 4 days ago`."""
    return f", {ago((today - on).days, numbers)}" if on is not None and on < today else ""


def their_part(found: PartInDeal) -> list[str]:
    """What a contact is in a deal."""
    words = [found.role, found.stance, "main contact" if found.main else None]
    return [word for word in words if word]


def outcome(found: CurrentOpportunity) -> str:
    """When a deal was won or lost, and why."""
    row = found.row
    on = f" on {format_date(row.closed_on)}" if row.closed_on else ""
    why = f": {row.reason}" if row.reason else ""
    to = f" (competitor {row.competitor})" if row.competitor else ""
    return f"{row.status}{on}{why}{to}"


def who(found: DealBrief, numbers: NumberFormat) -> Section:
    """The people of a deal: their parts, how to reach them, and what they want."""
    former: Sequence[FormerContact] = found.detail.contacts.former
    items = people_items(found.people, numbers)
    items += [Item(former_line(each), style="dim") for each in former[-FORMER:]]
    if not items:
        number = found.detail.opportunity.row.id
        items = [Item(f"No contact yet: `pipectl edit {number} --contact NAME`")]
    return Section("people", items)


def people_items(found: Sequence[Person], numbers: NumberFormat) -> list[Item]:
    """Each person with what they want; the last ones are counted."""
    items = []
    for each in found[:MOST_PEOPLE]:
        name = f"{each.name}, {each.title}" if each.title else each.name
        parts = [] if each.part is None else part_words(each.part)
        parts += [in_deal(title, part) for title, part in each.parts]
        items.append(Item(" · ".join([name, *parts])))
        reached = [word for word in (each.phone, each.email) if word]
        more = " · ".join([*reached, *persona_words(each)])
        items += [Item(more, 1)] if more else []
        items += [replaced_item(each, 1)] if each.replaced else []
    if len(found) > MOST_PEOPLE:
        items.append(Item(f"and {numbers.count(len(found) - MOST_PEOPLE)} more", style="dim"))
    return items


def replaced_item(found: Person, depth: int = 0) -> Item:
    """Where somebody was replaced, and why: they may have left."""
    assert found.replaced is not None
    deal, by, why, on = found.replaced
    reason = f": {why}" if why else ""
    words = f"replaced by {by} in {deal} on {format_date(on)}{reason}"
    return Item(words, depth, style="yellow")


def in_deal(title: str, part: DealContact) -> str:
    """What somebody is in a deal: `champion, for, main contact in Rollout`."""
    return f"{', '.join(part_words(part))} in {title}"


def persona_words(found: Person) -> list[str]:
    """Which persona somebody is, and what such a person wants."""
    if found.persona is None:
        return []
    is_titled = found.title is not None and fold(found.title) == fold(found.persona.name)
    name = [] if is_titled else [found.persona.name]
    wants = [f"wants: {found.persona.motivation}"] if found.persona.motivation else []
    return [*name, *wants]


def persona_items(found: Person) -> list[Item]:
    """The same as a line."""
    words = persona_words(found)
    return [Item(" · ".join(words))] if words else []


def standing(
    found: DealBrief, today: date, numbers: NumberFormat, *, is_defined: bool = True
) -> list[Section]:
    """The stage and its definition, the answers with their age, and the criteria."""
    deal, row = found.detail.opportunity, found.detail.opportunity.row
    chance = numbers.basis_points(deal.probability_bp)
    where = row.customer_stage or row.stage
    days = numbers.counted(deal.days_in_stage, "day")
    if row.customer_stage or row.status != OPEN:
        first = f"{where}"
    else:
        first = f"{where}, {chance} %, {days}"
    definition = shortened(found.detail.definition) if is_defined else ""
    return [
        Section("stage", [Item(f"{first}: {definition}" if definition else first)]),
        answers(found, today, numbers),
        Section("unmet", unmet(found, numbers)),
        Section("met", met(found)),
    ]


def answers(found: DealBrief, today: date, numbers: NumberFormat) -> Section:
    """The first two answers with their age; the third one is what was promised."""
    row = found.detail.opportunity.row
    if not found.detail.answers:
        if row.status != OPEN:
            return Section("buying", [])
        unasked = "You haven't answered the three questions: `pipectl review`."
        return Section("buying", [Item(unasked, style="cyan")])
    last: PastAnswers = found.detail.answers[0]

    def age(on: date) -> str:
        return ago((today - on).days, numbers)

    since = "" if last.buying_on == last.why_on else f" ({age(last.buying_on)})"
    return Section(
        "buying", [Item(f"{last.buying}{since}: {shortened(last.why)} ({age(last.why_on)})")]
    )


def unmet(found: DealBrief, numbers: NumberFormat) -> list[Item]:
    """The exit criteria of the stage that aren't met, required ones first; the last are counted."""
    row = found.detail.opportunity.row
    if row.status != OPEN:
        return []
    open_ones = [each for each in found.detail.criteria if each.met_on is None]
    open_ones.sort(key=lambda each: not each.required)
    items = [Item(f"{each.text} (required)" if each.required else each.text) for each in open_ones]
    if len(items) <= MOST_UNMET + 1:
        return items
    more = numbers.count(len(items) - MOST_UNMET)
    return [*items[:MOST_UNMET], Item(f"and {more} more: `pipectl show {row.id}`", style="dim")]


def met(found: DealBrief) -> list[Item]:
    """The criteria that were met with an answer."""
    return [
        Item(shortened(f"{each.text}: {each.answer}"))
        for each in found.detail.criteria
        if each.answer
    ]


def said(found: Sequence[Said], today: date, numbers: NumberFormat, listing: str) -> Section:
    """What was said last and with whom, and how to read the rest."""
    texts = []
    for each in found[:MOST_SAID]:
        times = f" x {numbers.count(each.times)}" if each.times != 1 else ""
        whom = f" {TOWARDS.get(each.kind, 'with')} {each.contact}" if each.contact else ""
        when = f"{short_date(each.on, today)} ({ago((today - each.on).days, numbers)})"
        head = " · ".join(filter(None, (f"{when} {each.kind}{times}{whom}", each.deal)))
        text = shortened(without_kind(each.text or "", each.kind))
        texts.append(f"{head}: {text}" if text else head)
    more = len(found) - MOST_SAID
    if more > 0:
        texts[-1] += f" (and {numbers.count(more)} more: `{listing}`)"
    items = [Item(each) for each in texts]
    return Section("activities", items or [Item("No activities yet.", style="dim")])


def promised(found: DealBrief, today: date, numbers: NumberFormat) -> Section:
    """The next action with its date and its age, or how to set one."""
    row = found.detail.opportunity.row
    items = []
    if row.next_action:
        at = f" {row.due_time}" if row.due_time else ""
        due = f", due {format_date(row.due_on)}{at}" if row.due_on else ", no date"
        due += late_words(row.due_on, today, numbers)
        late = "overdue" in found.detail.opportunity.flags
        since = found.next_since
        age = f" (set {ago((today - since).days, numbers)})" if since else ""
        said = f"{row.next_action}{due}{age}{in_sequence(found.detail.step)}"
        items.append(Item(said, style="bold red" if late else "bold"))
    elif row.status == OPEN or row.customer_stage:
        items.append(Item(f"No next action: `pipectl next {row.id}`", style="magenta"))
    if row.revisit_on:
        passed = late_words(row.revisit_on, today, numbers)
        items.append(Item(f"Revisit on {format_date(row.revisit_on)}{passed}"))
    return Section("next action", items)


def personas_in(found: Sequence[Person]) -> list[PersonaRow]:
    """The personas of the people, each once."""
    return list({each.persona.id: each.persona for each in found if each.persona}.values())


def objections(found: DealBrief, today: date) -> Section:
    """The personas' objections with their answers, and those that were noted."""
    expected = persona_objections(found.people).items
    return Section("objections", [*expected, *noted_objections(found, today).items])


def persona_objections(people: Sequence[Person], *, is_named: bool = True) -> Section:
    """The objections that the people's personas have, with whose they are, and the answers."""
    items = []
    for each in every_objection(personas_in(people)):
        answer = f" → {shortened(each.answer)}" if each.answer else ""
        names = [one.name for one in people if one.persona and each in one.persona.objections]
        whose = f"{names_in_short(names)}: " if is_named else ""
        items.append(Item(f"{whose}{shortened(each.objection)}{answer}"))
    return Section("objections", items)


def names_in_short(names: Sequence[str]) -> str:
    """One or two names, or the first and how many others."""
    if len(names) <= 2:
        return listed(names)
    return f"{names[0]} and the others of this persona"


def every_objection(known: Iterable[PersonaRow]) -> list[Objection]:
    """The objections of personas, each once."""
    return list(dict.fromkeys(each for persona in known for each in persona.objections))


def noted_objections(found: DealBrief, today: date) -> Section:
    """The objections that were noted on a deal."""
    items = []
    for each in found.noted[:MOST_NOTED]:
        on = f"{short_date(each.on, today)} " if each.on else ""
        whose = f" from {each.contact}" if each.contact else ""
        items.append(Item(f"{on}noted{whose}: {each.text}"))
    return Section("objections", items)


def last_loss(found: DealBrief | None, today: date, numbers: NumberFormat) -> Section:
    """The deal that was lost last: why, to whom, who had which part, and what they objected."""
    if found is None:
        return Section("last loss", [])
    items = [Item(in_line(found.detail.opportunity, numbers))]
    if found.detail.closing_note:
        items.append(Item(shortened(found.detail.closing_note)))
    parts = [(each.name, part_words(each.part)) for each in found.people if each.part]
    people = [f"{name}: {', '.join(words)}" for name, words in parts if words]
    items += [Item(" · ".join(people))] if people else []
    items += noted_objections(found, today).items
    return Section("last loss", items)


def in_line(found: CurrentOpportunity, numbers: NumberFormat) -> str:
    """A deal with its number, amount, and stage or outcome."""
    row = found.row
    stands = row.stage if row.status == OPEN else outcome(found)
    worth = amount(row.amount_minor, row.currency, numbers)
    return " · ".join((f"#{row.id} {row.title}", worth, stands))


def also(page: Brief, numbers: NumberFormat) -> Section:
    """The other deals of the account or the contact: open ones by amount, then the last closed."""
    told = page.lost.detail.opportunity.row.id if page.lost else None
    found = [each for each in page.others if each.row.id != told]
    items = [Item(in_line(each, numbers)) for each in sorted(found, key=importance)[:MOST_OTHERS]]
    more = len(found) - MOST_OTHERS
    if more > 0:
        items.append(Item(f"and {numbers.count(more)} more", style="dim"))
    return Section("other deals", items)
