"""Run a short set of the tests on each Python that is found here, with the package installed.

`python3 tests/pythons.py WHEEL`, or `make test-pythons`. Each gets an environment of its own, with
the wheel in it: the oldest Python with the lowest versions that pyproject.toml allows, the others
with the newest. It leaves 1 where a test fails, or a Python can't get what the tests need, and says
which Pythons it tried and which can't be tried.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from shutil import disk_usage

ROOT = Path(__file__).parent.parent
OLDEST = (3, 11)
NAME = re.compile(r"python3\.(\d+)")
# Start-up, the store's file, what is written and read, moved in and out, restored, mended, asked.
SHORT = (
    *("tests/program/test_imports.py", "tests/leaves/test_dates.py", "tests/leaves/test_disk.py"),
    *("tests/store/test_connect.py", "tests/store/test_migrations.py"),
    *("tests/backups/test_backups.py", "tests/store/test_interrupts.py"),
    *(
        "tests/opportunities/test_add_list_show.py",
        "tests/history/test_undo.py",
        "tests/render/test_output.py",
    ),
    *(
        "tests/importing/test_import.py",
        "tests/importing/test_import_files.py",
        "tests/exporting/test_export.py",
    ),
    *(
        "tests/backups/test_backup.py",
        "tests/doctor/test_doctor.py",
        "tests/program/test_errors.py",
    ),
    *("tests/program/test_left_open.py", "tests/app/test_completion.py"),
    *(
        "tests/prompting/test_prompts.py",
        "tests/program/test_interactive.py",
        "tests/forecast/test_forecast.py",
    ),
)
# What a Python must have for an environment and for pipectl.
NEEDED = "import ctypes, ensurepip, sqlite3, ssl, sys, venv; print(*sys.version_info[:2])"
# Fails where the tests would run against this folder's source.
INSTALLED = "import pipectl, sys; sys.exit(not pipectl.__file__.startswith(sys.prefix))"


def places(environment: Mapping[str, str]) -> Iterator[Path]:
    """Where Pythons are looked for: the path's folders, then pyenv's."""
    yield from (Path(each) for each in environment.get("PATH", "").split(os.pathsep) if each)
    home = Path(environment.get("PYENV_ROOT") or Path(environment.get("HOME", "/")) / ".pyenv")
    yield from sorted(home.glob("versions/*/bin"), reverse=True)


def candidates(environment: Mapping[str, str]) -> Iterator[tuple[tuple[int, int], Path]]:
    """Every file that is named like a Python that pipectl runs on, and the version it names."""
    for place in places(environment):
        try:
            names = sorted(place.iterdir())
        except OSError:
            continue
        for path in names:
            found = NAME.fullmatch(path.name)
            if found and (version := (3, int(found[1]))) >= OLDEST:
                yield version, path


def why_not(path: Path, version: tuple[int, int]) -> str | None:
    """Why a Python can't be tried; None where it can. A shim may be there and start nothing."""
    line = [str(path), "-I", "-c", NEEDED]
    try:
        ran = subprocess.run(line, capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired) as error:
        return type(error).__name__
    if ran.returncode:
        said = ran.stderr.strip().splitlines()
        return said[-1] if said else f"it left {ran.returncode}"
    return None if ran.stdout.split() == [str(each) for each in version] else "it is another one"


def found(environment: Mapping[str, str]) -> tuple[dict[str, Path], dict[str, str]]:
    """The Pythons to try, one of each version, and those that can't be tried, with the reason."""
    good: dict[str, Path] = {}
    bad: dict[str, str] = {}
    for version, path in candidates(environment):
        name = f"3.{version[1]}"
        if name in good:
            continue
        reason = why_not(path, version)
        if reason is None:
            good[name] = path
        else:
            bad.setdefault(name, f"{path}: {reason}")
    return good, {name: reason for name, reason in bad.items() if name not in good}


def room() -> str | None:
    """Where environments and tests' files go: into memory where there is room for them."""
    memory = "/dev/shm"
    if os.access(memory, os.W_OK) and disk_usage(memory).free > 6 << 30:
        return memory
    return None


def installing(wheel: Path, python: Path, lowest: Path | None) -> Iterator[list[object]]:
    """The command lines that install the wheel, and what its tests need, for a Python.

    With `lowest`, a file to list them in, it gets the lowest versions that are allowed.
    """
    if lowest is None:
        yield [python, "-m", "pip", "install", "--quiet", f"{wheel}[test]"]
        return
    uv = [sys.executable, "-m", "uv", "--quiet", "pip"]
    into = ["--link-mode", "copy", "--python", python]
    # Those of the project's own file count as direct; those of a wheel don't.
    bounds = ["--resolution", "lowest-direct", "--extra", "test", "--output-file", lowest]
    package = ["--no-emit-package", "pipectl-sales"]
    yield [*uv, "compile", "pyproject.toml", "--python", python, *bounds, *package]
    yield [*uv, "install", *into, "--requirement", lowest]
    yield [*uv, "install", *into, "--no-deps", wheel]


def tried(wheel: Path, python: Path, *, with_lowest: bool) -> bool:
    """Whether the short set passes on a Python."""
    with tempfile.TemporaryDirectory(prefix="pipectl-python-", dir=room()) as folder:
        mine = Path(folder, "environment", "bin", "python")
        files = Path(folder, "files")
        files.mkdir()
        environment = {**os.environ, "PYTEST_DEBUG_TEMPROOT": str(files)}
        lowest = Path(folder, "lowest.txt") if with_lowest else None
        lines: tuple[list[object], ...] = (
            [python, "-m", "venv", mine.parent.parent],
            *installing(wheel, mine, lowest),
            [mine, "-c", INSTALLED],
            [mine, "-m", "pytest", "-n", "auto", "--dist", "worksteal", *SHORT],
        )
        return all(
            subprocess.run([*map(str, line)], cwd=ROOT, env=environment).returncode == 0
            for line in lines
        )


def main(wheel: Path) -> int:
    """Try each; say which passed."""
    good, bad = found(os.environ)
    for name, reason in bad.items():
        print(f"Python {name} is not tried: {reason}", flush=True)
    oldest = min(good, key=lambda name: int(name.partition(".")[2]), default=None)
    results = {}
    for name, path in good.items():
        what = f"Python {name} with the {'lowest' if name == oldest else 'newest'} dependencies"
        print(f"{what}: {path}", flush=True)
        results[what] = tried(wheel, path, with_lowest=name == oldest)
    for what, passed in results.items():
        print(f"{what}: {'passed' if passed else 'FAILED'}", flush=True)
    if not results:
        print("No Python is here that can be tried.", flush=True)
    return 0 if results and all(results.values()) else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
