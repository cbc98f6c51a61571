"""Templates, drawn and listed."""

from collections.abc import Sequence
from typing import Any

from pipectl.render.output import Listing
from pipectl.render.screen import Screen
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Column, Empty, drawn, heading, paragraph
from pipectl.templates.queries import TemplateRow

NO_TEMPLATES = Empty(
    "No templates yet", "Add one", "pipectl template add Check-in --kind follow-up FILE"
)


def template_dict(found: TemplateRow) -> dict[str, Any]:
    """A template's keys."""
    return keys_of(found, "id name stage kind subject body")


def templates_listing(found: Sequence[TemplateRow], on: Screen) -> Listing:
    """The templates."""
    titles = [
        Column("Template", flexible=True),
        Column("Stage", rank=1),
        Column("Kind", rank=2),
        Column("Subject", flexible=True, rank=3),
    ]
    cells = [
        [each.name, each.stage or "–", each.kind or "–", each.subject or "–"] for each in found
    ]
    rows = [template_dict(each) for each in found]
    columns = ["name", "stage", "kind", "subject", "body"]
    return Listing(rows, columns, lambda: drawn(titles, cells, on, NO_TEMPLATES))


def template_page(found: TemplateRow, on: Screen) -> str:
    """A template with its text as it is stored."""
    about = " · ".join(filter(None, (found.stage, found.kind)))
    page = heading(found.name, on)
    if about:
        page += paragraph(about, on, indent="  ")
    if found.subject:
        page += paragraph(f"Subject: {found.subject}", on, indent="  ")
    return page + "\n" + "".join(text_lines(found.body, on))


def text_lines(text: str, on: Screen) -> list[str]:
    """The lines of a text; an empty one stays."""
    return [paragraph(line, on, indent="  ") if line.strip() else "\n" for line in text.split("\n")]
