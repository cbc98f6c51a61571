"""The table of commands: all that the help and the loading of a command need to know."""

from typing import NamedTuple


class Entry(NamedTuple):
    """A command: its panel, where its function or group is, and what it does in a few words.

    With `rest`, its options stand before its first argument: what follows is for another command.
    """

    panel: str
    place: str
    about: str
    rest: bool = False


DAILY, REVIEW, NUMBERS = "Every day", "Review", "Numbers"
SETUP, DATA = "Set-up", "Your data"

# Those that only read, or only write a file beside the store: they never speak of storing.
READS = frozenset(
    (
        *("list", "show", "today", "remind", "review list", "review show", "priority list"),
        *("board", "coverage", "pace", "forecast", "funnel", "metrics", "report", "what-if"),
        *("stage list", "stage show", "action list", "reason list", "quota show", "goal show"),
        *("quota suggest", "goal derive", "account list", "account show", "contact list"),
        *("contact show", "activity list", "config list", "config get", "export"),
        *("backup list", "history", "doctor"),
    )
)

# Commands that come first in a group, and stand elsewhere than it because they rest on reports.
MOUNTED = {"stage": {"calibrate": "calibrating:calibrate"}}

COMMANDS = {
    "add": Entry(DAILY, "opportunities:add", "Add an opportunity"),
    "list": Entry(DAILY, "listing:list_", "List opportunities"),
    "show": Entry(DAILY, "opportunities:show", "Show everything about one"),
    "edit": Entry(DAILY, "editing:edit", "Change an opportunity's fields"),
    "move": Entry(DAILY, "gate:move", "Answer the three questions and change the stage"),
    "win": Entry(DAILY, "gate:win", "Close it as won"),
    "lose": Entry(DAILY, "gate:lose", "Close it as lost, with the reason"),
    "reopen": Entry(DAILY, "gate:reopen", "Take a win or loss back"),
    "delete": Entry(DAILY, "editing:delete", "Delete an opportunity"),
    "next": Entry(DAILY, "doing:next_", "Set what must happen next, and by when"),
    "done": Entry(DAILY, "doing:done", "Complete the next action"),
    "log": Entry(DAILY, "doing:log", "Log an activity"),
    "today": Entry(DAILY, "today:today", "What to do now, and why"),
    "review": Entry(REVIEW, "review:app", "Talk every opportunity through with yourself"),
    "remind": Entry(REVIEW, "remind:remind", "What is due, for cron and for calendars"),
    "priority": Entry(REVIEW, "priority:app", "The three things of a quarter"),
    "board": Entry(NUMBERS, "numbers:board", "The pipeline by stage"),
    "coverage": Entry(NUMBERS, "numbers:coverage", "Is there enough to make the quota?"),
    "pace": Entry(NUMBERS, "numbers:pace", "Where you are, against where you should be"),
    "forecast": Entry(NUMBERS, "forecast:forecast", "The chance to reach the quota"),
    "funnel": Entry(NUMBERS, "numbers:funnel", "Of those in each stage, how many went on"),
    "metrics": Entry(NUMBERS, "numbers:metrics", "How healthy the pipeline is, and its velocity"),
    "report": Entry(NUMBERS, "report:app", "One question of many: what changed, what it pays, …"),
    "what-if": Entry(NUMBERS, "what_if:what_if", "A number as it would be", rest=True),
    "init": Entry(SETUP, "stores:init", "Make a store"),
    "stage": Entry(SETUP, "stage:app", "Stages, their criteria and definitions"),
    "action": Entry(SETUP, "pick:action_app", "The pick list of next actions"),
    "reason": Entry(SETUP, "pick:reason_app", "Reasons for winning and losing"),
    "quota": Entry(SETUP, "quota:app", "What is to be won in a period"),
    "goal": Entry(SETUP, "goal:app", "How many calls, meetings, … a week"),
    "account": Entry(SETUP, "people:account_app", "Companies that buy"),
    "contact": Entry(SETUP, "people:contact_app", "People at accounts"),
    "activity": Entry(SETUP, "activity:app", "What was done"),
    "config": Entry(SETUP, "configuring:app", "Settings"),
    "import": Entry(DATA, "importing:import_", "Bring in what you have elsewhere"),
    "export": Entry(DATA, "exporting:export", "Take everything out, or what you choose"),
    "backup": Entry(DATA, "backups:app", "Copy the store, and list the copies"),
    "restore": Entry(DATA, "backups:restore", "Put a copy in the store's place"),
    "doctor": Entry(DATA, "doctor:doctor", "Is everything as it should be?"),
    "undo": Entry(DATA, "journal:undo", "Take the last change back"),
    "redo": Entry(DATA, "journal:redo", "Do again what was undone"),
    "history": Entry(DATA, "journal:history", "List what was changed"),
    "demo": Entry(DATA, "demo:demo", "Look around in a store made for it"),
}
