"""`icp`: the criteria of the ideal customer, and the fit of deals, accounts and contacts."""

import shlex
from pathlib import Path

import pytest

from conftest import Shell
from walks import exported


@pytest.fixture
def sold(pipectl: Shell) -> Shell:
    """Three deals: of a customer who fits, of one who doesn't, and of nobody."""
    run = pipectl
    run(*shlex.split("field add Industry --on account --type choice --choices food,tech,drink"))
    run(*shlex.split("field add Employees --on account --type number"))
    run(*shlex.split("field add Region --on contact"))
    run("account", "add", "Birch", "--set", "industry=food", "--set", "employees=1,200")
    run("account", "add", "Ash", "--set", "industry=tech")
    run("contact", "add", "Jo", "--account", "birch", "--set", "region=north")
    run("add", "One", "12k", "--account", "birch", "--contact", "jo", "--tag", "hot")
    run("add", "Two", "5k", "--account", "ash")
    run("add", "Three")
    return run


@pytest.fixture
def graded(sold: Shell) -> Shell:
    """The same, with criteria of a customer."""
    sold("icp", "set", "industry=food,drink", "--weight", "2")
    sold("icp", "set", "employees=20..200")
    sold("icp", "set", "region=north")
    return sold


def fits(shell: Shell, *more: str) -> dict[str, str]:
    """The fit of each deal: score, grade, known, of."""
    rows = shell("list", "--all", "--columns", "title,fit", "--format", "csv", *more).lines[1:]
    return {row.split(",")[0]: " ".join(row.split(",")[1:]) for row in rows}


def test_criteria_are_listed_with_their_points(graded: Shell) -> None:
    assert graded("icp", "list").out == (
        "Ideal customer       Weight  Points\n"
        "Industry=food,drink       2      50\n"
        "Employees=20..200         1      25\n"
        "Region=north              1      25\n"
    )
    assert graded("icp", "list", "--json").json[1] == {
        "condition": "Employees=20..200",
        "weight": 1,
        "points": 25,
        "on": "account.employees",
        "id": 2,
    }


def test_a_field_has_one_criterion_and_keeps_its_weight(graded: Shell) -> None:
    done = graded("icp", "set", "INDUSTRY=tech")
    assert done.err == "Set: INDUSTRY=tech\n"
    assert done.lines[1] == "Industry=tech           2      50"
    done = graded("icp", "set", "industry=tech", "--weight", "6")
    assert done.lines[1] == "Industry=tech           6      75"
    assert graded("icp", "set", "industry=tech").err == "Already set: industry=tech\n"
    assert len(graded("history", "--json").json) == 14


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("employees=20..2k", "Employees=20..2000"),
        ('employees="1,200", 7', "Employees=1200, 7"),
        ("employees>0.5", "Employees>0.5"),
        ("employees!=", "Employees!="),
        ("amount>=10k", "amount>=10000 USD"),
        ("amount=1k..2.5k EUR", None),
        ("amount<€2.5k", "amount<2500 EUR"),
        ("created>2026-09", "created>2026-09-30"),
        ("created=2026-Q3", "created=2026-07-01..2026-09-30"),
        ("source~web", "source~web"),
        ('source="a, b"', 'source="a, b"'),
        ("account.Industry != tech", "Industry!=tech"),
    ],
)
def test_figures_are_kept_as_they_were_meant(sold: Shell, typed: str, kept: str | None) -> None:
    """Whatever decimal mark, currency or day comes later."""
    done = sold("icp", "set", typed, code=0 if kept else 2)
    if kept is None:
        assert "is in two currencies" in done.err
        return
    sold("config", "set", "currency", "EUR")
    sold.extra = {"PIPECTL_DECIMAL": ","}
    assert [each["condition"] for each in sold("icp", "list", "--json").json] == [kept]
    assert sold("list", "--columns", "fit").code == 0


def test_fit_is_the_share_of_the_weights_that_are_met(graded: Shell) -> None:
    assert fits(graded) == {"One": "75 A 3 3", "Two": "0 D 1 3", "Three": "0 D 0 3"}
    assert graded("list", "--columns", "id,title,fit").out == (
        "#  Title  Fit\n1  One    75 A\n2  Two    0 D, 1 of 3 known\n3  Three  0 D, 0 of 3 known\n"
    )


