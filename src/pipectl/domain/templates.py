"""What a new pipeline starts with: the stages of each template, the reasons on offer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipectl.domain import template_texts
from pipectl.errors import UsageError, listed


@dataclass(frozen=True, slots=True)
class StageTemplate:
    """One stage as `init` writes it; `probability_bp` in basis points (60 % = 6000)."""

    name: str
    probability_bp: int
    definition: str
    criteria: tuple[str, ...]
    cadence_days: int
    stalled_days: int
    actions: tuple[tuple[str, str | None], ...]


def _action(text: str) -> tuple[str, str | None]:
    """`Send proposal [proposal]` is the action and the kind of activity that it stands for."""
    if tagged := re.fullmatch(r"(.+) \[(.+)\]", text):
        return tagged[1], tagged[2]
    return text, None


def _stage(block: str) -> StageTemplate:
    head, *lines = block.splitlines()
    name, percent, cadence, stalled = head.removeprefix("# ").split(" | ")
    picks = [text for line in lines if line[0] == ">" for text in line[2:].split(" | ")]
    return StageTemplate(
        name=name,
        probability_bp=int(percent) * 100,
        definition=" ".join(line for line in lines if line[0] not in "->"),
        criteria=tuple(line[2:] for line in lines if line[0] == "-"),
        cadence_days=int(cadence),
        stalled_days=int(stalled),
        actions=tuple(_action(text) for text in picks),
    )


def _stages(text: str) -> tuple[StageTemplate, ...]:
    return tuple(_stage(block) for block in text.strip().split("\n\n"))


TEMPLATES: dict[str, tuple[StageTemplate, ...]] = {
    "seller": _stages(template_texts.SELLER),
    "consultative": _stages(template_texts.CONSULTATIVE),
    "marketing": _stages(template_texts.MARKETING),
    "milestone": _stages(template_texts.MILESTONE),
}

WON_REASONS: tuple[str, ...] = (
    "best fit",
    "trusted relationship",
    "proven results",
    "price and terms",
    "fastest to deliver",
    "recommended to them",
    "existing customer",
)

LOST_REASONS: tuple[str, ...] = (
    "no budget",
    "no decision",
    "no need",
    "bad timing",
    "price too high",
    "lost to competitor",
    "solved in-house",
    "stopped answering",
)


def template(name: str) -> tuple[StageTemplate, ...]:
    """The stages of the template called `name`, in any case."""
    stages = TEMPLATES.get(name.casefold())
    if stages is None:
        raise UsageError(f"No template {name!r}. The templates are {listed(TEMPLATES)}.")
    return stages


def plain_stages(pairs: Sequence[tuple[str, int]]) -> tuple[StageTemplate, ...]:
    """Stages of which only the names and probabilities (basis points) are known, as given."""
    return tuple(
        StageTemplate(
            name=name,
            probability_bp=probability_bp,
            definition=(
                "You can say what the buyer did, and when, that brought it this far. "
                "This stage was set up by name only: put your own definition here."
            ),
            criteria=(
                "The buyer did something that shows they want to go on",
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
