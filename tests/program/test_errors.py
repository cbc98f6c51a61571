"""Every place in the program that makes an error is reached, and says all there is to say.

What a plain command line causes is in the catalogue (`errors.txt`). Here are the command line
parser's own errors, those that need a store, a file or an environment of their own, and the check
that no place is left out.
"""

import re
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from test_catalogue import BLOCKS, command_of, prepared, said

import suite_on_server
from conftest import Shell
from error_places import SOURCE, places
from pipectl import __version__, errors
from pipectl.store import connection
from pipectl.store.reader import DamagedValueError


class Case(NamedTuple):
    """A command line, what it leaves, and what must be done to the prepared home before."""

    command: str
    code: int
    err: str
    before: Callable[[Shell], object] = lambda _: None


def with_a_sequence(run: Shell) -> None:
    """Add a sequence of one step."""
    run("sequence", "add", "Intro", "--step", "0d call")


def with_a_running_sequence(run: Shell) -> None:
    """Start it for the first deal."""
    with_a_sequence(run)
    run("sequence", "start", "intro", 1)


def sql(*statements: str) -> Callable[[Shell], object]:
    """Change the store by other means."""

    def change(run: Shell) -> None:
        with run.opened() as store:
            for statement in statements:
                store.execute(statement)

    return change


def settings(text: str | bytes) -> Callable[[Shell], object]:
    """The user's settings as they stand in the file."""

    def write(run: Shell) -> None:
        folder = run.home / ".config" / "pipectl"
        folder.mkdir(parents=True)
        (folder / "config.toml").write_bytes(text.encode() if isinstance(text, str) else text)

    return write


def settings_in(place: str) -> Callable[[Shell], object]:
    """A link from the settings to something else."""

    def write(run: Shell) -> None:
        folder = run.home / ".config" / "pipectl"
        folder.mkdir(parents=True)
        (folder / "config.toml").symlink_to(place)

    return write


def store_of(content: bytes) -> Callable[[Shell], object]:
    """Other bytes where the store is."""
    return lambda run: run.store.write_bytes(content)


def ran(*lines: str) -> Callable[[Shell], object]:
    """Command lines that go before."""
    return lambda run: [run(*line.split()) for line in lines]


def no_folder(run: Shell) -> None:
    (run.home / "file").write_text("x")


def no_settings_folder(run: Shell) -> None:
    (run.home / ".config").write_text("x")


def in_the_way(run: Shell) -> None:
    (run.home / ".config/pipectl/.config.toml.new").mkdir(parents=True)


def one_stage(run: Shell) -> None:
    run("--db", run.home / "one.db", "init", "--stages", "Only:10")


def people_file(run: Shell) -> None:
    (run.home / "people.csv").write_text("First Name,Last Name,Email\nAnn,Lee,ann@acme.example\n")


def people_file_and_leads(run: Shell) -> None:
    people_file(run)
    run("stage", "edit", "Initial contact", "--kind", "lead")


def two_accounts(run: Shell) -> None:
    run("account", "add", "Acme Europe")


def folder(run: Shell) -> None:
    run.store.unlink()
    run.store.mkdir()


def demo_folder(run: Shell) -> None:
    (run.home / ".local/share/pipectl/demo.db").mkdir(parents=True)


def demo_text(run: Shell) -> None:
    file = run.home / ".local/share/pipectl/demo.db"
    file.parent.mkdir(parents=True)
    file.write_text("x" * 100)


DAMAGED = "pipectl: The store ~/pipectl.db is damaged or isn't a pipectl store"
BACKUP = "  Restore a backup: `pipectl restore`.\n"
REVIEW = (
    "insert into review values (1, 'x', 'weekly', '2026-11-18 10:00:00', '2026-11-18', 1,"
    " '2026-11-18 10:00:00', {finished}, {minutes}, '')"
)
PERIODS = (
    "  Periods: 2026, 2026-Q4, q4, 2026-11, nov 2026, 2026-W47, this-, last- or next- with"
    " week, month, quarter or year, or DATE..DATE (2026-10-01..2026-12-31).\n"
)
DATES = (
    "  Dates: 2026-12-01, 1 dec, 31.12.2026, today, tomorrow, yesterday, fri, this fri, next tue,"
    " last fri, next week, +3d, -3d, 2w, 3 days ago, in 3 months, eod, eow, eom, eoq, eoy.\n"
)
TIMES = "  Times: 14:30, 3pm or noon, alone or after a date (next tue 14:30).\n"
AMOUNTS = "  Amounts: 12000, 12,000.50, 12k, 1.5M, €12k, '12k EUR'.\n"
PERCENTAGES = "  Percentages range from 0 to 100, with up to two decimals: 60, 37.5, 0.5%.\n"

PARSER = (
    Case(
        "show 1 2 3",
        2,
        'pipectl: Too many words for `pipectl show`: "1", "2" and "3".\n'
        "  Name one deal: pipectl show 1\n",
    ),
    Case(
        "edit 1 --note",
        2,
        "pipectl: Option '--note' requires an argument.\n  See `pipectl edit --help`.\n",
    ),
    Case(
        "list --json=yes",
        2,
        "pipectl: Option '--json' does not take a value.\n  See `pipectl list --help`.\n",
    ),
    Case(
        "stage add Review",
        2,
        "pipectl: Missing option '--probability'.\n  See `pipectl stage add --help`.\n",
    ),
    Case(
        "brief acm",
        3,
        'pipectl: "acm" matches 2 names: contact Acm Ash (#1) and account Acme'
        " Corp.\n  Use a deal's number, or --kind deal, contact or account.\n",
        lambda run: run("contact", "add", "Acm Ash"),
    ),
    Case(
        "contact role zoe 1 --remove",
        3,
        'pipectl: "Zoe Ash" has no role in "Acme rollout".\n  See `pipectl show 1`.\n',
        lambda run: run("contact", "add", "Zoe Ash"),
    ),
    Case(
        "contact replace 1 Sam --deal 1 --why Left",
        3,
        'pipectl: "Zoe Ash" has no role in "Acme rollout".\n  See `pipectl show 1`.\n',
        lambda run: run("contact", "add", "Zoe Ash"),
    ),
    Case(
        "contact replace 1 1 --deal 1 --why Left",
        2,
        '"1" is the contact Zoe Ash\n'
        'pipectl: "Zoe Ash" can\'t replace themselves.\n  Name another contact.\n',
        lambda run: run("contact", "role", "Zoe Ash", 1, "user"),
    ),
    Case(
        "stage fly",
        2,
        'pipectl: No command "stage fly".\n  See `pipectl stage --help`.\n',
    ),
    Case(
        "stage lsit",
        2,
        'pipectl: No command "stage lsit". Did you mean: pipectl stage list?\n'
        "  See `pipectl stage --help`.\n",
    ),
    Case(
        "list --limit -1",
        2,
        "pipectl: Invalid value for '--limit': -1 is less than 0.\n  See `pipectl list --help`.\n",
    ),
    Case(
        "activity delete 99999999999999999999",
        2,
        "pipectl: Invalid value for 'N': 99999999999999999999 is more than 1000000000.\n"
        "  See `pipectl activity delete --help`.\n",
    ),
    Case(
        "log call --count 1.5",
        2,
        "pipectl: Invalid value for '--count': \"1.5\" is not a whole number.\n"
        "  See `pipectl log --help`.\n",
    ),
    Case(
        "list --limit=+-5",
        2,
        "pipectl: Invalid value for '--limit': \"+-5\" is not a whole number.\n"
        "  See `pipectl list --help`.\n",
    ),
    Case(
        f"list --limit={'9' * 41}",
        2,
        f"pipectl: Invalid value for '--limit': \"{'9' * 39}…\" has too many digits.\n"
        "  See `pipectl list --help`.\n",
    ),
    Case("list -x", 2, "pipectl: `pipectl list` has no option -x.\n  See `pipectl list --help`.\n"),
)

