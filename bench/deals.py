"""The lives of made-up deals: six rows of history each, and all that goes with them."""

import json
from typing import Any

from world import TABLES, World, iso

WHAT = "rollout|renewal|pilot|migration|support contract|licenses|training|audit|integration|"
WHAT += "expansion|website|workshop series|data platform|security review|upgrade|call center"
SOURCES = ("referral", "web", "event", "cold e-mail", "partner", None)
LOST = ("no budget", "no decision", "bad timing", "lost to competitor", "stopped answering")
WON = ("best fit", "trusted relationship", "proven results", "price and terms")
WHY = (
    "The budget owner asked for a date",
    "They named the people who decide and the order in which they sign",
    "Two stakeholders confirmed the problem and what it costs them",
    "They sent the questionnaire back with requirements",
)
KINDS = ("outreach", "call", "follow-up", "meeting", "proposal", "note")


class Deal:
    """The life of one opportunity: five changes after its creation, and all that goes with them."""

    def __init__(self, world: World, number: int) -> None:
        self.world, self.rng, self.id = world, world.rng, number
        rng = self.rng
        is_open = rng.random() < world.open_share
        self.ending = None if is_open else "won" if rng.random() < 0.3 else "lost"
        self.created = world.today - (
            int(rng.triangular(5, 400, 60)) if is_open else rng.randrange(40, 5 * 365)
        )
        last = min(world.today, self.created + int(rng.triangular(8, 260, 70)))
        if is_open:  # most are being worked on
            last = max(self.created, world.today - int(rng.triangular(0, 60, 3)))
        self.days = [*sorted(rng.randint(self.created, last) for _ in range(4)), last]
        self.place, self.entered = 0, self.created
        self.amount = rng.choice((None, *[rng.randrange(5, 900) * 10_000 for _ in range(9)]))
        horizon = self.created + rng.randrange(20, 200)
        self.close_on = horizon if rng.random() < 0.92 else None
        self.own_bp: int | None = None
        self.status = "open"
        self.closed: int | None = None
        self.reason: str | None = None
        self.competitor: str | None = None
        self.revisit: int | None = None
        self.pushes = 0
        self.visits: dict[int, tuple[int, bool]] = {0: (0, False)}
        self.asked: int | None = None
        self.buying: str | None = None
        self.contacted: int | None = None
        self.ticked: set[int] = set()
        self.action: list[Any] | None = None
        self.contact = rng.randrange(len(world.contacts)) + 1 if rng.random() < 0.7 else None
        other = rng.randrange(len(world.accounts)) + 1
        self.account = world.contacts[self.contact - 1] if self.contact else other

    @property
    def stage(self) -> int:
        """The id of the stage that it is in."""
        return self.world.stages[self.place]

    def write(self, table: str, *values: Any) -> None:
        """A row of a table, in the order of its columns."""
        self.world.rows[table].append(values)

    def live(self) -> None:
        """Every row about it."""
        if self.rng.random() < 0.9:
            self.plan(self.created)
        self.remember(self.created)
        changes = self.days[:-1] if self.ending else self.days
        for day in changes:
            self.change(day)
            self.remember(day)
        self.log_some(self.days[-1])
        if self.ending:
            self.close(self.days[-1])
            self.remember(self.days[-1])
        elif self.rng.random() < 0.15:
            self.finish("done", self.world.today)
        if self.action is not None:
            self.write("next_action", *self.action)
        self.stand()

    def remember(self, day: int, note: str | None = None) -> None:
        """A row of history with it as it is."""
        self.write(
            "opportunity_history",
            *(self.id, iso(day), iso(self.created), self.stage, iso(self.entered), self.status),
            *(self.amount, "USD", iso(self.close_on), self.own_bp),
            *(iso(self.closed), self.reason, self.competitor, iso(self.revisit), note),
            *(f"{iso(day)} 09:30:00.000000", iso(day)),
        )

    def change(self, day: int) -> None:
        """One thing that history keeps."""
        rng, chance = self.rng, self.rng.random()
        late = self.close_on is not None and self.close_on < self.world.today
        if late and self.ending is None and day == self.days[-1] and chance < 0.7:
            self.close_on = self.world.today + rng.randrange(3, 120)
            self.pushes += 1
        elif chance < 0.55 and self.place < len(self.world.stages) - 1:
            self.move(self.place + (2 if chance < 0.05 and self.place < 3 else 1), day)
        elif chance < 0.6 and self.place > 0:
            self.move(self.place - 1, day)
        elif chance < 0.82 and self.close_on is not None:
            later = rng.randrange(7, 60)
            self.close_on += later
            self.pushes += 1
        elif chance < 0.88 and self.close_on is not None:
            self.close_on -= rng.randrange(1, 20)
        elif chance < 0.92:
            self.own_bp = rng.randrange(1, 20) * 500
        else:
            self.amount = (self.amount or 400_000) + rng.randrange(1, 40) * 10_000

    def move(self, place: int, day: int) -> None:
        """Through the gate: action completed, criterion ticked, questions answered."""
        forward = place > self.place
        self.finish("done" if self.rng.random() < 0.75 else "replaced", day, advanced=forward)
        criteria = self.world.criteria[self.stage]
        if forward and criteria and self.rng.random() < 0.8:
            tick = self.rng.choice(criteria)
            if tick not in self.ticked:
                self.ticked.add(tick)
                self.write("criterion_met", self.id, tick, iso(day))
        self.leave(day)
        self.place, self.entered = place, day
        self.visits[place] = (self.visits.get(place, (0, False))[0], False)
        self.plan(day)
        self.answer("unsure" if self.rng.random() < 0.12 else "yes", day, forward=forward)

    def leave(self, day: int) -> None:
        """Count the days of the visit that ends."""
        self.visits[self.place] = (self.visits[self.place][0] + day - self.entered, True)

    def answer(self, buying: str, day: int, *, forward: bool = False) -> None:
        """The three questions, answered."""
        factor = "budget approved" if forward and self.rng.random() < 0.3 else None
        self.buying, self.asked = buying, day
        self.write(
            "qualification",
            *(self.id, self.stage, buying, self.rng.choice(WHY), self.action and self.action[0]),
            *(factor, None, iso(day), f"{iso(day)} 09:30:00.000000", iso(day)),
        )

    def plan(self, day: int) -> None:
        """A next action; for one that is open to this day, due around now."""
        world, rng = self.world, self.rng
        world.actions += 1
        text, folded, kind = rng.choice(world.picks[self.stage])
        live = self.ending is None and day > world.today - 180
        due = world.today + rng.randrange(-6, 30) if live else day + rng.randrange(1, 15)
        at = "14:30" if rng.random() < 0.1 else None
        self.action = [world.actions, world.uid(), self.id, self.stage, text, folded, kind]
        self.action += [iso(due), at, "open", None, False, iso(day), None]

    def finish(self, status: str, day: int, *, advanced: bool = False) -> None:
        """The open action ends; one that was done is counted."""
        if self.action is None:
            return
        done = status == "done"
        self.action[9:12] = [status, "went well" if done else None, advanced and done]
        self.action[13] = iso(day)
        kind = self.action[6]
        if done and kind is not None:
            self.count(kind, day, f"{self.action[4]}: went well", action=self.action[0])
        self.write("next_action", *self.action)
        self.action = None

    def count(self, kind: str, day: int, text: str | None, action: int | None = None) -> None:
        """An activity, and the contact that it was."""
        self.write(
            "activity",
            *(self.world.uid(), kind, 1, self.id, self.contact, action, iso(day), text),
            *(f"{iso(day)} 16:00:00.000000", iso(day)),
        )
        if kind != "note":
            self.contacted = max(self.contacted or day, day)

    def log_some(self, last: int) -> None:
        """A few activities beside the planned ones."""
        first = self.created if self.ending else max(self.created, last - 30)
        for _ in range(self.rng.randrange(0, 4)):
            kind = self.rng.choice(KINDS)
            text = "Spoke about the schedule and who signs" if kind in ("note", "call") else None
            self.count(kind, self.rng.randint(first, last), text)

    def close(self, day: int) -> None:
        """Won or lost, with the reason; what was open is dropped."""
        won = self.ending == "won"
        if won and self.rng.random() < 0.5:
            self.finish("done", day, advanced=True)
        self.finish("dropped", day)
        if not won and self.rng.random() < 0.3:
            self.answer("no", day)
        self.leave(day)
        self.status, self.closed = self.ending or "open", day
        self.reason = self.rng.choice(WON if won else LOST)
        self.competitor = "Globex" if self.reason == "lost to competitor" else None
        if not won and self.rng.random() < 0.3:
            self.revisit = day + self.rng.randrange(30, 400)
        if won and self.rng.random() < 0.05:
            self.plan(day)

    def stand(self) -> None:
        """The present: its row, tags, visits and journal."""
        world, rng, day = self.world, self.rng, iso(self.created)
        words = world.accounts[self.account - 1].split()
        title = f"{words[0]} {words[1]} {rng.choice(WHAT.split('|'))}"
        values = (
            *(self.id, world.uid(), world.slug(title)),
            *(f"crm-{self.id}" if rng.random() < 0.1 else None, title, title.casefold()),
            *(self.account, self.contact),
            rng.randrange(1, self.id) if self.id > 1 and rng.random() < 0.03 else None,
            *(self.amount, "USD", self.stage, iso(self.entered), self.own_bp, self.status),
            *(iso(self.close_on), rng.choice(SOURCES)),
            "spring" if rng.random() < 0.1 else None,
            "Met at the fair; wants one supplier for both sites." if rng.random() < 0.2 else None,
            *(day, day, iso(self.closed), self.reason, None, self.competitor),
            iso(self.revisit),
            *(self.pushes, iso(self.contacted), iso(self.asked)),
            self.buying,
        )
        self.write("opportunity", *values)
        if rng.random() < 0.3:
            tag = rng.choice(("key", "public", "renewal"))
            self.write("opportunity_tag", self.id, tag, tag)
        for place, (days, gone) in self.visits.items():
            won = self.status == "won"
            self.write("stage_visit", self.id, world.stages[place], days, gone, won)
        command = f"add '{title}' --on {day}"
        self.write("journal_operation", self.id, f"{day} 09:30:00.000000", day, command, "done")
        self.write("journal_row", self.id, "opportunity", f"[{self.id}]", None, image(values))


def image(values: tuple[Any, ...]) -> str:
    """An opportunity's row as the journal keeps it."""
    return json.dumps(dict(zip(TABLES["opportunity"].split(), values, strict=True)))
