"""List every command with its panel, its summary and its module, and load one by name."""

from collections.abc import Sequence
from typing import Any

from pipectl.cli.command_building import build_command, build_group
from pipectl.cli.help_pages import finished
from pipectl.cli.typer_internals import Command as TyperCommand
from pipectl.named_tuple import NamedTuple


class Command(NamedTuple):
    """A command: its panel in the help, the place of its function or group, and its summary.

    The summary is the first line of the command's own help page, so that the help of the whole
    program imports no command. With `rest`, all that follows its first argument is for another
    command. With `minus`, words that start with a minus sign and are no options are arguments.
    """

    panel: str
    place: str
    summary: str
    rest: bool = False
    minus: bool = False


DAILY, REVIEW, NUMBERS = "Every day", "Review", "Numbers"
SETUP, DATA = "Setup", "Your data"

# Commands that only read, or only write a file beside the store: none says that it stored anything.
READS = frozenset(
    (
        *("list", "show", "brief", "search", "today", "remind"),
        *("review list", "review show", "priority list"),
        *("board", "coverage", "pace", "forecast", "funnel", "metrics", "report", "what-if"),
        *("stage list", "stage show", "action list", "reason list", "quota show", "goal show"),
        *("quota suggest", "goal derive", "account list", "account show", "contact list"),
        *("contact show", "activity list", "config list", "config get", "export", "field list"),
        *("config path", "alias list", "campaign list", "persona list", "persona show"),
        *("template list", "template show", "experiment list", "experiment show"),
        *("link list", "segment list", "icp list", "icp suggest", "sequence list", "sequence show"),
        *("rate list", "backup list", "history", "doctor"),
    )
)

# Commands that are in another module than their group, because they use more than the group may.
MOUNTED = {
    "stage": {"calibrate": "reports.stage_calibration.commands:calibrate"},
    "account": {"show": "profiles.commands:show_account"},
    "contact": {"show": "profiles.commands:show_contact"},
    "icp": {"suggest": "reports.fit_suggestion.commands:suggest"},
}

