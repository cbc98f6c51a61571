"""Wrong words: what was probably meant is suggested, and nothing is done."""

import subprocess
import sys

import pytest

from conftest import Shell, made_once


@made_once
def deals(acme: Shell) -> Shell:
    """The store of `acme` with deals of two more accounts."""
    acme("add", "Northwind website", "16k", "--account", "Northwind Traders")
    acme("add", "Budget planner", "9k", "--account", "Contoso")
    acme("add", "Lists of parts", "4k")
    acme("add", "Shoe racks", "5k")
    return acme


def said(run: Shell, *words: str) -> tuple[int, list[str]]:
    """The exit code and the lines of an error."""
    done = run.outcome(*words)
    assert done.out == ""
    return done.code, [line.strip() for line in done.err.splitlines()]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["acme"], "pipectl show acme-rollout"),
        (["acme", "rollout"], "pipectl show acme-rollout"),
        (["akme"], "pipectl show acme-rollout"),
        (["acme", "win"], "pipectl win acme-rollout"),
        (["northwnd"], "pipectl show northwind-website"),
        (["contosso"], "pipectl show budget-planner"),
        (["lst"], "pipectl list"),
        (["ls"], "pipectl list"),
        (["won"], "pipectl win"),
        (["tody", "--all"], "pipectl today"),
        (["lits"], "pipectl list"),  # although a deal "Lists" is nearer
        (["shwo"], "pipectl show"),
        (["wni"], "pipectl win"),
        (["shoe"], "pipectl show or pipectl show shoe-racks"),
        (["--no-input", "forcast"], "pipectl forecast"),
    ],
)
def test_an_unknown_command_suggests_a_command_or_a_deal(
    deals: Shell, words: list[str], meant: str
) -> None:
    word = next(each for each in words if not each.startswith("-"))
    wrong = f'pipectl: No command "{word}". Did you mean: {meant}?'
    assert said(deals, *words) == (2, [wrong, "See `pipectl --help`."])


def test_a_word_that_several_deals_answer_to_suggests_the_list(deals: Shell) -> None:
    deals("add", "Shop", "--account", "Northwind Traders")
    _, lines = said(deals, "northwind")
    assert lines[0] == 'pipectl: No command "northwind". Did you mean: pipectl list northwind?'


def test_a_word_that_resembles_nothing_suggests_nothing(deals: Shell) -> None:
    assert said(deals, "qqqq") == (2, ['pipectl: No command "qqqq".', "See `pipectl --help`."])


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (["show", "northwnd"], "northwind-website"),
        (["move", "norhtwind-webiste"], "northwind-website"),
        (["log", "call", "acme rolout"], "acme-rollout"),
        (["done", "contosso"], "budget-planner"),  # only its account is like it
        (["show", "amce"], "acme-rollout"),
    ],
)
def test_a_slip_in_a_deals_name_suggests_its_slug(
    deals: Shell, words: list[str], lines: str
) -> None:
    assert said(deals, *words) == (
        3,
        [
            f'pipectl: No deal matches "{words[-1]}". Did you mean {lines}?',
            "See `pipectl list --all`.",
        ],
    )


@pytest.mark.parametrize(
    ("words", "right"),
    [
        (["edit", "acme", "--stage", "Deal closing"], 'pipectl move acme "Deal closing"'),
        (["edit", "--stage=Meeting", "acme"], "pipectl move acme Meeting"),
        (["edit", "acme", "--next", "Call"], "pipectl next acme Call"),
        (["edit", "acme", "--due", "fri"], "pipectl next acme --due fri"),
        (["edit", "acme", "--won"], "pipectl win acme"),
        (["edit", "acme", "--status", "won"], "pipectl win acme"),
        (["edit", "--lost"], "pipectl lose OPP --reason WHY"),
        (["edit", "acme", "--reason", "no budget"], 'pipectl lose acme --reason "no budget"'),
        (["edit", "acme", "--reopen"], "pipectl reopen acme"),
        (["add", "--title", "New deal"], 'pipectl add "New deal"'),
        (["add", "New deal", "--amount", "12k"], 'pipectl add "New deal" 12k'),
        (["list", "--won"], "pipectl list --status won"),
        (["list", "--wno"], "pipectl list --status won"),
        (["list", "--open"], "pipectl list"),
        (["log", "call", "acme", "--note", "Hi"], "pipectl log call acme Hi"),
        (["move", "acme", "--stage", "Meeting"], "pipectl move acme Meeting"),
        (["win", "acme", "--close", "fri"], "pipectl win acme --on fri"),
        (["next", "acme", "--action", "Call"], "pipectl next acme Call"),
        (["quota", "--set", "60k"], "pipectl quota set 60k"),
        (["export", "--out", "deals.json"], "pipectl export deals.json"),
        (["export", "--output=a b.csv"], 'pipectl export "a b.csv"'),
    ],
)
def test_a_flag_of_another_command_names_that_command(
    deals: Shell, words: list[str], right: str
) -> None:
    code, lines = said(deals, *words)
    assert code == 2
    assert " has no option --" in lines[0]
    assert lines[1].endswith(f": {right}")


