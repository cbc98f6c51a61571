"""Names that people know from elsewhere, and what stands for them here."""

from collections.abc import Sequence

from pipectl.named_tuple import NamedTuple

# A first word that is no command, and the command that does it.
FIRST_WORDS = {
    "ls": "list",
    "new": "add",
    "create": "add",
    "view": "show",
    "info": "show",
    "find": "search",
    "grep": "search",
    "set": "edit",
    "update": "edit",
    "modify": "edit",
    "rm": "delete",
    "del": "delete",
    "remove": "delete",
    "won": "win",
    "lost": "lose",
    "close": "win",
    "note": "log note",
    "call": "log call",
    "meeting": "log meeting",
    "stages": "stage list",
    "reasons": "reason list",
    "actions": "action list",
    "accounts": "account list",
    "contacts": "contact list",
    "activities": "activity list",
    "settings": "config list",
    **dict.fromkeys(("give", "transfer", "reassign"), "assign"),
    "help": "--help",
    "version": "--version",
}

# A word that a group of commands doesn't have, and those that may do it: the first that it has.
GROUP_WORDS = {
    "list": ("show",),
    "show": ("list",),
    "add": ("set", "start"),
    "new": ("add", "set", "start"),
    "create": ("add", "set", "start"),
    "set": ("edit", "add"),
    "start": ("add",),
    "change": ("edit", "set"),
    "update": ("edit", "set"),
    "rename": ("edit",),
    "delete": ("remove", "forget"),
    "remove": ("forget",),
    "rm": ("remove", "forget"),
    "stop": ("end", "remove"),
    "finish": ("done", "end"),
}

# The argument that swallows several words, where these should be in quotes; every command
# with OPP alone among them.
SWALLOWED = {
    "show": "deal's name",
    "edit": "deal's name",
    "move": "stage",
    "win": "deal's name",
    "lose": "deal's name",
    "reopen": "deal's name",
    "delete": "deal's name",
    "done": "deal's name",
    "next": "action",
    "log": "text",
    "action add": "action",
    "action remove": "action",
    "reason add": "reason",
    "reason remove": "reason",
    "account add": "name",
    "account show": "name",
    "account edit": "name",
    "account forget": "name",
    "contact add": "name",
    "contact show": "name",
    "contact edit": "name",
    "contact forget": "name",
    "stage add": "name",
    "stage show": "name",
    "stage edit": "name",
    "stage remove": "name",
    "quota set": "amount",
}

# Other last arguments that may have several words, by what the help calls them.
SWALLOWED_BY_ARGUMENT = {"NAME": "name", "TEMPLATE": "template", "STAGE": "stage", "FILE": "file"}
# Last arguments that are one word: a word too many can't be part of them.
ONE_WORD = ("N", "N|N.M", "CUR", "RATE", "KEY", "URL")

# What a text behind the deal's name is, and the flag that takes it.
TEXT_FLAGS = {
    "win": ("the reason", "--reason"),
    "lose": ("the reason", "--reason"),
    "done": ("the outcome", "--outcome"),
    "edit": ("a new title", "--title"),
}

# A flag of other programs, and ours, where the command has it.
SAME_FLAGS = {
    "--value": ("--amount",),
    "--price": ("--amount",),
    "--name": ("--title", "--name"),
    "--company": ("--account",),
    "--customer": ("--account",),
    "--client": ("--account",),
    "--person": ("--contact",),
    "--date": ("--on", "--due", "--close"),
    "--when": ("--on", "--due", "--close"),
    "--by": ("--due", "--until"),
    "--close-date": ("--close",),
    "--from": ("--since",),
    "--to": ("--until",),
    "--why": ("--reason",),
    "--reason": ("--why",),
    "--then": ("--next",),
    "--next": ("--then",),
    "--what": ("--outcome",),
    "--output": ("--out",),
    "--file": ("--out",),
    "--quarter": ("--period",),
    "--month": ("--period",),
    "--year": ("--period",),
    "--tags": ("--tag",),
    "--prob": ("--probability",),
    "--csv": ("--format",),
    "--tsv": ("--format",),
    "--md": ("--format",),
    "--markdown": ("--format",),
    "--force": ("--yes",),
    "--search": ("--account",),
}


class OtherFlags(NamedTuple):
    """Flags that a command doesn't have, and the command line that does what they would."""

    command: str
    flags: tuple[str, ...]
    about: str
    template: str
    arguments: tuple[str, ...] = ("OPP",)
    value: str = ""

    def right(self, given: Sequence[str], value: str | None) -> str:
        """The command line that is right, with the words that were given."""
        from pipectl.cli.command_line import in_quotes

        words = list(given)
        if value in words:
            words.remove(value)
        known = [in_quotes(word) for word in words[: len(self.arguments)]]
        known.extend(self.arguments[len(known) :])
        return self.template.format(
            *known, value=self.value if value is None else in_quotes(value)
        ).strip()


