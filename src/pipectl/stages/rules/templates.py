"""The templates of new pipelines: their stages, definitions, criteria and actions.

A stage is a block:

    # name | probability in percent | cadence in days | stalled after days | short name | kind
    definition, on one or more lines
    - an exit criterion
    > action | action [kind of activity that it stands for when done]
    @ template of a message | template (see templates/rules/starting)

A name of at most eight columns has no short name, and a sales stage names no kind.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipectl.errors import quoted
from pipectl.named_tuple import NamedTuple
from pipectl.text import UnknownValueError
from pipectl.vocabulary import SALES

if TYPE_CHECKING:
    pass  # reads that round nothing do without it

SELLER = """
# Initial contact | 0 | 4 | 21 | Initial
A named person at a company that fits, and no word from them yet about a problem they have.
Until they answer, all you have is hope.
- They replied, or took your call and talked
- They named a problem or a goal in their own words
- They agreed to a conversation about it, with a date
> Send introduction e-mail [outreach] | Call [call] | Send follow-up e-mail [follow-up]
> Research the account | Ask for a referral into the account
@ Introduction | Second try | Last try

# Discovery | 10 | 7 | 21 | Discov.
The buyer has told you about a problem worth solving and answers your questions about it.
A polite "send me something" does not belong here.
- They said what it costs them to leave the problem as it is
- You know by name who decides and who signs
- A meeting is in both calendars, with an agenda they agreed to
> Call [call] | Send NDA | Send discovery questions [follow-up]
> Send follow-up e-mail [follow-up] | Ask who else decides
> Book a meeting with the decision maker
@ Questions before we talk | Ask for a meeting

# Meeting | 30 | 7 | 30
The buyer has accepted a meeting about their problem, or held it, and puts in something of
their own: time, colleagues or figures.
- You know everyone with a say by name, and you have met the decision maker
- They gave a budget range, or said who can approve one
- They said what a solution must do to be chosen
- They asked for a proposal and set a date to go through it with you
> Hold meeting [meeting] | Send agenda [follow-up] | Send meeting summary [follow-up]
> Call [call] | Map the stakeholders | Agree on success criteria
@ Agenda | Meeting summary

# Proposal | 60 | 5 | 30
The buyer asked for a written offer and told you who decides, how and by when.
An offer that nobody asked for does not count.
- The decision maker has gone through the written proposal with you
- They said what stands between the proposal and a yes
- The budget is approved, or its approval has a date
> Send proposal [proposal] | Walk the buyer through the proposal [meeting] | Call [call]
> Send follow-up e-mail [follow-up] | Send a customer reference [follow-up]
> Ask for the decision date
@ Proposal | Proposal follow-up | Decision date

# Negotiation | 80 | 3 | 21 | Negot.
The buyer has told you that you are their choice, and only terms are open: price, scope, dates
or wording. While another supplier can still win, the deal doesn't belong
here yet.
- Price, scope and start date are agreed in writing
- Purchasing and legal have no open points
- The signed order or contract has arrived
> Send revised proposal [proposal] | Hold negotiation meeting [meeting] | Call [call]
> Send list of open points [follow-up] | Send contract | Confirm the signing date
@ Open points | Revised proposal | Contract
"""

CONSULTATIVE = """
# Prospecting | 5 | 5 | 30 | Prospect | lead
Something visible at the company (a new hire, a new rule, a complaint) points to a problem you
solve, and you know whose desk it lands on. They have not said so themselves yet.
- The right person answered and did not pass you on
- They confirmed that the problem exists
- They agreed to a first conversation, with a date
> Research the account | Send introduction e-mail [outreach] | Call [call]
> Send follow-up e-mail [follow-up] | Ask for a referral into the account
@ Introduction | Second try | Last try