CHOSEN = "field add Size --on deal --type choice --choices small,large"
CASES = (
    Case(
        "report team --owner ann",
        2,
        "pipectl: `pipectl report team` shows all sellers and takes no --owner.\n"
        "  For one seller: `pipectl report all --owner NAME`.\n",
    ),
    Case(
        "quota adjust --by 100% --reason growth --period 2026-Q4",
        2,
        "pipectl: That quota would be too large.\n  Adjust it by less.\n",
        sql("update quota set amount_minor = 1000000000000000"),
    ),
    Case(
        "lose 1 --on 2026-11-17",
        2,
        'pipectl: Losing "Acme rollout" needs --reason.\n  At a terminal, pipectl prompts you.\n',
    ),
    Case(
        "edit 6 --created tomorrow",
        2,
        'pipectl: "tomorrow" is Thu 19 Nov 2026, in the future: today is Wed 18 Nov 2026.\n'
        "  Give the day it happened: today, yesterday, fri, 3 days ago.\n",
    ),
    Case(
        "edit 6 --created 2026-11-18",
        4,
        'pipectl: "Elm review" can\'t be created on Wed 18 Nov 2026: it entered its stage on'
        " Tue 17 Nov 2026.\n  Give that day or an earlier one: --created DATE.\n",
        sql(
            "update opportunity set created_on = '2026-11-16', stage_entered_on = '2026-11-17'"
            " where id = 6"
        ),
    ),
    Case(
        "stage criteria add discovery",
        2,
        "pipectl: Give a criterion: TEXT, or --framework bant or meddic.\n",
    ),
    Case(
        "stage criteria add discovery --framework spin",
        2,
        'pipectl: No framework "spin".\n  Available: bant and meddic.\n',
    ),
    Case(
        "list --unmet budget --db ~/one.db",
        3,
        'pipectl: No exit criterion "budget".\n  See them all: `pipectl stage list`.\n',
        one_stage,
    ),
    Case(
        "persona edit ash --name Elm",
        4,
        'pipectl: The persona "Elm" already exists.\n  Choose another name.\n',
        ran("persona add Ash", "persona add Elm"),
    ),
    Case(
        "persona edit ash --remove-objection Dear",
        3,
        'pipectl: "Ash" has no objection "Dear".\n  See `pipectl persona show "Ash"`.\n',
        ran("persona add Ash"),
    ),
    Case(
        "persona edit ash",
        2,
        "pipectl: No changes given.\n  See `pipectl persona edit --help`.\n",
    ),
    Case(
        "persona add Ash --objection Dear --objection Late --answer Fair",
        2,
        "pipectl: The number of --answer options doesn't match the number of --objection options.\n"
        '  Give one --answer for each --objection, in the same order ("" for none).\n',
    ),
    Case(
        "contact add Ash --email ash",
        2,
        'pipectl: "ash" is not an e-mail address.\n  Write it as in jo@acme.example.\n',
    ),
    Case(
        "list --where fit=E",
        2,
        'pipectl: "E" is no fit.\n  Use a grade (A, B, C or D), a number from 0 to 100, or a'
        " range such as A..B.\n",
        ran("icp set source=web"),
    ),
    Case(
        "list --where fit=A",
        2,
        "pipectl: Deals have no fit yet: you haven't said who your ideal customer is.\n"
        '  Set a criterion: `pipectl icp set "source=referral"`.\n',
    ),
    Case(
        "list --columns fit",
        2,
        "pipectl: Deals have no fit yet: you haven't said who your ideal customer is.\n"
        '  Set a criterion: `pipectl icp set "source=referral"`.\n',
    ),
    Case(
        "icp set sector=food",
        2,
        'pipectl: A criterion can\'t be about "sector".\n'
        "  Available: account, contact, title, source, campaign, tag, amount, currency and"
        " created. Or add a field first: `pipectl field add NAME --on account`.\n",
    ),
    Case(
        "icp set status=won",
        2,
        'pipectl: A criterion of your ideal customer can\'t be about "status".\n'
        "  Use a custom field, or account, contact, title, source, campaign, tag, amount,"
        " currency or created: how a deal went doesn't tell who the customer is.\n",
    ),
    Case(
        "field remove size",
        4,
        'pipectl: "Size" is a criterion of your ideal customer.\n'
        '  Remove that first: `pipectl icp remove "deal.Size"`.\n',
        ran("field add Size --on deal", "icp set size=large"),
    ),
    Case(
        "field remove size",
        4,
        'pipectl: The segment "Big" has a condition on "Size".\n'
        '  Change that first: `pipectl segment edit "Big" --where CONDITION`, or `pipectl segment'
        ' remove "Big"`.\n',
        ran("field add Size --on deal", "segment add Big --where size=large"),
    ),
    Case(
        "field edit size --choices small",
        4,
        'pipectl: "large" is in a criterion of your ideal customer.\n'
        '  Keep this choice, or change the criterion first: `pipectl icp set "deal.Size=VALUE"`.\n',
        ran(CHOSEN, "icp set size=large"),
    ),
    Case(
        "field edit size --choices small",
        4,
        'pipectl: "large" is in a condition of the segment "Big".\n'
        "  Keep this choice, or change the condition first:"
        ' `pipectl segment edit "Big" --where CONDITION`.\n',
        ran(CHOSEN, "segment add Big --where size=large"),
    ),
    Case(
        "list --segment good",
        2,
        'pipectl: A condition of the segment "Good" names what isn\'t there: "fit>=B".\n'
        '  Change its conditions: `pipectl segment edit "Good" --where CONDITION`. Or add again'
        " what that names.\n",
        ran("icp set source=web", "segment add Good --where fit>=B", "icp remove source"),
    ),
    Case(
        "sequence start intro 1",
        4,
        'pipectl: "Acme rollout" is already in the sequence "Intro", at step 1 of 1.\n'
        "  To end that one: `pipectl sequence stop 1`.\n",
        with_a_running_sequence,
    ),
    Case(
        f"sequence add Long {51 * '--step 1d-call '}".replace("1d-call", "'1d call'"),
        2,
        "pipectl: 51 steps are too many.\n  Use at most 50.\n",
    ),
    Case(
        "sequence add intro --step '1d call'",
        4,
        'pipectl: The sequence "Intro" already exists, with other steps.\n'
        "  Steps can't be changed, so that all runs can be compared. Choose another name, or remove"
        " the sequence first: `pipectl sequence remove`.\n",
        with_a_sequence,
    ),
    Case(
        "campaign edit fair --name Webinar",
        4,
        'pipectl: The campaign "Webinar" already exists.\n  Choose another name.\n',
        ran("campaign add Fair", "campaign add Webinar"),
    ),
    Case(
        "campaign remove fair",
        4,
        'pipectl: 1 deal belongs to the campaign "Fair".\n'
        "  Give them another campaign first: `pipectl edit OPP --campaign NAME`.\n",
        ran("campaign add Fair", "edit 1 --campaign FAIR"),
    ),
    Case(
        "campaign add Fair --from 2026-10-02 --to 2026-10-01",
        2,
        "pipectl: A campaign that starts on Fri 2 Oct 2026 can't end on Thu 1 Oct 2026.\n"
        "  Give a later --to, or an earlier --from.\n",
    ),
    Case(
        "campaign edit fair",
        2,
        "pipectl: No changes given.\n  See `pipectl campaign edit --help`.\n",
    ),
    Case(
        "campaign edit fair --clear name",
        2,
        'pipectl: A campaign has no "name" to clear.\n'
        "  You can clear: cost, from, to and source.\n",
    ),
    Case(
        "campaign edit fair --cost 2k --clear cost",
        2,
        "pipectl: --cost and --clear cost can't be used together.\n  Use one of them.\n",
    ),
    Case(
        "report sources --by month",
        2,
        'pipectl: The sources can\'t be grouped by "month".\n  Use source or campaign.\n',
    ),
    Case(
        "edit 1 --currency JPY",
        2,
        "pipectl: 12,000.50 USD has more decimals than JPY allows.\n"
        "  Give the amount too: --amount AMOUNT --currency JPY.\n",
        ran("edit 1 --amount 12000.50"),
    ),
    Case(
        "account edit europe --name acme\u0020corp",
        2,
        'pipectl: Too many words for `pipectl account edit`: "europe" and "corp".\n'
        '  Quote what belongs to --name: pipectl account edit europe --name "acme corp"\n',
        two_accounts,
    ),
    Case(
        'account edit europe --name "ACME CORP"',
        4,
        'pipectl: The account "Acme Corp" already exists.\n  Choose another name.\n',
        two_accounts,
    ),
    Case(
        "list --account acme",
        3,
        'pipectl: "acme" matches 2 accounts: Acme Corp and Acme Europe.\n  Use the whole name.\n',
        two_accounts,
    ),
    Case(
        "stage remove only --db ~/one.db",
        4,
        "pipectl: You can't remove the last stage.\n"
        "  Add another one first: `pipectl stage add`.\n",
        one_stage,
    ),
    Case(
        "init --stages Lead:10,lead:20 --db ~/new.db",
        2,
        'pipectl: The stage "Lead" is named twice.\n  Give each stage its own name.\n',
    ),
    Case(
        "activity edit 1",
        2,
        "pipectl: No changes given.\n  See `pipectl activity edit --help`.\n",
    ),
    Case(
        "next 4",
        4,
        'pipectl: "Cedar lost" is lost, so it can\'t have a next action.\n'
        "  Set a revisit date with `pipectl edit --revisit DATE`, or reopen the deal.\n",
    ),
    Case(
        "move 1 discovery --buying yes --why x --due fri",
        2,
        'pipectl: Moving "Acme rollout" needs --next.\n  At a terminal, pipectl prompts you.\n',
    ),
    Case(
        "undo --db ~/one.db",
        4,
        "pipectl: There is nothing to undo.\n",
        one_stage,
    ),
    Case(
        "undo",
        4,
        "pipectl: Operation 14 (add 'Elm review' 3k --stage discovery --next Call --due fri) can't"
        " be reversed: its deal has since been changed outside pipectl.\n",
        sql("update opportunity set note = 'by hand' where id = 6"),
    ),
    Case(
        "list --json --columns id",
        2,
        "pipectl: --columns can't be used with json, which always has every key.\n"
        "  Use it with table, csv, tsv or md.\n",
    ),
    # Dates, periods, amounts, percentages
    Case(
        "add Deal --close 13/25/2026",
        2,
        f'pipectl: "13/25/2026" is not a date.\n{DATES}',
    ),
    Case(
        "add Deal --close 25/12/26",
        2,
        'pipectl: "25/12/26" is not a clear date. It could mean 25 Dec 2026.\n  Type 2026-12-25.\n',
    ),
    Case(
        "add Deal --close 1899-12-31",
        2,
        f'pipectl: "1899-12-31" is outside the years 1900 to 9999.\n{DATES}',
    ),
    Case(
        'add Deal --on "200 years ago"',
        2,
        f'pipectl: "200 years ago" is outside the years 1900 to 9999.\n{DATES}',
    ),
    Case(
        "add Deal --close +99999999d",
        2,
        f'pipectl: "+99999999d" is outside the years 1900 to 9999.\n{DATES}',
    ),
    Case(
        'add Deal --close "mon 1 dec 2026"',
        2,
        'pipectl: "mon 1 dec 2026" has the wrong weekday: that day is Tue 1 Dec 2026.\n' + DATES,
    ),
    Case(
        'next 1 Call --due "fri 24:00"',
        2,
        'pipectl: "fri 24:00" isn\'t a valid time.\n' + TIMES,
    ),
    Case(
        "next 1 Call --due 14:3",
        2,
        'pipectl: "14:3" is not a date with a time.\n' + TIMES,
    ),
    Case(
        'next 1 Call --due "this mon"',
        2,
        'pipectl: "this mon" is Mon 16 Nov 2026, which has passed.\n'
        "  Today is Wed 18 Nov 2026. For next week's: next mon.\n",
    ),
    Case(
        "list --closing 2026-01-01..2026-02-01..2026-03-01",
        2,
        'pipectl: "2026-01-01..2026-02-01..2026-03-01" is not a range of dates.\n'
        "  Ranges: DATE..DATE, such as 2026-10-01..2026-12-31.\n",
    ),
    Case(
        f"list --closing {'9' * 90}",
        2,
        f'pipectl: "{"9" * 39}…" is not a period.\n{PERIODS}',
    ),
    Case(
        "list --closing 1800",
        2,
        f'pipectl: "1800" is not within the years 1900 to 9999.\n{PERIODS}',
    ),
    Case(
        "list --closing 2026-W54",
        2,
        f'pipectl: "2026-W54" is not a valid period.\n{PERIODS}',
    ),
    Case(
        "add Deal 1.2345",
        2,
        f'pipectl: "1.2345" has too many decimals: USD has 2.\n{AMOUNTS}',
    ),
    Case(
        "add Deal 99999999999999",
        2,
        f'pipectl: "99999999999999" is more than 10,000,000,000,000 USD.\n{AMOUNTS}',
    ),
    Case(
        "add Deal --probability 37,5",
        2,
        f'pipectl: "37,5" does not fit the decimal mark ".".\n{PERCENTAGES}',
    ),
    Case(
        "add Deal --probability 37.555",
        2,
        f'pipectl: "37.555" has more than two decimals.\n{PERCENTAGES}',
    ),
    # Texts
    Case(
        f"add {'x' * 501}",
        2,
        f'pipectl: The title "{"x" * 39}…" has 501 characters. The limit is 500.\n'
        "  Shorten the title.\n",
    ),
    Case(
        f"add {'x' * 3000}",
        2,
        f'pipectl: The title "{"x" * 39}…" has 3,000 characters. The limit is 500.\n'
        "  Shorten the title.\n",
    ),
    Case(
        "of",
        2,
        'pipectl: The alias "of" needs more arguments: no $1.\n'
        "  of is short for: list --account $1\n",
        settings('[aliases]\nof = "list --account $1"\n'),
    ),
    Case(
        "long",
        4,
        'pipectl: The alias "long" makes a command line that is too long.\n'
        "  Delete it: pipectl alias delete long\n",
        settings(f'[aliases]\nlong = "list {"x " * 1000}"\n'),
    ),
    Case(
        "alias set hot list",
        5,
        "pipectl: ~/.config/pipectl/config.toml is written in a way that can't be changed here.\n"
        "  Change it in an editor.\n",
        settings('aliases = { x = "list" }\n'),
    ),
    Case(
        "list",
        2,
        "pipectl: ~/.config/pipectl/config.toml: aliases must be a table of texts.\n"
        '  As in: [aliases] and, on the next line, hot = "list --stage proposal"\n',
        settings("aliases = 1\n"),
    ),
    Case(
        f"list --template '{{{{ {'(' * 900}id{')' * 900} }}}}'",
        2,
        "pipectl: The template is nested too deeply.\n"
        "  Use {{ key }}, filters such as {{ title|upper }}, and {% if key %}…{% endif %}.\n",
    ),
    Case(
        f"list acme --template '{'{{title}}' * 210}'",
        2,
        "pipectl: The template makes a line of 105,000 characters. The limit is 100,000.\n"
        "  Shorten the template.\n",
        ran(f"edit 1 --title Acme{'x' * 496}"),
    ),
    Case(
        f"edit 1 --note {'x' * 100_001}",
        2,
        f'pipectl: The note "{"x" * 39}…" has 100,001 bytes. The limit is 100,000.\n'
        "  Shorten the note.\n",
    ),
    Case(
        f"edit 1 --note {'x' * 400_001}",
        2,
        f'pipectl: The note "{"x" * 39}…" has 400,001 bytes. The limit is 100,000.\n'
        "  Shorten the note.\n",
    ),
    Case(
        "review monthly --became kept",
        2,
        "pipectl: No earlier monthly review has decisions, so there is nothing for --became.\n"
        "  Record what you decide now with --change and --need.\n",
    ),
    Case(
        "move 1 --edit",
        2,
        "pipectl: --edit writes the note of a lost deal.\n  Use it with --buying no.\n",
    ),
    Case(
        "add Ac\u200bme",
        2,
        "pipectl: The title can't contain an invisible character (U+200B at character 3):"
        ' "Ac\\u200bme".\n'
        "  Remove it. Letters, symbols and emoji of any script are fine.\n",
    ),
    Case(
        "add 'a\x1b[31mb'",
        2,
        "pipectl: The title can't contain a control character (U+001B at character 2):"
        ' "a\\x1b[31mb".\n'
        "  Remove it. Letters, symbols and emoji of any script are fine.\n",
    ),
    Case(
        "list 'a\udcff'",
        2,
        "pipectl: The text can't contain bytes that aren't UTF-8 (U+DCFF at character 3):"
        ' "%a\\udcff%".\n'
        "  Remove it. Letters, symbols and emoji of any script are fine.\n",
    ),
    # Settings
    Case(
        "config set required_coverage many",
        2,
        'pipectl: required_coverage can\'t be "many".\n  Use a ratio such as 3 or 2.5.\n',
    ),
    Case(
        "config set colour red",
        3,
        'pipectl: No setting "colour". Did you mean color?\n'
        "  Available: currency, fiscal_year_start,"
        " required_coverage, working_days, holidays, review_interval, sales_cycle,"
        " most_contacts, contact_days, capacity, commission_rate, commission_tiers,"
        " commission_period, goal_bonus, engagement_points, complete_since, db, hooks, decimal,"
        " timezone, color, list_columns and owner.\n",
    ),
    Case(
        "config set commission_tiers x:5%",
        2,
        'pipectl: commission_tiers can\'t be "x:5%".\n  Use rates by share of the quota,'
        ' from 0 up: 0:5%,80%:8%,100%:12%, or "" for none.\n',
    ),
    Case(
        "list",
        2,
        "pipectl: ~/.config/pipectl/config.toml is not valid TOML: Expected '=' after a key in a"
        " key/value pair (at line 1, column 9).\n",
        settings("decimal ,"),
    ),
    Case(
        "list",
        2,
        'pipectl: ~/.config/pipectl/config.toml: there is no setting "colour".'
        " Did you mean color?\n"
        "  Available: db, hooks, decimal, timezone, color, list_columns and owner.\n",
        settings('colour = "red"'),
    ),
    Case(
        "list",
        2,
        "pipectl: ~/.config/pipectl/config.toml: decimal must be text in quotation marks.\n",
        settings("decimal = 1"),
    ),
    Case(
        "list",
        2,
        "pipectl: ~/.config/pipectl/config.toml: decimal can't be \"x\".\n  It takes '.' or ','.\n",
        settings('decimal = "x"'),
    ),
    Case(
        "list",
        5,
        "pipectl: The settings in ~/.config/pipectl/config.toml can't be read: it is not UTF-8"
        " text.\n",
        settings(b'decimal = "\xff"'),
    ),
    Case(
        "list",
        5,
        "pipectl: The settings in ~/.config/pipectl/config.toml can't be read: it is not a regular"
        " file.\n",
        settings_in("/dev/zero"),
    ),
    Case(
        "list",
        5,
        "pipectl: The settings in ~/.config/pipectl/config.toml can't be read: it is larger than"
        " 10 MB.\n",
        settings(b"#" * 10_000_001),
    ),
    Case(
        "list",
        2,
        "pipectl: ~/.config/pipectl/config.toml is not valid TOML: it is nested too deeply.\n",
        settings("a = " + "[" * 20_000),
    ),
    Case(
        "config edit",
        2,
        "pipectl: `config edit` needs a terminal.\n"
        "  In a script, use `pipectl config set KEY VALUE`.\n",
    ),
    Case(
        "config set timezone Berlin",
        2,
        'pipectl: timezone can\'t be "Berlin".\n'
        "  Use a name from the time zone database, such as Europe/Berlin.\n",
    ),
    Case(
        "config set decimal ,",
        5,
        "pipectl: The settings in ~/.config/pipectl/config.toml can't be read: Not a directory.\n",
        no_settings_folder,
    ),
    Case(
        "list --json --columns id",
        2,
        "pipectl: --columns can't be used with json, which always has every key.\n"
        "  Use it with table, csv, tsv or md.\n",
    ),
    Case(
        "HOME= config set decimal ,",
        5,
        "pipectl: HOME is not set, so your settings have no folder.\n"
        "  Set HOME, or set PIPECTL_DECIMAL.\n",
    ),
    # The store
    Case(
        "--db '' list",
        2,
        "pipectl: The store's path is empty.\n  Give --db the path of a file.\n",
    ),
    Case(
        "init --db ~/file/x.db",
        5,
        "pipectl: No store can be created at ~/file/x.db: Not a directory.\n",
        no_folder,
    ),
    Case(
        "init --db ~/file",
        5,
        "pipectl: ~/file is not a pipectl store, so it wasn't changed.\n"
        "  Use another file with --db or PIPECTL_DB.\n",
        no_folder,
    ),
    Case(
        "list --db ~/file/x.db",
        5,
        "pipectl: The store ~/file/x.db can't be reached: Not a directory.\n",
        no_folder,
    ),
    Case(
        "list",
        5,
        "pipectl: ~/pipectl.db is not a file.\n  Give --db the path of a store's file.\n",
        folder,
    ),
    Case(
        "add Deal",
        5,
        "pipectl: ~/pipectl.db is empty, so it isn't a store.\n"
        "  Create a store in it: `pipectl init`.\n",
        store_of(b""),
    ),
    Case(
        "list",
        5,
        f"{DAMAGED} (file is not a database).\n{BACKUP}",
        store_of(b"x" * 4096),
    ),
    Case(
        "list",
        5,
        "pipectl: ~/pipectl.db is not a pipectl store, so it wasn't changed.\n"
        "  Use another file with --db or PIPECTL_DB.\n",
        sql("pragma application_id = 7"),
    ),
    Case(
        "list",
        5,
        'pipectl: ~/pipectl.db has schema "9001", but this pipectl supports '
        f'"{connection.SCHEMA_VERSION}".\n'
        "  A newer pipectl wrote it. Upgrade pipectl.\n",
        sql("update alembic_version set version_num = '9001'"),
    ),
    Case(
        "list",
        5,
        f"{DAMAGED} (invalid or missing: the version of its schema).\n{BACKUP}",
        sql("delete from alembic_version"),
    ),
    Case(
        "show 1",
        5,
        f"{DAMAGED} (invalid or missing: a date).\n{BACKUP}",
        sql("update opportunity set close_on = 'soon'"),
    ),
    Case(
        "show 1",
        5,
        f"{DAMAGED} (invalid or missing: a number).\n{BACKUP}",
        sql("update opportunity set pushes = 'many'"),
    ),
    Case(
        "show 1",
        5,
        f"{DAMAGED} (invalid or missing: text).\n{BACKUP}",
        sql("update opportunity set title = x'ff'"),
    ),
    Case(
        "history",
        5,
        f"{DAMAGED} (invalid or missing: an instant).\n{BACKUP}",
        sql("update journal_operation set at = 'soon'"),
    ),
    Case(
        "history",
        5,
        f"{DAMAGED} (invalid or missing: a row's image).\n{BACKUP}",
        sql("update journal_row set after = '[1]'"),
    ),
    Case(
        "done 3",
        5,
        f"{DAMAGED} (invalid or missing: a date).\n{BACKUP}",
        sql("update next_action set created_on = 'soon'"),
    ),
    Case(
        "edit 3 --parent 4",
        5,
        f"{DAMAGED} (invalid or missing: a row of opportunity).\n{BACKUP}",
        sql("update opportunity set parent_id = 99 where id = 4"),
    ),
    Case(
        "undo",
        5,
        f"{DAMAGED} (invalid or missing: a row's image).\n{BACKUP}",
        sql("update journal_row set after = '{'"),
    ),
    Case(
        "undo",
        5,
        f"{DAMAGED} (invalid or missing: a row's key).\n{BACKUP}",
        sql("update journal_row set row_key = '[1, 2, 3]'"),
    ),
    Case(
        "undo",
        4,
        "pipectl: Operation 14 (add 'Elm review' 3k --stage discovery --next Call --due fri) can't"
        " be undone: the store was upgraded since.\n"
        "  Correct by hand what it changed. `pipectl history` still lists it.\n",
        sql("insert into store_upgrade values ('0002', '2026-11-18 10:00:00', 99)"),
    ),
    Case(
        "config set hooks hooks",
        2,
        'pipectl: hooks can\'t be "hooks".\n  Give an absolute path: /… or ~/….\n',
    ),
    Case(
        "coverage",
        5,
        'pipectl: The store\'s setting required_coverage has an invalid value: "lots".\n'
        "  Use a ratio such as 3 or 2.5."
        " Set it again: `pipectl config set required_coverage VALUE`.\n",
        sql("insert into setting values ('required_coverage', 'lots')"),
    ),
    Case(
        "review show 1",
        3,
        "pipectl: Review #1 is still in progress, so it has no minutes yet.\n"
        "  Continue it: `pipectl review weekly`.\n",
        sql(REVIEW.format(finished="null", minutes="null")),
    ),
    Case(
        "review show",
        5,
        f"{DAMAGED} (invalid or missing: a review's minutes).\n{BACKUP}",
        sql(REVIEW.format(finished="'2026-11-18'", minutes="'{}'")),
    ),
    Case(
        "review monthly --obstacle x",
        5,
        f"{DAMAGED} (invalid or missing: a review's position).\n{BACKUP}",
        sql(
            "insert into review_position values"
            " ('x', 'monthly', '2026-11-18 10:00:00', '2026-11-18', 1, '{}', '')"
        ),
    ),
    Case(
        "demo",
        5,
        "pipectl: ~/.local/share/pipectl/demo.db is not a file, so it wasn't replaced.\n"
        "  Move it away.\n",
        demo_folder,
    ),
    Case(
        "demo",
        5,
        "pipectl: ~/.local/share/pipectl/demo.db is not a pipectl store, so it wasn't changed.\n"
        "  Move it away.\n",
        demo_text,
    ),
    Case(
        "import ~/people.csv",
        4,
        "pipectl: ~/people.csv lists people, but no deals.\n"
        "  To import contacts: --what contacts. To turn each person into a lead: --stage STAGE.\n",
        people_file,
    ),
    Case(
        "import ~/people.csv",
        4,
        "pipectl: ~/people.csv lists people, but no deals.\n"
        "  To import contacts: --what contacts. To turn each person into a lead: --stage"
        ' "Initial contact".\n',
        people_file_and_leads,
    ),
    Case(
        "import ~/people.csv --what contact",
        2,
        'pipectl: "contact" can\'t be imported. Did you mean contacts?\n'
        "  Available: deals, contacts and accounts.\n",
        people_file,
    ),
    Case(
        "export --what history --format vcf",
        2,
        "pipectl: --what history can't be written as vcf.\n  Use --what contacts.\n",
    ),
)


