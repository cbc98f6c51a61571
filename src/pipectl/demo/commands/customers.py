"""Who the demo's seller sells to: leads, fields of accounts, the ideal customer, a persona, roles.

And what a campaign cost.
"""

import shlex
from collections.abc import Iterator, Mapping
from datetime import date

from pipectl.campaigns import actions as campaigns_actions
from pipectl.demo.actions import CURRENCY, Act, DemoOperation, money
from pipectl.demo.rules import made_up_customers, scenario
from pipectl.demo.rules.scenario import KNOWN_SINCE, workday
from pipectl.fields import actions as fields_actions
from pipectl.icp import actions as icp_actions
from pipectl.people.actions import roles
from pipectl.people.rules.names import PersonRef
from pipectl.personas import actions as personas_actions
from pipectl.stages import actions as stages_actions
from pipectl.store.rows import Account, Contact, CustomField, Opportunity, Persona, Stage
from pipectl.store.unit import Unit
from pipectl.text import fold, slug
from pipectl.vocabulary import LEAD

MINUTES = 2  # from one of these to the next


def customers(today: date) -> Iterator[DemoOperation]:
    """What the seller wrote down about customers."""
    yield told(scenario.BEGINS, f"stage edit {shlex.quote(scenario.LEADS)} --kind lead", set_leads)
    yield from set_fields()
    yield from set_ideal()
    yield from set_persona()
    yield from set_roles()
    first = workday(today, scenario.WEBINAR_ON)
    command = f"campaign add {scenario.WEBINAR} --cost {scenario.WEBINAR_COST} --from {first}"
    yield told(scenario.WEBINAR_ON, f"{command} --to {first} --source website", webinar(first))


def set_fields() -> Iterator[DemoOperation]:
    """The fields of accounts, and their values."""
    choices = ",".join(scenario.INDUSTRIES)
    field = f"field add Industry --on account --type choice --choices {choices}"
    yield told(KNOWN_SINCE, field, add_industry)
    yield told(KNOWN_SINCE, "field add Employees --on account --type number", add_employees)
    for account, industry in scenario.industries().items():
        values = {"Industry": industry, "Employees": str(made_up_customers.EMPLOYEES[account])}
        words = ["account", "edit", account]
        words += [word for name, value in values.items() for word in ("--set", f"{name}={value}")]
        yield told(max(KNOWN_SINCE, began(account)), shlex.join(words), values_of(account, values))


def set_ideal() -> Iterator[DemoOperation]:
    """The criteria of the ideal customer."""
    for name, values, weight in made_up_customers.IDEAL:
        command = f"icp set {name}={values} --weight {weight}"
        yield told(
            made_up_customers.IDEAL_SINCE, command, criterion(f"account.{name}", values, weight)
        )


def set_persona() -> Iterator[DemoOperation]:
    """The persona, and who has it."""
    words = ["persona", "add", scenario.PERSONA, "--motivation", scenario.MOTIVATION]
    for objection, answer in scenario.OBJECTIONS:
        words += ["--objection", objection, "--answer", answer]
    yield told(KNOWN_SINCE, shlex.join(words), add_persona)
    for name in scenario.IN_OPERATIONS:
        command = shlex.join(["contact", "edit", name, "--persona", scenario.PERSONA])
        yield told(KNOWN_SINCE, command, persona_of(name))


def set_roles() -> Iterator[DemoOperation]:
    """Who has which role in a deal, and whether they are for the offer."""
    for day, deal, name, role, stance in made_up_customers.ROLES:
        words = ["contact", "role", name, slug(deal), role, "--stance", stance]
        yield told(day, shlex.join(words), role_of(deal, name, role, stance))


def told(day: int, command: str, act: Act) -> DemoOperation:
    """One of these operations."""
    return DemoOperation(day, shlex.split(command), act, MINUTES)


def began(account: str) -> int:
    """The day on which an account's first deal was added."""
    return min(deal.steps[0].day for deal in scenario.deals() if deal.account == account)


def set_leads(unit: Unit) -> None:
    """Let the first stage be for leads."""
    stage = unit.find(Stage, name=scenario.LEADS)
    assert stage is not None
    stages_actions.edit(unit, stage.id, {"kind": LEAD})


def add_industry(unit: Unit) -> None:
    """Add the field of industries."""
    fields_actions.add_field(unit, "Industry", "account", "choice", scenario.INDUSTRIES)


def add_employees(unit: Unit) -> None:
    """Add the field of sizes."""
    fields_actions.add_field(unit, "Employees", "account", "number", ())


def values_of(name: str, values: Mapping[str, str]) -> Act:
    """Set the fields of an account."""

    def act(unit: Unit) -> None:
        account = unit.find(Account, name=name)
        assert account is not None
        ids = {each.name: each.id for each in unit.all(CustomField)}
        numbered = {ids[name]: value for name, value in values.items()}
        fields_actions.set_values(unit, "account", account.id, numbered)

    return act


def criterion(name: str, values: str, weight: int) -> Act:
    """Set a criterion of the ideal customer."""
    key, condition = fold(name), f"{name}={values}"
    return lambda unit: icp_actions.set_criterion(unit, key, condition, weight)


def role_of(title: str, name: str, role: str, stance: str) -> Act:
    """Give a contact a role in a deal."""

    def act(unit: Unit) -> None:
        deal = unit.find(Opportunity, title=title)
        assert deal is not None
        roles.assign(unit, deal.id, PersonRef(None, name), role=role, stance=stance)

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