ELSEWHERE = (
    OtherFlags("edit", ("--stage",), "To change the stage", "move {0} {value}", value="STAGE"),
    OtherFlags(
        "edit", ("--next", "--action"), "To set the next action", "next {0} {value}", value="ACTION"
    ),
    OtherFlags(
        "edit", ("--due",), "To change the due date", "next {0} --due {value}", value="DATE"
    ),
    OtherFlags("edit", ("--won", "--win"), "To mark the deal as won", "win {0}"),
    OtherFlags(
        "edit",
        ("--lost", "--lose", "--reason", "--competitor"),
        "To mark the deal as lost, or to change the reason",
        "lose {0} --reason {value}",
        value="WHY",
    ),
    OtherFlags("edit", ("--open", "--reopen"), "To reopen the deal", "reopen {0}"),
    OtherFlags(
        "edit",
        ("--status",),
        "A deal is closed with win or lose and opened with reopen",
        "win {0}",
    ),
    OtherFlags("edit", ("--done", "--outcome"), "To complete the next action", "done {0}"),
    OtherFlags(
        "log",
        ("--then", "--next"),
        "To set the next action",
        "next {1} {value}",
        arguments=("KIND", "OPP"),
        value="ACTION",
    ),
    OtherFlags(
        "log",
        ("--due",),
        "To change the due date of the next action",
        "next {1} --due {value}",
        arguments=("KIND", "OPP"),
        value="DATE",
    ),
    OtherFlags("edit", ("--on", "--date"), "To change the close date", "edit {0} --close DATE"),
    OtherFlags(
        "edit",
        ("--why",),
        "To give a deal to another seller, with a reason",
        "assign {0} NAME --why {value}",
        value="TEXT",
    ),
    OtherFlags(
        "assign",
        ("--owner", "--to", "--seller"),
        "The seller comes after the deals",
        "assign {0} {value}",
        value="NAME",
    ),
    OtherFlags(
        "export",
        ("--out", "--output", "--file", "--to"),
        "The file is an argument",
        "export {value}",
        arguments=(),
        value="FILE",
    ),
    OtherFlags(
        "add",
        ("--title", "--name"),
        "The title is the first argument",
        "add {value}",
        arguments=(),
        value="TITLE",
    ),
    OtherFlags(
        "add",
        ("--amount", "--value", "--price"),
        "The amount comes after the title",
        "add {0} {value}",
        arguments=("TITLE",),
        value="AMOUNT",
    ),
    OtherFlags(
        "add",
        ("--status", "--won", "--lost"),
        "A deal is added open. Close it afterwards",
        "win {0}",
        arguments=("TITLE",),
    ),
    OtherFlags(
        "list", ("--open",), "Open deals are listed without a flag", "list {0}", arguments=("",)
    ),
    OtherFlags("list", ("--won",), "To list won deals", "list --status won", arguments=()),
    OtherFlags("list", ("--lost",), "To list lost deals", "list --status lost", arguments=()),
    OtherFlags(
        "list",
        ("--closed",),
        "To list closed deals too",
        "list --status all",
        arguments=(),
    ),
    OtherFlags(
        "list",
        ("--search", "--query", "--title", "--text"),
        "A part of the title or account is an argument",
        "list {value}",
        arguments=(),
        value="TEXT",
    ),
    OtherFlags(
        "list",
        ("--csv", "--tsv", "--markdown", "--md", "--ids"),
        "Use --format",
        "list --format csv",
        arguments=(),
    ),
    OtherFlags(
        "search",
        ("--open", "--closed", "--won", "--lost"),
        "Use --status",
        "search {0} --status open",
        arguments=("WORDS",),
    ),
    OtherFlags(
        "log",
        ("--note", "--text", "--outcome", "--message"),
        "The text is the last argument",
        "log {0} {1} {value}",
        arguments=("KIND", "OPP"),
        value="TEXT",
    ),
    OtherFlags(
        "log",
        ("--opp", "--deal"),
        "The deal comes after the kind",
        "log {0} {value}",
        arguments=("KIND",),
        value="OPP",
    ),
    OtherFlags(
        "log",
        ("--kind", "--type"),
        "The kind is the first argument",
        "log {value} {0}",
        value="KIND",
    ),
    OtherFlags(
        "move", ("--stage", "--to"), "The stage is an argument", "move {0} {value}", value="STAGE"
    ),
    OtherFlags(
        "win",
        ("--close", "--closed", "--date", "--when"),
        "To set the day it was won",
        "win {0} --on {value}",
        value="DATE",
    ),
    OtherFlags(
        "lose",
        ("--close", "--closed", "--date", "--when"),
        "To set the day it was lost",
        "lose {0} --on {value}",
        value="DATE",
    ),
    OtherFlags(
        "win",
        ("--note",),
        "To add a note to a deal",
        "log note {0} {value}",
        value="TEXT",
    ),
    OtherFlags(
        "next",
        ("--action", "--next"),
        "The action is an argument",
        "next {0} {value}",
        value="ACTION",
    ),
    OtherFlags("next", ("--done",), "To complete the next action", "done {0}"),
    OtherFlags("quota", ("--set",), "To set a quota", "quota set {value}", (), "AMOUNT"),
    OtherFlags(
        "quota set", ("--amount",), "The amount is an argument", "quota set {value}", (), "AMOUNT"
    ),
    OtherFlags("stage", ("--list",), "To list the stages", "stage list", ()),
)