@pytest.mark.parametrize("typed", ["industry!=tech", "employees<9", "region!=south"])
def test_what_is_not_known_meets_no_criterion_whatever_its_operator(
    sold: Shell, typed: str
) -> None:
    sold("icp", "set", typed)
    assert fits(sold)["Three"] == "0 D 0 1"


def test_whether_a_value_is_set_is_always_known(sold: Shell) -> None:
    sold("icp", "set", "industry!=")
    sold("icp", "set", "tag!=cold")
    assert fits(sold) == {"One": "100 A 2 2", "Two": "100 A 2 2", "Three": "50 B 2 2"}


def test_an_amount_in_another_currency_is_not_known(sold: Shell) -> None:
    sold("icp", "set", "amount>1k")
    sold("add", "Four", "9k", "--currency", "EUR")
    assert fits(sold) == {
        "One": "100 A 1 1",
        "Two": "100 A 1 1",
        "Three": "0 D 0 1",
        "Four": "0 D 0 1",
    }


CONDITIONS = {
    "fit=A": "1",
    "fit=a": "1",
    "fit=D": "2 3",
    "fit=A..B": "1",
    "fit=B..A": "1",
    "fit=D..B": "2 3",
    "fit=B,C": "",
    "fit!=A": "2 3",
    "fit>=A": "1",
    "fit>B": "1",
    "fit<A": "2 3",
    "fit<=C": "2 3",
    "fit>74": "1",
    "fit=75": "1",
    "fit=0..10": "2 3",
    "fit!=": "1 2 3",
    "fit=": "",
}


def test_each_condition_on_fit_finds_its_deals(graded: Shell) -> None:
    found = {
        each: " ".join(sorted(graded("list", "--where", each, "--format", "ids").out.split()))
        for each in CONDITIONS
    }
    assert found == CONDITIONS


def test_every_number_can_be_of_deals_with_a_fit(graded: Shell) -> None:
    page = graded("board", "--where", "fit>=B", "--json").json
    assert (page["where"], page["total"]["count"]) == (["fit>=B"], 1)
    graded("segment", "add", "good", "--where", "fit=A..B")
    assert graded("coverage", "--segment", "good", "--json").json["undated"] == 12000
    assert graded("activity", "list", "--where", "fit=A", "--json").json == []
    assert graded("what-if", "--win", "1", "coverage", "--where", "fit=D", "--json").code == 0


def test_a_list_is_sorted_by_fit(graded: Shell) -> None:
    order = ("list", "--sort", "fit", "--format", "ids")
    assert graded(*order).out == "2\n3\n1\n"
    assert graded(*order, "--reverse").out == "1\n3\n2\n"
    assert graded(*order, "--where", "fit=D", "--limit", "1").out == "2\n"
    best, *_ = graded("list", "--sort", "fit", "--reverse", "--json").json
    assert best["fit"] == {"score": 75, "grade": "A", "known": 3, "of": 3}
    assert "fit" not in graded("list", "--json").json[0]


def test_show_says_the_fit_and_explains_its_points(graded: Shell) -> None:
    assert "  fit         75 (A), 3 of 3 known\n" in graded("show", "one").out
    assert (
        "Fit 75 (A), 3 of 3 known\n"
        "  [x] Industry=food,drink: food, 50 of 50 points\n"
        "  [ ] Employees=20..200: 1,200, 0 of 25 points\n"
        "  [x] Region=north: north, 25 of 25 points\n"
    ) in graded("show", "one", "--explain").out
    assert "  [?] Employees=20..200: not known, 0 of 25 points\n" in (
        graded("show", "two", "--explain").out
    )
    assert graded("show", "two", "--json").json["fit"] == {
        "score": 0,
        "grade": "D",
        "known": 1,
        "of": 3,
        "parts": [
            {
                "condition": "Industry=food,drink",
                "weight": 2,
                "points": 0,
                "met": False,
                "value": "tech",
            },
            {
                "condition": "Employees=20..200",
                "weight": 1,
                "points": 0,
                "met": None,
                "value": None,
            },
            {"condition": "Region=north", "weight": 1, "points": 0, "met": None, "value": None},
        ],
    }


