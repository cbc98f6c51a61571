"""Fill in a template with each deal of a list."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pipectl.errors import UsageError
from pipectl.render.line_template import OWN, OwnValues, line_template
from pipectl.store.reader import Reader
from pipectl.vocabulary import FIT, SCORE

if TYPE_CHECKING:
    from datetime import date

    from pipectl.pipeline.queries.current import CurrentOpportunity

FIT_KEYS = ("score", "grade", "known", "of")


def check_alone(columns: str | None, format: str | None, *, json: bool) -> None:
    """Raise UsageError for options that a template excludes."""
    for name, given in (("--format", format), ("--columns", columns), ("--json", json or None)):
        if given is not None:
            raise UsageError(
                f"--template and {name} can't be used together.", hint="Use one of them."
            )


def filled_lines(
    reader: Reader, template: str, found: Sequence["CurrentOpportunity"], today: "date"
) -> str:
    """Return the line of each deal; raise UsageError for a template that can't be used.

    Beside the keys of a deal, a template has `fields` (the user's, by name), `fit` and `score`.
    """
    from pipectl.filters.queries.own_fields import every_own_field
    from pipectl.pipeline.view import KEYS_BELOW, OPPORTUNITY_KEYS, opportunity

    own = every_own_field(reader)
    keys: dict[str, Sequence[str]] = {key: KEYS_BELOW.get(key, ()) for key in OPPORTUNITY_KEYS}
    keys |= {OWN: tuple(each.label for each in own), FIT: FIT_KEYS, SCORE: ()}
    filled = line_template(template, keys)
    more = more_keys(reader, filled.names, [each.row.id for each in found], today)
    return "".join(filled.line({**opportunity(each), **more[each.row.id]}) for each in found)


def more_keys(
    reader: Reader, names: frozenset[str], deals: Sequence[int], today: "date"
) -> dict[int, dict[str, Any]]:
    """Return those keys beside a deal's own that a template names, by deal."""
    from pipectl.fields.view import value_json
    from pipectl.filters.queries.own_fields import every_own_field, values_of_deals

    found: dict[int, dict[str, Any]] = {deal: {} for deal in deals}
    if OWN in names:
        own = [(each, values_of_deals(reader, each)) for each in every_own_field(reader)]
        for deal, keys in found.items():
            keys[OWN] = OwnValues(
                {each.label: value_json(each.field, values.get(deal)) for each, values in own}
            )
    if FIT in names:
        from pipectl.icp.queries import fits
        from pipectl.icp.view import fit_keys

        known = fits(reader, deals)
        for deal, keys in found.items():
            keys[FIT] = fit_keys(known.get(deal))
    if SCORE in names:
        from pipectl.score.queries import scores

        points = scores(reader, today, deals)
        for deal, keys in found.items():
            keys[SCORE] = points.get(deal)
    return found
