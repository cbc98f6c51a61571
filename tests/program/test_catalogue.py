"""The catalogue of errors: what is typed, the exit code, and every word that is said.

`errors.txt` holds blocks of a command line, its exit code and what it prints on stderr; a block
may begin with lines that set the environment. `python tests/program/test_catalogue.py` writes the
codes and texts anew: read the difference before you keep it.
"""

import re
import shlex
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import suite_on_server
from conftest import Shell

FILE = Path(__file__).with_name("errors.txt")
BLOCKS = FILE.read_text("utf-8").strip().split("\n\n")


def command_of(block: str) -> str:
    """The command line of a block."""
    return block.splitlines()[0].removeprefix("$ ")


def prepared(home: Path) -> Shell:
    """A store in which there is something to stumble over."""
    run = Shell(home)
    run("init")
    run("stage", "criteria", "add", "discovery", "Budget confirmed", "--required")
    run("quota", "set", "100k", "--period", "2026-Q4")
    run("add", "Acme rollout", "12k", "--account", "Acme Corp", "--close", "eoq")
    run("add", "Acme pilot", "4k", "--account", "Acme Corp", "--source", "referral", "--tag", "hot")
    run("add", "Birch audit", "9k", "--stage", "negotiation", "--next", "Call", "--due", "fri")
    run("add", "Cedar lost", "1k", "--next", "Call")
    run("lose", "cedar", "--reason", "no budget")
    run("add", "Dogwood won", "2k")
    run("win", "dogwood")
    for text in ("Fewer discounts", "Ask first", "Write more"):
        run("priority", "set", text, "--period", "2027-Q1")
    run("priority", "done", 2, "--period", "2027-Q1")
    run("add", "Elm review", "3k", "--stage", "discovery", "--next", "Call", "--due", "fri")
    return run


def said(run: Shell, command: str) -> tuple[int, str]:
    """What a command line leaves and says, with the home folder as ~."""
    # shlex goes through each character, of which some words have a hundred thousand.
    words = shlex.split(command) if set(command) & set("'\"\\") else command.split()
    run.extra = {}
    while words and re.fullmatch("[A-Z_]+=.*", words[0]):
        name, _, value = words.pop(0).partition("=")
        run.extra[name] = value.replace("~", str(run.home))
    line = [word.replace("~/", f"{run.home}/") for word in words[1:]]
    done = run.outcome(*line)
    return done.code, done.err.replace(str(run.home), "~")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """The prepared store."""
    return prepared(tmp_path_factory.mktemp("catalogue"))


@pytest.mark.parametrize("block", BLOCKS, ids=map(command_of, BLOCKS))
def test_an_error_says_what_is_wrong_and_what_would_be_right(run: Shell, block: str) -> None:
    if re.search("pipectl restore|~/pipectl.db", block):
        suite_on_server.about_files("about a store's file, or the copies of it")
    before = run.state()
    code, text = said(run, command_of(block))
    assert f"$ {command_of(block)}\n{code}\n{text}".strip() == block
    assert code in (2, 3, 4, 5)
    assert run.state() == before, "a refused command changed the store"
    assert "Traceback" not in text


def test_every_kind_of_error_is_in_the_catalogue() -> None:
    """A new class of errors needs its block: each builds its own sentence."""
    source = Path(__file__).parents[2] / "src" / "pipectl"
    classes = set()
    for path in source.rglob("*.py"):
        classes |= set(re.findall(r"^class (\w+Error)\(", path.read_text("utf-8"), re.M))
    assert classes - ABSTRACT - ELSEWHERE == set(SIGNS)
    for name, sign in SIGNS.items():
        assert any(re.search(sign, block) for block in BLOCKS), name