# Qualification | 15 | 7 | 21 | Qualify
The prospect calls the problem theirs and is willing to say what solving it is worth in money
and time. Interest without a reason to act does not belong here.
- They gave a date by which it must be solved, and the reason for it
- They said where the money would come from
- You know by name who decides and who signs
- They agreed to give you people and figures for an analysis
> Call [call] | Hold qualification meeting [meeting] | Send follow-up e-mail [follow-up]
> Ask about budget and timing | Ask who else decides | Send NDA
@ Questions before we talk | Ask for a meeting

# Needs analysis | 30 | 7 | 30 | Needs
The buyer lets you in: people to interview, figures, a look at how the work is done today.
They are working out with you what the problem is and what solving it is worth.
- You have heard those who suffer from the problem and those who decide
- The buyer calls your figure for the cost of the problem right
- They confirmed your summary of needs in writing
- They asked for a proposal and said how they will judge it
> Hold needs workshop [meeting] | Interview a stakeholder [meeting] | Call [call]
> Send summary of needs [follow-up] | Map the stakeholders
> Work out what the problem costs
@ Agenda | Meeting summary

# Proposal | 50 | 5 | 30
The buyer has confirmed the needs and asked how you would meet them and at what price.
They told you who compares the offers, by what, and by when.
- The proposal was presented in person or by video to those who decide
- They said where you stand against the alternatives, doing nothing included
- The budget is approved for about this amount
> Send proposal [proposal] | Walk the buyer through the proposal [meeting] | Call [call]
> Send follow-up e-mail [follow-up] | Send a customer reference [follow-up]
> Ask for the decision date
@ Proposal | Proposal follow-up | Decision date

# Negotiation | 75 | 4 | 21 | Negot.
The decision maker wants your solution and bargains over scope, price, risk or dates.
A wish for a discount from someone who cannot decide does not count.
- Every concession is in writing, with what they gave in return
- Price, scope and start date are agreed in writing
- The decision maker said yes, subject to paperwork only
> Send revised proposal [proposal] | Hold negotiation meeting [meeting] | Call [call]
> Send list of open points [follow-up] | Decide what to trade for a discount
@ Open points | Revised proposal

# Closing | 90 | 3 | 14
The decision maker has said yes, and the contract is on its way through legal, purchasing and
signature. Somebody on their side is pushing it along and can tell you where it lies.
- Purchasing and legal have no open points
- The signed order or contract has arrived
- The kick-off is in both calendars
> Send contract | Confirm the signing date | Call [call] | Send follow-up e-mail [follow-up]
> Ask purchasing for the order number | Book the kick-off
@ Contract | Signature

# Post-sales | 100 | 30 | 120 | Customer | customer
They have signed and are putting your solution to work. You stay in touch, so that it brings
what was promised and you hear first of what they need next.
- They use it for the purpose that they bought it for
- They confirmed the first result, in figures if they can
- They know who answers questions, and when you speak next
> Hold kick-off [meeting] | Call [call] | Send check-in e-mail [follow-up]
> Hold results meeting [meeting] | Ask for a referral | Ask what else they need
@ Start | Check-in | Referral
"""

MARKETING = """
# Lead generation | 2 | 7 | 30 | Lead gen | lead
Someone left a name and a way to reach them: a form, an event, a download.
Curiosity is all they have shown.
- They agreed to be contacted, and the address works
- Company and role match the customers you win
- They reacted to your first message
> Send welcome e-mail [outreach] | Check company and role for fit
> Send follow-up e-mail [follow-up] | Note which campaign brought the lead
@ Thank you for your interest | Second try

# Lead nurturing | 5 | 14 | 90 | Nurture | lead
The person fits and keeps coming back unasked: reads, registers, replies.
They have not said that they plan to buy.
- They came back at least three times in the last 30 days
- They told you which problem they are reading up on
- They asked for a price, a demonstration or a call
> Send a customer story [follow-up] | Invite to a webinar or event [follow-up]
> Send follow-up e-mail [follow-up] | Ask which problem they are working on
@ Customer story | Still of interest

