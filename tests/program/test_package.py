"""What the built package has beside the program, and that shells and `man` find it there."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from zipfile import ZipFile

import pexpect
import pytest
from typer.main import get_command

from conftest import Shell
from pipectl.app.main import app
from pipectl.app.man_page import EXIT_STATUSES, page
from pipectl.cli.help_pages import without_braces
from pipectl.cli.typer_internals import Command, Context

TOP = Path(__file__).parents[2]
TOOL = Path(sys.executable).parent / "pipectl"
HAS_BASH_COMPLETION = Path("/usr/share/bash-completion/bash_completion").is_file()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this source."""
    pytest.importorskip("hatchling", reason="the package can't be built here")
    folder = tmp_path_factory.mktemp("dist")
    line = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(line, cwd=TOP, check=True, capture_output=True, timeout=120)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def prefix(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as `pip install` fills it: bin and share."""
    folder = tmp_path_factory.mktemp("prefix")
    with ZipFile(wheel) as archive:
        archive.extractall(folder / "unpacked")
    (data,) = (folder / "unpacked").glob("*.data/data")
    (data / "bin").mkdir()
    (data / "bin" / "pipectl").symlink_to(TOOL)
    return data


def of_person(shell: Shell, prefix: Path) -> dict[str, str]:
    """The environment of somebody with that folder in the path."""
    return {
        **shell.environment,
        "PATH": f"{prefix / 'bin'}:{os.environ['PATH']}",
        "XDG_DATA_DIRS": f"{prefix / 'share'}:/usr/local/share:/usr/share",
        "TERM": "dumb",
        "LC_ALL": "C.UTF-8",
    }


def commands(command: Command, ctx: Context) -> Iterator[tuple[Command, Context]]:
    """A command and all below it."""
    yield command, ctx
    for name in command.list_commands(ctx) if hasattr(command, "list_commands") else ():
        below = command.get_command(ctx, name)  # type: ignore[attr-defined]
        yield from commands(below, Context(below, info_name=name, parent=ctx))


def test_the_wheel_has_the_license_the_types_the_man_page_and_completions(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = [name.partition("/")[2] for name in archive.namelist()]
    assert sorted(name for name in names if not name.endswith(".py")) == [
        "METADATA",
        "RECORD",
        "WHEEL",
        "data/share/bash-completion/completions/pipectl",
        "data/share/fish/vendor_completions.d/pipectl.fish",
        "data/share/man/man1/pipectl.1",
        "data/share/zsh/site-functions/_pipectl",
        "entry_points.txt",
        "licenses/LICENSE",
        "py.typed",
        "store/migrations/script.py.mako",
    ]


def test_an_index_is_given_a_page_without_links_that_lead_nowhere(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
        found = message_from_bytes(archive.read(name))
    assert found["Name"] == "pipectl-sales"
    assert found["License-Expression"] == "MIT"
    assert found["Author"] == "pipectl contributors"
    assert found.get_all("Project-URL") is None
    text = found.get_payload(decode=True)
    assert isinstance(text, bytes)
    shown = re.sub(r"```.*?```|`[^`]+`", "", text.decode(), flags=re.DOTALL)
    assert re.findall(r"\]\((?!https:|#)[^)]*\)|<(?:img|source|picture)[^>]*>", shown) == []


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("See [the keys](docs/json.md).", "See the keys (docs/json.md)."),
        ("See [`docs/json.md`](docs/json.md).", "See `docs/json.md`."),
        ("![A board](docs/board.svg)\n\nText [x](#x)", "Text [x](#x)"),
        ('<picture>\n<source srcset="a.svg">\n<img src="b.svg">\n</picture>\n\nText', "Text"),
        ('<img alt="" src="b.svg">\nText', "Text"),
        ("```\n[a](b)\n```\n[c](d)", "```\n[a](b)\n```\nc (d)"),
    ],
)
def test_a_link_to_a_file_becomes_text_and_a_picture_goes(page: str, shown: str) -> None:
    pytest.importorskip("hatchling", reason="the package can't be built here")
    from hatch_build import WHERE, described

    assert described(page) == f"{shown}\n\n{WHERE}\n"


def test_a_page_that_needs_no_change_stays_and_a_link_in_another_form_is_refused() -> None:
    pytest.importorskip("hatchling", reason="the package can't be built here")
    from hatch_build import described

    page = "`[a](b)` [c](https://example.com) [d](#d)\n"
    assert described(page) == page
    for link in ("[a]: docs/json.md", '<a href="docs/json.md">a</a>'):
        with pytest.raises(ValueError, match="that an index can't follow"):
            described(f"Text\n\n{link}\n")


def test_the_man_page_has_every_command_with_every_argument_and_option() -> None:
    plain = re.sub(r"\\&|\\f[BR]", "", page())
    for sign, escape in (("-", r"\-"), ("'", r"\(aq"), ("~", r"\(ti"), ("`", r"\(ga")):
        plain = plain.replace(escape, sign)
    lines = set(plain.splitlines())
    root = get_command(app)
    found = list(commands(root, Context(root, info_name="pipectl")))
    assert len(found) > 60
    for command, ctx in found:
        pieces = command.collect_usage_pieces(ctx)
        synopsis = without_braces(" ".join([ctx.command_path, *pieces]))
        records = [param.get_help_record(ctx) for param in command.get_params(ctx)]
        terms = {record[0] for record in records if record is not None}
        assert {synopsis, *terms} <= lines


def test_the_man_page_has_the_exit_codes_that_errors_have() -> None:
    from pipectl import errors

    kinds = (each for each in vars(errors).values() if isinstance(each, type))
    codes = {each.exit_code for each in kinds if issubclass(each, errors.PipectlError)}
    assert codes | {0, 10, 130} == set(EXIT_STATUSES)


@pytest.mark.skipif(shutil.which("man") is None, reason="there is no man here")
def test_man_shows_the_page_of_an_installed_package(empty: Shell, prefix: Path) -> None:
    ran = subprocess.run(
        ["man", "--warnings", "-M", str(prefix / "share" / "man"), "pipectl"],
        env={**of_person(empty, prefix), "MANWIDTH": "80", "MANPAGER": "cat"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    lines = ran.stdout.splitlines()
    assert lines[0].split() == ["PIPECTL(1)", "User", "Commands", "PIPECTL(1)"]
    assert "       pipectl move [OPTIONS] OPP [STAGE]" in lines
    assert [each for each in lines if len(each) > 80] == []
    replace = lines.index('         pipectl contact replace jo "Sam Lee" --deal acme \\')
    assert lines[replace + 1] == '           --why "Jo left the company"'


def typed(command: list[str], environment: dict[str, str], rc: str, line: str) -> str:
    """What a shell passes to pipectl where Tab ends the line."""
    child = pexpect.spawn(
        command[0],
        command[1:],
        env=environment,
        encoding="utf-8",
        timeout=30,
        dimensions=(40, 200),
    )
    child.delaybeforesend = None
    child.sendline(f"{rc}; words() {{ printf '[%s]' \"$@\"; echo END; }}; PS1='REA''DY> '")
    child.expect_exact("READY> ")
    found = ""
    for _ in range(2):  # the second Tab of a shell is another one's than the first
        child.send(f"{line}\t\x01words \r")
        child.expect(r"\[pipectl\]([^\r\n]*)END")
        found += f"{child.match[1]}\n" if isinstance(child.match, re.Match) else ""
        child.expect_exact("READY> ")
    child.sendline("exit")
    child.expect(pexpect.EOF)
    return found


@pytest.mark.skipif(not HAS_BASH_COMPLETION, reason="bash-completion is not installed here")
def test_bash_completes_from_the_installed_file(acme: Shell, prefix: Path) -> None:
    rc = "bind 'set enable-bracketed-paste off'; . /usr/share/bash-completion/bash_completion"
    shell = ["bash", "--norc", "--noprofile", "-i"]
    found = typed(shell, of_person(acme, prefix), rc, "pipectl show acm")
    assert found == "[show][acme-rollout]\n" * 2


@pytest.mark.skipif(shutil.which("zsh") is None, reason="there is no zsh here")
def test_zsh_completes_from_the_installed_file(acme: Shell, prefix: Path) -> None:
    folder = prefix / "share" / "zsh" / "site-functions"
    rc = f"fpath=({folder} $fpath); autoload -Uz compinit; compinit -u -D"
    found = typed(["zsh", "-f", "-i"], of_person(acme, prefix), rc, "pipectl show acm")
    assert found == "[show][acme-rollout]\n" * 2


@pytest.mark.skipif(shutil.which("fish") is None, reason="there is no fish here")
def test_fish_completes_from_the_installed_file(acme: Shell, prefix: Path) -> None:
    ran = subprocess.run(
        ["fish", "--command", "complete -C 'pipectl show acm'"],
        env={**of_person(acme, prefix), "HOME": str(acme.home)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.stdout == "acme-rollout\tAcme rollout\n", ran.stderr


def test_what_is_needed_is_the_same_for_the_lock_and_the_package() -> None:
    wanted = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]
    groups = [wanted["dependencies"], *wanted["optional-dependencies"].values()]
    names = {re.match(r"[\w.-]+", each)[0].lower() for group in groups for each in group}  # type: ignore[index]
    locked = (TOP / "requirements-dev.lock").read_text("utf-8")
    pinned = set(re.findall(r"^([\w.-]+)==", locked, re.MULTILINE))
    assert {name.replace("_", "-") for name in names} - {"pipectl-sales"} - pinned == set()
    assert "://" not in locked
