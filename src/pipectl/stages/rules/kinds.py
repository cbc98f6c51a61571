"""Kinds of stages: leads come first, customers last, and what changes with a stage's kind."""

from collections.abc import Sequence
from itertools import pairwise

from pipectl.errors import RefusedError, UsageError, either, quoted
from pipectl.named_tuple import NamedTuple
from pipectl.vocabulary import CUSTOMER, LEAD, SALES, STAGE_KINDS


class PlacedStage(NamedTuple):
    """A stage's name and kind, in the order of the pipeline."""

    name: str
    kind: str


def check_kind(text: str) -> str:
    """Return the kind of stage that was typed; raise UsageError."""
    if text not in STAGE_KINDS:
        raise UsageError(f"--kind can't be {quoted(text)}.", hint=f"Use {either(STAGE_KINDS)}.")
    return text


def rank(kind: str) -> int:
    """Return where stages of a kind stand: leads first, customers last."""
    return STAGE_KINDS.index(kind)


def check_order(stages: Sequence[PlacedStage]) -> None:
    """Raise RefusedError if a stage stands before one of an earlier kind."""
    for before, after in pairwise(stages):
        if rank(before.kind) > rank(after.kind):
            raise RefusedError(
                f"The {after.kind} stage {quoted(after.name)} can't come after the {before.kind}"
                f" stage {quoted(before.name)}: lead stages come first, customer stages last.",
                hint="See `pipectl stage list`, and move stages with `pipectl stage move`.",
            )


def last_place(kinds: Sequence[str], kind: str) -> int:
    """Return the place behind the stages of this and earlier kinds."""
    return sum(rank(each) <= rank(kind) for each in kinds)


def check_sales(kinds: Sequence[str]) -> None:
    """Raise RefusedError if no stage is left to sell in."""
    if SALES not in kinds:
        raise RefusedError(
            "A pipeline needs at least one sales stage.",
            hint="Add another one first: `pipectl stage add`.",
        )


def refuse_customer_stage(name: str, kind: str) -> None:
    """Raise RefusedError for a stage in which no open deal can be."""
    if kind == CUSTOMER:
        raise RefusedError(
            f"{quoted(name)} is a customer stage: only won deals go there.",
            hint="Choose another stage, or win the deal first: `pipectl win OPP`.",
        )


class KindChange(NamedTuple):
    """A stage's change of kind, and the deals it concerns.

    `lost` were lost from the stage today, `lost_before` on earlier days (those count as the stage
    was then), `open` are in it, and `past` are closed deals that were in it.
    """

    before: str
    after: str
    lost: int
    open: int
    past: int
    lost_before: int = 0

    @property
    def is_change(self) -> bool:
        """Whether the kind is another one."""
        return self.before != self.after

    @property
    def is_about_leads(self) -> bool:
        """Whether deals become leads, or leads become deals in sales."""
        return LEAD in (self.before, self.after)

    @property
    def is_about_customers(self) -> bool:
        """Whether the stage leaves or joins the pipeline of open deals."""
        return CUSTOMER in (self.before, self.after)