@pytest.mark.parametrize(
    ("words", "flag"),
    [
        (["list", "--stauts", "won"], "--status"),
        (["edit", "acme", "--value", "12k"], "--amount"),
        (["log", "call", "--date", "fri"], "--on"),
        (["done", "acme", "--outcom", "x"], "--outcome"),
        (["forecast", "--quarter", "q4"], "--period"),
    ],
)
def test_a_flag_that_is_nearly_one_suggests_it(deals: Shell, words: list[str], flag: str) -> None:
    code, lines = said(deals, *words)
    assert (code, lines[0].partition(". ")[2]) == (2, f"Did you mean {flag}?")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("add Acme pilot 12k --close eoq", 'Quote the title: pipectl add "Acme pilot" 12k'),
        ("add Acme big pilot", 'Quote the title: pipectl add "Acme big pilot"'),
        ("add Acme pilot", 'If this is part of the title, quote it all: pipectl add "Acme pilot"'),
        (
            "log call acme They want a pilot",
            'Quote the text: pipectl log call acme "They want a pilot"',
        ),
        (
            "log call acme They want it --on yesterday",
            'Quote the text: pipectl log call acme "They want it" --on yesterday',
        ),
        ("rate set EUR 1.08 USD", "It takes only CUR and RATE: pipectl rate set EUR 1.08"),
        ("rate list eur gbp", "It takes only CUR: pipectl rate list eur"),
        ("activity delete 12 13", "It takes only N: pipectl activity delete 12"),
        (
            "goal set call 20 per week --json",
            "An option begins with --: pipectl goal set call 20 --per week --json",
        ),
        ("template show Second try", 'Quote the name: pipectl template show "Second try"'),
        ("draft acme Second try", 'Quote the template: pipectl draft acme "Second try"'),
        ("win acme trusted us", 'Give the reason with --reason: pipectl win acme --reason "trust'),
        (
            "lose Northwind website no budget",
            'Give the reason with --reason: pipectl lose "Northwind website" --reason "no budget"',
        ),
        ("win Acme rollout", 'Quote the deal\'s name: pipectl win "Acme rollout"'),
        ("show 1 2", "Name one deal: pipectl show 1"),
        ("lose 1 2", "Name one deal: pipectl lose 1"),
        ("next acme Call Bob fri --due mon", 'Quote the action: pipectl next acme "Call Bob fri"'),
        ("lose acme 2 --reason budget", "Name one deal: pipectl lose acme --reason budget"),
        (
            "lose acme too late --reason budget",
            "Name one deal: pipectl lose acme --reason budget",
        ),
        ("done acme went well", 'Give the outcome with --outcome: pipectl done acme --outcome "we'),
        ("edit acme New name", 'Give a new title with --title: pipectl edit acme --title "New'),
        ("next acme Call Bob fri", 'Quote the action: pipectl next acme "Call Bob" --due fri'),
        ("next acme Call next fri", 'Give the date with --due: pipectl next acme Call --due "next'),
        ("next acme Send a plan", 'Quote the action: pipectl next acme "Send a plan"'),
        ("move acme Deal closing", 'Quote the stage: pipectl move acme "Deal closing"'),
        (
            "edit acme --note they call back",
            'Quote what belongs to --note: pipectl edit acme --note "they call back"',
        ),
        (
            "add Pilot --account Acme Corp",
            'Quote what belongs to --account: pipectl add Pilot --account "Acme Corp"',
        ),
        (
            "log call acme Hi --on next fri --json",
            'Quote what belongs to --on: pipectl log call acme Hi --on "next fri" --json',
        ),
        ("today --format md now", 'Quote what belongs to --format: pipectl today --format "md'),
        ("action add Send it", 'Quote the action: pipectl action add "Send it"'),
        ("goal set call 20 weekly", "It takes only KIND and N: pipectl goal set call 20"),
        (
            "rate set EUR 1.1 on 2026-07-01",
            "An option begins with --: pipectl rate set EUR 1.1 --on 2026-07-01",
        ),
        ("coverage q4", "Give the period with --period: pipectl coverage --period q4"),
    ],
)
def test_words_that_belong_together_are_shown_in_quotes(
    deals: Shell, words: str, hint: str
) -> None:
    code, lines = said(deals, *words.split())
    assert code == 2
    assert lines[1].startswith(hint)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("priority add", "priority set"),
        ("alias add", "alias set"),
        ("quota list", "quota show"),
        ("link delete", "link remove"),
        ("experiment stop", "experiment end"),
        ("stage rename", "stage edit"),
        ("account delete", "account forget"),
    ],
)
def test_a_group_knows_the_usual_words_for_its_commands(
    deals: Shell, words: str, meant: str
) -> None:
    code, lines = said(deals, *words.split())
    assert code == 2
    assert lines[0] == f'pipectl: No command "{words}". Did you mean: pipectl {meant}?'