def test_the_parts_of_a_fit_have_values_for_a_person(sold: Shell) -> None:
    run = sold
    run(*shlex.split("field add Budget --on account --type money"))
    run(*shlex.split("field add Since --on account --type date"))
    run("account", "edit", "birch", "--set", "budget=5k", "--set", "since=2020-05-01")
    for typed in ("budget>1k", "since<2021", "amount>1k", "tag=hot", "source="):
        run("icp", "set", typed)
    told = [line for line in run("show", "one", "--explain").lines if "points" in line]
    assert told == [
        "  [x] Budget>1000 USD: 5,000 USD, 20 of 20 points",
        "  [x] Since<2021-01-01: Fri 1 May 2020, 20 of 20 points",
        "  [x] amount>1000 USD: 12,000 USD, 20 of 20 points",
        "  [x] tag=hot: hot, 20 of 20 points",
        "  [x] source=: not set, 20 of 20 points",
    ]


def test_without_criteria_nothing_has_a_fit(sold: Shell) -> None:
    assert "fit " not in sold("show", "one").out
    assert sold("show", "one", "--json").json["fit"] is None
    explained = sold("show", "one", "--explain").out
    assert "Scores are engagement alone" in explained
    assert explained.count("pipectl icp set") == 1
    assert sold("account", "show", "birch", "--json").json["fit"] is None
    for words in (("--where", "fit=A"), ("--sort", "fit"), ("--columns", "fit")):
        assert sold("list", *words, code=2).err == (
            "pipectl: Deals have no fit yet: you haven't said who your ideal customer is.\n"
            '  Set a criterion: `pipectl icp set "source=referral"`.\n'
        )


def test_the_criterion_that_is_suggested_can_be_set_in_an_empty_store(pipectl: Shell) -> None:
    said = pipectl("icp", "list").out
    command = shlex.split(said.partition("`pipectl ")[2].partition("`")[0])
    pipectl(*command)
    assert [each["condition"] for each in pipectl("icp", "list", "--json").json] == [command[2]]


def test_the_fit_of_an_account_and_a_contact_counts_what_is_about_them(graded: Shell) -> None:
    graded("icp", "set", "amount>1k")
    assert "  fit: 67 (B), 2 of 2 known\n" in graded("account", "show", "birch").out
    assert "  fit: 75 (A), 3 of 3 known\n" in graded("contact", "show", "jo").out
    graded("contact", "add", "Sam")
    assert graded("contact", "show", "sam", "--json").json["fit"]["known"] == 0
    for typed in ("industry", "employees", "region"):
        graded("icp", "remove", typed)
    assert graded("contact", "show", "jo", "--json").json["fit"] is None


def test_criteria_use_the_new_name_of_a_field(graded: Shell) -> None:
    graded("field", "edit", "industry", "--name", "Sector")
    assert graded("icp", "list").lines[1] == "Sector=food,drink       2      50"
    assert fits(graded)["One"] == "75 A 3 3"
    graded("undo")
    assert graded("icp", "list").lines[1] == "Industry=food,drink       2      50"


def test_a_field_of_a_criterion_cannot_be_removed(graded: Shell) -> None:
    assert graded("field", "remove", "industry", code=4).err == (
        'pipectl: "Industry" is a criterion of your ideal customer.\n'
        '  Remove that first: `pipectl icp remove "account.Industry"`.\n'
    )
    graded("icp", "remove", "account.Industry")
    graded("field", "remove", "industry")


def test_two_fields_of_one_name_have_criteria_of_their_own(graded: Shell) -> None:
    graded(*shlex.split("field add Region --on account"))
    graded("account", "edit", "birch", "--set", "region=south")
    assert graded("icp", "set", "region=south", code=2).err.startswith(
        'pipectl: "region" is a field for accounts or contacts.\n'
    )
    graded("icp", "set", "account.region=south")
    assert [each["condition"] for each in graded("icp", "list", "--json").json][2:] == [
        "contact.Region=north",
        "account.Region=south",
    ]
    assert fits(graded)["One"] == "80 A 4 4"
    assert "region" in graded("icp", "remove", "region", code=3).err
    graded("icp", "remove", "contact.region")
    assert fits(graded)["One"] == "75 A 3 3"


@pytest.mark.parametrize(
    "name",
    ["status", "stage", "close", "closed", "probability", "reason", "competitor", "pushes", "fit"],
)
def test_a_criterion_cannot_be_about_how_a_deal_went(sold: Shell, name: str) -> None:
    done = sold("icp", "set", f"{name}=won", code=2)
    assert done.err.startswith(
        f'pipectl: A criterion of your ideal customer can\'t be about "{name}"'
    )


