"""What gets another name is still meant by the conditions of segments and criteria that name it."""

from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell, made_once
from pipectl.conditions.rules import Renamed, rewritten


def where(run: Shell, name: str = "mine") -> list[str]:
    """The conditions of a segment."""
    found = run("segment", "list", "--json").json
    return next(each["where"] for each in found if each["segment"] == name)


def criteria(run: Shell) -> list[tuple[str, str]]:
    """What the criteria of the ideal customer are about, and their conditions."""
    with run.opened() as store:
        return store.execute(
            "select field_folded, condition from fit_criterion order by id"
        ).fetchall()


def renamed(run: Shell, conditions: list[str], *words: object) -> list[str]:
    """The conditions after a command; undo brings the former ones back."""
    run("segment", "add", "mine", *(part for each in conditions for part in ("--where", each)))
    before = where(run)
    counted = run("list", "--all", "--segment", "mine", "--format", "ids").out
    run(*words)
    after = where(run)
    run("undo")
    assert where(run) == before
    run("redo")
    assert where(run) == after
    assert run("list", "--all", "--segment", "mine", "--format", "ids").out == counted
    return after


@made_once
def sold(pipectl: Shell) -> Shell:
    """A store with names of every kind."""
    run = pipectl
    run("field", "add", "Industry", "--on", "account")
    run("account", "add", "Acme", "--set", "Industry=food")
    run("account", "add", "Acme, Inc.")
    run("add", "Rollout", "10k", "--account", "Acme", "--contact", "Jo", "--campaign", "Fair")
    run("add", "Other", "5k", "--account", "Birch", "--contact", "Sam")
    run("campaign", "add", "Fair")
    return run


def test_a_renamed_campaign_account_contact_or_stage_is_still_meant(sold: Shell) -> None:
    run = sold
    assert renamed(run, ["campaign=fair", "amount>1k"], "campaign", "edit", "fair", "--name",
                   "Expo, Bonn") == ['campaign="Expo, Bonn"', "amount>1k"]  # fmt: skip
    run("segment", "remove", "mine")
    assert renamed(run, ["account!=Birch,acme"], "account", "edit", "acme", "--name", "Zenith") == [
        "account!=Birch,Zenith"
    ]
    run("segment", "remove", "mine")
    assert renamed(run, ["contact=Jo", "contact~jo"], "contact", "edit", "jo", "--name", "Jo Lee") \
        == ["contact=Jo Lee", "contact~jo"]  # fmt: skip
    run("segment", "remove", "mine")
    assert renamed(
        run, ["stage=Initial contact"], "stage", "edit", "initial", "--name", "Lead"
    ) == ["stage=Lead"]


def test_a_merged_account_or_contact_is_still_meant(sold: Shell) -> None:
    run = sold
    assert renamed(run, ['account="Acme"'], "account", "merge", "Acme", "Acme, Inc.", "--yes") == [
        'account="Acme, Inc."'
    ]
    run("segment", "remove", "mine")
    assert renamed(run, ["contact=jo,sam"], "contact", "merge", "jo", "sam", "--yes") == [
        "contact=Sam"
    ]


def test_of_two_contacts_of_one_name_both_are_still_meant(sold: Shell) -> None:
    run = sold
    run("add", "Third", "--account", "Cedar", "--contact", "Jo")
    assert renamed(run, ["contact=Jo"], "contact", "edit", "1", "--name", "Joanna") == [
        "contact=Jo,Joanna"
    ]


def test_a_condition_says_what_has_the_field_once_two_fields_have_the_name(sold: Shell) -> None:
    run = sold
    assert renamed(run, ["industry=food"], "field", "add", "Industry", "--on", "deal") == [
        "account.Industry=food"
    ]
    run("field", "edit", "account.industry", "--name", "Sector")
    assert where(run) == ["account.Sector=food"]
    run("field", "add", "Branch", "--on", "contact")
    run("segment", "edit", "mine", "--where", "branch=x", "--where", "sector=food")
    run("field", "edit", "branch", "--name", "Sector")
    assert where(run) == ["contact.Sector=x", "sector=food"]


def test_a_criterion_of_the_ideal_customer_follows_its_field(sold: Shell) -> None:
    run = sold
    with run.opened() as store:
        store.execute(
            "insert into fit_criterion (field_folded, condition, weight)"
            " values ('account.industry', 'Industry=food', 1), ('account', 'account=acme', 2)"
        )
    run("field", "edit", "industry", "--name", "Sector")
    run("account", "edit", "acme", "--name", "Zenith")
    assert criteria(run) == [("account.sector", "Sector=food"), ("account", "account=Zenith")]
    run("undo")
    run("undo")
    assert criteria(run) == [("account.industry", "Industry=food"), ("account", "account=acme")]


NAMES = st.sampled_from(["Acme", "acme", "Birch", "A, B", "Cedar Ltd"])


@given(
    st.lists(NAMES, min_size=1, max_size=4),
    st.sampled_from(["=", "!="]),
    NAMES,
    NAMES,
    st.booleans(),
)
def test_the_same_rows_are_meant_under_their_new_names(
    values: list[str], operator: str, former: str, name: str, is_kept: bool
) -> None:
    from pipectl.conditions.rules import alternatives, as_alternative
    from pipectl.filters.rules import parse_condition
    from pipectl.text import fold

    condition = f"account{operator}{','.join(map(as_alternative, values))}"
    after = parse_condition(rewritten(condition, Renamed("account", former, name, "", is_kept)))
    meant = {fold(each) for each in values}
    wanted = meant if fold(former) not in meant else {*meant, fold(name)}
    if fold(former) in meant and not is_kept and fold(former) != fold(name):
        wanted = wanted - {fold(former)}
    assert {fold(each) for each in alternatives(after.value)} == wanted
    assert (after.name, after.operator) == ("account", operator)