COMMANDS = {
    "add": Command(DAILY, "opportunities.commands.add:add", "Add a deal"),
    "list": Command(DAILY, "opportunities.commands.list_:list_", "List deals"),
    "show": Command(DAILY, "opportunities.commands.show:show", "Show everything about a deal"),
    "brief": Command(DAILY, "brief.commands:brief", "Show what to know before a call"),
    "search": Command(
        DAILY,
        "search.commands:search",
        "Search deals, contacts, accounts, notes and reviews",
        minus=True,
    ),
    "edit": Command(DAILY, "opportunities.commands.edit:edit", "Change one or more deals"),
    "move": Command(DAILY, "gate.commands.move:move", "Move a deal to another stage"),
    "win": Command(DAILY, "gate.commands.closing:win", "Mark a deal as won"),
    "lose": Command(DAILY, "gate.commands.closing:lose", "Mark a deal as lost"),
    "reopen": Command(DAILY, "gate.commands.closing:reopen", "Reopen a won or lost deal"),
    "delete": Command(DAILY, "opportunities.commands.edit:delete", "Delete a deal"),
    "assign": Command(
        DAILY, "opportunities.commands.assign:assign", "Assign one or more deals to another seller"
    ),
    "next": Command(
        DAILY, "next_actions.commands.next_actions:next_", "Set the next action of a deal"
    ),
    "done": Command(
        DAILY, "next_actions.commands.next_actions:done", "Complete the next action of a deal"
    ),
    "log": Command(DAILY, "next_actions.commands.next_actions:log", "Log an activity"),
    "draft": Command(
        DAILY, "drafts.commands:draft", "Fill in a template for a deal, and print or open it"
    ),
    "today": Command(
        DAILY, "reminders.commands:today", "Show what to do now, most important first"
    ),
    "review": Command(REVIEW, "review.commands.app:app", "Walk through every open deal"),
    "remind": Command(
        REVIEW, "reminders.commands:remind", "List what is due, for cron jobs and calendars"
    ),
    "priority": Command(
        REVIEW,
        "planning.commands.priority:app",
        "Set and track your three priorities for the quarter",
    ),
    "board": Command(NUMBERS, "reports.commands:board", "Show the pipeline by stage"),
    "coverage": Command(
        NUMBERS, "reports.commands:coverage", "Check whether the pipeline covers the quota"
    ),
    "pace": Command(
        NUMBERS, "reports.commands:pace", "Show whether you are ahead of or behind your quota"
    ),
    "forecast": Command(
        NUMBERS, "reports.forecast.commands:forecast", "Estimate your chance of hitting the quota"
    ),
    "funnel": Command(NUMBERS, "reports.commands:funnel", "Show conversion from stage to stage"),
    "metrics": Command(
        NUMBERS,
        "reports.commands:metrics",
        "Show deal count, deal size, win rate, sales cycle and velocity",
    ),
    "report": Command(
        NUMBERS, "reports.commands:app", "Run a report: bottlenecks, losses, commission and more"
    ),
    "what-if": Command(
        NUMBERS,
        "reports.what_if.commands:what_if",
        "See how a number changes if you win, lose or add deals",
        rest=True,
    ),
    "init": Command(SETUP, "settings.commands:init", "Create a store"),
    "stage": Command(
        SETUP, "stages.commands.stages:app", "Manage stages, their definitions and exit criteria"
    ),
    "action": Command(
        SETUP, "stages.commands.pick_lists:action_app", "Manage the pick list of next actions"
    ),
    "reason": Command(
        SETUP, "stages.commands.pick_lists:reason_app", "Manage the reasons for winning and losing"
    ),
    "quota": Command(SETUP, "planning.commands.quota:app", "Set and adjust quotas"),
    "goal": Command(SETUP, "planning.commands.goal:app", "Set and track goals"),
    "account": Command(SETUP, "people.commands.people:account_app", "Manage accounts (companies)"),
    "contact": Command(SETUP, "people.commands.people:contact_app", "Manage contacts (people)"),
    "field": Command(
        SETUP, "fields.commands:app", "Manage custom fields of deals, accounts and contacts"
    ),
    "campaign": Command(
        SETUP,
        "campaigns.commands:app",
        "Manage campaigns (webinars, trade fairs) and their costs",
    ),
    "rate": Command(
        SETUP, "rates.commands:app", "Set exchange rates, so that totals include other currencies"
    ),
    "segment": Command(SETUP, "segments.commands:app", "Manage segments: named filters for deals"),
    "persona": Command(
        SETUP,
        "personas.commands:app",
        "Manage personas: kinds of people you sell to, and their objections",
    ),
    "template": Command(
        SETUP,
        "templates.commands:app",
        "Manage templates: messages to fill in with `draft`",
    ),
    "sequence": Command(
        SETUP,
        "sequences.commands:app",
        "Manage sequences: next actions that are set one after the other",
    ),
    "link": Command(
        SETUP, "links.commands:app", "Manage links to pages and documents, for deals and stages"
    ),
    "icp": Command(
        SETUP, "icp.commands:app", "Manage your ideal customer profile, which grades deals (fit)"
    ),
    "experiment": Command(
        SETUP,
        "experiments.commands.experiment:app",
        "Compare ways of selling with experiments on deals in a stage",
    ),
    "activity": Command(
        SETUP, "next_actions.commands.activities:app", "List and correct logged activities"
    ),
    "config": Command(SETUP, "settings.commands:app", "Show and change settings"),
    "alias": Command(SETUP, "aliases.commands:app", "Manage aliases: your own names for commands"),
    "import": Command(
        DATA, "importing.commands.import_:import_", "Import deals and contacts from other programs"
    ),
    "export": Command(
        DATA, "exporting.commands:export", "Export deals, contacts, history or everything"
    ),
    "backup": Command(
        DATA, "backups.commands.backup:app", "Back up the store, and list the backups"
    ),
    "restore": Command(DATA, "backups.commands.restore:restore", "Restore the store from a backup"),
    "move-store": Command(
        DATA, "moving.commands:move_store", "Move the store to a server, or to a file"
    ),
    "upgrade": Command(
        DATA, "upgrading.commands:upgrade", "Upgrade a store on a server to this version"
    ),
    "doctor": Command(DATA, "doctor.commands:doctor", "Check the store for problems"),
    "undo": Command(DATA, "history.commands:undo", "Undo the last change"),
    "redo": Command(DATA, "history.commands:redo", "Redo the last undone change"),
    "history": Command(DATA, "history.commands:history", "List past changes, latest first"),
    "demo": Command(DATA, "demo.commands.demo:demo", "Try pipectl with sample data"),
}


def command_at(arguments: Sequence[str]) -> int | None:
    """Return where the command stands in a command line, behind global options; None for none."""
    at = 0
    while at < len(arguments) and arguments[at].startswith("-"):
        if arguments[at] != "--no-input" and not arguments[at].startswith("--db"):
            return None
        at += 2 if arguments[at] == "--db" else 1
    return at if at < len(arguments) else None


def load(name: str) -> TyperCommand:
    """Import a command's module and build the command or group, with its help page."""
    entry, found = COMMANDS[name], imported(COMMANDS[name].place)
    if not hasattr(found, "registered_commands"):
        return finished(build_command(name, found, rest=entry.rest, minus=entry.minus))
    mounted = {
        below: lambda below=below, place=place: build_command(below, imported(place))
        for below, place in MOUNTED.get(name, {}).items()
    }
    return finished(build_group(name, found, mounted))


def imported(place: str) -> Any:
    """Return the function or group at a place such as `gate.commands:move`."""
    from importlib import import_module

    module, attribute = place.split(":")
    return getattr(import_module(f"pipectl.{module}"), attribute)