def test_setting_and_removing_are_undone_and_told(graded: Shell) -> None:
    before = exported(graded)
    graded("icp", "set", "industry=tech", "--weight", "5")
    graded("icp", "remove", "region")
    told = [each["changes"] for each in graded("history", "--json").json[:2]]
    assert told == [
        ['removed criterion of the ideal customer "contact.Region=north"'],
        ['changed criterion of the ideal customer "account.Industry=tech": condition, weight'],
    ]
    after = exported(graded)
    graded("undo")
    graded("undo")
    assert exported(graded) == before
    graded("redo")
    graded("redo")
    assert exported(graded) == after


def copied(shell: Shell, folder: Path) -> Shell:
    """A machine with everything that another has exported."""
    file = folder / "all.jsonl"
    shell("export", "--what", "all", str(file))
    other = Shell(folder / "other")
    other.home.mkdir()
    other("init")
    other("import", str(file))
    return other


def test_an_export_of_everything_has_the_criteria(graded: Shell, tmp_path: Path) -> None:
    other = copied(graded, tmp_path)
    assert other("export", "--what", "all").out == graded("export", "--what", "all").out
    assert other("icp", "list").out == graded("icp", "list").out


def test_two_machines_keep_the_newest_condition_and_weight(graded: Shell, tmp_path: Path) -> None:
    other, back = copied(graded, tmp_path), tmp_path / "back.jsonl"
    other.now = "2026-11-19T10:00"
    other("icp", "set", "industry=drink")
    other("icp", "set", "tag=hot", "--weight", "7")
    graded.now = "2026-11-20T10:00"
    graded("icp", "set", "industry=food,drink", "--weight", "9")
    other("export", "--what", "all", str(back))
    graded("import", str(back), "--update")
    found = {each["condition"]: each["weight"] for each in graded("icp", "list", "--json").json}
    assert found == {"Industry=drink": 9, "tag=hot": 7, "Employees=20..200": 1, "Region=north": 1}


def test_the_fit_as_of_a_day_uses_the_values_recorded_by_then(graded: Shell) -> None:
    graded.now = "2026-11-25T10:00"
    graded("account", "edit", "birch", "--set", "employees=100", "--set", "industry=tech")
    graded("edit", "one", "--tag", "-hot")
    graded("icp", "set", "tag=hot")
    assert fits(graded)["One"] == "40 C 4 4"
    assert fits(graded, "--as-of", "2026-11-24")["One"] == "80 A 4 4"
    ids = ("--format", "ids", "--where", "fit>=A")
    assert graded("list", "--as-of", "2026-11-24", *ids).out == "1\n"
    assert graded("list", *ids).out == ""


def test_doctor_names_criteria_that_can_never_be_met(graded: Shell) -> None:
    graded("icp", "set", "source=web")
    with graded.opened() as store:
        store.execute("update custom_field set archived = true where name = 'Industry'")
        store.execute(
            "update fit_criterion set condition = 'source' where condition like 'source%'"
        )
    told = graded("doctor", code=4).out
    assert 'criterion "account.Industry=food,drink"' in told
    assert 'Remove it: `pipectl icp remove "account.industry"`.' in told
    assert 'criterion "source"' in told
    assert fits(graded)["One"] == "20 D 2 4"
    assert "account.Industry=food,drink (never known)" in graded("icp", "list").out
    graded("icp", "remove", "account.industry")
    graded("icp", "remove", "source")
    assert "criterion" not in graded("doctor", code=4).out


def test_a_choice_that_a_criterion_names_stays(graded: Shell) -> None:
    before = fits(graded)
    graded("field", "edit", "industry", "--choices", "food,tech", code=4)
    assert fits(graded) == before


def test_a_weight_is_from_1_to_100(sold: Shell) -> None:
    for weight in ("0", "101", "x"):
        assert sold("icp", "set", "industry=food", "--weight", weight, code=2).out == ""


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("icp", "set", "in"), "Industry="),
        (("icp", "set", "sta"), ""),
        (("icp", "remove", ""), "account.industry account.employees contact.region"),
        (("list", "--sort", "fi"), "fit"),
        (("list", "--columns", "id,fi"), "id,fit"),
        (("list", "--where", "fi"), "fit="),
    ],
)
def test_the_shell_completes_criteria_and_fit(
    graded: Shell, words: tuple[str, ...], found: str
) -> None:
    graded.extra = {
        "_PIPECTL_COMPLETE": "complete_bash",
        "COMP_WORDS": "\n".join(("pipectl", *words)),
        "COMP_CWORD": str(len(words)),
    }
    assert " ".join(graded().out.split()) == found
