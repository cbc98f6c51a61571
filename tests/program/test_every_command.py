"""Every command's help page: its summary, its width, and examples that work."""

import re
import shlex
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import suite_on_server
from at_terminal import at_terminal
from conftest import Shell
from forked import run_command
from long_cases import in_turns

# What the examples are about: they are typed on this store, each on a copy of its own.
PREPARED = (
    "init",
    'account add "Acme Holding"',
    'contact add "Jo Parker" --account acme',
    'add "Acme rollout" 12k --account acme --contact jo --close eoq --source referral --tag hot',
    "next acme Call --due fri",
    *(f"add 'Deal {number}' 5k --stage negotiation" for number in range(2, 9)),
    *(f"log call {number} 'Spoke to them'" for number in range(1, 9)),
    *("log meeting acme", "log outreach --count 20", "log note acme x", "log proposal 3"),
    "goal set call 20 --per week",
    "priority set 'Say no' --target 2026-11='12 demos' --action 'Write the page'",
    "quota set 90k --period 2026-Q4",
)
# What must be done before some of them.
BEFORE = {
    **dict.fromkeys(
        ("segment edit", "segment remove"), ("segment add large --where 'amount>50k'",)
    ),
    "list": ("icp set source=referral",),
    "history": ("config set owner ann", "add Birch"),
    "icp set": (
        "field add Industry --on account",
        "field add Employees --on account --type number",
    ),
    **dict.fromkeys(
        ("icp list", "icp remove"), ("field add Industry --on account", "icp set industry=food")
    ),
    **dict.fromkeys(
        ("field edit", "field remove"),
        ("field add Industry --on account --type choice --choices food,tech",),
    ),
    **dict.fromkeys(
        ("persona list", "persona show", "persona edit", "persona remove"),
        ("persona add 'Plant manager'",),
    ),
    **dict.fromkeys(
        ("template list", "template show", "template edit", "template remove", "draft"),
        ("template add Check-in check-in.txt --kind follow-up",),
    ),
    **dict.fromkeys(
        ("sequence list", "sequence show", "sequence start", "sequence remove"),
        ("sequence add Intro --step '0d outreach: Intro' --step '+3d call'",),
    ),
    **dict.fromkeys(
        ("link list", "link remove"), ("link add acme https://acme.example/offer.pdf",)
    ),
    **dict.fromkeys(("rate list", "rate remove"), ("rate set EUR 1.05 --on 2026-07-01",)),
    "sequence stop": ("sequence add Intro --step '0d call'", "sequence start intro acme"),
    **dict.fromkeys(("campaign list", "campaign edit", "campaign remove"), ("campaign add Fair",)),
    **dict.fromkeys(
        ("experiment list", "experiment show", "experiment end", "experiment remove"),
        ("experiment start 'Intro video' --stage discovery --arms plain,video",),
    ),
    "reopen": ("lose acme --reason 'no budget'",),
    "redo": ("undo",),
    "review list": ("review monthly --obstacle x",),
    "review show": ("review monthly --obstacle x",),
    "backup list": ("backup",),
    "alias list": ("alias set hot 'list --stage proposal'",),
    "alias delete": ("alias set hot 'list --stage proposal'",),
    "restore": ("backup", "log note 1 Later"),
    "account merge": ("account add 'Acme Inc.' --phone 555",),
    "contact merge": ("contact add 'J. Parker' --title CFO",),
    "stage playbook": ("stage playbook proposal proposal.md",),
    "stage criteria remove": ("stage criteria add proposal 'Budget confirmed in writing'",),
}
# A talk with oneself asks at a terminal, whatever is given.
# So does a call, where the next action is one.
ASKING = {"review", "review weekly", "review monthly", "review quarterly", "log"}
# An editor needs a terminal.
EDITING = {"config edit"}
VERBS = frozenset(
    (
        *(
            "Add",
            "Answer",
            "Assign",
            "Back",
            "Calculate",
            "Change",
            "Check",
            "Compare",
            "Complete",
            "Correct",
        ),
        *(
            "Create",
            "Delete",
            "Erase",
            "Estimate",
            "Export",
            "Fill",
            "Find",
            "Import",
            "List",
            "Log",
        ),
        *("Look", "Manage", "Mark", "Merge", "Move", "Open", "Print", "Raise", "Redo", "Remove"),
        *(
            "Reopen",
            "Replace",
            "Restore",
            "Run",
            "Search",
            "See",
            "End",
            "Set",
            "Show",
            "Start",
            "Stop",
            "Suggest",
            "Try",
            "Undo",
            "Upgrade",
            "Walk",
        ),
    )
)
PASTING = "\x1b[?2004h"  # with which each question begins, and no bar of progress
# What each prints, in a part.
PRINTS = {
    "add": "Added Acme rollout (#9) 12,000 USD · Initial contact 0 % · closes Thu 31 Dec 2026",
    "list": "No deals match.",
    "show": "Acme rollout",
    "search": "Nothing matches.",
    "edit": "Changed Acme rollout (#1) 12,000 USD · Initial contact 0 % · closes Fri 15 Jan 2027",
    "assign": "Assigned Acme rollout (#1) to Bob.",
    "move": "Moved Acme rollout (#1) 12,000 USD · Discovery 10 %",
    "win": "Won Acme rollout (#1) · 11,500 USD · won on Wed 18 Nov 2026 · trusted us",
    "lose": "Lost Acme rollout (#1) · 12,000 USD · lost on Wed 18 Nov 2026 · no budget",
    "reopen": "Reopened Acme rollout (#1)",
    "delete": "Deleted Deal 7 (#7). `pipectl undo` brings it back.",
    "next": "Next for Acme rollout (#1)",
    "done": "Done: Call",
    "log": "Logged a call (#13) on Tue 17 Nov 2026 · Acme rollout · They want a pilot first",
    "board": "referral",
    "coverage": "0 of 90k USD won",
    "funnel": "8 deals started since Thu 1 Jan 2026: 0 won (0 %), 8 still open.",
    "report stage-time": "No deal has left a stage yet.",
    "report stalled": "No deals are stalled (8 open deals).",
    "metrics": "2026: 8 deals open on Wed 18 Nov 2026, 5.88k USD on average. Too few deals won",
    "pace": "No quota for 2026: 0 USD won.",
    "report changes": "the open amount went from 0 to 47k USD.",
    "report portfolio": "47k USD is open in 8 deals",
    "report slippage": "No deals were expected to close in 2026-Q4 when it started.",
    "report sources": "referral",
    "forecast": "chance of reaching 90k USD by Thu 31 Dec 2026: 0 won so far, ",
    "report team": "No deal has an owner yet, so there is no team to report on.",
    "report weakest": "Too early to tell: no deal has left a stage yet.",
    "report calibration": "No forecasts to compare with results yet.",
    "stage calibrate": "Too early: a stage needs 10 closed deals that were in it.",
    "report closing": "wins (27.7k USD) by Thu 31 Dec 2026",
    "report activity": "activities and 1 note in 2026-Q4",
    "report commission": "No commission plan yet.",
    "what-if": "If 3 more deals of 20,000 USD each are in Proposal",
    "report all": "Coverage for 2026-Q4 ─",
    "report winloss": "No deals were won or lost.",
    "report score": "Too early to tell: 0 won deals and 0 lost deals with an early score",
    "report factors": "No advance factors or completed next actions.",
    "init": "Created a store at",
    "stage list": "1. Initial contact · 0 %",
    "stage show": "Proposal · 60 %",
    "stage add": "5. Security review · 70 %",
    "stage edit": "Proposal · 55 %",
    "stage move": "Stages: Initial contact, Meeting, ",
    "stage remove": "Removed stage: ",
    "stage playbook": "Send it within two days",
    "stage criteria add": "[ ] Budget confirmed (required)",
    "stage criteria remove": "Proposal · 60 %",
    "action list": "Discovery",
    "action add": "Added action: Send pilot plan",
    "action remove": "Removed action: Send NDA",
    "reason list": "no budget",
    "reason add": "Added reason: project canceled",
    "reason remove": "Removed reason: bad timing",
    "quota set": "2026-Q4 100,000 USD",
    "quota show": "2026-Q4 Wed 18 Nov 2026 90,000 USD",
    "quota adjust": "2026-Q4 85,500 USD",
    "quota suggest": "Too little history to suggest a quota for 2027-Q1",
    "goal set": "call week 8 20",
    "goal show": "call week 8 20",
    "goal derive": "0 of 90k USD won in 2026-Q4, 90k to go.",
    "priority set": "2. [ ] Win two enterprise accounts",
    "priority list": "1.1 [ ] 2026-11: 12 demos",
    "priority done": "1.2 [x] Write the page, done 18 Nov",
    "priority remove": "No priorities for 2026-Q4. Set up to three a quarter",
    "account list": "Acme Holding",
    "account add": "phone: +1 555 0100",
    "account show": "#1 Acme rollout · 12,000 USD · Initial contact",
    "account edit": "Acme Corporation",
    "contact list": "Jo Park",
    "contact add": "title: CFO",
    "contact show": "account: Acme Holding",
    "brief": "people Jo Parker · main contact",
    "contact edit": "title: CEO",
    "field list": "No fields yet. Add one: `pipectl field add Industry --on account`.",
    "field add": "Industry account choice food, tech",
    "field edit": "Industry account choice food, tech, health",
    "field remove": "Removed field: ",
    "template list": "Check-in – follow-up –",
    "template show": "Check-in follow-up Dear {{ contact.first_name }}, any news?",
    "template add": "Check-in follow-up Subject: {{ deal.title }} Dear {{ contact.first_name }},",
    "template edit": "Subject: Still open: {{ deal.title }}",
    "template remove": "Removed template: ",
    "draft": "To: Jo Parker Dear Jo, any news?",
    "persona list": "Plant manager",
    "persona show": "Plant manager",
    "persona add": "objection: Too expensive answer: Downtime costs more",
    "persona edit": "objection: No time answer: Two hours",
    "persona remove": "Removed persona: ",
    "sequence list": "Intro 0d outreach: Intro, +3d call 0 0",
    "sequence show": "No deal has been in the sequence yet.",
    "sequence add": "2. +3d call",
    "sequence start": "next: Intro, due Wed 18 Nov 2026",
    "sequence stop": "next: Call, due Mon 23 Nov 2026",
    "sequence remove": "Removed sequence: ",
    "experiment list": "Intro video Discovery plain, video advance Wed 18 Nov 2026 – 0",
    "experiment show": "Too early to tell: it takes 10 ended visits per arm (plain: 0, video: 0).",
    "experiment start": "Video Discovery plain, video advance Wed 18 Nov 2026 – 0",
    "experiment end": "Intro video Discovery plain, video advance Wed 18 Nov 2026 Wed 18 Nov 2026",
    "experiment remove": "Removed experiment: ",
    "campaign list": "Fair",
    "campaign add": "Webinar 2,000 USD Thu 1 Oct 2026 Sat 31 Oct 2026",
    "campaign edit": "Fair 5,200 USD – Thu 12 Nov 2026",
    "campaign remove": "Removed campaign: ",
    "rate set": "EUR Wed 18 Nov 2026 1.08 USD",
    "rate list": "EUR Wed 1 Jul 2026 1.05 USD",
    "rate remove": "EUR Wed 18 Nov 2026 none",
    "link list": "1 Acme rollout – – https://acme.example/offer.pdf",
    "link add": "Added proposal: https://acme.example/offer.pdf · Acme rollout",
    "link remove": "Removed link: ",
    "icp list": "Industry=food 1 100",
    "icp set": "Industry=food,drink 3 100",
    "icp remove": "No criteria yet. Set one: `pipectl icp set",
    "icp suggest": "Too early to tell: 0 deals won and 0 lost.",
    "report sequences": "No sequences yet.",
    "report customers": "No deal was won, so there are no customers.",
    "report fit": "You haven't said who your ideal customer is.",
    "segment list": "No segments yet. Add one: `pipectl segment add large --where 'amount>50k'`.",
    "segment add": "large amount>50k",
    "segment edit": "large amount>80k",
    "segment remove": "Removed segment: ",
    "contact role": "Set the role of Jo Parker in Acme rollout (#1): champion, for, main contact",
    "account merge": "Merged Acme Inc. into Acme Holding nothing to move taken over: phone",
    "contact merge": "Merged J. Parker into Jo Parker nothing to move taken over: title",
    "contact replace": "Replaced Jo Parker with Sam Lee in Acme rollout (#1): main contact",
    "activity list": "call",
    "activity edit": "Changed a meeting (#12) on Tue 17 Nov 2026 · Deal 3",
    "activity delete": "Deleted a proposal (#12) on Wed 18 Nov 2026 · Deal 3",
    "config list": "fiscal_year_start",
    "config get": "USD",
    "config path": "/.config/pipectl/config.toml",
    "config edit": "Unchanged: ",
    "alias set": "Added hot = list --stage proposal --sort amount",
    "alias list": "hot list --stage proposal",
    "alias delete": "Deleted hot = list --stage proposal",
    "config set": "4",
    "account forget": "now forgotten account 1.",
    "contact forget": "now forgotten contact 1.",
    "export": "id,kind,count,on,opportunity,title,contact,text 1,call,1,2026-11-18,1,Acme rollout",
    "undo": "Undone",
    "redo": "Redone",
    "history": "quota set",
    "backup": "pipectl.db.backups/20261118T100000Z-asked.db",
    "backup list": "20261118T100000Z-asked.db 2026-11-18 10:00 manual",
    "restore": "Restored 20261118T100000Z-daily.db and dropped 1 change made since then.",
    "doctor": "",
    "import": "Would import: 1 new deal, 0 changed, 0 unchanged.",
    "demo": "Where does every deal stand?",
    "review": "Since Wed 11 Nov 2026",
    "review weekly": "No open deals to review.",
    "review monthly": "What held you back? Two weeks without a call",
    "review quarterly": "2026-Q4, up to Wed 18 Nov 2026",
    "review list": "1 monthly Wed 18 Nov 2026 Wed 18 Nov 2026 0",
    "review show": "# Monthly review, Wed 18 Nov 2026",
    "today": "Deal 7 5k no next action; unqualified, single-threaded pipectl next 7",
    "remind": "- Call: Acme rollout (Jo Parker, Acme Holding), 12,000 USD, due Fri 20 Nov 2026",
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The current folder, with the files that examples name."""
    monkeypatch.chdir(tmp_path)
    write_files()


def write_files() -> None:
    """Write the files that examples name into the current folder."""
    Path("deals.csv").write_text("deal_id,title,stage\n1,Birch audit,Pitch\n")
    Path("webinar.csv").write_text("First Name,Last Name,Email\nAnn,Lee,ann@acme.example\n")
    for name in ("check-in.txt", "thanks.txt"):
        Path(name).write_text("Dear {{ contact.first_name }},\n\nany news?\n")
    Path("proposal.md").write_text("Send it within two days\n")
    Path("people.vcf").write_text("BEGIN:VCARD\nVERSION:3.0\nFN:Ann Lee\nEND:VCARD\n")


def walked(prefix: str, command: object) -> Iterator[tuple[str, object]]:
    """A command, or those of a group, by the words that call it."""
    below: dict[str, object] = getattr(command, "commands", {})
    if not below or getattr(command, "invoke_without_command", False):
        yield prefix, command
    for name, each in below.items():
        yield from walked(f"{prefix} {name}", each)


def commands() -> dict[str, object]:
    """Every command by its name."""
    from pipectl.cli.command_table import COMMANDS, load

    return dict(each for name in COMMANDS for each in walked(name, load(name)))


# What they do is done on a server: tests/moving, tests/server/test_upgrade.
NEEDS_A_SERVER = {"move-store", "upgrade"}
EVERY = tuple(name for name in commands() if name not in NEEDS_A_SERVER)
PIPED = [name for name in EVERY if name not in EDITING]
# Each way is tried with a part of the commands at once, and with all of them at length.
IN_A_PIPE, WITH_JSON, OTHER_EXAMPLES, AT_A_TERMINAL = in_turns(
    PIPED, [name for name in PIPED if name != "demo"], PIPED, EVERY
)


def pages(prefix: str, command: object) -> Iterator[tuple[str, object]]:
    """A command and all that are below it, groups included, by the words that call them."""
    yield prefix, command
    below: dict[str, object] = getattr(command, "commands", {})
    for name, each in below.items():
        yield from pages(f"{prefix} {name}", each)


def every_page() -> dict[str, object]:
    """Every command and group by its name."""
    from pipectl.cli.command_table import COMMANDS, load

    return dict(each for name in COMMANDS for each in pages(name, load(name)))


def examples_of(text: str) -> list[str]:
    """The examples in a help page, each with its continued lines joined."""
    ((heading, block),) = re.findall(r"^  (Examples?):\n((?:    .*\n)+)", text, re.MULTILINE)
    joined = re.sub(r" *\\\n +", " ", block)
    found = [line.strip() for line in joined.splitlines()]
    assert heading == ("Example" if len(found) == 1 else "Examples")
    return found


def example_of(text: str) -> str:
    """The first example in a help page."""
    return examples_of(text)[0]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    shell = Shell(tmp_path_factory.mktemp("prepared"))
    for line in PREPARED:
        shell(*shlex.split(line))
    return shell.contents()


def one_spaced(text: str) -> str:
    """A text without the places where lines and columns end."""
    return " ".join(text.split())


def prepare(shell: Shell, prepared: bytes, name: str) -> None:
    """Prepare a home for an example of a command."""
    if name in ("backup", "backup list", "restore"):
        suite_on_server.about_files("about the copies of a file")
    shell.refill(prepared)
    shell.file.chmod(0o600)
    for line in BEFORE.get(name, ()):
        shell(*shlex.split(line))
    if name == "init":
        shell.remove()


HELP: dict[str, str] = {}


def help_of(shell: Shell, name: str) -> str:
    """A help page, printed once in a process: it is the same in each home."""
    if name not in HELP:
        HELP[name] = shell(*name.split(), "--help").out
    return HELP[name]


def ready(shell: Shell, prepared: bytes, name: str) -> list[str]:
    """Prepare a home for a command's first example: its words."""
    prepare(shell, prepared, name)
    return shlex.split(example_of(help_of(shell, name)))[1:]


def test_every_command_has_a_case() -> None:
    assert set(PRINTS) == set(EVERY)


@pytest.mark.parametrize("name", every_page())
def test_a_help_page_is_a_summary_examples_and_options_in_80_columns(
    empty: Shell, name: str
) -> None:
    done = empty(*name.split(), "--help")
    lines = done.lines
    assert lines[0].startswith(f"Usage: pipectl {name} [OPTIONS]")
    assert not set("{}") & set(lines[0])
    assert lines[1] == ""
    assert lines[2].endswith(".")
    assert all(each.startswith(f"pipectl {name}") for each in examples_of(done.out))
    assert [line for line in lines if len(line) > 80] == []
    assert done.err == ""


def test_the_help_of_the_program_has_at_most_80_columns(empty: Shell) -> None:
    assert [line for line in empty("--help").lines if len(line) > 80] == []


def test_a_summary_is_the_same_sentence_in_the_table_of_commands_and_on_the_page() -> None:
    from pipectl.cli.command_table import COMMANDS, load
    from pipectl.cli.help_pages import summary

    told = {name: summary(load(name)) for name in COMMANDS}
    assert told == {name: entry.summary for name, entry in COMMANDS.items()}


def test_a_summary_is_one_line_that_begins_with_a_verb() -> None:
    for name, command in every_page().items():
        first = str(command.help).splitlines()[0]  # type: ignore[attr-defined]
        assert len(first) <= 70, (name, first)
        assert first.endswith("."), (name, first)
        assert first.split()[0] in VERBS, (name, first)


def test_every_argument_and_option_says_what_it_is() -> None:
    for name, command in every_page().items():
        for param in command.params:  # type: ignore[attr-defined]
            assert re.fullmatch(r"[A-Z].*[.?]", str(param.help)), (name, param.name)


def test_a_period_names_its_default_and_a_report_that_takes_none_offers_none() -> None:
    hidden = set()
    for name, command in every_page().items():
        for param in command.params:  # type: ignore[attr-defined]
            if param.name == "period" and param.hidden:
                hidden.add(name)
            elif param.name == "period" and not param.required:
                assert "(default: " in param.help, name
    assert hidden == {"report weakest", "report calibration"}


def test_a_group_lists_the_whole_summaries_of_its_commands(empty: Shell) -> None:
    from pipectl.cli.help_pages import summary

    for group, command in every_page().items():
        below: dict[str, Any] = getattr(command, "commands", {})
        if below:
            shown = " ".join(empty(*group.split(), "--help").out.split())
            for name, each in below.items():
                assert f"{name} {summary(each)}" in shown


def test_every_group_has_help_too(empty: Shell) -> None:
    groups = {name.rpartition(" ")[0] for name in EVERY if " " in name}
    assert "stage criteria" in groups
    for group in groups:
        shown = empty(*group.split(), "--help").out
        assert shown.startswith(f"Usage: pipectl {group} ")
        for name in EVERY:
            if name.startswith(f"{group} "):
                assert f"\n  {name[len(group) + 1 :].split()[0]} " in shown
        if group not in EVERY:
            bare = empty(*group.split(), code=2)
            assert (bare.out, bare.err) == ("", shown)


# What the keys of JSON are documented in, and the keys whose own keys are names or currencies.
JSON_PAGE = (Path(__file__).parents[2] / "docs/json.md").read_text("utf-8")
DOCUMENTED = frozenset(re.findall(r"[a-z0-9_-]+", JSON_PAGE))
NAMED_BELOW = ("left_out", "quantiles", "fields")


def keys(found: Any) -> Iterator[str]:
    """Every key in a JSON value, without those that are names."""
    if isinstance(found, list):
        for each in found:
            yield from keys(each)
    elif isinstance(found, dict):
        for key, value in found.items():
            yield key
            if key not in NAMED_BELOW:
                yield from keys(value)


@pytest.mark.parametrize("name", IN_A_PIPE)
def test_the_example_works_in_a_pipe(empty: Shell, prepared: bytes, name: str) -> None:
    words = ready(empty, prepared, name)
    done = empty(*words)
    assert PRINTS[name] in one_spaced(done.out)
    assert "\x1b" not in done.out + done.err


@pytest.mark.parametrize("name", WITH_JSON)
def test_the_example_works_with_json_too(empty: Shell, prepared: bytes, name: str) -> None:
    words = ready(empty, prepared, name)
    found = empty(*words, "--json").json
    assert isinstance(found, dict | list)
    assert {word for key in keys(found) for word in key.split()} <= DOCUMENTED, "docs/json.md"


@pytest.mark.parametrize("name", OTHER_EXAMPLES)
def test_the_other_examples_work_too(empty: Shell, prepared: bytes, name: str) -> None:
    for line in examples_of(help_of(empty, name))[1:]:
        if "postgresql://" in line:  # tests/server
            continue
        for store in empty.home.glob("pipectl.db*"):
            shutil.rmtree(store) if store.is_dir() else store.unlink()
        suite_on_server.forget(empty.file)
        prepare(empty, prepared, name)
        words = shlex.split(line)[1:]
        code = 10 if "--exit-code" in words else 0
        assert "Traceback" not in empty(*words, code=code).err


@pytest.mark.parametrize("name", AT_A_TERMINAL)
def test_the_example_works_at_a_terminal_and_asks_nothing(
    empty: Shell, prepared: bytes, name: str
) -> None:
    words = ready(empty, prepared, name) + ["--no-input"] * (name in ASKING)
    empty.extra = {"TERM": "xterm-256color", "EDITOR": "true"}
    # So high that no page has to be turned.
    child = at_terminal(partial(run_command, words), empty.environment, dimensions=(500, 100))
    shown = child.read()
    assert child.ended() == 0, shown
    shown = shown.replace("\r\n", "\n")
    assert PRINTS[name] in one_spaced(re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown))
    assert PASTING not in shown, "a question was asked"


def test_the_examples_of_the_whole_program_work(empty: Shell, prepared: bytes) -> None:
    for line in examples_of(empty("--help").out):
        empty.refill(prepared)
        assert line.startswith("pipectl ")
        extra = {"PIPECTL_DB": ""} if line == "pipectl demo" else {}
        empty.extra = extra
        assert empty(*shlex.split(line)[1:]).out


def test_a_read_example_leaves_the_store_as_it_was(empty: Shell, prepared: bytes) -> None:
    reads = [name for name in EVERY if name.split()[-1] in ("list", "show", "get", "board")]
    reads += [
        "coverage",
        "pace",
        "metrics",
        "stage calibrate",
        "report closing",
        "history",
        "today",
        "remind",
        "review",
        "review weekly",
    ]
    reads += ["coverage", "what-if", "history", "today", "remind", "review", "review weekly"]
    assert len(reads) > 12
    for name in reads:
        words = ready(empty, prepared, name)
        before = empty.state()
        empty(*words)
        assert empty.state() == before
