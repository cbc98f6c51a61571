"""Draw the sections of a page: lines beside their label, or below it."""

from pipectl.render.blocks import Section
from pipectl.render.screen import Screen
from pipectl.render.tables import Cell, line, paragraph, width_of
from pipectl.render.wrapping import NARROWEST

BESIDE, LABEL_WIDTH = 60, 12  # from that width on, a section's label stands beside its lines
HANG = 2


def section(found: Section, on: Screen) -> str:
    """The lines beside their label, or below it on a narrow screen."""
    beside = on.width >= BESIDE
    margin = LABEL_WIDTH if beside else HANG
    lines = [
        (" " * (margin + HANG * each.level) + text, each.style)
        for each in found.items
        for text in hanging(each.text, on.width - margin - HANG * each.level)
    ]
    if not beside:
        return line([Cell(found.heading, "bold")], on) + "".join(
            line([Cell(*each)], on) for each in lines
        )
    label = padded(found.label)
    parts = [(label, *lines[0]), *((" " * LABEL_WIDTH, *each) for each in lines[1:])]
    return "".join(
        line([Cell(label, "dim"), Cell(text[LABEL_WIDTH:], style)], on)
        for label, text, style in parts
    )


def hanging(text: str, width: int) -> list[str]:
    """The lines of a text, those below the first indented."""
    plain = Screen(max(width, NARROWEST), styled=False, unicode=True)
    first, *rest = paragraph(text, plain).splitlines() or [""]
    below = paragraph(" ".join(rest), plain._replace(width=plain.width - HANG)) if rest else ""
    return [first, *(" " * HANG + each for each in below.splitlines())]


def padded(label: str) -> str:
    """A label of as many columns as all labels have."""
    return label + " " * max(LABEL_WIDTH - width_of(label), 1)
