"""Which template is meant."""

from pipectl.cli.context import Run
from pipectl.cli.values import choose_one
from pipectl.store.reader import Reader
from pipectl.templates.queries import TemplateRow, templates


def choose_template(run: Run, reader: Reader, text: str) -> TemplateRow:
    """Return the template that is meant; raise an error that lists them."""
    return choose_one(run, "template", text, templates(reader), lambda each: each.name)
