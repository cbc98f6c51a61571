"""The step at which a deal is, in words and as JSON keys."""

from typing import Any

from pipectl.render.serialize import keys_of
from pipectl.sequence_runs.queries import StepNow


def template_words(template: str | None, text: str) -> str:
    """The template of a step, which may have another name than the step by now."""
    if template is None:
        return ""
    return " (template)" if template == text else f" (template {template})"


def in_sequence(found: StepNow | None) -> str:
    """What stands behind a next action that is a step of a sequence; nothing for others."""
    if found is None:
        return ""
    template = template_words(found.template, found.text)
    return f" · {found.words}{template}"


def now_dict(found: StepNow | None) -> dict[str, Any] | None:
    """The keys of the step at which a deal is."""
    if found is None:
        return None
    return {
        "sequence": found.sequence,
        "step": found.place,
        "steps": found.steps,
        **keys_of(found, "template contact started_on"),
    }
