"""Who the demo's seller sells to: a field of accounts, a persona, and what a campaign cost."""

import shlex
from collections.abc import Iterator
from datetime import date

from pipectl.campaigns import actions as campaigns_actions
from pipectl.demo.actions import CURRENCY, Act, DemoOperation, money
from pipectl.demo.rules import scenario
from pipectl.demo.rules.scenario import KNOWN_SINCE, workday
from pipectl.fields import actions as fields_actions
from pipectl.personas import actions as personas_actions
from pipectl.store.rows import Account, Contact, CustomField, Persona
from pipectl.store.unit import Unit

MINUTES = 2  # from one of these to the next


def customers(today: date) -> Iterator[DemoOperation]:
    """What the seller wrote down about customers."""
    choices = ",".join(scenario.INDUSTRIES)
    field = f"field add Industry --on account --type choice --choices {choices}"
    yield told(KNOWN_SINCE, field, add_industry)
    for account, industry in scenario.industries().items():
        command = f"account edit {shlex.quote(account)} --set Industry={industry}"
        day = max(KNOWN_SINCE, began(account))
        yield told(day, command, industry_of(account, industry))
    words = ["persona", "add", scenario.PERSONA, "--motivation", scenario.MOTIVATION]
    for objection, answer in scenario.OBJECTIONS:
        words += ["--objection", objection, "--answer", answer]
    yield told(KNOWN_SINCE, shlex.join(words), add_persona)
    for name in scenario.IN_OPERATIONS:
        command = shlex.join(["contact", "edit", name, "--persona", scenario.PERSONA])
        yield told(KNOWN_SINCE, command, persona_of(name))
    first = workday(today, scenario.WEBINAR_ON)
    command = f"campaign add {scenario.WEBINAR} --cost {scenario.WEBINAR_COST} --from {first}"
    yield told(scenario.WEBINAR_ON, f"{command} --to {first} --source website", webinar(first))


def told(day: int, command: str, act: Act) -> DemoOperation:
    """One of these operations."""
    return DemoOperation(day, shlex.split(command), act, MINUTES)


def began(account: str) -> int:
    """The day on which an account's first deal was added."""
    return min(deal.steps[0].day for deal in scenario.deals() if deal.account == account)


def add_industry(unit: Unit) -> None:
    """Add the field."""
    fields_actions.add_field(unit, "Industry", "account", "choice", scenario.INDUSTRIES)


def industry_of(name: str, industry: str) -> Act:
    """Set the industry of an account."""

    def act(unit: Unit) -> None:
        field, account = unit.find(CustomField, name="Industry"), unit.find(Account, name=name)
        assert field is not None
        assert account is not None
        fields_actions.set_values(unit, "account", account.id, {field.id: industry})

    return act


def add_persona(unit: Unit) -> None:
    """Add the persona."""
    personas_actions.add(unit, scenario.PERSONA, scenario.MOTIVATION, scenario.OBJECTIONS)


def persona_of(name: str) -> Act:
    """Give a contact the persona."""

    def act(unit: Unit) -> None:
        contact, persona = unit.find(Contact, name=name), unit.find(Persona, name=scenario.PERSONA)
        assert contact is not None
        assert persona is not None
        personas_actions.give(unit, contact.id, persona.id)

    return act


def webinar(on: date) -> Act:
    """Add the campaign with its cost."""

    def act(unit: Unit) -> None:
        cost = money(scenario.WEBINAR_COST)
        values = {"cost_minor": cost.minor, "currency": CURRENCY, "source": "website"}
        campaigns_actions.add(unit, scenario.WEBINAR, {**values, "starts_on": on, "ends_on": on})

    return act
