"""The texts of messages that a new store has.

What stands in [brackets] is for the user to write, as nobody else knows it.
"""

from pipectl.named_tuple import NamedTuple


class Message(NamedTuple):
    """A template as `init` writes it, without its stage."""

    kind: str
    subject: str
    body: str


HELLO = 'Hi {{ contact.first_name|default("there") }},'
YOU = '{{ account.name|default("your company") }}'
AMOUNT = "{% if deal.amount %}, for {{ deal.amount }} {{ deal.currency }}{% endif %}"


def message(kind: str, subject: str, *paragraphs: str) -> Message:
    """Return a message between the greeting and the end that all have."""
    return Message(kind, subject, "\n\n".join((HELLO, *paragraphs, "Best regards")))


MESSAGES: dict[str, Message] = {
    "Introduction": message(
        "outreach",
        "Quick question{% if account.name %} for {{ account.name }}{% endif %}",
        "I'm writing to you because [what you noticed about them].",
        "We help companies with [the problem that you solve]. Is that something that"
        f" {YOU} wants to change this year? If it is, I'd like to ask you a few questions on the"
        " phone. Fifteen minutes are enough.",
        "If somebody else looks after this, could you tell me who?",
    ),
    "Second try": message(
        "follow-up",
        "Did my question reach you?",
        "I wrote to you and haven't heard back. That usually means that the time is bad, or that I"
        " asked the wrong person.",
        "If it's the time, tell me when to come back and I will. If it's the person, a name would"
        " help me a lot.",
    ),
    "Last try": message(
        "follow-up",
        "Should I leave it here?",
        f"I haven't heard from you, so I take it that this isn't a priority for {YOU} at the"
        " moment. I won't write about it again.",
        "If that changes, just reply to this message.",
    ),
    "Thank you for your interest": message(
        "outreach",
        "Thank you for your interest",
        "Thank you for getting in touch. I don't want to send you what you can't use, so may I"
        " ask: what are you looking for, and by when do you need it?",
        "One line is enough. If you're just looking around, that's fine, too.",
    ),
    "Customer story": message(
        "follow-up",
        "How somebody else solved it",
        "A customer of ours had a problem that you may know: [the problem in one sentence, and"
        " what came of it].",
        "Is it similar for you, or quite different?",
    ),
    "Still of interest": message(
        "follow-up",
        "Is this still of interest?",
        f"We were in touch some time ago. Is the topic still of interest for {YOU}, or has"
        " something changed?",
        "A yes, a no or a later date helps me: I only want to write to you about what is useful to"
        " you.",
    ),
    "Your request": message(
        "follow-up",
        "Your request",
        "Thank you for your request. I'd like to send you an answer that fits, so please tell me:",
        "1. What do you need it for?\n2. By when do you need it?\n3. Who else will look at it?",
        "Or I call you, and we go through it in fifteen minutes. When would that suit you?",
    ),
    "Questions before we talk": message(
        "follow-up",
        "Questions before we talk",
        "So that our conversation is worth your time, here is what I'd like to understand:",
        "1. What made you look into this now?\n2. What does it cost you to leave it as it is?\n"
        "3. Who else has a say in it?",
        "Short answers are fine. We can go through the rest when we talk.",
    ),
    "Ask for a meeting": message(
        "follow-up",
        "Could we meet?",
        "Thank you for the conversation. I'd like to go on with you and with whoever decides about"
        f" it at {YOU}: what you need, what it's worth to you, and whether we're the right people"
        " for it.",
        "Would half an hour next week suit you? Send me two or three times, and I'll send the"
        " invitation.",
    ),
    "Agenda": message(
        "follow-up",
        "Agenda for our meeting",
        "For our meeting I suggest:",
        "1. What should be different, and by when\n2. What a solution must do to be chosen\n"
        "3. Who decides, and how\n4. What happens next, on your side and on mine",
        "Is anything missing? And is there somebody who should be there?",
    ),
    "Meeting summary": message(
        "follow-up",
        "What we talked about",
        "Thank you for your time. This is what I took away:",
        "- What you want to change: [in their words]\n"
        "- What it costs to leave it as it is: [their figure]\n"
        "- By when: [their date]\n- Next step: [who does what, by when]",
        "Did I get anything wrong? If not, I'll go on from here.",
    ),
    "Proposal": message(
        "proposal",
        "Proposal: {{ deal.title }}",
        f"Attached is the proposal that you asked for{AMOUNT}. The first page says what you get,"
        " what it costs and when we start.",
        "May I go through it with you and the people who decide? Half an hour is enough. Which day"
        " would suit you?",
    ),
    "Proposal follow-up": message(
        "follow-up",
        "Your questions about the proposal",
        "Have you had a chance to look at the proposal? I'd like to know what you think of it, and"
        " what you don't like about it.",
        "If the scope or the price doesn't fit, let's talk about that before you put it aside.",
    ),
    "Decision date": message(
        "follow-up",
        "When will you decide?",
        "May I ask when you will decide, and what has to happen until then?"
        "{% if deal.close %} I'm planning for {{ deal.close }}. Is that still right?{% endif %}",
        "If it helps, I can arrange a call with one of our customers, or explain it to your"
        " colleagues.",
    ),
    "Open points": message(
        "follow-up",
        "Open points",
        "As I see it, these points are still open between us:",
        "1. [point, who settles it, by when]\n2. [point, who settles it, by when]",
        "Is that all? If we settle these, is there anything else that stands in the way?",
    ),
    "Revised proposal": message(
        "proposal",
        "Revised proposal: {{ deal.title }}",
        f"Attached is the proposal with the changes that we agreed on{AMOUNT}. What is new: [what"
        " you changed, and what they do in return]. The rest is as it was.",
        "If it's right for you now, a short yes is enough, and I'll prepare the contract.",
    ),
    "Contract": message(
        "follow-up",
        "Contract: {{ deal.title }}",
        f"Attached is the contract as agreed{AMOUNT}. Who signs it on your side? And does your"
        " purchasing need anything from me, such as a form or a tax number?",
        "As soon as I have it back, I'll confirm the start date.",
    ),
    "Signature": message(
        "follow-up",
        "Is anything missing for the contract?",
        "The contract isn't back yet. Is something unclear, or is it waiting for somebody? If it"
        " helps, I'll talk to them myself.",
        "{% if deal.close %}We said that we would sign by {{ deal.close }}. {% endif %}Is the"
        " start date still right for you?",
    ),
    "Start": message(
        "follow-up",
        "How we start",
        "Thank you for your trust. To begin well, I'd like to meet the people who will work with"
        " it: an hour is enough to agree on who does what, and on what you want to see after the"
        " first month.",
        "Which day would suit you? Until then, send me any question that comes up.",
    ),
    "Check-in": message(
        "follow-up",
        "How is it going?",
        "I'd like to know how it's going. Does it do what you bought it for? What would you change"
        " if you could?",
        "I'd rather hear it early. We can also talk on the phone, in fifteen minutes.",
    ),
    "Referral": message(
        "follow-up",
        "Who else has this problem?",
        "You told me that you're happy with the result. Do you know somebody else, in another"
        " department or another company, who has the same problem?",
        "An introduction in one sentence is enough, and I'll be careful with their time.",
    ),
}
