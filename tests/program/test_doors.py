"""Who writes files: one door for what leaves the program, one module for what is our own."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_imports import HOUSE, MODULES, imports

from sources import calling

# Who may, and what for; anything else goes through `disk`, or through `cli/files.destination`.
MAY_WRITE = {
    "disk.py": {"open", "os.link", "os.open", "os.rename", "os.replace"},
    # The bytes of a store that SQLite can't read, into a file that `disk` made.
    "store/backups.py": {"aside.open", "shutil.copyfile", "sqlite3.connect"},
    "store/restore_target.py": {"shutil.copyfile"},
    # Stores: the one that is opened, one that `disk` made, and copies in memory.
    "store/connection.py": {"sqlite3.connect"},
    "store/creation.py": {"sqlite3.connect"},
    "store/trial_copy.py": {"sqlite3.connect"},
    "store/foreign_schema.py": {"sqlite3.connect"},
    "store/hard_links.py": {"sqlite3.connect"},
    "backups/actions.py": {"sqlite3.connect"},
    "store/server/upgrade.py": {"sqlite3.connect"},
    # The log of internal errors, which is only ever added to; and the place where output ends.
    "app/main.py": {"os.fdopen", "os.open"},
    "render/output.py": {"os.open"},
    # Opens a link in the mail program, and no file.
    "drafts/commands.py": {"webbrowser.open"},
    # What is handed to an editor, in a folder of its own that only its owner can enter.
    "cli/unsaved_text.py": {
        *("self.file.touch", "self.file.write_bytes"),
        *("os.open", "os.fdopen"),  # a private file beside the store, under a new name
    },
}
ALWAYS = {
    *("write_text", "write_bytes", "touch", "rename", "renames", "link", "symlink", "mkfifo"),
    *("hardlink_to", "symlink_to", "mkstemp", "mktemp", "NamedTemporaryFile", "truncate"),
    *("copyfile", "copy2", "copytree", "creat", "mknod", "sendfile"),
}
READING = {"r", "rb", "rt"}
NAMES = {*ALWAYS, "open", "fdopen", "replace", "connect", "move", "copy"}
SIGN = calling(NAMES)


def writing(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every call that could make a file, or change one or its name: its line, and what it calls."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name_of(node.func) in NAMES:
            called = ast.unparse(node.func)
            if could_write(node, called, called.rpartition(".")[2]):
                yield node.lineno, called


def name_of(called: ast.expr) -> str:
    """The last part of what is called: `open` of `path.open`."""
    return getattr(called, "attr", getattr(called, "id", ""))


def could_write(call: ast.Call, called: str, name: str) -> bool:
    """Whether a call could; `open` reads where its mode is a constant that says so."""
    if called in ("sqlite3.connect", "shutil.move", "shutil.copy"):
        return True
    if called == "os.open":
        return ast.unparse(call.args[1]) != "os.O_RDONLY"
    if name == "replace":  # of text it has two arguments, of a date only named ones
        return called == "os.replace" or (len(call.args) == 1 and not call.keywords)
    if name in ("open", "fdopen"):
        of_path = called not in ("open", "io.open", "os.fdopen")
        places = call.args[0 if of_path else 1 :]
        modes = [*places[:1], *[each.value for each in call.keywords if each.arg == "mode"]]
        return any(not isinstance(m, ast.Constant) or m.value not in READING for m in modes)
    return name in ALWAYS


def foreign(file: Path) -> list[str]:
    """Where a file writes and may not, in words."""
    place = file.relative_to(HOUSE).as_posix()
    if place.startswith("store/migrations/"):
        return []  # `rename` and the like are Alembic's there
    text = file.read_text("utf-8")
    found = sorted(set(writing(ast.parse(text)))) if SIGN.search(text) else []
    may = MAY_WRITE.get(place, ())
    return [f"{place}:{line}: {called}" for line, called in found if called not in may]


def test_nothing_else_opens_a_file_for_writing() -> None:
    found = [each for file in MODULES.values() for each in foreign(file)]
    assert not found, "Write through disk, or cli/files.destination:\n" + "\n".join(found)


def test_what_may_write_does() -> None:
    """The table has no line that isn't needed any more."""
    for place, calls in MAY_WRITE.items():
        tree = ast.parse((HOUSE / place).read_text("utf-8"))
        assert {called for _, called in writing(tree)} == calls, place


def test_the_door_has_one_handle() -> None:
    """Only `cli/files`, which knows what is ours in a run, opens the door."""
    may = [module for module, file in MODULES.items() if "files" in file.read_text("utf-8")]
    users = [module for module in may if "pipectl.render.files" in imports(module)]
    assert users == ["pipectl.cli.files"]


@pytest.mark.parametrize(
    "line",
    [
        "open(x, 'w')",
        "open(x, mode)",
        "open(x, mode='a')",
        "path.open('r+b')",
        "io.open(x, 'x')",
        "os.fdopen(x, 'w')",
        "os.open(x, os.O_WRONLY | os.O_CREAT)",
        "os.open(x, flags)",
        "path.write_text(x)",
        "Path(x).write_bytes(x)",
        "path.replace(x)",
        "os.replace(x, y)",
        "path.rename(x)",
        "os.link(x, y)",
        "tempfile.mkstemp()",
        "shutil.copyfile(x, y)",
        "sqlite3.connect(x)",
        "path.touch()",
    ],
)
def test_every_way_to_write_is_seen(line: str) -> None:
    assert SIGN.search(line)
    assert list(writing(ast.parse(line)))


@pytest.mark.parametrize(
    "line",
    [
        "open(x)",
        "open(x, 'rb')",
        "path.open('rb')",
        "os.open(x, os.O_RDONLY)",
        "text.replace('a', 'b')",
        "day.replace(day=1)",
        "TemporaryFile()",
    ],
)
def test_what_only_reads_is_left_alone(line: str) -> None:
    assert not list(writing(ast.parse(line)))