@pytest.fixture
def home(tmp_path: Path, prototype: bytes) -> Shell:
    """The catalogue's prepared store, to be spoiled."""
    run = Shell(tmp_path)
    run.refill(prototype)
    return run


@pytest.fixture(scope="module")
def prototype(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return prepared(tmp_path_factory.mktemp("prepared")).contents()


def bytes_of(run: Shell) -> object:
    return run.state()


# Fields, conditions, segments and kinds of stage that have to be there before.
LEVEL = "field add Level --on deal --type choice --choices low,high"
SIZE = "field add Size --on deal --type number"
WEB = "segment add web --where source=web"
CARE = "stage add Care --probability 100 --after negotiation --kind customer"
WON_AGAIN = (CARE, "reopen dogwood", "win dogwood")
CUSTOM = (
    Case(
        "field add Level --on deal --type text",
        4,
        (
            'pipectl: The field "Level" already exists, of type choice.\n'
            '  Change it with `pipectl field edit "Level"`, or choose another name.\n'
        ),
        ran(LEVEL),
    ),
    Case(
        "field edit Level --choices low",
        4,
        (
            'pipectl: "high" is still a value of Level.\n'
            "  Keep this choice, or change these values first:"
            ' `pipectl list --all --where "Level=high"`.\n'
        ),
        ran(LEVEL, "edit 1 --set Level=high"),
    ),
    Case(
        "field edit Level --name Size",
        4,
        ('pipectl: The field "Size" already exists.\n  Choose another name.\n'),
        ran(LEVEL, SIZE),
    ),
    Case(
        "field edit Size --choices a,b",
        2,
        (
            "pipectl: Size is of type number and has no choices.\n"
            "  Only a field of type choice has choices.\n"
        ),
        ran(SIZE),
    ),
    Case(
        "edit 1 --set Size=1",
        2,
        (
            "pipectl: Size is a field for accounts, not for deals.\n"
            '  Set it there: `pipectl account edit NAME --set "Size=VALUE"`.\n'
        ),
        ran("field add Size --on account --type number"),
    ),
    Case(
        "edit 1 --set Size=",
        2,
        ('pipectl: --set "Size" has no value.\n  To clear it: --clear "Size".\n'),
        ran(SIZE),
    ),
    Case(
        "edit 1 --set Size=1 --clear Size",
        2,
        ('pipectl: --set and --clear can\'t both be used for "Size".\n  Use one of them.\n'),
        ran(SIZE),
    ),
    Case(
        "edit 1 --set Level=mid",
        2,
        ('pipectl: "mid" is not a choice of Level.\n  Available: low and high.\n'),
        ran(LEVEL),
    ),
    Case(
        "edit 1 --set Ours=maybe",
        2,
        ('pipectl: "maybe" is neither yes nor no.\n  Use yes or no.\n'),
        ran("field add Ours --on deal --type yes-no"),
    ),
    Case(
        "field add account.x --on deal",
        2,
        ('pipectl: The name of a field can\'t begin with "account.".\n  Begin with a letter.\n'),
    ),
    Case(
        "field add Many --on deal --type choice --choices " + ",".join(map(str, range(300))),
        2,
        "pipectl: A field can't have more than 200 choices.\n",
    ),
    Case(
        "edit 1 --set Size=many",
        2,
        ('pipectl: "many" is not a number.\n  Numbers: 12, 1,200, 0.5, 3k.\n'),
        ran(SIZE),
    ),
    Case(
        "field add Many --on deal --type choice --choices a..b,c",
        2,
        ('pipectl: A choice can\'t contain "..".\n  Use other words.\n'),
    ),
    Case(
        "list" + " --where source=web" * 60, 2, "pipectl: --where can be given at most 20 times.\n"
    ),
    Case(
        "list --where Level=1",
        2,
        ('pipectl: "1" is not a value of deal.Level.\n  Available: low and high.\n'),
        ran(LEVEL),
    ),
    Case(
        "list --where status=opne",
        2,
        (
            'pipectl: "opne" is not a value of status. Did you mean open?\n'
            "  Available: open, won and lost.\n"
        ),
    ),
    Case(
        "list --where amount~1",
        2,
        (
            'pipectl: ~ looks for a part of a text, and "amount" has amounts.\n'
            "  Use >, <, >=, <=, = or !=.\n"
        ),
    ),
    Case(
        "list --where amount=1EUR..2USD",
        2,
        ('pipectl: "1EUR..2USD" is in two currencies.\n  Use one currency for both ends.\n'),
    ),
    Case(
        "list --where amount=5k..",
        2,
        "pipectl: \"5k..\" has only one end.\n  For no upper end, write 'amount>=5k'.\n",
    ),
    Case(
        "list --where pushes=..5",
        2,
        "pipectl: \"..5\" has only one end.\n  For no lower end, write 'pushes<=5'.\n",
    ),
    Case(
        "list --where 'source=\"Fair, spring'",
        2,
        (
            'pipectl: A double quote in "source="Fair, spring" isn\'t closed.\n'
            "  Write 'source=\"Fair, spring\"' for a value with a comma in it.\n"
        ),
    ),
    Case(
        "list --where amount=2..1",
        2,
        ('pipectl: "2..1" ends before it starts.\n  Put the smaller value first.\n'),
    ),
    Case(
        "list --where amount>",
        2,
        (
            'pipectl: "amount>" has no value.\n'
            "  Without a value, use amount= (not set) or amount!= (set).\n"
        ),
    ),
    Case(
        "list --columns Size",
        2,
        ('pipectl: Several fields are called "Size".\n  Use deal.Size or account.Size.\n'),
        ran(SIZE, "field add Size --on account --type number"),
    ),
    Case(
        "segment add web --where source=referral",
        4,
        (
            'pipectl: The segment "web" already exists, with other conditions.\n'
            '  Change it: `pipectl segment edit "web" --where CONDITION`.\n'
        ),
        ran(WEB),
    ),
    Case(
        "segment edit mail --name web",
        4,
        ('pipectl: The segment "web" exists already.\n  Choose another name.\n'),
        ran(WEB, "segment add mail --where source=mail"),
    ),
    Case(
        "segment edit web", 2, ("pipectl: No changes given.\n  Use --name or --where.\n"), ran(WEB)
    ),
    Case(
        "stage edit discovery --kind buyer",
        2,
        ('pipectl: --kind can\'t be "buyer".\n  Use lead, sales or customer.\n'),
    ),
    Case(
        "stage edit discovery --kind lead",
        4,
        (
            'pipectl: The lead stage "Discovery" can\'t come after the sales stage'
            ' "Initial contact": lead stages come first, customer stages last.\n'
            "  See `pipectl stage list`, and move stages with `pipectl stage move`.\n"
        ),
    ),
    Case(
        "stage edit negotiation --kind customer",
        4,
        (
            'pipectl: 1 open deal is in "Negotiation", and only won deals can be in a'
            " customer stage.\n"
            '  Move or close open deals first. See them: `pipectl list --stage "Negotiation"`.\n'
        ),
    ),
    Case(
        "add Tea --stage Care",
        4,
        (
            'pipectl: "Care" is a customer stage: only won deals go there.\n'
            "  Choose another stage, or win the deal first: `pipectl win OPP`.\n"
        ),
        ran(CARE),
    ),
    Case(
        "move dogwood Care",
        4,
        (
            '"dogwood" is Dogwood won (#5)\n'
            'pipectl: "Dogwood won" is already in Care.\n'
            "  See `pipectl stage list` for the other stages.\n"
        ),
        ran(*WON_AGAIN),
    ),
    Case(
        "move dogwood --why x --next Call --due fri",
        4,
        (
            '"dogwood" is Dogwood won (#5)\n'
            'pipectl: "Dogwood won" is in the last stage, Care.\n'
            "  To go back to an earlier stage, name it.\n"
        ),
        ran(*WON_AGAIN),
    ),
    Case(
        "move dogwood Meeting --why x --next Call --due fri",
        4,
        (
            '"dogwood" is Dogwood won (#5)\n'
            'pipectl: "Dogwood won" is won, so it can only be moved to a customer'
            " stage: Care.\n"
            "  To sell it again, reopen it first: `pipectl reopen`.\n"
        ),
        ran(*WON_AGAIN),
    ),
    Case(
        "stage edit Care --kind sales",
        4,
        (
            'pipectl: 1 won deal is in "Care".\n'
            "  Move them to another customer stage first: `pipectl move OPP STAGE`.\n"
        ),
        ran(*WON_AGAIN),
    ),
    Case(
        "stage remove Care --to Meeting",
        4,
        (
            "pipectl: 1 won deal can't go to \"Meeting\": it isn't a customer stage.\n"
            "  Leave out --to: won deals then have no customer stage.\n"
        ),
        ran(*WON_AGAIN),
    ),
    Case(
        "stage remove Care",
        4,
        (
            'pipectl: 1 won deal is in "Care".\n'
            '  Say where to move it: `pipectl stage remove "Care" --to STAGE`.\n'
        ),
        ran(*WON_AGAIN, "stage add Later --probability 100 --kind customer"),
    ),
    Case(
        "edit 1 --set Size=" + "1" * 24,
        2,
        (f'pipectl: "{"1" * 24}" has too many digits.\n  A number has at most 15.\n'),
        ran(SIZE),
    ),
    Case(
        "move dogwood",
        2,
        (
            '"dogwood" is Dogwood won (#5)\n'
            'pipectl: Moving "Dogwood won" needs --why, --next and --due.\n'
            "  At a terminal, pipectl prompts you.\n"
        ),
        ran(
            CARE,
            "stage add After --probability 100 --after Care --kind customer",
            "reopen dogwood",
            "win dogwood",
        ),
    ),
    Case(
        "list --where Size=1",
        2,
        ('pipectl: "Size" is a field for deals or contacts.\n  Use deal.Size or contact.Size.\n'),
        ran(SIZE, "field add Size --on contact --type number"),
    ),
    Case(
        "list --where Size=1",
        2,
        (
            'pipectl: "Size" is a field for accounts or contacts.\n'
            "  Use account.Size or contact.Size.\n"
        ),
        ran(
            "field add Size --on account --type number", "field add Size --on contact --type number"
        ),
    ),
)


def spoken(run: Shell, command: str) -> tuple[int, str]:
    """Exit code and stderr of a command line without its `pipectl`."""
    variables = re.match("([A-Z_]+=[^ ]* )*", command)
    end = variables.end() if variables else 0
    return said(run, f"{command[:end]}pipectl {command[end:]}")


@pytest.mark.parametrize("case", [*PARSER, *CASES, *CUSTOM], ids=lambda case: case.command[:60])
def test_an_error_is_said_whole(home: Shell, case: Case) -> None:
    if "~/pipectl.db" in case.err:
        suite_on_server.about_files("about damage to a store's file, or the copies of it")
    case.before(home)
    before = bytes_of(home)
    code, err = spoken(home, case.command)
    assert err == case.err
    assert code == case.code
    assert bytes_of(home) == before
    assert not list(home.home.rglob("defects.log"))


def test_an_error_is_a_line_and_at_most_one_hint() -> None:
    texts = [case.err for case in (*PARSER, *CASES, *CUSTOM)]
    texts += ["".join(f"{line}\n" for line in block.splitlines()[2:]) for block in BLOCKS]
    for text in texts:
        lines = [line for line in text.splitlines() if not line.startswith(NOTES)]
        assert lines[0].startswith("pipectl: "), text
        assert lines[0].endswith((".", "?")), text
        assert [line[:2] for line in lines[1:]] in ([], ["  "]), text


# What may be said before the error: what was understood.
NOTES = ('"', "New ")


def test_a_defect_is_said_in_a_line_and_keeps_nothing_that_was_typed(
    home: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipectl.pipeline.queries import list_filter

    def broken(*_: object) -> None:
        raise RuntimeError("with a secret in it")

    monkeypatch.setattr(list_filter, "find", broken)
    done = home.outcome("list", "my secret")
    log = home.home / ".local" / "share" / "pipectl" / "defects.log"
    assert done == (
        1,
        "",
        f"pipectl: Internal error in pipectl {__version__} (RuntimeError).\n"
        f"  To report it, send the end of {log} (it holds nothing that you typed).\n",
    )
    assert "secret" not in log.read_text()
    assert "list_.py:" in log.read_text()
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "error",
    [
        OSError(24, "Too many open files"),
        MemoryError(),
        ImportError("x.so: failed to map segment from shared object"),
    ],
)
def test_a_system_that_refuses_is_no_defect(
    home: Shell, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    from pipectl.pipeline.queries import list_filter

    def refused(*_: object) -> None:
        raise error

    monkeypatch.setattr(list_filter, "find", refused)
    why = "Too many open files" if isinstance(error, OSError) else "not enough memory"
    assert home("list", code=5).err == f"pipectl: The system reported an error: {why}.\n"


# No place is left out.


# Places that no single command line at a sound system reaches: a part of the words, and why.
ELSEWHERE = {
    "store/removed.py": {"RemovedError(table, ": "a race: test_removed_meanwhile"},
    "store/server/values.py": {"a control character": "test_values"},
    "importing/commands/unknown_stages.py": {"UnknownStagesError": "test_import_at_once"},
    "gate/actions/customers.py": {
        "isn't for customers any more": "a race",
    },
    "stages/rules/kinds.py": {
        "at least one sales stage": "test_stage_kinds",
    },
    "pipeline/queries/deal_by_text.py": {},
    "importing/actions/update.py": {
        "the amount has more decimals": "test_import_keeps",
    },
    "cli/recurring_option.py": {"NoTermError(text)": "test_recurring_deals"},
    "exchange_rates.py": {"is not an exchange rate": "test_exchange_rates, test_import_native"},
    "renewals/actions.py": {"already has a renewal": "test_renewals"},
    "search/queries/ranked.py": {"a review's minutes": "test_minutes"},
    "templates/actions.py": {
        "The template {quoted(known.name)} already exists": "test_message_templates",
        "The template {quoted(other.name)} already exists": "test_message_templates",
    },
    "templates/commands.py": {"No changes given": "test_message_templates"},
    "drafts/commands.py": {
        "which has no value in": "test_drafts",
        "has no kind of activity to log": "test_drafts",
        "No program that opens mailto links": "a machine without any",
    },
    "drafts/prompts.py": {"WhichContactError": "test_drafts"},
    "drafts/rules.py": {
        "LongLinkError": "test_drafts",
        "Mail programs don't accept the address": "a second wall: addresses are checked when typed",
    },
    "render/message_template.py": {
        "alone is no value": "test_message_templates",
        "can't be read": "test_message_templates",
        "is nested too deeply": "test_message_templates",
        "gets longer than": "test_message_templates",
        "NoValueError": "test_message_templates",
        "can't be filled in": "test_refusals",
        "compute a name": "test_message_templates",
    },
    "experiments/prompts.py": {
        "no experiment is running in that stage": "test_experiments",
        "already has the arm": "test_experiments",
        "started on": "test_experiments",
    },
    "experiments/rules/arms.py": {
        "arms, and": "test_experiments",
        "is named twice": "test_experiments",
        "has no arm": "test_experiments",
    },
    "sequences/actions/starting.py": {"NothingNextError": "test_sequences"},
    "experiments/actions.py": {
        "already exists": "test_experiments",
        "is already running": "test_experiments",
        "can't end on": "test_refusals",
        "isn't running in the deal's stage any more": "a race",
    },
    "sequences/actions/definitions.py": {
        "A sequence needs a step": "a second wall: --step is required",
    },
    "fields/actions.py": {
        "is no longer a choice": "a race: test_removed_meanwhile",
    },
    "importing/actions/field_values.py": {
        "were changed by another command": "a race: test_removed_meanwhile",
    },
    "cli/held_value.py": {
        "was {done} by {by}": "test_changed_meanwhile",
    },
    "app/completion.py": {
        "UsageError(": "test_completion",
    },
    "app/main.py": {
        "CalendarEndError(": "test_calendar_end",
        "ClockError(": "test_calendar_end",
    },
    "backups/actions.py": {
        "UnsyncedRestoreError(": "test_interrupts",
        "UnusableBackupError(": "test_backup, with spoiled files",
        "can't be read as a pipectl store": "test_backup",
        "has just created a store at": "test_disk",
    },
    "backups/commands/restore.py": {
        "can't replace a store on a server": "test_places",
        "was changed by another command": "test_changed_meanwhile",
        "matches {numbers.count(len(named))} backups": "test_backup",
        "There is no": "test_backup",
        "MissingFlagsError(": "test_backup, where there is something to restore",
    },
    "backups/commands/restore_checks.py": {
        "CondemnedBackupError(": "test_backup",
    },
    "cli/files.py": {
        "Stdin is closed": "a shell's <&-",
        "RefusedError(": "test_import, with what is no file",
    },
    "cli/hooks.py": {
        "UnfitError(": "test_hooks: warnings",
    },
    "cli/long_text.py": {
        "has more than": "test_long_text",
        "Error(": "test_long_text",
    },
    "cli/redirection.py": {
        "OwnOutputError(": "test_streams",
        "OutputThereError(": "test_streams",
    },
    "cli/user_settings.py": {
        "can't be written": "a disk that fills up",
        "is not UTF-8 text": "test_config_edit",
    },
    "cli/values.py": {
        "takes NAME=VALUE": "test_import",
        "says twice": "test_import_told",
    },
    "deal_parts.py": {
        "UsageError(": "test_export_sheet",
    },
    "demo/actions.py": {
        "NotTheDemoError(": "test_demo",
    },
    "disk.py": {
        "UnsyncedNameError(": "test_unsynced_folders",
    },
    "doctor/queries/checks.py": {"DamagedValueError(": "test_doctor"},
    "doctor/queries/damaged_values.py": {
        "has {part.words}": "test_places",
        "DamagedValueError(place)": "test_damage_behind_an_error_is_told below",
    },
    "exporting/commands.py": {
        "The export couldn't be imported again": "test_doctor",
    },
    "exporting/queries.py": {
        "DamagedValueError(": "test_export",
    },
    # The command line asks for these before the action could refuse them; the actions keep the
    # rule for every other way in, and for what another process changed in between.
    "gate/actions/close.py": {
        "NeedsReasonError(": "asked for first",
    },
    "gate/actions/move.py": {
        "NeedsNextError(": "asked for first",
    },
    "gate/prompts.py": {
        "NEEDS_CRITERION": "test_criteria_answers, at a terminal",
        "The deal's amount is": "test_review_walk, at a terminal",
    },
    "importing/actions/forgotten_people.py": {
        "was forgotten on the other machine": "test_import_meeting",
    },
    "importing/actions/native.py": {
        "BadFileError(": "test_import_native",
    },
    "importing/commands/amount_messages.py": {
        "DurationError(": "test_import_other_systems",
    },
    "importing/commands/file_questions.py": {
        "Error(": "test_import_groups",
    },
    "importing/commands/identifiers.py": {
        "Error(": "test_import_key",
    },
    "importing/commands/import_.py": {
        "UsageError(": "test_import",
    },
    "importing/commands/messages.py": {
        "NoSuchValueError(": "test_import_told",
        "Nothing was imported.": "test_import_doubts: a question",
    },
    "importing/commands/native.py": {
        "UsageError(": "test_import_native",
        "BadFileError(": "test_import_native",
    },
    "importing/commands/outcome_questions.py": {
        "UnclearOutcomesError(": "test_import_meaning",
    },
    "importing/commands/plan.py": {
        "TitleLineError(": "test_import_columns",
    },
    "importing/commands/preview.py": {
        "UnknownStagesError(": "test_import, in a dry run",
    },
    "importing/commands/reading.py": {
        "UsageError(": "test_import",
    },
    "importing/commands/rejects.py": {
        "LostRejectsError(": "test_import_keeps",
        "UsageError(": "test_import",
    },
    "importing/commands/row_problems.py": {
        "BadRowsError(": "test_import",
        "NoGoodRowsError(": "test_import_friction",
    },
    "importing/commands/stage_questions.py": {
        "UnknownStagesError(": "test_import",
    },
    "importing/commands/stages.py": {
        "RefusedError(": "test_import, with 2,000 stages",
    },
    "importing/queries.py": {
        "BadMappingError(": "test_import_mappings",
    },
    "importing/commands/people.py": {
        "Error(": "test_contact_files, test_lead_import",
    },
    "importing/commands/people_reading.py": {
        "Error(": "test_contact_files",
    },
    "importing/rules/people_columns.py": {
        "is no field of": "test_contact_files",
    },
    "vcard.py": {
        "Error(": "test_vcards, test_contact_files",
    },
    "importing/rules/field_plan.py": {
        "Two columns would fill the field": "test_import_fields",
        "ERROR.format": "test_import_fields",
    },
    "importing/rules/field_types.py": {
        "a number with three decimals": "test_import_fields",
        "is neither yes nor no": "test_import_fields",
    },
    "importing/rules/encodings.py": {
        "UnknownValueError(": "test_import",
    },
    "importing/rules/csv_file.py": {
        "Error(": "test_sheets, test_import, test_import_files",
    },
    "importing/rules/date_formats.py": {
        "Error(": "test_incoming_dates, test_import",
    },
    "importing/rules/fields.py": {
        "Error(": "test_incoming_fields, test_import",
    },
    "importing/rules/number_formats.py": {
        "Error(": "test_incoming_fields, test_import",
    },
    "importing/rules/recurring_amounts.py": {
        "UsageError(": "test_import",
    },
    "importing/rules/file_columns.py": {
        "Error(": "test_incoming_formats, test_import",
    },
    "importing/rules/grouped_rows.py": {
        "SummaryReportError(": "test_import_groups",
        "SummaryOnlyError(": "test_import_groups",
    },
    "importing/rules/history_file.py": {
        "BadFileError(": "test_incoming_history, test_import",
    },
    "importing/rules/saved_mappings.py": {
        "is not a saved mapping": "test_import_mappings",
        "is too long to save": "test_import_mappings",
    },
    "importing/rules/native.py": {
        "BadFileError(": "test_import_native",
        "NotOursError(": "test_import_native",
        "UsageError(": "test_import_native",
    },
    "importing/rules/own_csv.py": {
        "UsageError(": "test_export_sheet",
    },
    "importing/rules/programs.py": {
        "Error(": "test_incoming_formats, test_import",
    },
    "importing/rules/mixed_formats.py": {
        "DecimalMarkError(": "test_import_needs",
        "MixedError(": "test_import_needs",
    },
    "importing/rules/probability_scale.py": {
        "AmbiguousShareError(": "test_import_doubts",
    },
    "importing/rules/workbook.py": {
        "Error(": "test_import_files",
    },
    "next_actions/actions.py": {
        "No activity": "a race",
    },
    "people/prompts.py": {
        "SeveralMatchError(": "test_forget",
    },
    "pipeline/actions.py": {
        "was deleted by another command": "a race: test_removed_meanwhile",
    },
    "prompting/prompts.py": {
        "An answer is required": "test_prompts, at a terminal",
        "is not on the list": "test_prompts, at a terminal",
        "can only be asked at a terminal": "test_prompts",
        "Nothing matches": "test_prompts, at a terminal",
        "Choose one from the list": "test_review_walk, at a terminal",
        "Answer y or n": "test_prompts, at a terminal",
        "Press {": "test_prompts, at a terminal",
    },
    "render/files.py": {
        "OutputError(": "test_export",
        "OccupiedError(": "test_export",
        "ChangedError(": "test_written_files, a race",
    },
    "render/output.py": {
        "OutputError(": "test_output, with /dev/full and closed streams",
        "ClosedPipeError(": "test_output, with pipes",
    },
    "review/actions.py": {
        "NothingToKeepError(": "a race",
    },
    "review/commands/monthly.py": {
        "No earlier monthly review has decisions": "test_review",
    },
    "review/commands/walk.py": {
        "This deal has no next action": "test_review_walk, at a terminal",
        "is the only customer stage": "test_review_customers, at a terminal",
    },
    "settings/commands.py": {
        "--take-over needs an owner": "test_ownership",
        "were changed by another command": "test_changed_meanwhile",
        "Nothing was changed": "test_config_edit",
    },
    "stages/actions.py": {
        "The experiment {quoted(found.name)} is running": "test_experiments",
    },
    "pipeline/queries/current.py": {
        "GoneError(": "a race: test_changed_meanwhile",
    },
    "store/backups.py": {
        "BackupError(": "test_backup, test_backups",
        "is not a pipectl store": "test_backup",
    },
    "store/adjacent_files.py": {
        "BesideError(": "test_beside",
        "StoreNameError(": "test_beside",
    },
    "store/bulk.py": {
        "DamagedValueError(": "test_bulk",
        "RefusedError(": "test_bulk",
    },
    "store/connection.py": {
        "UnsyncedError(": "test_interrupts",
        "ReplacedError(": "a race: test_changed_meanwhile",
        "ForeignLogError(": "test_beside",
        "was replaced by another file": "a race: test_changed_meanwhile",
        "InUseError(": "test_files, with a second connection",
        "is read-only": "test_files, as nobody",
        "is full": "test_connect",
        "no number left": "test_given_numbers",
        "can't be used": "test_connect",
    },
    "store/creation.py": {
        "No store can be created": "test_files, test_demo",
    },
    "store/foreign_schema.py": {
        "ForeignSchemaError(": "test_choosing",
    },
    "store/hard_links.py": {
        "SeveralNamesError(": "test_hard_links, test_stored",
    },
    "store/restore_target.py": {
        "BackupError(": "a disk that fills up",
    },
    "collateral/rules.py": {"has no {form.what}": "test_links"},
    "owners.py": {"An owner can't be called": "test_ownership"},
    "ownership/actions.py": {
        "Nobody is set as the owner": "a second wall: the option needs a name"
    },
    "ownership/prompts.py": {"UnknownNameError(refusal, typed": "test_views"},
    "server_address.py": {
        "AddressError": "test_address",
        "The schema": "test_address",
    },
    "store/server/connection.py": {
        "MissingServerStoreError": "test_server_errors",
        "InUseError": "test_writing",
        "UnknownOutcomeError": "test_commit",
        "the transaction was rolled back": "test_writing",
        "OtherVersionError": "test_upgrade",
        "ReadOnlyServerError": "test_standby",
    },
    "store/server/upgrade.py": {
        "OtherVersionError": "test_upgrade",
        "DependentError": "test_upgrade",
        "BackupError": "test_upgrade",
    },
    "store/server/creation.py": {
        "but pipectl needs": "test_init; an old server was not tried",
        "ExistingSchemaError": "test_init",
        "can't make a store": "test_init",
    },
    "store/server/driver.py": {
        "MissingDriverError": "test_server_errors",
    },
    "moving/commands.py": {"and --to names one, too": "test_move_store"},
    "store/server/copying.py": {"The copy differs in the table": "test_copying"},
    "store/server/writing.py": {"DamagedValueError(": "a row's image that was damaged"},
    "store/server/failures.py": {
        "InUseError": "a lock that a program of others holds",
        "StandbyError": "test_standby",
        "ReadOnlyServerError": "test_standby",
        "The server of the store": "test_server_errors",
        "has no right to do this": "test_server_errors",
        "isn't as pipectl made it": "test_server_errors",
        "is damaged": "test_server_errors",
        "is full": "a disk of a server",
        "can't be used": "a server that refuses a statement",
        "was lost": "test_server_errors",
    },
    "store/journal.py": {
        "its changes are ": "test_undo",
        "would break a rule": "test_doctor",
        "There is nothing of {unit.owner}": "test_ownership",
        "has since changed its": "test_ownership",
        "a later operation nee": "test_ownership",
        "can't be redone: operation": "test_two_at_once",
    },
    "store/reader.py": {
        "DamagedValueError('a row, or one that": "test_doctor",
    },
    "store/unit.py": {
        "that was read": "test_unit",
    },
    "store/row.py": {
        "DamagedValueError(\"a row's value": "test_unit",
    },
    "store/upgrade.py": {
        "UnsafeUpgradeError(": "test_backups",
        "UnsyncedUpgradeError(": "test_upgrading",
    },
}


@pytest.mark.files("about damage to a store's file")
def test_damage_behind_an_error_is_told(home: Shell) -> None:
    """An error that nobody foresaw on a store with a value that can't be one."""
    sql("update opportunity set amount_minor = 1.5")(home)
    done = home.outcome("board")
    assert done.code == 5
    assert done.err.startswith(f"pipectl: The store {home.store} is damaged")


@pytest.mark.long  # all of this once more, in one process
def test_every_place_that_makes_an_error_is_reached(
    prototype: bytes,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reached: set[tuple[str, int]] = set()

    def watch(kind: type[Exception]) -> None:
        made = kind.__init__

        def watched(self: Exception, *words: Any, **more: Any) -> None:
            made(self, *words, **more)
            frame = sys._getframe(1)
            while frame.f_back and frame.f_locals.get("self") is self:
                frame = frame.f_back
            file = Path(frame.f_code.co_filename)
            if file.is_relative_to(SOURCE):
                reached.add((file.relative_to(SOURCE).as_posix(), frame.f_lineno))

        monkeypatch.setattr(kind, "__init__", watched)

    watch(errors.PipectlError)
    watch(DamagedValueError)
    run = Shell(tmp_path_factory.mktemp("catalogue"))
    run.refill(prototype)
    for block in BLOCKS:
        said(run, command_of(block))
    for number, case in enumerate((*PARSER, *CASES, *CUSTOM)):
        run = Shell(tmp_path_factory.mktemp(f"case{number}"))
        run.refill(prototype)
        case.before(run)
        spoken(run, case.command)
    with monkeypatch.context() as patch:
        run = Shell(tmp_path_factory.mktemp("defect"))
        run.refill(prototype)
        test_a_defect_is_said_in_a_line_and_keeps_nothing_that_was_typed(run, patch)
        test_a_system_that_refuses_is_no_defect(run, patch, MemoryError())
    missed = [
        f"{place.file}:{place.line}: {place.words[:100]}"
        for place in places()
        if (place.file, place.line) not in reached
        and not any(words in place.words for words in ELSEWHERE.get(place.file, {}))
    ]
    assert not missed, "No command line causes:\n" + "\n".join(missed)


def test_each_place_that_is_left_out_is_there() -> None:
    known = list(places())
    for file, words in ELSEWHERE.items():
        for each in words:
            assert any(place.file == file and each in place.words for place in known), each