ABSTRACT = {"PipectlError", "UsageError", "NotFoundError", "RefusedError", "StoreError"}
# What needs a broken system or file is tried out in test_output, test_files and test_connect.
ELSEWHERE = {
    "StoreFailedError",
    "UnknownOutcomeError",
    "OtherVersionError",  # this and the next are in tests/server/test_upgrade
    "DependentError",
    "ReadOnlyServerError",  # this and the next are in tests/server/test_standby
    "StandbyError",
    "InUseError",
    "CalendarEndError",  # these three are in test_calendar_end
    "ClockError",
    "ZoneError",
    "SystemFailedError",
    "InternalError",
    "OutputError",
    "ClosedPipeError",
}
ELSEWHERE |= {"ChangedError"}  # a race: test_written_files
ELSEWHERE |= {"GoneError", "ReplacedError"}  # races: test_changed_meanwhile
ELSEWHERE |= {"MissingRowError", "RemovedError"}  # races: test_removed_meanwhile
ELSEWHERE |= {"NoValueError", "LongLinkError", "WhichContactError"}  # test_drafts
ELSEWHERE |= {
    "OwnOutputError",
    "OutputThereError",
}  # what a shell sends into the store: test_streams
# tests/server
ELSEWHERE |= {"ExistingSchemaError", "MissingDriverError", "MissingServerStoreError"}
ELSEWHERE |= {"CondemnedBackupError"}  # test_backup
ELSEWHERE |= {"BesideError", "StoreNameError", "NotTheDemoError"}  # test_beside, test_demo
ELSEWHERE |= {"UnreadableError"}  # of settings: test_errors
ELSEWHERE |= {"DamagedValueError", "CharacterError", "LongTextError", "HomelessError"}
# A hook that can't be run is a warning, see test_hooks.
ELSEWHERE |= {"UnfitError"}
# Files are tried out in test_import and test_import_native.
ELSEWHERE |= {
    "AmbiguousColumnError",
    "BadFileError",
    "BadRowsError",
    "NoGoodRowsError",
    "NotOursError",
}
ELSEWHERE |= {"NoSuchValueError", "UnknownHeaderError", "UnknownStagesError", "SeveralFormatsError"}
ELSEWHERE |= {"VCardError", "NoNamesError", "PersonsOnlyError"}  # test_contact_files
ELSEWHERE |= {"AmbiguousShareError", "DoubtfulGroupsError", "OursOnlyError", "SummaryReportError"}
ELSEWHERE |= {"NoDealsError", "DecimalMarkError", "EncodingError", "UnclearOutcomesError"}
ELSEWHERE |= {
    "OtherDealsError",
    "MixedError",
    "SummaryOnlyError",
    "DoubtfulTotalsError",
    "DurationError",
    "SeveralSheetsError",
    "NoTitleColumnError",
}
ELSEWHERE |= {"TitleLineError"}
# What was put into the file by other means: test_errors.
ELSEWHERE |= {"BadSettingError", "NoStageError"}
ELSEWHERE |= {"NoPartError"}  # needs contacts: test_errors
ELSEWHERE |= {"BadMappingError"}  # test_import_mappings
# Second walls, behind questions that the command line has asked before.
ELSEWHERE |= {"NeedsNextError", "NeedsReasonError", "NothingToKeepError"}
# Two terminals at one review: test_review_walk.
ELSEWHERE |= {"FinishedError"}
# An older store is upgraded before anybody hears of it, or it can't be backed up: test_upgrading.
ELSEWHERE |= {"OlderSchemaError", "UnsafeUpgradeError", "UnsyncedUpgradeError"}
# Backups and damaged files: test_backup and test_backups.
ELSEWHERE |= {"ForeignSchemaError"}  # test_choosing
ELSEWHERE |= {"SeveralNamesError"}  # test_hard_links, test_stored
ELSEWHERE |= {"ForeignLogError"}  # test_beside
ELSEWHERE |= {"LostRejectsError"}  # a disk that fails: test_import_keeps
ELSEWHERE |= {"UnsyncedError", "UnsyncedRestoreError"}  # disks that fail: test_interrupts
ELSEWHERE |= {"UnsyncedNameError"}  # test_unsynced_folders
ELSEWHERE |= {"BackupError", "UnsoundError", "UnusableBackupError", "UnsafeUpgradeError"}
# A store without stages: test_import_stages.
ELSEWHERE |= {"NoStagesError"}
SIGNS = {
    "NoAliasError": "No alias",
    "UnknownNameError": r"No source",
    "UnknownValueError": r'No key "titel"\. Did you mean title\?',
    "NothingWantedError": "You gave (only words to exclude|no word to search for)",
    "NoMappingError": "No mapping ",
    "NoSuchSubjectError": "No deal, contact or account matches",
    "BlankTextError": "is empty or invisible",
    "AmbiguousError": "could mean",
    "NoTermError": "needs a term",
    "NoRecurringError": "has no recurring amount",
    "TooMuchError": "is more than .* in all",
    "AddressError": "The address of the store's server isn't valid",
    "AmountError": "is no amount|can't be an amount|is not an amount",
    "CurrencyError": "is not an ISO 4217 currency",
    "RateError": "is not an exchange rate",
    "CurrencySignError": "doesn.t name a currency",
    "PercentError": "percent",
    "DateError": "date",
    "FutureDateError": "future",
    "BackwardsRangeError": "ends before",
    "PeriodError": "period",
    "UnknownSettingError": "No setting",
    "OwnFileError": "is the store itself",
    "MissingFlagsError": "At a terminal",
    "UnmetCriteriaError": "Required before this move",
    "UnknownCriterionError": "No single criterion matches",
    "SettingValueError": " can.t be ",
    "NoSuchError": "No stage",
    "NoSuchDealError": "No deal matches",
    "PartOfNameError": "is only a part of",
    "SeveralMatchError": "matches 2",
    "ExistingStoreError": "There is already a store at",
    "MissingStoreError": "There is no store at",
    "NothingNextError": "can't have a next action",
    "FullQuarterError": "already has three priorities",
    "NoSuchNumberError": "There is no (priority|step)",
    "OccupiedError": "The file",
    "FarOffError": "more than 5 times",
    "NoBackupError": "No backup and no file",
    "NoCriteriaError": "Deals have no fit yet",
    "StepError": "isn.t a step",
}


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        shell = prepared(Path(folder))
        blocks = []
        for each in BLOCKS:
            code, text = said(shell, command_of(each))
            blocks.append(f"$ {command_of(each)}\n{code}\n{text}".strip())
        FILE.write_text("\n\n".join(blocks) + "\n", "utf-8")
        sys.stdout.write(f"{len(blocks)} errors\n")