# Marketing-qualified | 15 | 3 | 14 | MQL | lead
The lead fits your best customers and has done what buyers do: asked for a price, a
demonstration or a call. Nobody has talked with them about buying yet.
- They confirmed the problem in a live conversation
- They have a part in the decision, or named who has
- They said by when they want it solved, and how it would be paid for
> Call [call] | Reply to the request [follow-up] | Send follow-up e-mail [follow-up]
> Ask about budget and timing | Book a meeting with the decision maker
@ Your request | Ask for a meeting

# Sales-qualified | 40 | 7 | 30 | SQL
In conversation the buyer confirmed a problem, a way to the money, and a date.
They are comparing solutions, and told you that yours is one of them.
- They have seen the solution at work on a case of their own
- You know everyone with a say by name, and you have met the decision maker
- The budget is approved, or its approval has a date
- They have the written proposal and say that they prefer it
> Give a demonstration [meeting] | Call [call] | Send meeting summary [follow-up]
> Map the stakeholders | Send a customer reference [follow-up] | Send proposal [proposal]
@ Meeting summary | Proposal | Proposal follow-up

# Deal closing | 75 | 4 | 21 | Closing
The decision maker has your written proposal, prefers it, and is settling terms and a date
with you. If they are still comparing, the deal doesn't belong here yet.
- Price, scope and start date are agreed in writing
- Everyone who has to approve it has done so
- The signed order or contract has arrived
> Send revised proposal [proposal] | Hold negotiation meeting [meeting] | Call [call]
> Send follow-up e-mail [follow-up] | Send contract | Confirm the signing date
@ Open points | Revised proposal | Contract

# Post-sale | 100 | 30 | 90 | Customer | customer
They bought and are getting started with what they paid for.
A check-in by a date you promised keeps them, and brings the next deal.
- They were shown how to get started, and did
- They said that they got what they expected
- They were asked for a review or a referral
> Send welcome pack [follow-up] | Call [call] | Send check-in e-mail [follow-up]
> Hold onboarding meeting [meeting] | Ask for a referral | Ask what else they need
@ Start | Check-in | Referral
"""

MILESTONE = """
# 0% – Prospect identified | 0 | 5 | 30 | 0%
You know the company, the person, and why they could need you now.
The buyer has not moved yet, so there is nothing to count on.
- The person replied and confirmed that the problem is theirs to solve
- A first meeting with them has taken place
> Research the account | Send introduction e-mail [outreach] | Call [call]
> Send follow-up e-mail [follow-up] | Ask for a referral into the account
@ Introduction | Second try | Last try

# 20% – First meeting held | 20 | 7 | 21 | 20%
Someone who has the problem gave you a meeting and spoke openly about their situation.
They agreed to a second conversation, with a date.
- They named the issues they want solved, the heaviest first
- They said what it costs them if nothing changes
- You know by name who decides and who signs
> Send meeting summary [follow-up] | Call [call] | Hold meeting [meeting] | Send NDA
> Ask who else decides
@ Meeting summary | Questions before we talk

# 40% – Issues identified | 40 | 7 | 30 | 40%
The buyer has confirmed in writing which issues must be solved, what they cost and by when
they have to be gone. A list that only you have seen does not count.
- The decision maker has confirmed the issues to you
- They said what a solution must do, and how they will judge it
- The budget is approved, or its approval has a date
> Send summary of needs [follow-up] | Hold meeting [meeting] | Call [call]
> Map the stakeholders | Agree on success criteria | Ask about budget and timing
@ Ask for a meeting | Agenda

# 60% – Solution agreed | 60 | 5 | 30 | 60%
The buyer has said that your approach solves their issues at a price range they accept.
They asked to have it in writing.
- They have the written proposal
- The decision maker has gone through it with you
- They said what stands between the proposal and a yes
> Send proposal [proposal] | Walk the buyer through the proposal [meeting] | Call [call]
> Give a demonstration [meeting] | Send a customer reference [follow-up]
@ Proposal | Proposal follow-up

