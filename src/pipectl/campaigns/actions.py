"""Add, edit and remove campaigns."""

from collections.abc import Mapping
from typing import Any

from pipectl.conditions import actions as conditions_actions
from pipectl.conditions.rules import Renamed
from pipectl.dates import format_date
from pipectl.errors import RefusedError, UsageError, quoted
from pipectl.store.removed import in_use
from pipectl.store.rows import Campaign, Opportunity
from pipectl.store.unit import Unit
from pipectl.text import check_line, fold
from pipectl.vocabulary import DELETED, LONGEST


def add(unit: Unit, name: str, values: Mapping[str, Any]) -> Campaign:
    """Add a campaign, or return the one of that name, unchanged."""
    checked = check_line(name, what="campaign", most=LONGEST["campaign"])
    known = unit.find(Campaign, name_folded=fold(checked))
    if known is not None:
        return known
    given = checked_values(values)
    check_days(given.get("starts_on"), given.get("ends_on"))
    return unit.add(Campaign(name=checked, name_folded=fold(checked), **given))


def edit(unit: Unit, number: int, name: str | None, values: Mapping[str, Any]) -> Campaign:
    """Change a campaign. With a new name, the deals that name it get that, too."""
    campaign = in_use(unit, Campaign, number)
    given = checked_values(values)
    check_days(given.get("starts_on", campaign.starts_on), given.get("ends_on", campaign.ends_on))
    if name is not None:
        change_name(unit, campaign, check_line(name, what="campaign", most=LONGEST["campaign"]))
    return unit.change(campaign, **given)


def change_name(unit: Unit, campaign: Campaign, name: str) -> None:
    """Give a campaign and its deals a new name; raise RefusedError if it is taken."""
    other = unit.find(Campaign, name_folded=fold(name))
    if other is not None and other.id != campaign.id:
        raise RefusedError(
            f"The campaign {quoted(other.name)} already exists.", hint="Choose another name."
        )
    for deal in deals_of(unit, campaign):
        unit.change(deal, campaign=name)
    conditions_actions.rewrite(unit, Renamed("campaign", campaign.name, name))
    unit.change(campaign, name=name, name_folded=fold(name))


def remove(unit: Unit, number: int) -> None:
    """Remove a campaign that has no deals; raise RefusedError for others."""
    campaign = in_use(unit, Campaign, number)
    count = sum(each.status != DELETED for each in deals_of(unit, campaign))
    if count:
        belong = "1 deal belongs" if count == 1 else f"{count} deals belong"
        raise RefusedError(
            f"{belong} to the campaign {quoted(campaign.name)}.",
            hint="Give them another campaign first: `pipectl edit OPP --campaign NAME`.",
        )
    unit.delete(campaign)


def deals_of(unit: Unit, campaign: Campaign) -> list[Opportunity]:
    """Return the deals that name a campaign, deleted ones included."""
    return deals_named(unit, campaign.name)


def deals_named(unit: Unit, name: str) -> list[Opportunity]:
    """Return the deals that name a campaign so, deleted ones included."""
    named = unit.all(Opportunity, "campaign is not null order by id")
    return [each for each in named if fold(each.campaign or "") == fold(name)]


def checked_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of columns, with the source checked."""
    given = dict(values)
    if given.get("source") is not None:
        given["source"] = check_line(given["source"], what="source", most=LONGEST["source"])
    return given


def check_days(first: Any, last: Any) -> None:
    """Raise UsageError if a campaign would end before it starts."""
    if first is not None and last is not None and last < first:
        raise UsageError(
            f"A campaign that starts on {format_date(first)} can't end on {format_date(last)}.",
            hint="Give a later --to, or an earlier --from.",
        )