def test_a_group_without_such_a_command_suggests_nothing_else(deals: Shell) -> None:
    code, lines = said(deals, "reason", "rename")
    assert (code, lines) == (
        2,
        ['pipectl: No command "reason rename".', "See `pipectl reason --help`."],
    )


def test_what_is_suggested_runs(deals: Shell) -> None:
    """Each suggestion is a command line that does what was meant."""
    deals("next", "acme", "Call Bob", "--due", "fri")
    deals("log", "call", "acme", "They want a pilot")
    deals("lose", "Northwind website", "--reason", "no budget")
    shown = deals("show", "northwind-website", "--json").json
    assert (shown["status"], shown["reason"]) == ("lost", "no budget")


def test_a_suggestion_makes_no_store_and_needs_none(empty: Shell) -> None:
    code, lines = said(empty, "acme")
    assert (code, lines[0]) == (2, 'pipectl: No command "acme". Did you mean: pipectl pace?')
    assert empty.state() == b""


def test_a_suggestion_loads_nothing_that_only_writes_need(deals: Shell) -> None:
    script = (
        "import sys\n"
        "from pipectl.app.main import main\n"
        "try:\n    main()\n"
        "finally:\n"
        "    heavy = {'sqlmodel', 'sqlalchemy', 'pydantic', 'rich'} & set(sys.modules)\n"
        "    print(sorted(heavy))\n"
    )
    for words in (["northwnd"], ["show", "northwnd"], ["edit", "1", "--stage", "x"]):
        done = subprocess.run(
            [sys.executable, "-c", script, *words],
            env=deals.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout == "[]\n"


def test_a_store_of_other_people_stays_as_it_is(deals: Shell) -> None:
    """A file that is no store is neither read nor written for a suggestion."""
    deals.store.write_bytes(b"not a store")
    code, lines = said(deals, "acme")
    assert (code, lines[0]) == (2, 'pipectl: No command "acme". Did you mean: pipectl pace?')
    assert deals.state() == b"not a store"


@pytest.mark.parametrize(
    "words", [["\udcff"], ["win", "acme", "\udcff"], ["add", "A", "b", "\udcff"]]
)
def test_half_a_character_is_no_defect(deals: Shell, words: list[str]) -> None:
    code, lines = said(deals, *words)
    assert code == 2
    assert lines[0].startswith(("pipectl: No command", "pipectl: Too many words"))