# 75% – Proposal reviewed | 75 | 4 | 21 | 75%
The decision maker has gone through the written proposal with you and asks for concrete
changes. "We will think about it" is not a review.
- Every open point is on one list that both sides have agreed
- Purchasing and legal have the papers and a date to answer by
- The decision maker said yes to price, scope and dates in writing
> Send revised proposal [proposal] | Send list of open points [follow-up] | Call [call]
> Hold negotiation meeting [meeting] | Ask for the decision date
@ Open points | Revised proposal | Decision date

# 90% – Terms accepted | 90 | 3 | 14 | 90%
The decision maker has accepted price, scope and dates in writing.
Only signatures and an order number are missing.
- Purchasing and legal have no open points
- The signed order or contract has arrived
> Send contract | Confirm the signing date | Call [call] | Send follow-up e-mail [follow-up]
> Ask purchasing for the order number | Book the kick-off
@ Contract | Signature
"""


class StageTemplate(NamedTuple):
    """One stage as `init` writes it; `probability_bp` in basis points (60 % = 6000)."""

    name: str
    probability_bp: int
    definition: str
    criteria: tuple[str, ...]
    cadence_days: int
    stalled_days: int
    actions: tuple[tuple[str, str | None], ...]
    short: str | None = None
    kind: str = SALES
    messages: tuple[str, ...] = ()


def _action(text: str) -> tuple[str, str | None]:
    """`Send proposal [proposal]` is the action and the kind of activity that it stands for."""
    if tagged := re.fullmatch(r"(.+) \[(.+)\]", text):
        return tagged[1], tagged[2]
    return text, None


def _stage(block: str) -> StageTemplate:
    head, *lines = block.splitlines()
    name, percent, cadence, stalled, *rest = head.removeprefix("# ").split(" | ")
    short, kind, *_ = [*rest, "", ""]
    picks, messages = (
        [text for line in lines if line[0] == sign for text in line[2:].split(" | ")]
        for sign in ">@"
    )
    return StageTemplate(
        name=name,
        probability_bp=int(percent) * 100,
        definition=" ".join(line for line in lines if line[0] not in "->@"),
        criteria=tuple(line[2:] for line in lines if line[0] == "-"),
        cadence_days=int(cadence),
        stalled_days=int(stalled),
        actions=tuple(_action(text) for text in picks),
        short=short or None,
        kind=kind or SALES,
        messages=tuple(messages),
    )


def _stages(text: str) -> tuple[StageTemplate, ...]:
    return tuple(_stage(block) for block in text.strip().split("\n\n"))


TEMPLATES: dict[str, tuple[StageTemplate, ...]] = {
    "seller": _stages(SELLER),
    "consultative": _stages(CONSULTATIVE),
    "marketing": _stages(MARKETING),
    "milestone": _stages(MILESTONE),
}


def template(name: str) -> tuple[StageTemplate, ...]:
    """The stages of the template called `name`, in any case."""
    stages = TEMPLATES.get(name.casefold())
    if stages is None:
        raise UnknownValueError(f"No template {quoted(name)}", name, TEMPLATES)
    return stages


def plain_stages(pairs: Sequence[tuple[str, int]]) -> tuple[StageTemplate, ...]:
    """Stages of which only the names and probabilities (basis points) are known, as given."""
    return tuple(
        StageTemplate(
            name=name,
            probability_bp=probability_bp,
            definition=(
                "You can name what the buyer did, and when, to bring the deal this far. "
                "This stage has no definition yet: write your own with `pipectl stage edit`."
            ),
            criteria=(
                "The buyer did something that shows they want to continue",
                "The next step is agreed with the buyer, with a date",
            ),
            cadence_days=7,
            stalled_days=30,
            actions=(
                ("Call", "call"),
                ("Send follow-up e-mail", "follow-up"),
                ("Hold meeting", "meeting"),
                ("Send proposal", "proposal"),
            ),
        )
        for name, probability_bp in pairs
    )
